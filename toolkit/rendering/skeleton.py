"""The hand skeleton picture, by the drawing rule that ControlNet's OpenPose model saw.

Rule (controlnet_aux, open_pose/util.py): edge i of 20 is a line of thickness 2 in
hsv(i/20, 1, 1), then every joint is a filled circle of radius 4 in (0, 0, 255), on black,
without antialiasing; points whose whole pixel is at or below 0.01 are skipped. The pixels are
those of OpenCV, see `strokes`.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.pose import Side
from toolkit.rendering.opencv_lines import (
    SHIFT,
    Colour,
    Picture,
    Point,
    draw_disc,
    draw_line,
    fill_convex,
)

Floats = NDArray[np.float64]

EDGES = tuple(
    (0 if joint == 0 else 4 * finger + joint, 4 * finger + joint + 1)
    for finger in range(5)
    for joint in range(4)
)
JOINT_COLOUR = (0, 0, 255)
JOINT_RADIUS_PX = 4
MIN_PX = 0.01
STICK_PX = 4
LIMB_SHADE = 0.6
# The body drawing's colours: limb elbow to wrist, the elbow's joint, the wrist's joint.
LIMB_COLOURS: dict[Side, tuple[Colour, Colour, Colour]] = {
    "right": ((255, 255, 0), (255, 255, 0), (170, 255, 0)),
    "left": ((85, 255, 0), (0, 255, 0), (0, 255, 170)),
}
# A forearm (elbow to wrist, about 250 mm) against the way from the wrist to the knuckles.
FOREARM_SHARE = 2.9


def draw_skeleton(
    points_px: Floats, size_px: int, *, forearm: bool = False, sides: Sequence[Side] = ("right",)
) -> NDArray[np.uint8]:
    """Draw one hand's 21 points (21, 2), or several hands' (H, 21, 2), pixels, y down.

    Gives a black RGB picture (size, size, 3) uint8. With ``forearm`` each hand gets the stub of
    a body's forearm limb, as a hand alone can be read as a body; ``sides`` are the hands' sides,
    which colour it.
    """
    canvas = np.zeros((size_px, size_px, 3), dtype=np.uint8)
    hands = points_px.reshape(-1, 21, 2)
    if forearm:
        for number, points in enumerate(hands):
            _forearm(canvas, points, sides[min(number, len(sides) - 1)])
    for points in hands:
        _hand(canvas, points)
    return canvas


def _hand(canvas: Picture, points: Floats) -> None:
    whole: list[Point] = [(int(x), int(y)) for x, y in points.tolist()]
    seen = [x > MIN_PX and y > MIN_PX for x, y in whole]
    for number, (start, end) in enumerate(EDGES):
        if seen[start] and seen[end]:
            red, green, blue = colorsys.hsv_to_rgb(number / len(EDGES), 1.0, 1.0)
            colour = (round(255 * red), round(255 * green), round(255 * blue))
            draw_line(canvas, whole[start], whole[end], colour)
    for point, visible in zip(whole, seen, strict=True):
        if visible:
            draw_disc(canvas, point, JOINT_RADIUS_PX, JOINT_COLOUR)


def _forearm(canvas: Picture, points: Floats, side: Side) -> None:
    """The limb from the elbow to the wrist: an ellipse, then its two joints, as bodies have."""
    wrist = points[0]
    palm = wrist - points[[5, 9, 13, 17]].mean(axis=0)
    elbow = wrist + palm * FOREARM_SHARE
    limb, at_elbow, at_wrist = LIMB_COLOURS[side]
    middle = (wrist + elbow) / 2
    half = int(float(np.hypot(*(elbow - wrist))) / 2)
    lean = math.radians(int(math.degrees(math.atan2(elbow[1] - wrist[1], elbow[0] - wrist[0]))))
    turns = np.radians(np.arange(0, 360, 1))
    along, aside = half * np.cos(turns), STICK_PX * np.sin(turns)
    x = np.round(int(middle[0]) + along * math.cos(lean) - aside * math.sin(lean))
    y = np.round(int(middle[1]) + along * math.sin(lean) + aside * math.cos(lean))
    corners = list(dict.fromkeys(zip(x.astype(int).tolist(), y.astype(int).tolist(), strict=True)))
    shaded = (int(limb[0] * LIMB_SHADE), int(limb[1] * LIMB_SHADE), int(limb[2] * LIMB_SHADE))
    fill_convex(canvas, [(cx << SHIFT, cy << SHIFT) for cx, cy in corners], shaded)
    for joint, colour in ((elbow, at_elbow), (wrist, at_wrist)):
        draw_disc(canvas, (int(joint[0]), int(joint[1])), JOINT_RADIUS_PX, colour)
