"""Say in words how a hand differs from the one expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.measure import LONG_FINGERS, FingerAngles, JointAngles, ThumbAngles
from toolkit.vocabulary.hand_shape import ALONG, EXTENDED_CURL_DEG, FOLDED_CURL_DEG, OUT, TOUCH

# A part that costs less is not worth a word.
WORTH_A_WORD = 2.0
TOGETHER_DEG = 7.0
CROSSED_DEG = -7.0


def differences(
    *, seen: JointAngles, expected: JointAngles, costs: NDArray[np.float64]
) -> tuple[str, ...]:
    """The parts that cost most, in words, dearest first.

    Args:
        seen: the hand in the picture, measured on the picture's points.
        expected: the entry's pose.
        costs: (6,) of thumb, index, middle, ring, pinky and gaps.
    """
    said: list[str] = []
    for part in np.argsort(-costs, kind="stable"):
        if costs[part] < WORTH_A_WORD:
            break
        if part == 0:
            said.append(_thumb_difference(seen, expected))
        elif part <= len(LONG_FINGERS):
            name = LONG_FINGERS[part - 1]
            said.append(_finger_difference(name, seen.finger(name), expected.finger(name)))
        else:
            said.append(_gap_difference(seen, expected))
    return tuple(said)


def finger_state(finger: FingerAngles) -> str:
    """``extended``, ``half bent`` or ``folded``, by all joints together."""
    if finger.curl < EXTENDED_CURL_DEG:
        return "extended"
    return "folded" if finger.curl > FOLDED_CURL_DEG else "half bent"


def thumb_state(thumb: ThumbAngles) -> str:
    """Where the thumb is: touching a tip, stuck out, alongside, or across the palm."""
    nearest = int(np.argmin(thumb.to_tips))
    if thumb.to_tips[nearest] < TOUCH:
        return f"at the {LONG_FINGERS[nearest]} finger's tip"
    if thumb.tip[0] > OUT:
        return "stuck out"
    return "alongside" if thumb.tip[0] > ALONG else "across the palm"


def gap_state(gap_deg: float) -> str:
    """``apart``, ``together`` or ``crossed``, for two straight neighbours."""
    if gap_deg < CROSSED_DEG:
        return "crossed"
    return "together" if gap_deg < TOGETHER_DEG else "apart"


def _finger_difference(name: str, seen: FingerAngles, expected: FingerAngles) -> str:
    got, wanted = finger_state(seen), finger_state(expected)
    if got != wanted:
        return f"{name} finger {got}, expected {wanted}"
    bends = {
        "at the knuckle": seen.mcp - expected.mcp,
        "at the middle joint": seen.pip - expected.pip,
    }
    where = max(bends, key=lambda joint: abs(bends[joint]))
    return f"{name} finger bent too {'much' if bends[where] > 0 else 'little'} {where}"


def _thumb_difference(seen: JointAngles, expected: JointAngles) -> str:
    got, wanted = thumb_state(seen.thumb), thumb_state(expected.thumb)
    if got != wanted:
        return f"thumb {got}, expected {wanted}"
    return f"thumb {got}, but in another place than expected"


def _gap_difference(seen: JointAngles, expected: JointAngles) -> str:
    off = [abs(a - b) for a, b in zip(seen.gaps, expected.gaps, strict=True)]
    number = int(np.argmax(off))
    pair = f"{LONG_FINGERS[number]} and {LONG_FINGERS[number + 1]} fingers"
    got, wanted = gap_state(seen.gaps[number]), gap_state(expected.gaps[number])
    if got != wanted:
        return f"{pair} {got}, expected {wanted}"
    return (
        f"{pair} {'wider' if seen.gaps[number] > expected.gaps[number] else 'closer'} than expected"
    )
