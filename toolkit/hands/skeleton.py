"""The hand skeleton picture, by the drawing rule that ControlNet's OpenPose model saw.

Rule (controlnet_aux, open_pose/util.py): edge i of 20 is a line of thickness 2 in
hsv(i/20, 1, 1), then every joint is a filled circle of radius 4 in (0, 0, 255), on black,
without antialiasing; points at or left of 0.01 px are skipped.
"""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

EDGES = tuple(
    (0 if joint == 0 else 4 * finger + joint, 4 * finger + joint + 1)
    for finger in range(5)
    for joint in range(4)
)
JOINT_COLOUR = (0, 0, 255)
MIN_PX = 0.01


def draw_skeleton(points_px: NDArray[np.float64], size_px: int) -> NDArray[np.uint8]:
    """Draw 21 points (21, 2), pixels, y down, as a black RGB picture (size, size, 3) uint8."""
    canvas = Image.new("RGB", (size_px, size_px))
    draw = ImageDraw.Draw(canvas)
    seen: list[bool] = np.all(points_px > MIN_PX, axis=1).tolist()
    whole = [(int(x), int(y)) for x, y in points_px.tolist()]
    for number, (start, end) in enumerate(EDGES):
        if seen[start] and seen[end]:
            red, green, blue = colorsys.hsv_to_rgb(number / len(EDGES), 1.0, 1.0)
            colour = (round(255 * red), round(255 * green), round(255 * blue))
            draw.line([whole[start], whole[end]], fill=colour, width=2)
    for (x, y), visible in zip(whole, seen, strict=True):
        if visible:
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=JOINT_COLOUR)
    return np.asarray(canvas)
