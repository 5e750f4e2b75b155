"""The depth picture of hands as HandRefiner's ControlNet takes it (wenquanlu/HandRefiner).

Gray 255 * (1 - 0.8 * (d - min) / (max - min)) of the distance d to the camera: 255 where a hand
is nearest, 51 where it is farthest, 0 for the background.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.rendering.rods import look
from toolkit.rendering.scene import HandScene

NEAR, DEPTH_SHARE = 255.0, 0.8


def draw_depth(scene: HandScene, size_px: int = 512, *, forearm: bool = False) -> NDArray[np.uint8]:
    """The depth of ``scene``'s hands, gray as RGB (size, size, 3) uint8.

    Without ``forearm`` the hand ends at the wrist, as HandRefiner's hand meshes do. The
    scene's material does not matter. Hands below about 60 by 60 px are too small for the model.
    """
    depth = look(scene, size_px, forearm=forearm)
    hand = depth.owner >= 0
    gray = np.zeros((size_px, size_px), dtype=np.uint8)
    if hand.any():
        distance = -depth.depth[hand]
        nearest = distance.min()
        reach = max(float(distance.max() - nearest), 1e-9)
        gray[hand] = np.round(NEAR * (1.0 - DEPTH_SHARE * (distance - nearest) / reach))
    return np.repeat(gray[:, :, None], 3, axis=2)
