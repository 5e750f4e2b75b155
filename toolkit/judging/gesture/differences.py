"""How a hand differs from the one expected: codes with fields, each made in one place.

Every function that returns a `Detail` here is one code, its arguments are the code's fields.
The sentences are in `toolkit.ui.language.verdict_sentences`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.measure import LONG_FINGERS, FingerAngles, JointAngles, ThumbAngles
from toolkit.hands.pose import Side
from toolkit.rating.verdicts import Detail
from toolkit.vocabulary.hand_shape import (
    FingerLook,
    GapLook,
    finger_look,
    gap_look,
    thumb_look,
    touched_finger,
)

ThumbState = Literal["out", "along", "across", "at_index", "at_middle", "at_ring", "at_pinky"]
Joint = Literal["knuckle", "middle_joint"]
SeenFacing = Literal["palm", "back", "edge"]
SeenPointing = Literal["up", "down", "sideways"]

# A part that costs less is not worth naming.
WORTH_NAMING = 2.0
_AT_TIP: dict[str, ThumbState] = {
    "index": "at_index",
    "middle": "at_middle",
    "ring": "at_ring",
    "pinky": "at_pinky",
}


def differences(
    *, seen: JointAngles, expected: JointAngles, costs: NDArray[np.float64]
) -> tuple[Detail, ...]:
    """The parts that cost most, dearest first.

    Args:
        seen: the hand in the picture, measured on the picture's points.
        expected: the entry's pose.
        costs: (6,) of thumb, index, middle, ring, pinky and gaps.
    """
    return tuple(_differences(seen, expected, costs))


def _differences(
    seen: JointAngles, expected: JointAngles, costs: NDArray[np.float64]
) -> Iterator[Detail]:
    for part in np.argsort(-costs, kind="stable"):
        if costs[part] < WORTH_NAMING:
            return
        if part == 0:
            yield _thumb_difference(seen.thumb, expected.thumb)
        elif part <= len(LONG_FINGERS):
            name = LONG_FINGERS[part - 1]
            yield _finger_difference(name, seen.finger(name), expected.finger(name))
        else:
            yield _gap_difference(seen, expected)


def thumb_state(thumb: ThumbAngles) -> ThumbState:
    """Where the thumb is, and at which finger's tip."""
    look = thumb_look(thumb)
    return _AT_TIP[touched_finger(thumb)] if look == "opposed" else look


# The codes


def finger(digit: str, *, seen: FingerLook, expected: FingerLook) -> Detail:
    """A long finger is bent otherwise than expected."""
    return Detail.of("finger", digit=digit, seen=seen, expected=expected)


def bend(digit: str, *, joint: Joint, bent: Literal["much", "little"]) -> Detail:
    """A long finger is as expected on the whole, but one joint is bent too much or too little."""
    return Detail.of("bend", digit=digit, joint=joint, bent=bent)


def thumb(*, seen: ThumbState, expected: ThumbState) -> Detail:
    """The thumb is elsewhere than expected."""
    return Detail.of("thumb", seen=seen, expected=expected)


def thumb_place(*, seen: ThumbState) -> Detail:
    """The thumb goes by the expected word, but in another place."""
    return Detail.of("thumb_place", seen=seen)


def gap(first: str, second: str, *, seen: GapLook, expected: GapLook) -> Detail:
    """Two neighbouring fingers stand to each other otherwise than expected."""
    return Detail.of("gap", first=first, second=second, seen=seen, expected=expected)


def gap_width(first: str, second: str, *, width: Literal["wider", "closer"]) -> Detail:
    """Two neighbouring fingers are further apart, or nearer, than expected."""
    return Detail.of("gap_width", first=first, second=second, width=width)


def facing(*, seen: SeenFacing, expected: Literal["palm", "back", "side"]) -> Detail:
    """Another side of the hand looks at the camera."""
    return Detail.of("facing", seen=seen, expected=expected)


def pointing(*, seen: SeenPointing, expected: Literal["up", "down", "sideways"]) -> Detail:
    """The hand points another way in the picture."""
    return Detail.of("pointing", seen=seen, expected=expected)


def at_camera() -> Detail:
    """The hand lies in the picture's plane and should point at the camera."""
    return Detail.of("at_camera")


def other_place() -> Detail:
    """Two hands are in another place to each other."""
    return Detail.of("other_place")


def turned() -> Detail:
    """Two hands are turned another way."""
    return Detail.of("turned")


def of_hand(detail: Detail, hand: Side) -> Detail:
    """``detail``, said of the right or the left of two hands."""
    return detail.with_fields(hand=hand)


CODES = (
    "finger",
    "bend",
    "thumb",
    "thumb_place",
    "gap",
    "gap_width",
    "facing",
    "pointing",
    "at_camera",
    "other_place",
    "turned",
)
"""Every code above; each has a sentence in every language."""


def _finger_difference(digit: str, seen: FingerAngles, expected: FingerAngles) -> Detail:
    got, wanted = finger_look(seen.curl), finger_look(expected.curl)
    if got != wanted:
        return finger(digit, seen=got, expected=wanted)
    bends: dict[Joint, float] = {
        "knuckle": seen.mcp - expected.mcp,
        "middle_joint": seen.pip - expected.pip,
    }
    joint = max(bends, key=lambda each: abs(bends[each]))
    return bend(digit, joint=joint, bent="much" if bends[joint] > 0 else "little")


def _thumb_difference(seen: ThumbAngles, expected: ThumbAngles) -> Detail:
    got, wanted = thumb_state(seen), thumb_state(expected)
    return thumb_place(seen=got) if got == wanted else thumb(seen=got, expected=wanted)


def _gap_difference(seen: JointAngles, expected: JointAngles) -> Detail:
    off_deg = [abs(a - b) for a, b in zip(seen.gaps, expected.gaps, strict=True)]
    number = int(np.argmax(off_deg))
    pair = LONG_FINGERS[number], LONG_FINGERS[number + 1]
    got, wanted = gap_look(seen.gaps[number]), gap_look(expected.gaps[number])
    if got != wanted:
        return gap(*pair, seen=got, expected=wanted)
    wider = seen.gaps[number] > expected.gaps[number]
    return gap_width(*pair, width="wider" if wider else "closer")
