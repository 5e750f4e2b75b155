"""From a hand in a picture to joint angles: the pose that the judge takes it for.

A landmark network's answers are no angles of a hand (see `toolkit.judging.gesture.features`), so
they are not taken as they are: what is looked for is the pose, within human range, of which the
network would have said just that. Damped least squares over the 21 angles, from the likeliest
entry's pose on; a tip joint follows its middle joint, neighbours stay as near as hands keep them,
and no digit goes through another.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import NotConverged
from toolkit.hands.collide import depths_mm
from toolkit.hands.kinematics import joint_points
from toolkit.hands.measure import LONG_FINGERS, palm_axes
from toolkit.hands.pose import (
    FINGER_RANGES_DEG,
    FINGERS,
    THUMB_RANGES_DEG,
    FingerPose,
    HandPose,
    Side,
    ThumbPose,
)
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.direction import pointing_parts, read_direction, seen_pointing
from toolkit.judging.gesture.features import (
    FEATURES,
    TO_CAMERA,
    MeasuredHand,
    expected_values,
    measure_pose,
    values,
)
from toolkit.judging.gesture.match import (
    GAP_INTERCEPT_DEG,
    GAP_SLOPE,
    GAP_TOLERANCE_DEG,
    STRAIGHT_CURL_DEG,
)
from toolkit.vocabulary.entries import Facing, Orientation, Pointing
from toolkit.vocabulary.linting.pose_rules import gaps_and_limits_deg

Floats = NDArray[np.float64]

# Tendons bend the tip joint with the middle one, at about two thirds.
DIP_PER_PIP = 2 / 3
DIP_TOLERANCE_DEG = 10.0
# Few hands bend backward, and a guess of depth easily says so.
BACKWARD_TOLERANCE_DEG = 10.0
# How far an angle may lie from where the search began at a cost of 1: nearly free.
RELUCTANCE_DEG = 60.0
SPREAD_RELUCTANCE_DEG = 12.0
DEEP_MM, OVERLAP_PER_MM = 6.0, 1.5
MOST_STEPS = 100
ROUNDED_DEG = 15.0
STRAIGHT_WITHIN_DEG = 20.0
# The network guesses depth: a hand tipped by less is taken for upright.
TIPPED_DEG = 35.0


@dataclass(frozen=True, kw_only=True)
class PoseReading:
    """A right hand's pose as read from a picture, how it is turned, and what of that is sure.

    ``cost`` is what is left of the differences, in tolerances squared (a hand read well: below
    30); ``steps`` how often the fit measured a hand.
    """

    pose: HandPose
    orientation: Orientation
    facing: Facing
    pointing: Pointing
    cost: float
    steps: int


def read_pose(
    hand: DetectedHand, measured: MeasuredHand, side: Side, *, start: HandPose
) -> PoseReading:
    """The pose of a detected hand, taken for the given ``side``, written as a right hand's.

    Args:
        hand: what the network saw.
        measured: the same hand measured as that side (`measure_detected`).
        side: which hand it is taken for.
        start: a pose near it, such as the likeliest entry's.

    Raises:
        NotConverged: the fit did not settle.
        PoseError: the points are no hand.
    """
    pose, cost, steps = fitted_pose(measured, start=start)
    direction = read_direction(hand, side, pointing_parts(pose))
    orientation = _orientation(hand, side)
    yaw = abs((orientation.yaw + 180.0) % 360.0 - 180.0)
    shows: Facing = "palm" if yaw < 50 else "side" if yaw <= 130 else "back"
    sure = direction.facing_sure and direction.facing == shows
    pointing: Pointing = "any"
    if direction.angle_deg is not None:
        pointing = seen_pointing(abs(direction.angle_deg))
    return PoseReading(
        pose=pose,
        orientation=orientation,
        facing=shows if sure else "any",
        pointing=pointing,
        cost=cost,
        steps=steps,
    )


def fitted_pose(measured: MeasuredHand, *, start: HandPose) -> tuple[HandPose, float, int]:
    """The pose of which a network would say what was ``measured``, its cost and steps.

    Raises `NotConverged` when the fit does not settle.
    """
    seen = values(measured)
    gaps = np.array(measured.picture.gaps)
    straight = [measured.picture.finger(name).curl < STRAIGHT_CURL_DEG for name in LONG_FINGERS]
    counts = np.array([a and b for a, b in itertools.pairwise(straight)])
    tolerances = np.array([feature.tolerance for feature in FEATURES])
    weights = np.sqrt([feature.weight for feature in FEATURES])
    low, high, reluctance = _bounds()
    begin = np.clip(_numbers(start), low + 1e-6, high - 1e-6)

    def residuals(numbers: Floats) -> Floats:
        pose = _pose(numbers)
        exact = measure_pose(pose)
        expected_gaps = GAP_SLOPE * np.array(exact.picture.gaps) + GAP_INTERCEPT_DEG
        deep = np.maximum(depths_mm(joint_points(pose)) - DEEP_MM, 0.0)
        fingers = _long_fingers(pose)
        bends = [(finger.dip - DIP_PER_PIP * finger.pip) for finger in fingers]
        backward = [min(finger.mcp, 0.0) for finger in fingers]
        too_wide = [max(gap - widest, 0.0) for gap, widest in gaps_and_limits_deg(pose)]
        return np.concatenate(
            [
                weights * (expected_values(pose) - seen) / tolerances,
                counts * (expected_gaps - gaps) / GAP_TOLERANCE_DEG,
                np.array(bends) / DIP_TOLERANCE_DEG,
                np.array(backward) / BACKWARD_TOLERANCE_DEG,
                np.array(too_wide),
                deep / OVERLAP_PER_MM,
                (numbers - begin) / reluctance,
            ]
        )

    found = _least_squares(residuals, begin, low, high)
    if found.status <= 0:
        raise NotConverged(
            f"The hand's pose did not settle in {found.nfev} steps.",
            hint="Take another photograph, in which every finger can be seen.",
        )
    pose = _pose(np.clip(np.round(found.x), low, high))
    cost = float((residuals(_numbers(pose))[: len(FEATURES)] ** 2).sum())
    return pose, cost, int(found.nfev)


def _least_squares(
    residuals: Callable[[Floats], Floats], start: Floats, low: Floats, high: Floats
) -> Any:
    """scipy's trust-region fit; without type stubs its answer is unknown to the checker."""
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

    solve = cast("Callable[..., Any]", optimize.least_squares)  # pyright: ignore[reportUnknownMemberType]
    return solve(
        residuals,
        start,
        bounds=(low, high),
        diff_step=1e-4,
        ftol=1e-4,
        xtol=1e-4,
        max_nfev=MOST_STEPS,
    )


