"""Every text of the interface, in English and Chinese, and how one is looked up.

Those of the Words tab stand in `word_texts`, of axes and their values in `value_texts`, of errors
in `error_texts`, of verdicts in `verdict_texts`, of added pictures in `add_texts`, of LoRA and
embedding files in `adapter_texts`, of mending in `mend_texts`, of rating in `rate_texts`, for
strangers in `serving_texts`, of Results and a picture's drawer in `results_texts`. Texts of the
vocabulary come in both languages by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from toolkit.axes import AXES
from toolkit.ui.language.adapter_texts import ADAPTER_TEXTS
from toolkit.ui.language.add_texts import ADD_TEXTS
from toolkit.ui.language.error_texts import ERROR_TEXTS
from toolkit.ui.language.form_texts import FORM_TEXTS
from toolkit.ui.language.mend_texts import MEND_TEXTS
from toolkit.ui.language.rate_texts import RATE_TEXTS
from toolkit.ui.language.results_texts import RESULTS_TEXTS
from toolkit.ui.language.serving_texts import SERVING_TEXTS
from toolkit.ui.language.try_texts import TRY_TEXTS
from toolkit.ui.language.value_texts import VALUE_TEXTS
from toolkit.ui.language.verdict_texts import VERDICT_TEXTS
from toolkit.ui.language.word_texts import WORD_TEXTS

Lang = Literal["en", "zh"]

LANGUAGES: tuple[tuple[str, Lang], ...] = (("en", "en"), ("中文", "zh"))


def as_lang(value: object) -> Lang:
    """``value`` if it names a language of the interface, else English."""
    return cast(Lang, value) if value in ("en", "zh") else "en"


def say(key: str, lang: Lang, **values: object) -> str:
    """The text ``key`` in ``lang`` with its ``{places}`` filled; not escaped for HTML."""
    return TEXTS[key][0 if lang == "en" else 1].format(**values)


def number(value: int) -> str:
    """A whole number with thousands set apart by a narrow space."""
    return f"{value:,}".replace(",", "\u202f")


def duration(seconds: float, lang: Lang) -> str:
    """About how long, in words that fit the size."""
    if seconds < 90:
        return say("time.seconds", lang, n=max(1, round(seconds)))
    if seconds < 5400:
        return say("time.minutes", lang, n=round(seconds / 60))
    return say("time.hours", lang, n=f"{seconds / 3600:.1f}")


def axis_name(axis: str, lang: Lang) -> str:
    """The name of a sweep's axis; an axis without a text keeps its own name."""
    known = AXES.get(axis)
    return axis if known is None else say(known.label, lang)


