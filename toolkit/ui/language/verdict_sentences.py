"""A verdict in Chinese: said anew from its reason, its differences clause by clause.

A verdict is kept with its English sentence, whose clauses are those of
`toolkit.judging.differences`, `direction` and `pairs`. A clause that is not known here stays
English; the tests say every one of them in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.judging.features import DIGITS
from toolkit.rating.verdicts import Verdict
from toolkit.ui.language.texts import say
from toolkit.vocabulary.entries import Gesture

FINGERS = {name: say(f"digit.{name}", "zh") for name in DIGITS}
HANDS = {"right ": "右手", "left ": "左手", "": ""}
STATES = {
    "extended": "伸直",
    "half bent": "半弯",
    "folded": "握起",
    "stuck out": "向外伸出",
    "alongside": "贴在旁边",
    "across the palm": "横在掌心",
    **{f"at the {name} finger's tip": f"碰到{FINGERS[name]}指尖" for name in FINGERS},
    "apart": "分开",
    "together": "并拢",
    "crossed": "交叉",
    "palm": "掌心",
    "back": "手背",
    "side": "侧面",
    "up": "上",
    "down": "下",
    "sideways": "侧面",
}
_FINGER = f"({'|'.join(FINGERS)})"
_PATTERNS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (rf"{_FINGER} finger (.+), expected (.+)", "{0}{1}，应为{2}"),
        (rf"{_FINGER} finger bent too much at the knuckle", "{0}指根弯得太多"),
        (rf"{_FINGER} finger bent too little at the knuckle", "{0}指根弯得太少"),
        (rf"{_FINGER} finger bent too much at the middle joint", "{0}中间关节弯得太多"),
        (rf"{_FINGER} finger bent too little at the middle joint", "{0}中间关节弯得太少"),
        (r"(thumb) (.+), but in another place than expected", "{0}{1}，但位置不对"),
        (r"(thumb) (.+), expected (.+)", "{0}{1}，应为{2}"),
        (rf"{_FINGER} and {_FINGER} fingers wider than expected", "{0}与{1}分得太开"),
        (rf"{_FINGER} and {_FINGER} fingers closer than expected", "{0}与{1}靠得太近"),
        (rf"{_FINGER} and {_FINGER} fingers (.+), expected (.+)", "{0}与{1}{2}，应为{3}"),
        ("the hands are in another place to each other than expected", "两手的相对位置不对"),
        ("the hands are turned another way than expected", "两手的朝向不对"),
        (r"the (.+) of the hand faces the camera, expected (?:the|its) (.+)", "{0}朝前，应为{1}"),
        (r"the hand points (.+), expected (.+)", "手指向{0}，应指向{1}"),
        (
            "the hand lies in the picture's plane, expected to point at the camera",
            "手与画面平行，应指向镜头",
        ),
    )
)


def verdict_in_chinese(verdict: Verdict, gestures: Mapping[str, Gesture]) -> str:
    """Why ``verdict`` came out as it did; its English words where it has other reasons."""
    expected = _name(verdict.expected, gestures)
    differences = verdict.explanation.partition(": ")[2].removesuffix(".")
    clauses = [clause_in_chinese(clause) for clause in differences.split("; ") if clause]
    because = f"：{'；'.join(clauses)}" if clauses else ""
    if verdict.reason == "wrong_direction":
        _, _, complaint = verdict.explanation.removesuffix(".").partition(", but ")
        return f"手指正确，但{clause_in_chinese(complaint)}。"
    said = {
        "match": f"符合{expected}。",
        "no_hand": "没有找到手。",
        "one_hand": f"只找到一只手，{expected}需要两只。",
        "other_gesture": f"像{_name(verdict.best_match, gestures)}，不像{expected}{because}。",
        "low_score": f"不是清楚的{expected}{because}。",
    }
    return said.get(verdict.reason, verdict.explanation)


def clause_in_chinese(clause: str) -> str:
    """One difference in Chinese; ``clause`` itself when it is none of the judge's."""
    hand = next(name for name in HANDS if clause.startswith(name))
    for pattern, said in _PATTERNS:
        found = pattern.fullmatch(clause.removeprefix(hand))
        if found is not None:
            words = [FINGERS.get(word) or STATES.get(word, word) for word in found.groups()]
            return HANDS[hand] + said.format(*words)
    return clause


def _name(id: str, gestures: Mapping[str, Gesture]) -> str:
    gesture = gestures.get(id)
    return f"“{gesture.name.zh}”" if gesture is not None else id
