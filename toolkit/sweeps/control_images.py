"""Control images: the skeleton or depth map of a gesture's own pose, as PNG bytes with a hash.

They are drawn at 512 px or more, the size at which the drawing rules were made, and reduced
for smaller pictures; a picture that is not square has its control image in the middle.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from toolkit.hands.pose import Side
from toolkit.rendering.depth import draw_depth
from toolkit.rendering.scene import HandScene, scene_hands_px, seen_nearer
from toolkit.rendering.skeleton import draw_skeleton
from toolkit.vocabulary.entries import Gesture, Orientation, SceneWord
from toolkit.vocabulary.pictures import gesture_scene

DRAWN_PX = 512
KEPT_IMAGES = 1024
"""Control images kept in memory: some 10 kB each at 512 px."""

# Control pictures are nearer than the vocabulary's cards, as models like it, and nearer still
# to a fist, so that its points span at least this share of the picture.
FRAME_SHARE = 0.87
LEAST_FILLED = 0.55


def control_scene(
    gesture: Gesture, *, view: SceneWord | None = None, side: Side = "right"
) -> HandScene:
    """The scene that a control image of ``gesture`` is drawn from."""
    scene = gesture_scene(gesture, view=view, side=side)
    return seen_nearer(scene, widest_mm=scene.frame_mm * FRAME_SHARE, share=LEAST_FILLED)


def control_points_px(gesture: Gesture, size_px: int) -> NDArray[np.float64]:
    """Where a square control image of ``gesture`` has the first hand's 21 points, (21, 2)."""
    return scene_hands_px(control_scene(gesture), size_px)[0]


@dataclass(frozen=True, kw_only=True)
class ControlImage:
    """A control image: PNG bytes (RGB, height by width) and their hash (64 hex digits)."""

    png: bytes
    sha256: str


def control_image(
    gesture: Gesture,
    kind: str,
    *,
    width_px: int,
    height_px: int,
    view: SceneWord | None = None,
    side: Side = "right",
) -> ControlImage:
    """The image that holds a model to ``gesture``'s pose seen from ``view``; drawn once.

    ``kind`` is one of `toolkit.axes.CONTROL_KINDS`. The same arguments give the same bytes. The
    newest `KEPT_IMAGES` are kept, so that a plan that is counted and then run draws each once.
    """
    turned = view is not None and view.turn not in (None, Orientation())
    return draw_control_image(gesture, kind, width_px, height_px, view if turned else None, side)


@lru_cache(maxsize=KEPT_IMAGES)
def draw_control_image(
    gesture: Gesture, kind: str, width_px: int, height_px: int, view: SceneWord | None, side: Side
) -> ControlImage:
    """Draw one; see `control_image`. ``cache_info().misses`` counts what was really drawn."""
    png = control_png(gesture, kind, width_px=width_px, height_px=height_px, view=view, side=side)
    return ControlImage(png=png, sha256=picture_hash(png))


def control_png(
    gesture: Gesture,
    kind: str,
    *,
    width_px: int,
    height_px: int,
    view: SceneWord | None = None,
    side: Side = "right",
) -> bytes:
    """The PNG bytes of `control_image`, drawn anew."""
    scene = control_scene(gesture, view=view, side=side)
    size_px = min(width_px, height_px)
    picture = np.zeros((height_px, width_px, 3), dtype=np.uint8)
    top, left = (height_px - size_px) // 2, (width_px - size_px) // 2
    picture[top : top + size_px, left : left + size_px] = control_picture(scene, kind, size_px)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def control_picture(scene: HandScene, kind: str, size_px: int) -> NDArray[np.uint8]:
    """The ``kind`` of control image of ``scene``, RGB (size, size, 3) uint8."""
    times = -(-DRAWN_PX // size_px)
    drawn = _DRAWERS[kind](scene, size_px * times)
    parts = drawn.reshape(size_px, times, size_px, times, 3).mean(axis=(1, 3), dtype=np.float32)
    return np.rint(np.asarray(parts, dtype=np.float32)).astype(np.uint8)


def picture_hash(png: bytes) -> str:
    """64 hex digits: a control image's name, in requests and on disk."""
    return hashlib.sha256(png).hexdigest()


def _skeleton(scene: HandScene, size_px: int) -> NDArray[np.uint8]:
    return draw_skeleton(scene_hands_px(scene, size_px), size_px)


_DRAWERS: Mapping[str, Callable[[HandScene, int], NDArray[np.uint8]]] = {
    "skeleton": _skeleton,
    "depth": draw_depth,
}