TEXTS: Mapping[str, tuple[str, str]] = {
    **ERROR_TEXTS,
    **ADD_TEXTS,
    **ADAPTER_TEXTS,
    **MEND_TEXTS,
    **VALUE_TEXTS,
    **WORD_TEXTS,
    **TRY_TEXTS,
    **RATE_TEXTS,
    **VERDICT_TEXTS,
    **FORM_TEXTS,
    **SERVING_TEXTS,
    **RESULTS_TEXTS,
    "app.title": ("Gesture toolkit", "手势工具箱"),
    "tab.words": ("Words", "词汇"),
    "tab.sweep": ("Sweep", "生成"),
    "tab.rate": ("Rate", "评选"),
    "tab.results": ("Results", "结果"),
    "time.seconds": ("{n} s", "{n} 秒"),
    "time.minutes": ("{n} min", "{n} 分钟"),
    "time.hours": ("{n} h", "{n} 小时"),
    "time.left": ("{time} left", "还需 {time}"),
    "time.rate": ("{n} a second", "每秒 {n} 张"),
    "time.each": ("{n} s each", "每张 {n} 秒"),
    # Verdicts
    "verdict.pass": ("the gesture asked for", "是所要的手势"),
    "verdict.fail": ("not the gesture asked for", "不是所要的手势"),
    "verdict.unsure": ("not clear", "不确定"),
    "verdict.unjudged": ("not judged", "未判定"),
    "verdict.measured": ("measured", "已测量"),
    "verdict.form.pass": ("well formed", "手形正确"),
    "verdict.form.fail": ("malformed", "手形错误"),
    "verdict.both.pass": ("the gesture asked for, well formed", "是所要的手势，手形正确"),
    "verdict.both.fail": ("not the gesture asked for, or malformed", "不是所要的手势，或手形错误"),
    "verdict.about": ("{question}: {verdict}", "{question}：{verdict}"),
    "asked.gesture": ("gesture", "手势"),
    "asked.form": ("form", "手形"),
    "asked.both": ("gesture and form", "手势与手形"),
    "asked.number": ("number", "数值"),
    "verdict.person.unsure": ("not clear to a person", "人工判定：不确定"),
    "verdict.person.measured": ("measured by a person", "人工测量"),
    "verdict.person.pass": ("well formed, says a person", "人工判定：手形正确"),
    "verdict.person.fail": ("malformed, says a person", "人工判定：手形错误"),
    "verdict.person.unjudged": ("taken back by a person", "人工判定已撤回"),
    # Sweep
    "sweep.gestures": ("Gestures", "手势"),
    "sweep.phrases": ("Phrases", "措辞"),
    "sweep.own_phrases": ("Your own phrases, one a line", "自己的措辞（每行一句）"),
    "sweep.own_phrases.example": ("waving his hands", "挥着手"),
    "sweep.phrase.plain": ("plain", "简单"),
    "sweep.phrase.explicit": ("explicit", "详尽"),
    "sweep.phrase.n": ("phrase {n}", "第 {n} 句"),
    "sweep.weights": ("Weights of the gesture's words", "手势措辞的权重"),
    "sweep.views": ("Views", "视角"),
    "sweep.negatives": ("Negatives", "反向词"),
    "sweep.negative.own": ("the gesture's own", "手势自带"),
    "sweep.sides": ("Hands", "左右手"),
    "sweep.skins": ("Skin", "肤色"),
    "sweep.lights": ("Light", "光线"),
    "sweep.backgrounds": ("Background", "背景"),
    "sweep.materials": ("Material", "材质"),
    "sweep.controls": ("Held to the pose by", "按姿势控制"),
    "sweep.control.none": ("nothing", "不控制"),
    "sweep.control.skeleton": ("its skeleton", "骨架图"),
    "sweep.control.depth": ("its depth map", "深度图"),
    "sweep.strengths": ("Control strength", "控制强度"),
    "sweep.control_image": ("The control image", "控制图"),
    "sweep.more": ("More axes and settings", "更多变量与设置"),
    "sweep.seeds": ("Seeds for each", "每组种子数"),
    "sweep.first_seed": ("First seed", "起始种子"),
    "sweep.models": ("Models", "模型"),
    "sweep.steps": ("Steps", "步数"),
    "sweep.guidance": ("Guidance", "引导强度"),
    "sweep.own": ("the model's own", "模型默认"),
    "sweep.pictures": ("{n} pictures", "{n} 张图"),
    "sweep.picture": ("1 picture", "1 张图"),
    "sweep.about": ("about {time} on this machine", "本机约需 {time}"),
    "sweep.unknown_time": ("time unknown: nothing was timed yet", "耗时未知：尚无计时记录"),
    "sweep.there": ("{n} of them are there already", "其中 {n} 张已有"),
    "sweep.all_there": ("all of them are there already", "全部已有"),
    "sweep.too_many": (
        "Too many for one sweep: at most {n}. Take values off an axis.",
        "一次最多 {n} 张，请减少变量取值。",
    ),
    "sweep.empty": (
        "Choose a gesture to begin, or start with four that are easy to tell apart.",
        "先选一个手势，或从四个容易区分的手势开始。",
    ),
    "sweep.example": ("Use four gestures, two phrases", "使用四个手势、两种措辞"),
    "sweep.prompts": ("Prompts", "提示词"),
    "sweep.prompts_more": ("and {n} more", "还有 {n} 条"),
    "sweep.negative_line": ("negative", "反向"),
    "sweep.run": ("Run", "运行"),
    "sweep.stop": ("Stop", "停止"),
    "sweep.stopping": ("Stopping after this step …", "本步完成后停止……"),
    "sweep.stage.starting": ("Starting", "启动中"),
    "sweep.stage.loading": ("Loading the model", "载入模型"),
    "sweep.stage.encoding": ("Reading the prompts", "编码提示词"),
    "sweep.stage.drawing": ("Drawing", "绘制中"),
    "sweep.stage.judging": ("Judging", "判定中"),
    "sweep.done": (
        "Done: {made} drawn, {reused} were there already; {judged}.",
        "完成：新绘 {made} 张，已有 {reused} 张；{judged}。",
    ),
    "sweep.not_judged": ("not judged", "未判定"),
    # What a judge of each question counted; the clauses stand in one sentence.
    "sweep.count.gesture": (
        "{passed} of {looked} show the gesture",
        "{looked} 张中 {passed} 张是所要的手势",
    ),
    "sweep.count.form": (
        "{passed} of {looked} are well formed",
        "{looked} 张中 {passed} 张手形正确",
    ),
    "sweep.failed_some": ("{n} failed: {reason}", "{n} 张失败：“{reason}”"),
    "sweep.stopped": (
        "Stopped with {n} to go. What is finished is kept; Run goes on from here.",
        "已停止，还剩 {n} 张。已完成的都保留，再按“运行”即可继续。",
    ),
    "sweep.broke": ("The sweep broke off: {reason}", "生成中断：“{reason}”"),
    "sweep.waiting": (
        "In line: {n} before yours. It starts by itself.",
        "排队中：前面还有 {n} 项，轮到时自动开始。",
    ),
    "sweep.withdrawn": ("Taken out of the line.", "已退出排队。"),
    "sweep.no_model": (
        "There is no model here: its weights are not installed. Train one with "
        "“gesture thumbelina train”, or install the package again.",
        "这里没有模型：缺少权重。请运行“gesture thumbelina train”训练，或重新安装。",
    ),
    "sweep.fetch_judge": ("Fetch the judge", "获取判定器"),
    "sweep.fetching_judge": ("Fetching the judge's model file …", "正在获取判定器模型文件……"),
    "sweep.judge_ready": ("The judges are ready.", "判定器已就绪。"),
    "sweep.judge_run": ("Judge these pictures", "判定这些图"),
    "sweep.shown_run": ("Pictures of", "所示生成"),
    "sweep.columns": ("Columns", "列"),
    "sweep.rows": ("Rows first by", "行先按"),
    "sweep.hidden": ("Hide", "隐藏"),
    "sweep.no_runs": (
        "No pictures yet. Compose a sweep and press Run.",
        "还没有图。请组合后按“运行”。",
    ),
    "sweep.first_shown": ("The first {n} of {total} places.", "共 {total} 格，仅显示前 {n} 格。"),
    "sweep.missing": ("not drawn yet", "尚未绘制"),
    "sweep.recipe": ("Recipe", "配方"),
    "sweep.same_seed": ("Same gesture, same seed", "同一手势、同一种子"),
    "sweep.download": ("Download with recipe", "下载（含配方）"),
    "sweep.verdict_by": ("{verdict} — {explanation}", "{verdict}——{explanation}"),
    # Results
    "results.run": ("Pictures of", "所示生成"),
    "results.judge": ("Judge", "判定者"),
    "results.judge.machine": ("the machine judge", "机器判定"),
    "results.judge.people": ("people", "人工判定"),
    "results.of": ("Counted", "统计内容"),
    "results.of.both": ("Both", "两者"),
    "results.of.gesture": ("Gesture", "手势"),
    "results.of.form": ("Form", "手形"),
    "results.by": ("Count by", "统计变量"),
    "results.yield": ("How many are well formed?", "手形正确的有多少？"),
    "results.words": ("Which words help?", "哪些词有用？"),
    "results.rank": ("Which variant is best?", "哪种写法最好？"),
    "results.empty": (
        "No results yet. Draw some pictures first.",
        "还没有结果，请先生成图。",
    ),
    "results.unjudged_all": (
        "Nobody has judged these {n} pictures yet, so there is no yield.",
        "这 {n} 张图尚未判定，因此没有成功率。",
    ),
    "results.col.k": ("passed", "通过"),
    "results.col.gesture": ("gesture", "手势"),
    "results.col.form": ("form", "手形"),
    "results.col.n": ("measured", "已测"),
    "results.col.mean": ("mean", "平均值"),
    "results.col.yield": ("yield", "成功率"),
    "results.col.interval": ("95 % interval", "95% 区间"),
    "results.col.no_hand": ("no hand", "无手"),
    "results.col.unsure": ("unsure", "不确定"),
    "results.col.unjudged": ("unjudged", "未判定"),
    "results.col.variant": ("variant", "写法"),
    "results.col.strength": ("strength", "强度"),
    "results.col.votes": ("votes", "票数"),
    "results.col.record": ("won – lost – equal", "胜–负–平"),
    "results.col.change": ("change", "变化"),
    "results.col.compared": ("compared", "比较"),
    "results.col.pairs": ("pairs", "对数"),
    "results.col.p": ("p (Holm)", "p 值（Holm）"),
    "results.col.seconds": ("seconds more a picture", "每张图多用的秒数"),
    "results.k_of_n": ("{k} of {n}", "{k}/{n}"),
    "results.download": ("Download CSV", "下载 CSV"),
    "results.words_axis": ("Compare on", "比较变量"),
    "results.few_seeds": (
        "{seeds} seeds can give no p below {p}, whatever the difference: take 6 or more.",
        "{seeds}个种子的 p 值最小为 {p}，差别再大也证明不了什么：请用 6 个以上。",
    ),
    "results.words_none": (
        "Nothing to compare: draw two values of one axis on the same seeds, and judge them.",
        "无可比较：请在相同种子上生成同一变量的两种取值并判定。",
    ),
    "results.rank_source": ("From", "依据"),
    "results.rank_source.votes": ("people's votes", "人工投票"),
    "results.rank_source.verdicts": ("the judge's verdicts", "判定结果"),
    "results.rank_none": (
        "No votes yet. Rate some pairs: five are enough to begin.",
        "还没有投票。先评选几对，五对即可开始。",
    ),
    "results.go_rate": ("Rate some pairs", "去评选"),
    "results.islands": (
        "The variants fall into {n} groups that never met: the order across groups means nothing.",
        "这些写法分为从未相遇的 {n} 组：组与组之间的次序没有意义。",
    ),
    "results.votes_note": (
        "{votes} votes; {both_bad} said both bad and {not_sure} not sure, which rank nothing.",
        "共 {votes} 票；其中 {both_bad} 票都不好、{not_sure} 票不确定，不计入排名。",
    ),
    "results.left_out": (
        "Left out: {raters} raters with {share} of the votes ({reasons}).",
        "未计入：{raters} 位评选者，占票数的 {share}（{reasons}）。",
    ),
    "results.left_out.one_side": ("one side only: {n}", "只选一侧：{n}"),
    "results.left_out.fails_gold": ("known answers wrong: {n}", "已知答案答错：{n}"),
    "results.left_out.contradicts_itself": ("no answer twice: {n}", "前后不一：{n}"),
    "results.left_out.against_others": ("against all others: {n}", "与众人相反：{n}"),
    "results.left_out.pushes_one": ("pushing one variant: {n}", "偏推一种写法：{n}"),
    "results.axis_share.gesture": ("shows the gesture (share, 95 %)", "手势正确（比例，95%）"),
    "results.axis_share.form": ("well formed (share, 95 %)", "手形正确（比例，95%）"),
    "results.axis_share.both": (
        "shows the gesture, well formed (share, 95 %)",
        "手势与手形都正确（比例，95%）",
    ),
    "results.axis_change": ("change of the share (95 %)", "比例变化（95%）"),
    "results.axis_mean_change": ("change of the mean (95 %)", "平均值变化（95%）"),
    "results.axis_strength": ("strength (log odds, 95 %)", "强度（对数几率，95%）"),
}
