"""What the app says of an error, in English and Chinese: by the error's code, else by its kind.

``{where}`` is filled with the form's own labels, ``{got}`` with what was given, cut short.
"""

from __future__ import annotations

from collections.abc import Mapping

ERROR_TEXTS: Mapping[str, tuple[str, str]] = {
    # The Sweep form and what a plan may hold
    "error.no_gesture": (
        "No gesture is chosen. Choose at least one.",
        "尚未选择手势，请至少选一个。",
    ),
    "error.no_model": ("No model is chosen. Choose at least one.", "尚未选择模型，请至少选一个。"),
    "error.model_not_offered": (
        "That model is not on offer here. Choose one from the list.",
        "这里没有提供该模型，请从列表中选择。",
    ),
    "error.not_a_number": ("{where}: “{got}” is not a number.", "{where}：“{got}”不是数字。"),
    "error.not_whole": (
        "{where}: a whole number is needed; got “{got}”.",
        "{where}：需要整数，得到的是“{got}”。",
    ),
    "error.left_empty": ("{where}: is empty. Give a number.", "{where}：不能留空，请填写数字。"),
    "error.out_of_range": (
        "{where}: {got} does not lie between {low} and {high}.",
        "{where}：{got} 不在 {low} 到 {high} 之间。",
    ),
    "error.too_few_seeds": (
        "{where}: at least 1 is needed; got {got}.",
        "{where}：至少为 1，得到的是 {got}。",
    ),
    "error.given_twice": (
        "{where}: “{got}” is given twice. Keep one.",
        "{where}：“{got}”重复了，请只留一个。",
    ),
    "error.no_value": (
        "{where}: has no value. Give one, or leave the axis out.",
        "{where}：没有取值。请填写，或去掉这个变量。",
    ),
    "error.not_a_word": ("{where}: “{got}” is no word.", "{where}：“{got}”不是词。"),
    "error.unknown_word": (
        "{where}: there is no “{got}”. Choose from the list.",
        "{where}：没有“{got}”，请从列表中选择。",
    ),
    "error.unknown_axis": ("There is no axis “{got}”.", "没有名为“{got}”的变量。"),
    "error.unknown_gesture": ("There is no gesture “{got}”.", "没有名为“{got}”的手势。"),
    "error.unknown_scene_word": ("{axis}: there is no “{got}”.", "{axis}：没有“{got}”。"),
    "error.no_such_phrase": (
        "{where}: the gesture “{gesture}” has no phrase “{got}”; it has 1 to {high}.",
        "{where}：手势“{gesture}”没有“{got}”这句措辞，只有 1 至 {high}。",
    ),
    "error.unknown_key": (
        "{where}: nothing is called “{got}” here.",
        "{where}：没有“{got}”这一项。",
    ),
    "error.missing_key": ("{where}: “{got}” is missing.", "{where}：缺少“{got}”。"),
    "error.wrong_value": ("{where}: “{got}” cannot stand here.", "{where}：不能填“{got}”。"),
    "error.too_many_pictures": (
        "This asks for {count} pictures; at most {most} are drawn at once. "
        "Take values off an axis.",
        "这样要生成 {count} 张图，一次最多 {most} 张。请减少变量取值。",
    ),
    "error.no_control_network": (
        "The model “{model}” has no control network for {control}. "
        "Choose another model, or leave the control out.",
        "模型“{model}”没有{control}的控制网络。请换一个模型，或不用控制图。",
    ),
    # Rating
    "error.question_unknown": (
        "That question was not asked here. Load the page again.",
        "这道题不是在这里出的，请重新载入页面。",
    ),
    "error.question_answered": (
        "That question was answered already. Go on with the next one.",
        "这道题已经答过，请继续下一题。",
    ),
    "error.no_such_answer": ("That is no answer to a pair.", "这不是对图对的有效回答。"),
    "error.answer_number": ("That answer carries no proper number.", "这个回答缺少有效编号。"),
    "error.cannot_take_back": (
        "That answer can no longer be taken back.",
        "这个回答已经不能撤回。",
    ),
    "error.rater_name": (
        "A rater's name is 4 to 40 small letters, digits and hyphens.",
        "评选者名称须为 4 至 40 个小写字母、数字或连字符。",
    ),
    "error.too_many_pairs": (
        "These pictures make {count} pairs, more than {most}. Rate a smaller run.",
        "这些图组成 {count} 对，超过 {most} 对。请评选较小的一批。",
    ),
    # Runs, pictures, the store
    "error.unknown_run": (
        "There is no run “{got}” in this store.",
        "这里没有编号为“{got}”的生成。",
    ),
    "error.no_runs": ("This store has no runs yet.", "这里还没有任何生成。"),
    "error.picture_not_in_run": (
        "That picture is not in this run. Choose it in the grid.",
        "这张图不在这次生成中，请在网格里选择。",
    ),
    "error.picture_missing": (
        "The picture's file is missing. Run its sweep again: it is made anew.",
        "图片文件缺失。请重新运行，即可补上。",
    ),
    "error.control_missing": (
        "The control image's file is missing. Run its sweep again: it is drawn anew.",
        "控制图文件缺失。请重新运行，即可补上。",
    ),
    "error.picture_damaged": (
        "The picture's file is damaged. Run “gesture doctor”.",
        "图片文件已损坏，请运行“gesture doctor”。",
    ),
    "error.home_not_folder": (
        "The home “{got}” cannot be a folder: {reason}.",
        "主目录“{got}”无法使用：“{reason}”。",
    ),
    "error.vocabulary_empty": (
        "The vocabulary is empty. Check it with “gesture vocab lint”.",
        "词汇表是空的，请用“gesture vocab lint”检查。",
    ),
    # Models and the judge
    "error.unknown_model": ("There is no model “{got}”.", "没有名为“{got}”的模型。"),
    "error.model_weights_missing": (
        "The weights of the model “{got}” are missing. Install the package again, or run "
        "“gesture thumbelina train”.",
        "模型“{got}”缺少权重。请重新安装，或运行“gesture thumbelina train”。",
    ),
    "error.judge_model_missing": (
        "The judge's model file is not here. Press “Fetch the judge”, or run "
        "“gesture doctor --fetch”.",
        "缺少判定器模型文件。请按“获取判定器”，或运行“gesture doctor --fetch”。",
    ),
    "error.judge_not_fetched": (
        "The judge's model file could not be fetched: “{reason}”. Are you connected?",
        "无法获取判定器模型文件：“{reason}”。请检查网络。",
    ),
    "error.not_converged": (
        "The ranking did not settle; more votes may help.",
        "排名没有收敛，增加投票或许有用。",
    ),
    # An error without a code: what kind it is, and its own English words
    "error.kind.plan": ("{message}", "这样无法生成。原文：“{message}”"),
    "error.kind.name": ("{message}", "没有这个名称。原文：“{message}”"),
    "error.kind.input": ("{message}", "输入无法使用。原文：“{message}”"),
    "error.kind.store": ("{message}", "存储读写出错。原文：“{message}”"),
    "error.kind.model": ("{message}", "模型无法使用。原文：“{message}”"),
    "error.kind.judge": ("{message}", "判定器无法使用。原文：“{message}”"),
    "error.kind.any": ("{message}", "出了问题。原文：“{message}”"),
    # Where in what was given
    "place.item": ("{place}, value {n}", "{place}，第 {n} 个"),
    "place.gestures": ("gestures", "手势"),
    "place.seeds": ("seeds", "种子"),
    "place.seeds.start": ("first seed", "起始种子"),
    "place.seeds.count": ("number of seeds", "种子数"),
    "place.size": ("size", "尺寸"),
    "place.name": ("name", "名称"),
    "place.template": ("template", "模板"),
    "place.sample": ("sample", "抽样"),
    "place.skip": ("skip rules", "跳过规则"),
    "place.other": ("“{path}”", "“{path}”"),
    "place.nowhere": ("plan", "计划"),
}
