"""Hands that went wrong, as generated hands do: fingers added, lost, fused, stretched, broken.

A malformation changes the flesh alone; the hand's 21 points stay those of the pose, for they say
what the hand was meant to be. The names are those of the vocabulary's flaws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import WEB, Rods
from toolkit.hands.pose import FINGERS, FingerPose, HandPose

Floats = NDArray[np.float64]
Malformation = Literal[
    "extra_finger",
    "missing_finger",
    "two_thumbs",
    "fused_fingers",
    "too_long",
    "too_short",
    "bent_backwards",
]
MALFORMATIONS: tuple[Malformation, ...] = get_args(Malformation)

THUMB = 0
LONG = 1.55
SHORT = 0.5
STUMP = 0.3
BACKWARDS_DEG = 75.0
# A finger bent by less than this at the knuckle and at the middle joint stands out of the hand.
STANDING_DEG = (50.0, 40.0)
SECOND_THUMB_DEG = 38.0
SIXTH_FINGER_DEG = 17.0
SIXTH_FINGER_MM = 15.0
# Where between two fused fingers the flesh that joins them lies, as shares of the way.
FUSED_AT = (0.25, 0.5, 0.75)
_FIELDS = tuple(field.name for field in fields(Rods))


@dataclass(frozen=True, kw_only=True)
class Malformed:
    """What is wrong with a hand: the ``kind``, and the ``finger`` concerned (1 index .. 4 pinky).

    ``fused_fingers`` fuses the finger with its neighbour on the pinky's side (the ring finger's
    for a pinky); ``two_thumbs`` concerns the thumb whatever ``finger`` says; an extra finger is a
    second one of its kind, beside the little finger where ``finger`` is 4, else between.
    """

    kind: Malformation
    finger: int = 4

    def __post_init__(self) -> None:
        if self.kind not in MALFORMATIONS or not 1 <= self.finger <= 4:
            raise ValueError(
                f"A malformation is one of {', '.join(MALFORMATIONS)} of finger 1 (index) to 4 "
                f"(pinky); got {self.kind!r} of finger {self.finger}."
            )


def finger_that_shows(kind: Malformation, pose: HandPose) -> int:
    """The finger (1 index .. 4 pinky) on which ``kind`` is plainly seen in a hand held as ``pose``.

    The first that stands out of the hand, seen from the index; the last for an extra finger; the
    first with a neighbour that stands out too for fused ones. In a fist an extra finger shows
    beside the pinky, the rest on the index.
    """
    knuckle, middle = STANDING_DEG
    bends: dict[int, FingerPose] = {n: getattr(pose, FINGERS[n]) for n in range(1, len(FINGERS))}
    standing = [n for n, bent in bends.items() if bent.mcp < knuckle and bent.pip < middle]
    if kind == "extra_finger":
        return standing[-1] if standing else 4
    if kind == "fused_fingers":
        standing = [n for n in standing if n + 1 in standing] or standing
    return standing[0] if standing else 1


def malformed(rods: Rods, flaw: Malformed, side_sign: float) -> Rods:
    """``rods`` of one hand in its own frame with ``flaw``; ``side_sign`` is -1 for a left hand."""
    return _MAKERS[flaw.kind](rods, flaw.finger, side_sign)


def _of(rods: Rods, finger: int) -> NDArray[np.int64]:
    """Which rods are bones of ``finger`` (0 thumb .. 4 pinky), from the knuckle on."""
    return np.flatnonzero((rods.part >= 0) & (rods.part // 4 == finger))


def _changed(rods: Rods, chosen: NDArray[np.int64], start: Floats, end: Floats) -> Rods:
    starts, ends = rods.start.copy(), rods.end.copy()
    starts[chosen], ends[chosen] = start, end
    return replace(rods, start=starts, end=ends)


def _picked(rods: Rods, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Rods:
    return Rods(**{name: getattr(rods, name)[chosen] for name in _FIELDS})


def _with(rods: Rods, more: Rods) -> Rods:
    return Rods(
        **{name: np.concatenate([getattr(rods, name), getattr(more, name)]) for name in _FIELDS}
    )


def _turned(points: Floats, centre: Floats, axis: Floats, degrees: float) -> Floats:
    """``points`` (N, 3) turned about ``axis`` (unit) through ``centre`` (Rodrigues)."""
    angle = np.radians(degrees)
    arm = points - centre
    turned = (
        arm * np.cos(angle)
        + np.cross(axis, arm) * np.sin(angle)
        + np.outer(arm @ axis, axis) * (1 - np.cos(angle))
    )
    return centre + turned


def _stretched(factor: float) -> Callable[[Rods, int, float], Rods]:
    def maker(rods: Rods, finger: int, side_sign: float) -> Rods:
        own = _of(rods, finger)
        knuckle = rods.start[own[0]]
        ends = [knuckle + factor * (each[own] - knuckle) for each in (rods.start, rods.end)]
        return _changed(rods, own, *ends)

    return maker


def _missing(rods: Rods, finger: int, side_sign: float) -> Rods:
    own = _of(rods, finger)
    knuckle = rods.start[own[0]]
    stump = knuckle + STUMP * (rods.end[own[0]] - knuckle)
    shortened = _changed(rods, own[:1], knuckle[None], stump[None])
    return _picked(shortened, ~np.isin(np.arange(len(rods.part)), own[1:]))


def _extra(rods: Rods, finger: int, side_sign: float) -> Rods:
    own = _of(rods, finger)
    more = _picked(rods, own)
    knuckle = more.start[0]
    axis = np.array([0.0, 0.0, side_sign])
    shift = np.array([-side_sign * SIXTH_FINGER_MM, -2.0, 0.0])
    degrees = SIXTH_FINGER_DEG
    if finger != 4:  # between two fingers there is half the room
        shift, degrees = shift * 0.62, degrees * 0.6
    start, end = (_turned(each, knuckle, axis, degrees) + shift for each in (more.start, more.end))
    return _with(rods, replace(more, start=start, end=end))


def _two_thumbs(rods: Rods, finger: int, side_sign: float) -> Rods:
    more = _picked(rods, _of(rods, THUMB))
    axis = np.array([0.0, 0.0, -side_sign])
    centre = more.start[0]
    start, end = (
        _turned(each, centre, axis, SECOND_THUMB_DEG) - [0.0, 7.0, 0.0]
        for each in (more.start, more.end)
    )
    return _with(rods, replace(more, start=start, end=end))


def _fused(rods: Rods, finger: int, side_sign: float) -> Rods:
    first, second = (finger, finger + 1) if finger < 4 else (3, 4)
    one, other = _of(rods, first), _of(rods, second)
    for share in FUSED_AT:
        between = {
            name: getattr(rods, name)[one] * (1 - share) + getattr(rods, name)[other] * share
            for name in _FIELDS
        }
        between["part"] = np.full(len(one), WEB)
        rods = _with(rods, Rods(**between))
    return rods


def _backwards(rods: Rods, finger: int, side_sign: float) -> Rods:
    own = _of(rods, finger)
    centre = rods.end[own[0]]
    along = centre - rods.start[own[0]]
    axis = np.cross(along, rods.dorsal[own[0]])
    axis = axis / max(float(np.linalg.norm(axis)), 1e-9)
    bent = own[1:]
    # From where the finger is straight: its own bend is undone first.
    straight = _angle(along, rods.end[bent[0]] - rods.start[bent[0]])
    ends = [
        _turned(each[bent], centre, axis, BACKWARDS_DEG + straight)
        for each in (rods.start, rods.end)
    ]
    return _changed(rods, bent, *ends)


def _angle(one: Floats, other: Floats) -> float:
    cosine = one @ other / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


_MAKERS: dict[Malformation, Callable[[Rods, int, float], Rods]] = {
    "extra_finger": _extra,
    "missing_finger": _missing,
    "two_thumbs": _two_thumbs,
    "fused_fingers": _fused,
    "too_long": _stretched(LONG),
    "too_short": _stretched(SHORT),
    "bent_backwards": _backwards,
}
