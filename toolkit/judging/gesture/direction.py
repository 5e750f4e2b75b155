"""Where a hand points and which of its sides looks at the camera, and what was expected.

A check answers "no" only when it is sure: a hand seen edge-on faces neither way, and a finger
that points at the camera has no direction in the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import joint_points, rotate
from toolkit.hands.measure import (
    LONG_FINGERS,
    WRIST,
    finger_direction,
    finger_span,
    joint_angles,
    palm_axes,
    palm_length,
    palm_normal,
)
from toolkit.hands.pose import HandPose, Side
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.differences import (
    SeenFacing,
    SeenPointing,
    at_camera,
    facing,
    pointing,
)
from toolkit.judging.gesture.features import TO_CAMERA
from toolkit.rating.verdicts import Detail
from toolkit.vocabulary.entries import Gesture, Orientation, SceneWord

EDGE_ON = 0.35
# A palm or back this square to the camera is no side of a hand.
SQUARE_ON = 0.85
# Hands of known side, sharp and softened: the side is named rightly for 161 of 176 at this
# certainty or above, for 29 of 41 below it.
SURE_OF_SIDE = 0.8
STRAIGHT_CURL_DEG = 60.0
# Its two bends added up. Entries that point by their thumb have 10 or less.
STRAIGHT_THUMB_DEG = 15.0
FORESHORTENED = 0.35
SIDEWAYS_FROM_DEG = 45.0
# Between two directions both are taken: 15 degrees to either side of the diagonal.
SLACK_DEG = 15.0
# An entry pitched so far points at the camera. Seen so: 0.6 to 0.9; upright: 0.0 to 0.5.
POINTS_AT_CAMERA_PITCH_DEG = 45.0
POINTS_AT_CAMERA = 0.45
# Cosines of a view's turn: the entry's own view; facing can be told; pointing at the camera can.
SAME_VIEW, FACING_TELLS, POINTING_TELLS = 0.9, 0.5, 0.7
BOTH_SIDES = frozenset({"palm", "back"})


@dataclass(frozen=True, kw_only=True)
class Direction:
    """How one hand stands in the picture.

    ``angle_deg`` is where the hand's `pointing_parts` go, 0 up, 90 right, -90 left, 180 down;
    None when they are foreshortened. ``toward`` is how much they point at the camera, -1..1,
    as the network guesses depth. ``facing_sure`` is False when side or tilt is in doubt;
    ``square`` is True where palm or back, whichever it is, looks straight at the camera.
    """

    facing: SeenFacing
    facing_sure: bool
    square: bool
    angle_deg: float | None
    toward: float


def read_direction(hand: DetectedHand, side: Side, parts: Sequence[str]) -> Direction:
    """Read how ``hand`` stands, taken for the given side, by the given `pointing_parts`."""
    points = hand.points_px * TO_CAMERA
    toward = float(palm_normal(points, side)[2])
    shown: SeenFacing = "edge"
    if abs(toward) >= EDGE_ON:
        shown = "palm" if toward > 0.0 else "back"
    return Direction(
        facing=shown,
        facing_sure=shown != "edge" and hand.presence >= SURE_OF_SIDE,
        square=abs(toward) >= SQUARE_ON,
        angle_deg=_angle_deg(points, parts),
        toward=_toward(hand.world_points_mm * TO_CAMERA, parts),
    )


@cache
def pointing_parts(pose: HandPose) -> tuple[str, ...]:
    """What says where a pose points: its straight fingers, else its straight thumb, else the palm.

    A folded thumb lies across the hand: by it an upright fist would point sideways.
    """
    angles = joint_angles(joint_points(pose), pose.side)
    straight = [name for name in LONG_FINGERS if angles.finger(name).curl < STRAIGHT_CURL_DEG]
    straight_thumb = pose.thumb.mcp + pose.thumb.ip < STRAIGHT_THUMB_DEG
    return tuple(straight) or (("thumb",) if straight_thumb else ("palm",))


def direction_difference(
    direction: Direction, gesture: Gesture, view: SceneWord | None = None
) -> Detail | None:
    """What is wrong with the direction; None when it is right or in doubt.

    ``view`` is the cell's own view word: its turn is taken into account (a back view of a
    gesture shows the back), a turn near 90 degrees leaves the facing unchecked, and a view
    that rolls or tips the picture leaves everything unchecked.
    """
    turn = (view.turn if view is not None else None) or Orientation()
    front = float(np.cos(np.radians(turn.yaw)))
    if turn.roll or abs(turn.pitch) > SIDEWAYS_FROM_DEG:
        return None
    return (
        _facing_difference(direction, gesture, front=front)
        or _pointing_difference(direction, gesture)
        or _toward_difference(direction, gesture, front=front)
    )


def _facing_difference(direction: Direction, gesture: Gesture, *, front: float) -> Detail | None:
    """``front`` is the cosine of the view's turn: 1 from the front, -1 from behind."""
    if gesture.facing == "side":
        other = direction.facing_sure and {direction.facing, shown_side(gesture)} == BOTH_SIDES
        if front > SAME_VIEW and (direction.square or other):
            return facing(seen=direction.facing, expected="side")
        return None
    if gesture.facing not in ("palm", "back"):
        return None
    if abs(front) < FACING_TELLS or not direction.facing_sure:
        return None
    expected = gesture.facing
    if front < 0.0:
        expected = "back" if expected == "palm" else "palm"
    return (
        None if direction.facing == expected else facing(seen=direction.facing, expected=expected)
    )


