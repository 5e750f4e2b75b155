"""Inverse kinematics: bend what is written a little, so that what should touch touches.

An entry says "thumb.tip index.tip" and roughly where the digits are; this finds the nearest
joint angles within human range at which the places meet and no digit goes through another
(damped least squares, scipy's trust-region reflective). A pose that meets its contacts as
written is taken as it is, and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.collide import depths_mm
from toolkit.hands.contacts import Contact
from toolkit.hands.kinematics import Points, joint_points, rotation
from toolkit.hands.pose import (
    FINGER_RANGES_DEG,
    FINGERS,
    THUMB_RANGES_DEG,
    FingerPose,
    HandPose,
    PlacedHand,
    ThumbPose,
)
from toolkit.hands.touching import gap_mm

Floats = NDArray[np.float64]
Turn = tuple[float, float, float]

# As written is good enough: the tips of a curated entry were solved once and written down.
NEAR_MM = 2.0
DEEP_MM = 6.0
# One millimetre of gap weighs as much as so many degrees, or millimetres of a hand's place.
DEGREES_PER_MM = 25.0
PLACE_PER_MM = 12.0
OVERLAP_PER_MM = 1.5


@dataclass(frozen=True, kw_only=True)
class Hands:
    """The solved hand, and the second one where there are two."""

    pose: HandPose
    other: PlacedHand | None = None


@lru_cache(maxsize=4096)
def solved(
    pose: HandPose, other: PlacedHand | None, contacts: tuple[Contact, ...], turn: Turn
) -> Hands:
    """``pose`` (and ``other``) with every contact met as nearly as human range allows.

    ``turn`` is the first hand's yaw, pitch and roll in degrees; it matters for two hands only.
    """
    start = Hands(pose=pose, other=other)
    if not contacts or _is_met(start, contacts, turn):
        return start
    return _solve(start, contacts, turn)


def hands_points(hands: Hands, turn: Turn) -> list[Points]:
    """The 21 points of each hand in one frame, mm, the first wrist at the origin.

    One hand stays in its own frame; two are turned as a scene turns them.
    """
    first = joint_points(hands.pose)
    if hands.other is None:
        return [first]
    yaw, pitch, roll = turn
    other = hands.other
    second = joint_points(other.pose)
    second = second @ rotation(yaw=other.yaw, pitch=other.pitch, roll=other.roll).T
    return [
        first @ rotation(yaw=yaw, pitch=pitch, roll=roll).T,
        second + np.array(other.offset_mm),
    ]


def _is_met(hands: Hands, contacts: Sequence[Contact], turn: Turn) -> bool:
    points = hands_points(hands, turn)
    return all(gap_mm(points, contact) <= NEAR_MM for contact in contacts)


@dataclass(frozen=True, kw_only=True)
class _Freedom:
    """One number that the solver may change: where it is, its range, its reluctance."""

    path: tuple[str, ...]
    low: float
    high: float
    reluctance: float


def _freedoms(hands: Hands, contacts: Sequence[Contact]) -> Iterator[_Freedom]:
    places = [place for contact in contacts for place in (contact.one, contact.other)]
    for second, hand in ((False, "pose"), (True, "other.pose")):
        digits = {place.digit for place in places if place.second == second and place.digit}
        for digit in (name for name in FINGERS if name in digits):
            ranges = THUMB_RANGES_DEG if digit == "thumb" else FINGER_RANGES_DEG
            for joint, (low, high) in ranges.items():
                yield _Freedom(
                    path=(hand, digit, joint), low=low, high=high, reluctance=DEGREES_PER_MM
                )
    if hands.other is not None and any(contact.two_handed for contact in contacts):
        for axis in range(3):
            yield _Freedom(
                path=("other", str(axis)), low=-600.0, high=600.0, reluctance=PLACE_PER_MM
            )


def _solve(start: Hands, contacts: Sequence[Contact], turn: Turn) -> Hands:
    free = list(_freedoms(start, contacts))
    written = np.array([_get(start, freedom.path) for freedom in free])
    low = np.array([freedom.low for freedom in free])
    high = np.array([freedom.high for freedom in free])
    reluctance = np.array([freedom.reluctance for freedom in free])

    def residuals(numbers: Floats) -> Floats:
        hands = _with(start, free, numbers)
        points = hands_points(hands, turn)
        gaps = np.array([gap_mm(points, contact) for contact in contacts])
        deep = np.concatenate([depths_mm(hand) for hand in points])
        return np.concatenate(
            [
                gaps,
                np.maximum(deep - DEEP_MM, 0.0) / OVERLAP_PER_MM,
                (numbers - written) / reluctance,
            ]
        )

    inside = np.clip(written, low + 1e-6, high - 1e-6)
    return _with(start, free, np.round(_fitted(residuals, inside, low, high), 1))


def _fitted(
    residuals: Callable[[Floats], Floats], start: Floats, low: Floats, high: Floats
) -> Floats:
    """scipy's least squares; without type stubs its answer is unknown to the checker."""
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

    solve = cast("Callable[..., Any]", optimize.least_squares)  # pyright: ignore[reportUnknownMemberType]
    found = solve(
        residuals, start, bounds=(low, high), diff_step=1e-4, ftol=1e-4, xtol=1e-4, max_nfev=30
    )
    return np.asarray(found.x, dtype=np.float64)


def _get(hands: Hands, path: tuple[str, ...]) -> float:
    if path[0] == "other":
        assert hands.other is not None
        return hands.other.offset_mm[int(path[1])]
    hand = hands.pose if path[0] == "pose" else hands.other.pose if hands.other else hands.pose
    return float(getattr(getattr(hand, path[1]), path[2]))


def _with(start: Hands, free: Sequence[_Freedom], numbers: Floats) -> Hands:
    """``start`` with the free numbers put in, clipped to their range."""
    changes: dict[str, dict[str, dict[str, float]]] = {"pose": {}, "other.pose": {}}
    offset = list(start.other.offset_mm) if start.other else []
    for freedom, number in zip(free, numbers, strict=True):
        value = float(np.clip(number, freedom.low, freedom.high))
        if freedom.path[0] == "other":
            offset[int(freedom.path[1])] = value
        else:
            hand, digit, joint = freedom.path
            changes[hand].setdefault(digit, {})[joint] = value
    pose = _bent(start.pose, changes["pose"])
    if start.other is None:
        return Hands(pose=pose)
    other = replace(
        start.other,
        pose=_bent(start.other.pose, changes["other.pose"]),
        offset_mm=(offset[0], offset[1], offset[2]),
    )
    return Hands(pose=pose, other=other)


def _bent(pose: HandPose, angles: dict[str, dict[str, float]]) -> HandPose:
    parts: dict[str, ThumbPose | FingerPose] = {
        digit: replace(getattr(pose, digit), **given) for digit, given in angles.items()
    }
    return replace(pose, **parts)
