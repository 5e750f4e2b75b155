"""Pictures of an entry, all from its one pose: the scene, the shaded hand, skeleton, depth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.pose import PlacedHand, Side
from toolkit.rendering.depth import draw_depth
from toolkit.rendering.render import render
from toolkit.rendering.scene import HandScene, Material, extent_mm, scene_hands_px
from toolkit.rendering.skeleton import draw_skeleton
from toolkit.vocabulary.entries import Gesture, Orientation, SceneWord

FRAME_MM = 280.0
# Two hands fill at most so much of the frame: an eye, or MediaPipe's, wants air around them.
MOST_FILLED = 0.66


def gesture_scene(
    gesture: Gesture,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    material: Material = "skin",
) -> HandScene:
    """The scene that shows ``gesture`` in its natural orientation, seen from ``view``.

    A left hand is the exact mirror image of the right one in the same view; ``side`` is the
    side of a two-handed gesture's first hand. The frame grows where two hands need it.
    """
    mirror = -1.0 if side == "left" else 1.0
    camera = (view.turn if view else None) or Orientation()
    scene = HandScene(
        pose=replace(gesture.pose, side=side),
        second=_second(gesture.other, side) if gesture.other is not None else None,
        yaw=mirror * gesture.orientation.yaw,
        pitch=gesture.orientation.pitch,
        roll=mirror * gesture.orientation.roll,
        camera_yaw=mirror * camera.yaw,
        camera_pitch=camera.pitch,
        camera_roll=mirror * camera.roll,
        frame_mm=FRAME_MM,
        material=material,
    )
    if scene.second is None:
        return scene
    return replace(scene, frame_mm=max(FRAME_MM, extent_mm(scene) / MOST_FILLED))


def _second(other: PlacedHand, side: Side) -> PlacedHand:
    """The second hand beside a first one of ``side``; mirrored for a left first hand."""
    if side == "right":
        return other
    x, y, z = other.offset_mm
    flipped: Side = "right" if other.pose.side == "left" else "left"
    return PlacedHand(
        pose=replace(other.pose, side=flipped),
        yaw=-other.yaw,
        pitch=other.pitch,
        roll=-other.roll,
        offset_mm=(-x, y, z),
    )


def gesture_picture(
    gesture: Gesture,
    size_px: int = 192,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    material: Material = "skin",
) -> NDArray[np.uint8]:
    """The shaded hand of ``material``, RGB (size, size, 3) uint8."""
    return render(gesture_scene(gesture, view=view, side=side, material=material), size_px)


def gesture_skeleton(
    gesture: Gesture,
    size_px: int = 192,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    forearm: bool = False,
) -> NDArray[np.uint8]:
    """The OpenPose skeleton on black, RGB (size, size, 3) uint8; ``forearm`` adds a stub."""
    scene = gesture_scene(gesture, view=view, side=side)
    sides: list[Side] = [scene.pose.side]
    if scene.second is not None:
        sides.append(scene.second.pose.side)
    return draw_skeleton(scene_hands_px(scene, size_px), size_px, forearm=forearm, sides=sides)


def gesture_depth(
    gesture: Gesture,
    size_px: int = 192,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    forearm: bool = False,
) -> NDArray[np.uint8]:
    """The depth picture as HandRefiner takes it, gray as RGB (size, size, 3) uint8."""
    return draw_depth(gesture_scene(gesture, view=view, side=side), size_px, forearm=forearm)
