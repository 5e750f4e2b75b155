"""Why a picture passed or not, in English and Chinese; `verdict_sentences` puts it together."""

from __future__ import annotations

from collections.abc import Mapping

VERDICT_TEXTS: Mapping[str, tuple[str, str]] = {
    # One sentence for each reason; {because} is empty or the differences.
    "reason.match": ("Shows {expected}{because}.", "符合{expected}{because}。"),
    "reason.any_hand": ("A hand; it looks most like {best}.", "有一只手；最像{best}。"),
    "reason.no_hand": ("No hand was found.", "没有找到手。"),
    "reason.one_hand": (
        "One hand was found; {expected} takes two.",
        "只找到一只手，{expected}需要两只。",
    ),
    "reason.other_gesture": (
        "Looks like {best}, not {expected}{because}.",
        "像{best}，不像{expected}{because}。",
    ),
    "reason.low_score": ("No clear {expected}{because}.", "不是清楚的{expected}{because}。"),
    "reason.wrong_direction": (
        "The fingers are right, but {differences}.",
        "手指正确，但{differences}。",
    ),
    "reason.no_judge": ("There was no judge{because}.", "没有判定器{because}。"),
    "reason.unreadable": ("The picture cannot be read{because}.", "图片无法读取{because}。"),
    "reason.person": ("A person looked at it{because}.", "由人判定{because}。"),
    "reason.disagree": ("People disagree.", "大家意见不一。"),
    "reason.taken_back": ("Taken back.", "已撤回。"),
    "reason.nothing_expected": ("No gesture was asked for.", "没有指定手势。"),
    "reason.whole": ("The hands are well formed{because}.", "手形正确{because}。"),
    "reason.flawed": ("Malformed{because}.", "手形错误{because}。"),
    "reason.too_small": (
        "The hands are too small to judge{because}.",
        "手太小，无法判定{because}。",
    ),
    "reason.unclear": ("It is not clear{because}.", "无法确定{because}。"),
    "reason.timed_out": ("The judge took too long{because}.", "判定超时{because}。"),
    "reason.crashed": ("The judge broke down{because}.", "判定器出错{because}。"),
    "reason.measured": ("Measured {number}.", "测得{number}。"),
    "reason.other": ("For another reason{because}.", "因其他原因{because}。"),
    "reason.direction": ("the hand faces or points another way", "手的朝向不对"),
    # A clause for each code of `toolkit.judging.gesture.differences`, and the words of its fields.
    "difference.finger": (
        "{digit} finger {seen}, expected {expected}",
        "{digit}{seen}，应为{expected}",
    ),
    "difference.bend": ("{digit} finger bent too {bent} {joint}", "{digit}{joint}弯得{bent}"),
    "difference.thumb": ("thumb {seen}, expected {expected}", "拇指{seen}，应为{expected}"),
    "difference.thumb_place": (
        "thumb {seen}, but in another place than expected",
        "拇指{seen}，但位置不对",
    ),
    "difference.gap": (
        "{first} and {second} fingers {seen}, expected {expected}",
        "{first}与{second}{seen}，应为{expected}",
    ),
    "difference.gap_width": (
        "{first} and {second} fingers {width} than expected",
        "{first}与{second}{width}",
    ),
    "difference.facing": (
        "the {seen} of the hand faces the camera, expected {expected}",
        "{seen}朝前，应为{expected}",
    ),
    "difference.pointing": (
        "the hand points {seen}, expected {expected}",
        "手指向{seen}，应指向{expected}",
    ),
    "difference.at_camera": (
        "the hand lies in the picture's plane, expected to point at the camera",
        "手与画面平行，应指向镜头",
    ),
    "difference.other_place": (
        "the hands are in another place to each other than expected",
        "两手的相对位置不对",
    ),
    "difference.turned": ("the hands are turned another way than expected", "两手的朝向不对"),
    # What is wrong with a hand (`toolkit.rating.flaws`), and how sure the judge is, 0 to 1.
    "difference.flaw": ("{kind} ({score})", "{kind}（{score}）"),
    "flaw.extra_finger": ("extra finger", "多余的手指"),
    "flaw.missing_finger": ("missing finger", "缺少手指"),
    "flaw.two_thumbs": ("two thumbs", "两个拇指"),
    "flaw.fused_fingers": ("fused fingers", "手指粘连"),
    "flaw.too_long": ("finger too long", "手指过长"),
    "flaw.too_short": ("finger too short", "手指过短"),
    "flaw.bent_backwards": ("bent backwards", "反向弯曲"),
    "flaw.other": ("something else is wrong", "其他问题"),
    # A person's answers to the two questions, told apart.
    "difference.parts": (
        "gesture: {gesture}, form: {form}",
        "手势：{gesture}，手形：{form}",
    ),
    "difference.parts.pass": ("yes", "是"),
    "difference.parts.fail": ("no", "否"),
    "difference.parts.unsure": ("not sure", "不确定"),
    "difference.time_limit": ("over {seconds} s", "超过{seconds}秒"),
    "difference.process_ended": ("its process ended with code {code}", "其进程以代码{code}结束"),
    "looking.first_picture": (
        "The file is animated; its first picture was looked at.",
        "文件是动画；只看了第一帧。",
    ),
    "looking.form_unsure": (
        "Whether the hands are well formed is not clear.",
        "手形是否正确无法确定。",
    ),
    "difference.of_hand.right": ("right {difference}", "右手{difference}"),
    "difference.of_hand.left": ("left {difference}", "左手{difference}"),
    "difference.finger.extended": ("extended", "伸直"),
    "difference.finger.bent": ("half bent", "半弯"),
    "difference.finger.folded": ("folded", "握起"),
    "difference.bent.much": ("much", "太多"),
    "difference.bent.little": ("little", "太少"),
    "difference.joint.knuckle": ("at the knuckle", "指根"),
    "difference.joint.middle_joint": ("at the middle joint", "中间关节"),
    "difference.thumb.out": ("stuck out", "向外伸出"),
    "difference.thumb.along": ("alongside", "贴在旁边"),
    "difference.thumb.across": ("across the palm", "横在掌心"),
    "difference.thumb.at_index": ("at the index finger's tip", "碰到食指指尖"),
    "difference.thumb.at_middle": ("at the middle finger's tip", "碰到中指指尖"),
    "difference.thumb.at_ring": ("at the ring finger's tip", "碰到无名指指尖"),
    "difference.thumb.at_pinky": ("at the pinky finger's tip", "碰到小指指尖"),
    "difference.gap.apart": ("apart", "分开"),
    "difference.gap.together": ("together", "并拢"),
    "difference.gap.crossed": ("crossed", "交叉"),
    "difference.width.wider": ("wider", "分得太开"),
    "difference.width.closer": ("closer", "靠得太近"),
    "difference.faces.palm": ("palm", "掌心"),
    "difference.faces.back": ("back", "手背"),
    "difference.faces.edge": ("edge", "侧边"),
    "difference.should_face.palm": ("the palm", "掌心"),
    "difference.should_face.back": ("the back", "手背"),
    "difference.should_face.side": ("its side", "侧面"),
    "difference.points.up": ("up", "上"),
    "difference.points.down": ("down", "下"),
    "difference.points.sideways": ("sideways", "侧面"),
}
