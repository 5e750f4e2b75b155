"""Fingers and their states in words, read off a gesture's pose: which are up, which are down.

``index and middle finger up, ring and pinky folded, no thumb``. Twins that have the same fingers
up are told apart by `MORE`: what has to be said of them beside the fingers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from toolkit.hands.pose import FINGERS
from toolkit.vocabulary import Gesture
from toolkit.vocabulary.hand_shape import features

_T = TypeVar("_T")

NAMES: Mapping[str, tuple[str, ...]] = {
    "thumb": ("thumb", "thumb", "the thumb"),
    "index": ("index", "index finger", "forefinger", "pointer finger", "first finger"),
    "middle": ("middle", "middle finger", "middle finger", "long finger"),
    "ring": ("ring", "ring finger", "ring finger"),
    "pinky": ("pinky", "little finger", "pinky finger", "pinkie", "small finger"),
}
UP = (
    *("up", "raised", "held up", "extended", "straight", "stretched out", "sticking up"),
    *("pointing up", "lifted", "out", "in the air", "outstretched"),
)
DOWN = (
    *("down", "folded", "curled", "bent", "closed", "tucked in", "curled into the palm"),
    *("folded down", "hidden", "in a fist", "not raised"),
)
OUT = ("extended", "straight", "stretched out", "out", "sticking out", "outstretched")
"""The same of fingers that do not point up."""

COUNTS: Mapping[str, int] = {
    "one": 1,
    "peace": 2,
    "two_up": 2,
    "two_up_inverted": 2,
    "three": 3,
    "three_finger_salute": 3,
    "four": 4,
    "letter_b": 4,
    "palm": 5,
    "stop": 5,
}
"""Gestures that a number of fingers names; those that must say more are in `MORE` too."""

NUMBERS = ("zero", "one", "two", "three", "four", "five")

_BEHIND = (
    *("seen from behind", "back of the hand", "from the back", "knuckles facing the camera"),
    *("back of the hand to the viewer", "palm facing away"),
)
_TOGETHER = ("together", "side by side", "touching each other", "with no gap", "pressed together")
_SIDEWAYS = ("pointing sideways", "pointing to the side", "held level", "aimed left", "horizontal")

MORE: Mapping[str, tuple[str, ...]] = {
    "two_up": _TOGETHER,
    "peace": ("apart", "in a v", "spread", "in a v shape", ""),
    "peace_inverted": _BEHIND,
    "two_up_inverted": tuple(f"{a}, {b}" for a in _TOGETHER for b in _BEHIND[:4]),
    "cornuto": _BEHIND,
    "stop": (*_TOGETHER, "palm forward, fingers closed"),
    "stop_inverted": tuple(f"{a}, {b}" for a in _TOGETHER[:3] for b in _BEHIND),
    "letter_b": tuple(f"{a}, thumb across the palm" for a in _TOGETHER),
    "four": ("spread", "apart", "thumb hidden", "no thumb", ""),
    "palm": ("spread", "wide apart", "wide open", "fanned out", ""),
    "three_finger_salute": ("together, held high", "pressed together, seen from below"),
    "three_gun": tuple(f"together, {a}" for a in _SIDEWAYS),
    "finger_gun": (*_SIDEWAYS, "like a gun"),
    "thumb_index": ("at a right angle", "like the letter l", ""),
    "tripataka": ("together, thumb tucked", "close together, thumb bent"),
    "mute": ("from the side, in front of the lips", "side view, hush", "to be quiet"),
    "point": ("pointing at the camera", "pointing at the viewer", "aimed at us", "at you"),
    "point_down": ("pointing down", "downward", "toward the ground", "pointing at the floor"),
    "like": ("pointing up", "upward", ""),
    "dislike": ("pointing down", "downward", "toward the ground"),
    "hitchhike": ("to the side", "sideways", "pointing along the road"),
    "wave": ("tilted, waving", "leaning sideways, waving"),
}
"""What is said of a gesture beside its fingers; '' where the fingers alone may do."""

TOUCHING = ("ok", "mayura", "orchid_fingers")
SPECIAL = (
    *("grip", "letter_e", "money", "cat_paw", "letter_a", "pinch", "holding_cup"),
    *("talking_hand", "vayu", "palm_up", "fist"),
)
"""Gestures whose fingers are neither up nor down: their own phrases say it best."""

NAMES_ZH: Mapping[str, str] = {
    "thumb": "拇指",
    "index": "食指",
    "middle": "中指",
    "ring": "无名指",
    "pinky": "小指",
}
UP_ZH = ("伸直", "竖起", "伸出", "向上", "举起", "张开")
DOWN_ZH = ("弯曲", "握住", "收起", "不伸", "蜷起")
NUMBERS_ZH = ("零", "一", "两", "三", "四", "五")
MORE_ZH: Mapping[str, tuple[str, ...]] = {
    "two_up": ("并拢",),
    "peace": ("分开", "呈V形", ""),
    "peace_inverted": ("手背朝前", "分开，手背朝外"),
    "two_up_inverted": ("并拢，手背朝前",),
    "cornuto": ("手背朝前", "从手背看"),
    "stop": ("并拢", "并拢，掌心朝前"),
    "stop_inverted": ("并拢，手背朝前",),
    "letter_b": ("并拢，拇指收在掌心",),
    "four": ("张开", "不要拇指", ""),
    "palm": ("张开", "分开", ""),
    "three_finger_salute": ("并拢，高举",),
    "three_gun": ("并拢，横着指",),
    "finger_gun": ("横着", "像手枪"),
    "thumb_index": ("成直角", ""),
    "tripataka": ("并拢",),
    "mute": ("放在嘴前", "侧面，示意安静"),
    "point": ("指向镜头", "指着你"),
    "point_down": ("指向下方", "朝下"),
    "like": ("朝上", ""),
    "dislike": ("朝下",),
    "hitchhike": ("指向一侧",),
    "wave": ("倾斜挥动",),
}

ALL_WORDS = (
    *(word for words in NAMES.values() for word in words),
    *(*UP, *OUT, *DOWN, *NUMBERS, *(word for words in MORE.values() for word in words)),
    *(*NAMES_ZH.values(), *UP_ZH, *DOWN_ZH, *NUMBERS_ZH, "根手指数字指其余没有只"),
    *(word for words in MORE_ZH.values() for word in words),
    "only all other others rest fingers finger no without except number counting showing with and",
    "forming a circle touching tip meets ring joined",
)
"""Every word that this module says."""


def finger_states(gesture: Gesture, rng: np.random.Generator) -> str:
    """What the fingers of ``gesture`` do, in English; one of its phrases if they say too little."""
    if gesture.id in SPECIAL:
        return one_of(rng, gesture.phrases)
    more = one_of(rng, MORE.get(gesture.id, ("",)))
    up, down = _up_and_down(gesture)
    if gesture.id in COUNTS and rng.random() < 0.45:
        return _joined(_count(COUNTS[gesture.id], rng), more)
    if gesture.id in TOUCHING:
        return _touching(gesture, up, rng)
    raised = one_of(rng, UP if gesture.pointing == "up" or gesture.facing == "palm" else OUT)
    return _joined(_states(up, down, raised, rng), more)


def _states(up: Sequence[str], down: Sequence[str], raised: str, rng: np.random.Generator) -> str:
    folded = one_of(rng, DOWN)
    said = _list(up, rng)
    kind = rng.random()
    if kind < 0.25 or not down:
        return one_of(
            rng, (f"{said} {raised}", f"{raised} {said}", f"{said}", f"only {said} {raised}")
        )
    if kind < 0.55:
        return f"{said} {raised}{one_of(rng, (', ', ' and '))}{_list(down, rng)} {folded}"
    if kind < 0.7:
        rest = one_of(rng, ("other fingers", "the others", "the rest", "all other fingers", "rest"))
        return f"{said} {raised}, {rest} {folded}"
    if kind < 0.8:
        return f"all fingers {folded} except {said}"
    if kind < 0.9:
        return f"{said} {raised}, {one_of(rng, ('no', 'without'))} {_list(down[:1], rng)}"
    return f"{NUMBERS[len(up)]} fingers {raised}, {said}"


def _count(number: int, rng: np.random.Generator) -> str:
    many = one_of(rng, (NUMBERS[number], str(number)))
    fingers = "finger" if number == 1 else "fingers"
    raised = one_of(rng, UP)
    return one_of(
        rng,
        (
            f"{many} {fingers}",
            f"{many} {fingers} {raised}",
            f"{raised} {many} {fingers}",
            f"holding up {many} {fingers}",
            f"{many} extended {fingers}",
            f"showing {many} with the fingers",
            f"number {many}",
            f"the number {many} with a hand",
            f"counting to {many}",
            f"hand with {many} {fingers} {raised}",
            f"hand showing {many} {fingers}",
        ),
    )


def _touching(gesture: Gesture, up: Sequence[str], rng: np.random.Generator) -> str:
    touched = one_of(rng, NAMES[features(gesture.pose).touching or "index"])
    thumb = "thumb"
    meets = one_of(
        rng,
        (
            f"{thumb} and {touched} touching",
            f"{thumb} and {touched} forming a circle",
            f"{touched} touching the {thumb}",
            f"{thumb} tip meets {touched} tip",
            f"{thumb} joined with {touched}",
            f"ring of {thumb} and {touched}",
        ),
    )
    others = one_of(rng, (_list(up, rng), "the other fingers", "the rest", "three fingers"))
    return f"{meets}, {others} {one_of(rng, UP)}" if rng.random() < 0.7 else meets


def finger_states_zh(gesture: Gesture, rng: np.random.Generator) -> str:
    """What the fingers of ``gesture`` do, in Chinese."""
    if gesture.id in SPECIAL or gesture.id in TOUCHING:
        return one_of(rng, gesture.phrases_zh)
    more = one_of(rng, MORE_ZH.get(gesture.id, ("",)))
    up, down = _up_and_down(gesture)
    raised, folded = one_of(rng, UP_ZH), one_of(rng, DOWN_ZH)
    if gesture.id in COUNTS and rng.random() < 0.5:
        number = COUNTS[gesture.id]
        many = NUMBERS_ZH[number]
        said = one_of(
            rng,
            (
                f"{raised}{many}根手指",
                f"{many}根手指{raised}",
                f"{number}根手指",
                f"数字{number}",
                f"数字{'二' if number == 2 else many}",
                f"{many}指{raised}",
                f"比{number}",
            ),
        )
        return f"{said}，{more}" if more else said
    said = _list_zh(up, rng) + raised
    if rng.random() < 0.2:
        said = raised + _list_zh(up, rng)
    if down and rng.random() < 0.6:
        said += "，" + one_of(rng, ("其余手指", "其他手指", _list_zh(down, rng))) + folded
    elif rng.random() < 0.3:
        said = "只有" + said
    return f"{said}，{more}" if more else said


def _up_and_down(gesture: Gesture) -> tuple[list[str], list[str]]:
    seen = features(gesture.pose)
    up = [*(["thumb"] if seen.thumb == "out" else []), *seen.extended]
    if seen.thumb == "along" and gesture.id in ("stop", "stop_inverted"):
        up = ["thumb", *seen.extended]
    return up, [finger for finger in FINGERS if finger not in up]


def _list(fingers: Sequence[str], rng: np.random.Generator) -> str:
    if len(fingers) == 5:
        return one_of(rng, ("all fingers", "five fingers", "all five fingers", "thumb and fingers"))
    if set(fingers) == set(FINGERS[1:]):
        return one_of(rng, ("four fingers", "all four fingers", "all fingers but the thumb"))
    said = [one_of(rng, NAMES[finger]) for finger in fingers]
    if rng.random() < 0.15:
        said = [said[int(i)] for i in rng.permutation(len(said))]
    if len(said) == 1:
        return said[0]
    last = one_of(rng, (" and ", " and ", " & ", ", "))
    text = ", ".join(said[:-1]) + last + said[-1]
    fewer = text.replace(" finger", "") + " fingers"
    return fewer if rng.random() < 0.25 and "thumb" not in fingers else text


def _list_zh(fingers: Sequence[str], rng: np.random.Generator) -> str:
    if len(fingers) == 5:
        return one_of(rng, ("五指", "所有手指", "五根手指"))
    if set(fingers) == set(FINGERS[1:]):
        return one_of(rng, ("四指", "四根手指"))
    said = [NAMES_ZH[finger] for finger in fingers]
    if rng.random() < 0.3:
        said = [{"拇指": "大拇指", "小指": "小拇指"}.get(name, name) for name in said]
    if len(said) == 1:
        return said[0]
    return "、".join(said[:-1]) + one_of(rng, ("和", "、")) + said[-1]


def _joined(said: str, more: str) -> str:
    return f"{said}, {more}" if more.strip() else said


def one_of(rng: np.random.Generator, of: Sequence[_T]) -> _T:
    """One of ``of``, each as likely."""
    return of[int(rng.integers(len(of)))]
