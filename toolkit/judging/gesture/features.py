"""What is compared of two hands: numbers that a landmark network measures well, and how well.

A network that sees one picture guesses depth. Its answers about a known hand are therefore
not the hand's own angles but a straight line of them, with scatter: a fist's knuckles, bent
by 90 degrees, read as about 60. Each feature here carries that line (``slope``,
``intercept``) and a tolerance of about one and a half times the scatter, so that an entry's
pose is first turned into what the network would say of it. The lines were fitted on 396
renders of 44 poses and on 228 photographs of six hand shapes (the Sign Language Digits set,
many people), where both agree; features on which they do not are left out.

"picture" features come from the picture's points with the network's guess of depth; "world"
features from its points in millimetres. The first are better for spread and touching
tips, the second for lengths that foreshortening hides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import joint_points
from toolkit.hands.measure import LONG_FINGERS, JointAngles, joint_angles
from toolkit.hands.pose import HandPose, Side
from toolkit.judging.finding.landmarker import DetectedHand

Source = Literal["picture", "world"]
# MediaPipe has y down and z away from the camera; measuring wants y up and z to the camera.
TO_CAMERA = np.array([1.0, -1.0, -1.0])
DIGITS = ("thumb", *LONG_FINGERS)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One compared number of one digit.

    Args:
        digit: thumb, index, middle, ring or pinky.
        name: the number's name, for reading.
        source: which of the network's two sets of points it is measured on.
        read: takes the number from the measured angles (degrees, or palm lengths).
        slope: change of the network's answer per change of the pose's own number.
        intercept: the network's answer where the pose's own number is zero.
        tolerance: a difference that costs 1.
        weight: share in the digit's cost.
    """

    digit: str
    name: str
    source: Source
    read: Callable[[JointAngles], float]
    slope: float
    intercept: float
    tolerance: float
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class MeasuredHand:
    """One hand as measured on both sets of points; equal for a pose's own points."""

    picture: JointAngles
    world: JointAngles


def measure_detected(hand: DetectedHand, side: Side | None = None) -> MeasuredHand:
    """Measure what the network saw, taking the hand for the given ``side`` (its own if None)."""
    as_side = side or hand.side
    return MeasuredHand(
        picture=joint_angles(hand.points_px * TO_CAMERA, as_side),
        world=joint_angles(hand.world_points_mm * TO_CAMERA, as_side),
    )


def measure_pose(pose: HandPose) -> MeasuredHand:
    """Measure a pose on its own points, without any network between."""
    angles = joint_angles(joint_points(pose), pose.side)
    return MeasuredHand(picture=angles, world=angles)


def values(hand: MeasuredHand) -> NDArray[np.float64]:
    """The hand's number for every one of `FEATURES`, shape (features,)."""
    return np.array(
        [f.read(hand.picture if f.source == "picture" else hand.world) for f in FEATURES]
    )


def expected_values(pose: HandPose) -> NDArray[np.float64]:
    """What the network would say of ``pose``, shape (features,)."""
    return network_values(measure_pose(pose))


def network_values(exact: MeasuredHand) -> NDArray[np.float64]:
    """What the network would say of a hand measured on its exact points, shape (features,)."""
    slopes = np.array([feature.slope for feature in FEATURES])
    intercepts = np.array([feature.intercept for feature in FEATURES])
    return slopes * values(exact) + intercepts


def _finger_features(name: str) -> tuple[Feature, ...]:
    def feature(
        what: str,
        source: Source,
        read: Callable[[JointAngles], float],
        line: tuple[float, float],
        tolerance: float,
        weight: float = 1.0,
    ) -> Feature:
        return Feature(
            digit=name,
            name=what,
            source=source,
            read=read,
            slope=line[0],
            intercept=line[1],
            tolerance=tolerance,
            weight=weight,
        )

    return (
        feature("curl", "picture", lambda a: a.finger(name).curl, (0.80, 3.0), 35.0),
        feature("pip", "picture", lambda a: a.finger(name).pip, (0.87, 3.0), 22.0),
        feature("mcp", "picture", lambda a: a.finger(name).mcp, (0.65, 5.0), 16.0, 0.7),
        feature("tip height", "picture", lambda a: a.finger(name).tip[1], (1.05, 0.02), 0.16),
        feature("tip to wrist", "world", lambda a: _length(a.finger(name).tip), (0.84, 0.25), 0.14),
    )


def _thumb_feature(
    what: str,
    source: Source,
    read: Callable[[JointAngles], float],
    line: tuple[float, float],
    tolerance: float,
    weight: float,
) -> Feature:
    return Feature(
        digit="thumb",
        name=what,
        source=source,
        read=read,
        slope=line[0],
        intercept=line[1],
        tolerance=tolerance,
        weight=weight,
    )


def _tip_feature(number: int) -> Feature:
    return _thumb_feature(
        f"tip to {LONG_FINGERS[number]} tip",
        "picture",
        lambda a: a.thumb.to_tips[number],
        (1.0, 0.0),
        0.22,
        0.8,
    )


def _length(point: tuple[float, float, float]) -> float:
    return float(np.linalg.norm(point))


FEATURES: tuple[Feature, ...] = (
    *(feature for name in LONG_FINGERS for feature in _finger_features(name)),
    *(_tip_feature(number) for number in range(len(LONG_FINGERS))),
    _thumb_feature("tip aside", "picture", lambda a: a.thumb.tip[0], (0.87, 0.05), 0.25, 1.0),
    _thumb_feature("tip height", "world", lambda a: a.thumb.tip[1], (0.55, 0.50), 0.20, 0.5),
    _thumb_feature("tip to palm", "world", lambda a: a.thumb.to_palm, (0.93, -0.12), 0.18, 1.0),
    _thumb_feature("radial", "world", lambda a: a.thumb.radial, (0.90, -2.0), 18.0, 0.7),
    _thumb_feature("mcp", "picture", lambda a: a.thumb.mcp, (0.62, 9.0), 14.0, 0.7),
    _thumb_feature("ip", "world", lambda a: a.thumb.ip, (0.67, 14.0), 16.0, 0.7),
)
