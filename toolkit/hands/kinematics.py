"""Forward kinematics: joint angles to 21 points in millimetres.

Frame of a right hand: the wrist at the origin, +y to the fingertips, +x to the thumb's side
(as the palm's beholder sees it), +z out of the palm. A left hand is its mirror image in x.
Point order is MediaPipe's and OpenPose's: 0 wrist, 1-4 thumb CMC MCP IP TIP, then MCP PIP DIP
TIP of index, middle, ring, pinky. Bone lengths: Buryanov & Kotiuk 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.pose import FingerPose, HandPose, ThumbPose

Points = NDArray[np.float64]

LONG_FINGERS = ("index", "middle", "ring", "pinky")

# Base of each metacarpal at the carpus (x, y, z), its length and its direction in the palm.
METACARPAL_BASE_MM = {
    "index": (10.0, 27.0, -2.0),
    "middle": (1.0, 28.0, -3.0),
    "ring": (-8.0, 26.0, -2.0),
    "pinky": (-15.0, 23.0, 1.0),
}
METACARPAL_ANGLE_DEG = {"index": 12.0, "middle": 3.0, "ring": -6.0, "pinky": -17.0}
METACARPAL_MM = {"index": 68.1, "middle": 64.6, "ring": 58.0, "pinky": 53.7}
PHALANGES_MM = {
    "index": (39.8, 22.4, 15.8 + 3.0),
    "middle": (44.6, 26.3, 17.4 + 3.2),
    "ring": (41.4, 25.7, 17.3 + 3.2),
    "pinky": (32.6, 18.1, 16.0 + 3.0),
}
# Direction of a straight finger at spread 0, and how far its plane of flexion leans to the
# thumb's side: curled fingers converge on the scaphoid.
FINGER_ANGLE_DEG = {"index": 2.0, "middle": 0.0, "ring": -1.0, "pinky": -3.0}
FLEXION_LEAN = {"index": -0.06, "middle": 0.03, "ring": 0.10, "pinky": 0.20}
THUMB_CMC_MM = (20.0, 22.0, 7.0)
THUMB_MM = (44.0, 32.0, 21.7 + 5.0)


@dataclass(frozen=True, kw_only=True)
class Proportions:
    """One person's hand against the mean hand: unitless factors around 1.

    Args:
        scale: of the whole hand.
        fingers: of all phalanges of the four fingers.
        thumb: of the thumb's bones.
        breadth: of the palm in x.
        girth: of the flesh's thickness.
    """

    scale: float = 1.0
    fingers: float = 1.0
    thumb: float = 1.0
    breadth: float = 1.0
    girth: float = 1.0


MEAN_PROPORTIONS = Proportions()


def joint_points(pose: HandPose, proportions: Proportions = MEAN_PROPORTIONS) -> Points:
    """The 21 points of ``pose``, shape (21, 3), in millimetres, in the hand's own frame."""
    points = np.zeros((21, 3))
    points[1:5] = _thumb(pose.thumb, proportions)
    for number, name in enumerate(LONG_FINGERS):
        first = 5 + 4 * number
        points[first : first + 4] = _finger(name, getattr(pose, name), proportions)
    points *= proportions.scale
    if pose.side == "left":
        points[:, 0] *= -1.0
    return points


def _finger(name: str, finger: FingerPose, proportions: Proportions) -> Points:
    base = np.array(METACARPAL_BASE_MM[name])
    along = np.radians(METACARPAL_ANGLE_DEG[name])
    knuckle = base + METACARPAL_MM[name] * np.array([np.sin(along), np.cos(along), 0.0])
    knuckle[0] *= proportions.breadth
    outward = 1.0 if name in ("index", "middle") else -1.0
    heading = np.radians(FINGER_ANGLE_DEG[name] + outward * finger.spread)
    straight = np.array([np.sin(heading), np.cos(heading), 0.0])
    palmward = np.array([FLEXION_LEAN[name], 0.0, 1.0])
    palmward -= straight * (palmward @ straight)
    palmward /= np.linalg.norm(palmward)
    bends = np.cumsum(np.radians([finger.mcp, finger.pip, finger.dip]))
    lengths = np.array(PHALANGES_MM[name]) * proportions.fingers
    steps = lengths[:, None] * (
        np.cos(bends)[:, None] * straight + np.sin(bends)[:, None] * palmward
    )
    return np.vstack([knuckle, knuckle + np.cumsum(steps, axis=0)])


def _thumb(thumb: ThumbPose, proportions: Proportions) -> Points:
    base = np.array(THUMB_CMC_MM)
    base[0] *= proportions.breadth
    heading = np.radians(METACARPAL_ANGLE_DEG["index"] + thumb.radial)
    lift = np.radians(thumb.palmar)
    outward = np.array([0.0, 0.0, 1.0])
    along = np.cos(lift) * np.array([np.sin(heading), np.cos(heading), 0.0])
    along += np.sin(lift) * outward
    across = np.array([-np.cos(heading), np.sin(heading), 0.0])
    lifted = outward - along * (outward @ along)
    lifted /= np.linalg.norm(lifted)
    twist = np.radians(thumb.twist)
    bendward = np.cos(twist) * across + np.sin(twist) * lifted
    bends = np.cumsum(np.radians([0.0, thumb.mcp, thumb.ip]))
    lengths = np.array(THUMB_MM) * proportions.thumb
    steps = lengths[:, None] * (np.cos(bends)[:, None] * along + np.sin(bends)[:, None] * bendward)
    return np.vstack([base, base + np.cumsum(steps, axis=0)])


def rotation(*, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Points:
    """The (3, 3) matrix that turns hand points to camera points; degrees.

    Applied in the order roll (in the picture's plane, counter-clockwise), pitch (fingertips
    toward the camera), yaw (about the upright axis). Camera: x right, y up, z to the camera.
    """
    y, p, r = np.radians([yaw, pitch, roll])
    turn_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1.0]])
    turn_x = np.array([[1.0, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    turn_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1.0, 0], [-np.sin(y), 0, np.cos(y)]])
    return turn_y @ turn_x @ turn_z


def rotate(points_mm: Points, *, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Points:
    """``points_mm`` (N, 3) turned by `rotation`; same shape, millimetres."""
    return points_mm @ rotation(yaw=yaw, pitch=pitch, roll=roll).T