def _long_fingers(pose: HandPose) -> tuple[FingerPose, ...]:
    return pose.index, pose.middle, pose.ring, pose.pinky


def _numbers(pose: HandPose) -> Floats:
    """The 21 angles in degrees, the thumb's first."""
    return np.array([*astuple(pose.thumb), *(a for f in _long_fingers(pose) for a in astuple(f))])


def _pose(numbers: Floats) -> HandPose:
    angles = [float(number) for number in numbers]
    thumb = ThumbPose(**dict(zip(THUMB_RANGES_DEG, angles[:5], strict=True)))
    fingers = {
        name: FingerPose(**dict(zip(FINGER_RANGES_DEG, angles[at : at + 4], strict=True)))
        for name, at in zip(FINGERS[1:], range(5, len(angles), 4), strict=True)
    }
    return HandPose(side="right", thumb=thumb, **fingers)


def _bounds() -> tuple[Floats, Floats, Floats]:
    """Lowest and highest of each angle, and its reluctance to move."""
    ranges = [THUMB_RANGES_DEG[field.name] for field in fields(ThumbPose)]
    reluctances = [RELUCTANCE_DEG] * len(ranges)
    for _ in LONG_FINGERS:
        for field in fields(FingerPose):
            ranges.append(FINGER_RANGES_DEG[field.name])
            spread = field.name == "spread"
            reluctances.append(SPREAD_RELUCTANCE_DEG if spread else RELUCTANCE_DEG)
    low, high = np.array(ranges).T
    return low, high, np.array(reluctances)


def _orientation(hand: DetectedHand, side: Side) -> Orientation:
    """How the hand is turned, as a right hand's, in steps of 15 degrees."""
    points = hand.points_px * TO_CAMERA
    if side == "left":
        points = points * np.array([-1.0, 1.0, 1.0])
    turn = palm_axes(points).T
    pitch = -np.degrees(np.arcsin(np.clip(turn[1, 2], -1.0, 1.0)))
    yaw = np.degrees(np.arctan2(turn[0, 2], turn[2, 2]))
    roll = np.degrees(np.arctan2(turn[1, 0], turn[1, 1]))
    return Orientation(
        yaw=_rounded(yaw),
        pitch=_rounded(pitch) if abs(pitch) > TIPPED_DEG else 0.0,
        roll=_rounded(roll),
    )


def _rounded(angle_deg: float) -> float:
    """In steps of 15 degrees from -165 to 180; what is nearly straight is straight."""
    for straight in (0.0, 180.0, -180.0):
        if abs(angle_deg - straight) <= STRAIGHT_WITHIN_DEG:
            return abs(straight)
    return float(round(angle_deg / ROUNDED_DEG) * ROUNDED_DEG)
