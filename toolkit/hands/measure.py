"""Measure a hand: 21 points to joint angles, whoever made the points.

The same measuring is used on a pose's own points (`kinematics.joint_points`) and on what a
landmark network saw, so that the two can be compared. Points are (21, 3) in MediaPipe's order,
in any one unit, in a camera frame: x right, y up, z to the camera (turn MediaPipe's own y and
z about first). Everything is measured in the palm's frame, so it does not depend on how the
hand is turned; left hands are mirrored first, so that flexion is positive toward the palm and
x points to the thumb on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import PoseError
from toolkit.hands.pose import Side

Points = NDArray[np.float64]

LONG_FINGERS = ("index", "middle", "ring", "pinky")
FIRST_POINT = {"thumb": 1, "index": 5, "middle": 9, "ring": 13, "pinky": 17}
WRIST = 0
KNUCKLES = (5, 9, 13, 17)
# The index metacarpal leans this far to the thumb's side in the palm's frame.
INDEX_METACARPAL_DEG = 12.0
_MIRROR: Points = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class FingerAngles:
    """One long finger: flexion in degrees (positive toward the palm), spread, reach.

    Args:
        mcp: angle of the proximal phalanx out of the palm's plane, -90..180.
        pip: flexion of the middle joint, -180..180.
        dip: flexion of the end joint, -180..180.
        lateral: how far the proximal phalanx leans to the thumb's side, degrees.
        reach: knuckle to tip over the sum of the bones, 0..1; 1 is a straight finger.
        tip: the tip's place in the palm's frame, in palm lengths from the wrist
            (to the thumb's side, to the fingers, out of the palm).
    """

    mcp: float
    pip: float
    dip: float
    lateral: float
    reach: float
    tip: tuple[float, float, float]

    @property
    def curl(self) -> float:
        """All three flexions together, degrees: about 0 straight, 260 in a fist."""
        return self.mcp + self.pip + self.dip


@dataclass(frozen=True, kw_only=True)
class ThumbAngles:
    """The thumb: its metacarpal's direction, its bends, and where its tip is.

    Args:
        radial: metacarpal away from the index metacarpal in the palm's plane, degrees.
        palmar: metacarpal out of the palm's plane toward the palm, degrees.
        mcp: bend between metacarpal and proximal phalanx, 0..180 degrees, unsigned.
        ip: bend of the last joint, 0..180 degrees, unsigned.
        to_tips: distance of the thumb's tip from the tips of index, middle, ring and pinky,
            in palm lengths.
        to_palm: distance of the tip from the palm's centre, in palm lengths.
        tip: the tip's place, as a finger's.
    """

    radial: float
    palmar: float
    mcp: float
    ip: float
    to_tips: tuple[float, float, float, float]
    to_palm: float
    tip: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class JointAngles:
    """What was measured of one hand.

    ``gaps`` are the angles between neighbouring long fingers (index-middle, middle-ring,
    ring-pinky) in degrees: positive spread, negative crossed.
    """

    side: Side
    thumb: ThumbAngles
    index: FingerAngles
    middle: FingerAngles
    ring: FingerAngles
    pinky: FingerAngles
    gaps: tuple[float, float, float]

    def finger(self, name: str) -> FingerAngles:
        """The long finger called ``name``; raises KeyError for another name."""
        return {
            "index": self.index,
            "middle": self.middle,
            "ring": self.ring,
            "pinky": self.pinky,
        }[name]


def joint_angles(points: Points, side: Side) -> JointAngles:
    """Measure ``points`` (21, 3) of a hand of the given side.

    Raises:
        PoseError: another shape, a number that is not finite, or a palm without extent.
    """
    local = palm_points(points, side)
    fingers = {name: _finger(local, FIRST_POINT[name]) for name in LONG_FINGERS}
    headings = [_heading(local, FIRST_POINT[name]) for name in LONG_FINGERS]
    gaps = tuple(a - b for a, b in pairwise(headings))
    return JointAngles(
        side=side,
        thumb=_thumb(local),
        gaps=(gaps[0], gaps[1], gaps[2]),
        **fingers,
    )


def palm_points(points: Points, side: Side) -> Points:
    """``points`` (21, 3) in the palm's frame, in palm lengths, the wrist at the origin.

    x to the thumb's side, y to the fingers, z out of the palm, for both sides alike.
    """
    right = _as_right(points, side)
    return (right - right[WRIST]) @ palm_axes(right).T / palm_length(right)


def palm_axes(points: Points) -> Points:
    """Rows x, y, z of a right hand's palm frame, (3, 3): to the thumb, the fingers, the palm."""
    across = points[5] - points[17]
    along = (points[9] + points[13]) / 2 - points[WRIST]
    normal = np.cross(across, along)
    if not np.linalg.norm(normal) > 1e-9 * (1.0 + np.linalg.norm(across) ** 2):
        raise PoseError(
            "The wrist and the knuckles lie on one line; a palm's plane cannot be told.",
            hint="Give the 21 points of a whole hand.",
        )
    z = normal / np.linalg.norm(normal)
    y = along / np.linalg.norm(along)
    axes: Points = np.array([np.cross(y, z), y, z], dtype=np.float64)
    return axes


def palm_length(points: Points) -> float:
    """Mean distance of the wrist from the four knuckles, in the points' unit."""
    knuckles = points[list(KNUCKLES)]
    return float(np.linalg.norm(knuckles - points[WRIST], axis=1).mean())


def palm_normal(points: Points, side: Side) -> Points:
    """Unit vector (3,) out of the palm; its z is 1 when the palm looks into the camera."""
    normal: Points = palm_axes(_as_right(points, side))[2]
    return normal * _MIRROR if side == "left" else normal


def finger_direction(points: Points, finger: str) -> Points:
    """Unit vector (3,) of `finger_span`. Raises `PoseError` for a digit without length."""
    return _unit(finger_span(points, finger))


def finger_span(points: Points, finger: str) -> Points:
    """From a digit's base joint to its tip, the thumb's from its MCP joint; (3,), or (2,) for
    points in the picture, in the points' own frame and unit."""
    first = FIRST_POINT[finger]
    base = first + 1 if finger == "thumb" else first
    return points[first + 3] - points[base]


def _as_right(points: Points, side: Side) -> Points:
    if points.shape != (21, 3) or not np.isfinite(points).all():
        raise PoseError(
            f"A hand is (21, 3) finite numbers; got shape {points.shape}.",
            hint="Give MediaPipe's 21 points in x, y, z.",
        )
    return points * _MIRROR if side == "left" else points


def _finger(local: Points, first: int) -> FingerAngles:
    bones = np.diff(local[first : first + 4], axis=0)
    lengths = np.linalg.norm(bones, axis=1)
    proximal = _unit(bones[0])
    # Flexion turns from y toward z, that is about x, whatever the finger's lean.
    axis = _flexion_axis(proximal)
    span = np.linalg.norm(local[first + 3] - local[first])
    return FingerAngles(
        mcp=_deg(np.arctan2(proximal[2], proximal[1])),
        pip=_signed_bend(bones[0], bones[1], axis),
        dip=_signed_bend(bones[1], bones[2], axis),
        lateral=_deg(np.arcsin(np.clip(proximal[0], -1.0, 1.0))),
        reach=float(span / lengths.sum()),
        tip=_triple(local[first + 3]),
    )


def _flexion_axis(proximal: Points) -> Points:
    """The finger's own hinge: the palm's x, made square to the proximal phalanx."""
    x = np.array([1.0, 0.0, 0.0])
    hinge = x - proximal * proximal[0]
    norm = np.linalg.norm(hinge)
    return hinge / norm if norm > 1e-6 else x


def _heading(local: Points, first: int) -> float:
    """How far a finger leans to the thumb's side, degrees; by its whole length if straight.

    A curled finger's tip says nothing about spread, so its proximal phalanx stands for it.
    """
    bones = np.diff(local[first : first + 4], axis=0)
    span = local[first + 3] - local[first]
    straight = np.linalg.norm(span) / np.linalg.norm(bones, axis=1).sum()
    whole = float(np.clip((straight - 0.80) / 0.15, 0.0, 1.0))
    direction = _unit(whole * _unit(span) + (1.0 - whole) * _unit(bones[0]))
    return _deg(np.arcsin(np.clip(direction[0], -1.0, 1.0)))


def _thumb(local: Points) -> ThumbAngles:
    bones = np.diff(local[1:5], axis=0)
    along = _unit(bones[0])
    tip = local[4]
    centre = local[[WRIST, *KNUCKLES]].mean(axis=0)
    to_tips = [float(np.linalg.norm(tip - local[FIRST_POINT[f] + 3])) for f in LONG_FINGERS]
    return ThumbAngles(
        radial=_deg(np.arctan2(along[0], along[1])) - INDEX_METACARPAL_DEG,
        palmar=_deg(np.arcsin(np.clip(along[2], -1.0, 1.0))),
        mcp=_bend(bones[0], bones[1]),
        ip=_bend(bones[1], bones[2]),
        to_tips=(to_tips[0], to_tips[1], to_tips[2], to_tips[3]),
        to_palm=float(np.linalg.norm(tip - centre)),
        tip=_triple(tip),
    )


def _triple(point: Points) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])


def _bend(before: Points, after: Points) -> float:
    cosine = float(_unit(before) @ _unit(after))
    return _deg(np.arccos(np.clip(cosine, -1.0, 1.0)))


def _signed_bend(before: Points, after: Points, axis: Points) -> float:
    """Bend between two bones, negative when it turns away from the palm."""
    bend = _bend(before, after)
    return bend if float(np.cross(before, after) @ axis) >= 0.0 else -bend


def _unit(vector: Points) -> Points:
    length = float(np.linalg.norm(vector))
    if length < 1e-12:
        raise PoseError("Two neighbouring joints lie on one point; a bone has no direction.")
    unit: Points = vector / length
    return unit


def _deg(radians: float | np.floating) -> float:
    return float(np.degrees(radians))
