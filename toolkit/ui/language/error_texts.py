"""What the app says of an error, in English and Chinese: by the error's code, else by its kind.

``{where}`` is filled with the form's own labels, ``{got}`` with what was given, cut short.
"""

from __future__ import annotations

from collections.abc import Mapping

ERROR_TEXTS: Mapping[str, tuple[str, str]] = {
    # What a plan may hold
    "error.out_of_range": (
        "{where}: {got} does not lie between {low} and {high}.",
        "{where}：{got} 不在 {low} 到 {high} 之间。",
    ),
    "error.given_twice": (
        "{where}: “{got}” is given twice. Keep one.",
        "{where}：“{got}”重复了，请只留一个。",
    ),
    "error.unknown_axis": ("There is no axis “{got}”.", "没有名为“{got}”的变量。"),
    "error.words_too_long": (
        "The words “{got}” are {count} characters long; at most {most} are read.",
        "“{got}”有 {count} 个字符，最多 {most} 个。",
    ),
    "error.invisible_character": (
        "The words “{got}” hold the invisible character “{character}”. Take it out.",
        "“{got}”里有看不见的字符“{character}”，请删去。",
    ),
    "error.unfilled_slot": (
        "The template has the slot “{got}”, but no axis of that name fills it.",
        "模板里有空位“{got}”，但没有同名的变量来填。",
    ),
    "error.no_upload": ("No file came. Choose it again.", "没有收到文件，请重新选择。"),
    "error.file_too_large": (
        "The file has {count} bytes; a plan has at most {most}.",
        "文件有 {count} 字节；计划最多 {most} 字节。",
    ),
    "error.not_utf8": ("The file is no text in UTF-8.", "文件不是 UTF-8 文本。"),
    "error.no_words_to_try": ("Write a prompt first.", "请先写提示词。"),
    "error.no_gestures": (
        "The plan names no gesture and no prompt.",
        "计划里既没有手势，也没有提示词。",
    ),
    "error.nothing_to_replace": (
        "“{got}” does not occur in “{text}”.",
        "“{text}”里没有“{got}”。",
    ),
    # Pasted prompts
    "error.foreign_command": (
        "The prompt holds “{got}”, a command of another program. Take it out; a comma serves for "
        "BREAK, and LoRAs do not stand in prompts.",
        "提示词里有“{got}”，这是其他程序的指令，请删去。分段可用逗号代替；附加模型不写在提示词里。",
    ),
    "error.prompt_editing": (
        "The prompt changes while it is drawn: “{got}”. Choose one wording.",
        "提示词会在生成途中变化：“{got}”。请只选一种说法。",
    ),
    "error.brackets_too_deep": (
        "The prompt “{got}” has more than {most} brackets inside one another. Write the weight as "
        "a number.",
        "提示词“{got}”的括号嵌套超过 {most} 层，请直接写出权重数字。",
    ),
    "error.dialects_mixed": (
        "The prompt “{got}” mixes two ways to write weights. Write all as “(words:1.3)”.",
        "提示词“{got}”混用了两种权重写法，请统一写成“(words:1.3)”。",
    ),
    "error.too_many_wildcards": (
        "The wildcards in “{got}” make more than {most} texts. Draw some with “wildcard_draws”.",
        "“{got}”里的通配符会展开成超过 {most} 条文本，请用“wildcard_draws”抽取一部分。",
    ),
    "error.wildcard_circle": (
        "A wildcard calls itself: “{got}”. Take one of the calls out of its file.",
        "通配符调用了自身：“{got}”。请从文件里去掉其中一处调用。",
    ),
    "error.unknown_wildcard": (
        "There is no wildcard “{got}”.",
        "没有名为“{got}”的通配符。",
    ),
    "error.unknown_gesture": (
        "There is no gesture “{got}”. Choose from the list.",
        "没有名为“{got}”的手势，请从列表中选择。",
    ),
    "error.gesture_not_here": (
        "The gesture “{got}” is in no vocabulary here. Start the app with “--vocab DIR”.",
        "这里的词汇表没有手势“{got}”，请用“--vocab DIR”启动。",
    ),
    "error.vocabulary_not_here": (
        "This needs the vocabulary “{got}”, which is not here. Start the app with “--vocab DIR”.",
        "这里需要词汇表“{got}”，但没有载入。请用“--vocab DIR”启动。",
    ),
    "error.unknown_scene_word": (
        "{axis}: there is no “{got}”. Choose from the list.",
        "{axis}：没有“{got}”，请从列表中选择。",
    ),
    "error.too_many_pictures": (
        "This asks for {count} pictures; at most {most} are drawn at once. "
        "Take values off an axis.",
        "这样要生成 {count} 张图，一次最多 {most} 张。请减少变量取值。",
    ),
    "error.no_control_network": (
        "The model “{model}” has no control network for “{control}”. "
        "Choose another model, or leave the control out.",
        "模型“{model}”没有“{control}”的控制网络。请换一个模型，或不用控制图。",
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
    "error.no_such_answer": ("That is no answer to this question.", "这不是对这道题的有效回答。"),
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
        "The picture is missing. Run its sweep again: it is made anew.",
        "图片缺失。请重新运行，即可补上。",
    ),
    "error.control_missing": (
        "The control image's file is missing. Run its sweep again: it is drawn anew.",
        "控制图文件缺失。请重新运行，即可补上。",
    ),
    "error.picture_damaged": (
        "The picture “{got}” is damaged. Delete it and run its sweep again: it is made anew.",
        "图片“{got}”已损坏。请删除后重新运行，即可补上。",
    ),
    "error.record_damaged": (
        "The database is damaged at “{got}”. Run “gesture doctor”.",
        "数据库在“{got}”处已损坏，请运行“gesture doctor”。",
    ),
    "error.disk_full": (
        "The disk is full. Free some space and run it again: what is finished is kept.",
        "磁盘已满。请腾出空间后重新运行，已完成的都会保留。",
    ),
    "error.no_permission": (
        "“{got}” cannot be written. Start the app with another “--home”.",
        "“{got}”不可写。请用“--home”指定另一个目录来启动。",
    ),
    "error.no_file": ("There is no file “{got}”.", "文件“{got}”不存在。"),
    "error.disk_refused": (
        "The disk refused “{got}”: “{reason}”. Start the app with another “--home”.",
        "磁盘拒绝访问“{got}”：“{reason}”。请用“--home”指定另一个目录来启动。",
    ),
    "error.database_busy": (
        "Another process holds the database. Let it finish, then try again.",
        "另一个进程正占用数据库，请等它结束后再试。",
    ),
    "error.database_damaged": (
        "The database “{got}” is damaged. Move that file aside: the next start makes a new one "
        "and takes in the pictures.",
        "数据库“{got}”已损坏。请移走该文件，下次启动会新建并收回图片。",
    ),
    "error.database_newer": (
        "The database “{got}” was made by a newer version. Upgrade gesture-toolkit.",
        "数据库“{got}”由更新的版本建立，请升级程序。",
    ),
    "error.vocabulary_empty": (
        "The vocabulary is empty. Check it with “gesture vocab lint”.",
        "词汇表是空的，请用“gesture vocab lint”检查。",
    ),
    # Models and the judge
    "error.unknown_model": ("There is no model “{got}”.", "没有名为“{got}”的模型。"),
    "error.model_not_here": (
        "The model “{got}” is not on this machine, and its hub cannot be reached.",
        "本机没有模型“{got}”，也连不上模型库。",
    ),
    "error.model_half": (
        "The model “{got}” is not whole: something is wrong in its folder “{part}”. Copy or fetch "
        "it again.",
        "模型“{got}”不完整：“{part}”文件夹有问题。请重新复制或下载。",
    ),
    "error.unknown_checkpoint": (
        "“{got}” is no checkpoint of SD 1.5, SD 2 or SDXL.",
        "“{got}”不是 SD 1.5、SD 2 或 SDXL 的模型文件。",
    ),
    "error.no_negative": (
        "The model “{model}” takes no negative prompt. Leave it out, or choose another model.",
        "模型“{model}”不接受反向提示词。请去掉，或换一个模型。",
    ),
    "error.no_mending": (
        "The model “{model}” cannot draw hands once more. Choose no mending, or another model.",
        "模型“{model}”不能重画手部。请选择不修补，或换一个模型。",
    ),
    "error.no_weights": (
        "The model “{model}” hears no weights of words. Take the weights out, or choose another "
        "model.",
        "模型“{model}”不理会词语权重。请去掉权重，或换一个模型。",
    ),
    "error.adapter_of_another": (
        "The file “{got}” was made for another kind of model than “{model}”.",
        "文件“{got}”不适用于模型“{model}”。",
    ),
    "error.takes_no_adapter": (
        "The model “{model}” takes no LoRA or embedding files.",
        "模型“{model}”不接受 LoRA 或嵌入文件。",
    ),
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
    "place.prompts": ("prompts", "提示词"),
    "place.replace": ("replacements", "替换"),
    "place.template": ("template", "模板"),
    "place.sample": ("sample", "抽样"),
    "place.skip": ("skip rules", "跳过规则"),
    "place.other": ("“{path}”", "“{path}”"),
    "place.nowhere": ("plan", "计划"),
}
