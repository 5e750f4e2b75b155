"""A shaded picture of one or two hands: rods to a depth map, then the material and its light.

Orthographic, the camera looking along -z. The picture is drawn at twice its size and reduced:
at 128 px a finger is ten pixels wide, and its edge is what an eye goes by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import Rods
from toolkit.rendering.materials.table import paint
from toolkit.rendering.rods import FAR, look
from toolkit.rendering.scene import (
    Colour,
    HandScene,
    scene_hands_mm,
    scene_hands_px,
    scene_points_mm,
    scene_points_px,
)

__all__ = [
    "FAR",
    "Colour",
    "HandScene",
    "depth_map",
    "render",
    "scene_hands_mm",
    "scene_hands_px",
    "scene_points_mm",
    "scene_points_px",
]

Floats = NDArray[np.float64]
SUPERSAMPLING = 2


def render(scene: HandScene, size_px: int = 128) -> NDArray[np.uint8]:
    """Draw ``scene`` as an RGB picture (size, size, 3) uint8, supersampled and reduced.

    The same scene and size give the same pixels, always.
    """
    fine = paint(scene, size_px * SUPERSAMPLING)
    # Sums of slices: a mean over two axes of a (H, 2, W, 2, 3) view costs three times as much.
    step = SUPERSAMPLING
    coarse = sum(fine[i::step, j::step] for i in range(step) for j in range(step)) / step**2
    return (np.clip(coarse, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)


def depth_map(scene: HandScene, size_px: int) -> tuple[Floats, NDArray[np.int64], Rods]:
    """Depth (size, size) in mm toward the camera (`FAR` where there is no hand), the rod seen
    at each pixel (-1 for none), and all hands' rods in camera space."""
    body = look(scene, size_px)
    return body.depth, body.owner, body.rods
