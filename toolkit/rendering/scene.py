"""One picture's world: the hands in it, how they are turned, and where the camera sees them.

Camera space: x right, y up, z to the camera, millimetres, the picture's middle at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import MEAN_PROPORTIONS, Proportions, joint_points, rotation
from toolkit.hands.pose import HandPose, PlacedHand
from toolkit.rendering.malformed import Malformed

Floats = NDArray[np.float64]
Colour = tuple[float, float, float]
Material = Literal[
    "skin",
    "marble",
    "bronze",
    "wood",
    "porcelain",
    "glass",
    "xray",
    "ecorche",
    "skeleton",
    "wireframe",
]


@dataclass(frozen=True, kw_only=True)
class HandScene:
    """Everything that decides one rendered picture.

    Colours are sRGB in 0..1. ``yaw``, ``pitch``, ``roll`` turn the hand (degrees, see
    `rotation`), then the ``camera_`` turns the whole view; ``second`` is the other hand of a
    two-handed gesture; ``frame_mm`` is the width of the picture in the hands' world;
    ``offset_mm`` moves the hands right and up; ``light`` is a direction to the light (x right,
    y up, z to the camera), of any length; ``ambient`` 0..1; ``detail`` 0..1 is the strength of
    nails and creases. ``material`` is what the hand is made of: ``skin`` is the tone of a hand
    of skin only, and an x-ray film or a wireframe brings its own dark ``background``. ``flaw`` is
    what is wrong with the first hand's flesh.
    """

    pose: HandPose
    second: PlacedHand | None = None
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    camera_yaw: float = 0.0
    camera_pitch: float = 0.0
    camera_roll: float = 0.0
    proportions: Proportions = field(default_factory=lambda: MEAN_PROPORTIONS)
    skin: Colour = (0.86, 0.65, 0.53)
    background: Colour = (0.55, 0.58, 0.62)
    light: Colour = (-0.4, 0.6, 0.8)
    light_colour: Colour = (1.0, 1.0, 1.0)
    ambient: float = 0.55
    frame_mm: float = 300.0
    offset_mm: tuple[float, float] = (0.0, 0.0)
    detail: float = 1.0
    material: Material = "skin"
    flaw: Malformed | None = None


@dataclass(frozen=True, kw_only=True)
class SeenHand:
    """One hand of a scene: its 21 ``points`` (21, 3) in its own frame, and its way to the camera.

    A point p of the hand's frame lies at turn @ p + shift in camera space (mm).
    """

    pose: HandPose
    proportions: Proportions
    points: Floats
    turn: Floats
    shift: Floats
    flaw: Malformed | None = None

    @property
    def side_sign(self) -> float:
        """1 for a right hand, -1 for a left one, whose frame is mirrored in x."""
        return -1.0 if self.pose.side == "left" else 1.0

    def to_camera(self, points: Floats) -> Floats:
        """Points (N, 3) of the hand's frame in camera space, (N, 3) mm."""
        return points @ self.turn.T + self.shift

    def to_hand(self, points: Floats) -> Floats:
        """Points (N, 3) of camera space in the frame of the mean right hand, (N, 3) mm."""
        return (points - self.shift) @ self.turn / self.stretch

    @property
    def stretch(self) -> Floats:
        """What makes the mean right hand's palm this hand's palm, by axis, (3,)."""
        scale = self.proportions.scale
        return np.array([self.side_sign * self.proportions.breadth * scale, scale, scale])


def seen_hands(scene: HandScene) -> tuple[SeenHand, ...]:
    """The scene's one or two hands as the camera sees them, centred together."""
    camera = rotation(yaw=scene.camera_yaw, pitch=scene.camera_pitch, roll=scene.camera_roll)
    first = rotation(yaw=scene.yaw, pitch=scene.pitch, roll=scene.roll)
    placed = [(scene.pose, camera @ first, np.zeros(3))]
    if scene.second is not None:
        other = scene.second
        turn = rotation(yaw=other.yaw, pitch=other.pitch, roll=other.roll)
        # Hands of another size touch at the same places when their distance grows alike.
        away = np.array(other.offset_mm) * scene.proportions.scale
        placed.append((other.pose, camera @ turn, camera @ away))
    points = [joint_points(pose, scene.proportions) for pose, _, _ in placed]
    turned = np.concatenate(
        [own @ turn.T + away for own, (_, turn, away) in zip(points, placed, strict=True)]
    )
    middle = (turned.min(axis=0) + turned.max(axis=0)) / 2
    shift = np.array([scene.offset_mm[0] - middle[0], scene.offset_mm[1] - middle[1], 0.0])
    flaws = (scene.flaw, None)[: len(placed)]
    return tuple(
        SeenHand(
            pose=pose,
            proportions=scene.proportions,
            points=own,
            turn=turn,
            shift=away + shift,
            flaw=flaw,
        )
        for own, flaw, (pose, turn, away) in zip(points, flaws, placed, strict=True)
    )


def scene_points_mm(scene: HandScene) -> Floats:
    """The first hand's 21 points (21, 3) in camera millimetres, the picture's middle at 0."""
    return scene_hands_mm(scene)[0]


def scene_hands_mm(scene: HandScene) -> Floats:
    """Every hand's 21 points, (hands, 21, 3), in camera millimetres."""
    return np.stack([hand.to_camera(hand.points) for hand in seen_hands(scene)])


def extent_mm(scene: HandScene) -> float:
    """The longer side of the upright box about all the scene's points, in millimetres."""
    points = scene_hands_mm(scene)[..., :2].reshape(-1, 2)
    return float(np.ptp(points, axis=0).max())


def seen_nearer(scene: HandScene, *, widest_mm: float, share: float) -> HandScene:
    """``scene`` in a frame of ``widest_mm``, or so near that its points span ``share`` (0..1) of
    the picture: a fist is small beside an open hand."""
    return replace(scene, frame_mm=min(widest_mm, extent_mm(scene) / share))


def scene_points_px(scene: HandScene, size_px: int) -> Floats:
    """The first hand's 21 points (21, 2) in pixels, x right, y down, for a square picture."""
    return scene_hands_px(scene, size_px)[0]


def scene_hands_px(scene: HandScene, size_px: int) -> Floats:
    """Every hand's 21 points, (hands, 21, 2), in pixels, x right, y down."""
    points = scene_hands_mm(scene) * (size_px / scene.frame_mm)
    return np.stack([size_px / 2 + points[..., 0], size_px / 2 - points[..., 1]], axis=-1)