def shown_side(gesture: Gesture) -> SeenFacing:
    """Which side of the hand an entry shows the camera; ``edge`` where it says neither.

    An entry that is seen from the side shows some of one: with a pushing hand it is the palm.
    """
    if gesture.facing != "side":
        return gesture.facing if gesture.facing in ("palm", "back") else "edge"
    toward = _toward_camera(gesture.pose, gesture.orientation)
    return "edge" if abs(toward) < EDGE_ON else "palm" if toward > 0.0 else "back"


@cache
def _toward_camera(pose: HandPose, stance: Orientation) -> float:
    """How much the palm looks at the camera as the entry says it stands, -1 (the back) to 1."""
    points = rotate(joint_points(pose), yaw=stance.yaw, pitch=stance.pitch, roll=stance.roll)
    return float(palm_normal(points, pose.side)[2])


def _pointing_difference(direction: Direction, gesture: Gesture) -> Detail | None:
    if gesture.pointing == "any" or direction.angle_deg is None:
        return None
    off_upright_deg = abs(direction.angle_deg)
    low, high = {
        "up": (0.0, SIDEWAYS_FROM_DEG),
        "sideways": (SIDEWAYS_FROM_DEG, 180.0 - SIDEWAYS_FROM_DEG),
        "down": (180.0 - SIDEWAYS_FROM_DEG, 180.0),
    }[gesture.pointing]
    if low - SLACK_DEG <= off_upright_deg <= high + SLACK_DEG:
        return None
    return pointing(seen=seen_pointing(off_upright_deg), expected=gesture.pointing)


def _toward_difference(direction: Direction, gesture: Gesture, *, front: float) -> Detail | None:
    if gesture.orientation.pitch < POINTS_AT_CAMERA_PITCH_DEG or front < POINTING_TELLS:
        return None
    return at_camera() if direction.toward < POINTS_AT_CAMERA else None


def seen_pointing(off_upright_deg: float) -> SeenPointing:
    """A word for an angle from upright (0..180 degrees)."""
    if off_upright_deg < SIDEWAYS_FROM_DEG:
        return "up"
    return "sideways" if off_upright_deg <= 180.0 - SIDEWAYS_FROM_DEG else "down"


def _toward(points: NDArray[np.float64], parts: Sequence[str]) -> float:
    if "palm" in parts:
        return float(palm_axes(points)[1][2])
    return float(np.mean([finger_direction(points, digit)[2] for digit in parts]))


def _angle_deg(points: NDArray[np.float64], parts: Sequence[str]) -> float | None:
    flat = points[:, :2]
    step = np.mean([_span(flat, part) for part in parts], axis=0)
    if np.linalg.norm(step) < FORESHORTENED * palm_length(points):
        return None
    return float(np.degrees(np.arctan2(step[0], step[1])))


def _span(flat: NDArray[np.float64], part: str) -> NDArray[np.float64]:
    return flat[9] - flat[WRIST] if part == "palm" else finger_span(flat, part)
