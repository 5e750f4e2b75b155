"""Pictures of an entry, all from its one pose: the scene, the shaded hand, the skeleton."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.pose import Side
from toolkit.hands.render import HandScene, render, scene_points_px
from toolkit.hands.skeleton import draw_skeleton
from toolkit.vocabulary.entries import Gesture, SceneWord

FRAME_MM = 280.0


def gesture_scene(
    gesture: Gesture, *, view: SceneWord | None = None, side: Side = "right"
) -> HandScene:
    """The scene that shows ``gesture`` in its natural orientation, seen from ``view``.

    A left hand is the exact mirror image of the right one in the same view.
    """
    mirror = -1.0 if side == "left" else 1.0
    camera: Mapping[str, float] = view.numbers if view else dict[str, float]()
    return HandScene(
        pose=replace(gesture.pose, side=side),
        yaw=mirror * gesture.orientation.yaw,
        pitch=gesture.orientation.pitch,
        roll=mirror * gesture.orientation.roll,
        camera_yaw=mirror * camera.get("yaw", 0.0),
        camera_pitch=camera.get("pitch", 0.0),
        camera_roll=mirror * camera.get("roll", 0.0),
        frame_mm=FRAME_MM,
    )


def gesture_picture(
    gesture: Gesture, size_px: int = 192, *, view: SceneWord | None = None, side: Side = "right"
) -> NDArray[np.uint8]:
    """The shaded hand, RGB (size, size, 3) uint8."""
    return render(gesture_scene(gesture, view=view, side=side), size_px)


def gesture_skeleton(
    gesture: Gesture, size_px: int = 192, *, view: SceneWord | None = None, side: Side = "right"
) -> NDArray[np.uint8]:
    """The OpenPose skeleton on black, RGB (size, size, 3) uint8."""
    scene = gesture_scene(gesture, view=view, side=side)
    return draw_skeleton(scene_points_px(scene, size_px), size_px)
