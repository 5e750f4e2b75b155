"""Pictures of an entry, all from its one pose: the scene, the shaded hand, skeleton, depth."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from toolkit.hands.pose import PlacedHand, Side
from toolkit.rendering.depth import draw_depth
from toolkit.rendering.render import render
from toolkit.rendering.scene import HandScene, Material, extent_mm, scene_hands_px
from toolkit.rendering.skeleton import draw_skeleton
from toolkit.vocabulary.entries import Gesture, Orientation, SceneWord

FRAME_MM = 280.0
# Two hands fill at most so much of the frame: an eye, or MediaPipe's, wants air around them.
MOST_FILLED = 0.66


class HandPicture(np.ndarray[tuple[int, ...], np.dtype[np.uint8]]):
    """RGB (size, size, 3) uint8 that a notebook shows as a picture; an array in all else."""

    def _repr_png_(self) -> bytes | None:
        if self.ndim != 3 or self.shape[2] != 3:
            return None  # a cut out of a picture need not be one
        buffer = io.BytesIO()
        Image.fromarray(np.asarray(self)).save(buffer, "PNG")
        return buffer.getvalue()


def _shown(pixels: NDArray[np.uint8]) -> HandPicture:
    return pixels.view(HandPicture)


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
) -> HandPicture:
    """The shaded hand of ``material``, RGB (size, size, 3) uint8."""
    return _shown(render(gesture_scene(gesture, view=view, side=side, material=material), size_px))


def gesture_skeleton(
    gesture: Gesture,
    size_px: int = 192,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    forearm: bool = False,
) -> HandPicture:
    """The OpenPose skeleton on black, RGB (size, size, 3) uint8; ``forearm`` adds a stub."""
    scene = gesture_scene(gesture, view=view, side=side)
    sides: list[Side] = [scene.pose.side]
    if scene.second is not None:
        sides.append(scene.second.pose.side)
    pixels = draw_skeleton(scene_hands_px(scene, size_px), size_px, forearm=forearm, sides=sides)
    return _shown(pixels)


def gesture_depth(
    gesture: Gesture,
    size_px: int = 192,
    *,
    view: SceneWord | None = None,
    side: Side = "right",
    forearm: bool = False,
) -> HandPicture:
    """The depth picture as HandRefiner takes it, gray as RGB (size, size, 3) uint8."""
    return _shown(
        draw_depth(gesture_scene(gesture, view=view, side=side), size_px, forearm=forearm)
    )
