"""Texts of the Rate tab."""

from __future__ import annotations

from collections.abc import Mapping

RATE_TEXTS: Mapping[str, tuple[str, str]] = {
    "rate.run": ("Pictures of", "评选范围"),
    "rate.empty": (
        "Nothing to rate yet. Draw some pictures first.",
        "还没有可评选的图，请先生成。",
    ),
    "rate.go_sweep": ("Go to Sweep", "去生成"),
    "rate.nothing": (
        "These pictures differ in gesture and seed only. Draw them in two wordings or weights "
        "to have something to compare, or rate them one by one.",
        "这些图只有手势和种子不同。请用两种措辞或权重生成，才能比较；也可以逐张评选。",
    ),
    "rate.all_alike": (
        "All these pairs look the same: there is nothing to choose between. Rate the pictures one "
        "by one, or draw them in wordings that differ more.",
        "这些图对看起来都相同，无从比较。可以逐张评选，或用差别更大的措辞生成。",
    ),
    "rate.all_done": ("You have seen every pair. Thank you.", "所有图对都已看过，谢谢。"),
    "rate.all_pictures_done": (
        "You have looked at every picture. Thank you.",
        "所有图都已看过，谢谢。",
    ),
    "rate.see_results": ("See the results", "查看结果"),
    "rate.area": ("Rating: keys answer while this is in focus", "评选区：获得焦点时按键作答"),
    # Modes
    "rate.modes": ("How to rate", "评选方式"),
    "rate.mode.pair": ("pair", "成对"),
    "rate.mode.verdict": ("one picture", "单张"),
    "rate.mode.four": ("four", "四张"),
    "rate.mode.pair.title": ("Two pictures: which is better?", "两张图：哪张更好？"),
    "rate.mode.verdict.title": ("One picture: what is wrong?", "一张图：哪里不对？"),
    "rate.mode.four.title": ("Four pictures: tap the good ones", "四张图：点选好的"),
    # A pair
    "rate.which": ("Which shows it better?", "哪张更像？"),
    "rate.left": ("left", "左边"),
    "rate.right": ("right", "右边"),
    "rate.tie": ("equal", "一样好"),
    "rate.both_bad": ("both bad", "都不好"),
    "rate.not_sure": ("not sure", "不确定"),
    "rate.well_formed": ("well formed", "手形正确"),
    "rate.malformed": ("malformed", "手形错误"),
    "rate.picture_left": ("left picture", "左图"),
    "rate.picture_right": ("right picture", "右图"),
    # One picture
    "rate.shows": ("Does it show this gesture?", "是这个手势吗？"),
    "rate.form": ("Are the hands well formed?", "手形正确吗？"),
    "rate.yes": ("yes", "是"),
    "rate.no": ("no", "否"),
    "rate.flaws": ("What is wrong? Tap where.", "哪里不对？请点出位置。"),
    "rate.picture": ("picture", "图"),
    "rate.done_flaws": ("done", "完成"),
    # Four pictures
    "rate.good": ("Tap the good ones.", "点选好的图。"),
    "rate.none_good": ("none is good", "都不好"),
    "rate.some_good": ("{n} good, the rest not", "{n} 张好，其余不好"),
    "rate.skip": ("skip", "跳过"),
    "rate.picture_n": ("picture {n}", "第 {n} 张"),
    # Around the questions
    "rate.undo": ("take back", "撤回"),
    "rate.keys": ("keys", "按键"),
    "rate.progress": ("{done} of {total}", "{done}/{total}"),
    "rate.alike": ("{n} look the same and are not asked", "{n} 对看起来相同，不再询问"),
    "rate.space": ("space", "空格"),
    "rate.enter": ("Enter", "回车"),
    "rate.loading": ("One moment …", "请稍候……"),
    "rate.lost": (
        "The answer could not be kept; it is shown again.",
        "答案未能保存，请再选一次。",
    ),
    "rate.close": ("close", "关闭"),
    "rate.enlarge": ("enlarge", "放大"),
    "rate.flip": ("flip", "切换"),
    "rate.leave_view": ("back", "返回"),
    # Keys
    "rate.keys.title": ("Keys", "按键"),
    "rate.keys.better": ("the left or the right one is better", "左图或右图更好"),
    "rate.keys.flags": (
        "left well formed, malformed; right well formed, malformed",
        "左图正确、错误；右图正确、错误",
    ),
    "rate.keys.answer": ("yes, no, not sure", "是、否、不确定"),
    "rate.keys.flaw": ("what is wrong; then tap where", "哪里不对；再点位置"),
    "rate.keys.send": ("done, next picture", "完成，下一张"),
    "rate.keys.toggle": ("this one is good", "这张好"),
    "rate.keys.send_four": ("send; the others are not good", "提交；其余不好"),
    "rate.keys.skip": ("skip these four", "跳过这四张"),
    "rate.keys.undo": ("take the last answer back", "撤回上一个回答"),
    "rate.keys.enlarge": ("enlarge, and back", "放大或还原"),
    "rate.keys.flip": ("both in one place, one after the other", "在同一位置交替显示两图"),
    "rate.keys.zoom": (
        "zoom in, out, whole picture; the wheel and two fingers too",
        "放大、缩小、全图；滚轮与双指亦可",
    ),
    "rate.keys.help": ("these keys", "显示按键"),
    "rate.keys.where": (
        "Keys answer while the rating area has the focus: click it once.",
        "评选区获得焦点时按键才作答：点按一次即可。",
    ),
    # Wordings afterwards
    "rate.wording.setting": ("Show the wordings after each answer", "作答后显示措辞"),
    "rate.wording.note": (
        "A pair whose wordings you have read cannot be answered again.",
        "看过措辞的图对不能重新作答。",
    ),
    "rate.wording.said": ("{winner}: {left} | {right}", "{winner}：{left} ｜ {right}"),
    # The board
    "rate.taste": ("your taste", "您的偏好"),
    "rate.taste.title": ("Your taste and the crowd's", "您与众人的偏好"),
    "rate.taste.yours": ("You, {n} answers", "您，{n} 次作答"),
    "rate.taste.all": ("All raters, {n} answers", "所有评选者，{n} 次作答"),
    "rate.taste.won": ("won {won} of {met}", "{met} 次中胜 {won} 次"),
    "rate.taste.unsure": (
        "Too few answers to tell the first from the second.",
        "作答太少，还分不出第一与第二。",
    ),
    "rate.taste.alone": ("Nobody else has rated these yet.", "还没有其他人评选这些图。"),
    "rate.taste.none": ("Nothing to compare yet.", "尚无可比较的内容。"),
}
