"""Lines and discs with the very pixels of OpenCV, which ControlNet's pictures were drawn with.

``cv2.line`` of thickness 2 without antialiasing is a filled quadrilateral whose outline is also
drawn, and a small disc at each end (``ThickLine``, ``FillConvexPoly`` and ``Line2`` of
opencv/modules/imgproc/src/drawing.cpp), all in fixed point with 16 bits after the point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Point = tuple[int, int]

SHIFT = 16
ONE = 1 << SHIFT
HALF = ONE >> 1
THICKNESS_PX = 2
# Half widths of the rows of ``cv2.circle``, from the middle row outward.
DISCS: dict[int, tuple[int, ...]] = {1: (1, 0), 4: (4, 3, 3, 2, 0)}


def draw_line(canvas: Picture, start: Point, end: Point, colour: Colour) -> None:
    """``cv2.line(canvas, start, end, colour, thickness=2)``, on an RGB canvas (H, W, 3)."""
    # OpenCV first cuts the line to the picture and a margin of its thickness, in whole pixels.
    height, width = canvas.shape[:2]
    margin = THICKNESS_PX
    cut = _clipped(
        (start[0] + margin, start[1] + margin),
        (end[0] + margin, end[1] + margin),
        width + 2 * margin,
        height + 2 * margin,
    )
    if cut is None:
        return
    start = (cut[0][0] - margin, cut[0][1] - margin)
    end = (cut[1][0] - margin, cut[1][1] - margin)
    x0, y0, x1, y1 = (value << SHIFT for value in (*start, *end))
    across, down = float(start[0] - end[0]), float(end[1] - start[1])
    length = math.hypot(across, down)
    if length > 0.0:
        # `round` is half to even, as cvRound is.
        dx, dy = round(down * ONE / length), round(across * ONE / length)
        corners = [(x0 + dx, y0 + dy), (x0 - dx, y0 - dy), (x1 - dx, y1 - dy), (x1 + dx, y1 + dy)]
        fill_convex(canvas, corners, colour)
    for point in (start, end):
        draw_disc(canvas, point, 1, colour)


def draw_disc(canvas: Picture, centre: Point, radius: int, colour: Colour) -> None:
    """``cv2.circle(canvas, centre, radius, colour, thickness=-1)`` for a radius of `DISCS`."""
    widths = DISCS[radius]
    for off in range(-radius, radius + 1):
        half = widths[abs(off)]
        _span(canvas, centre[1] + off, centre[0] - half, centre[0] + half, colour)


def fill_convex(canvas: Picture, corners: Sequence[Point], colour: Colour) -> None:
    """Fill a convex polygon and draw its outline; ``corners`` are pixels times `ONE`."""
    before = corners[-1]
    for corner in corners:
        _outline(canvas, before, corner, colour)
        before = corner
    lowest = min(range(len(corners)), key=lambda number: corners[number][1])
    last = min((max(y for _, y in corners) + HALF) >> SHIFT, canvas.shape[0] - 1)
    left = _Side(corners, lowest, 1)
    right = _Side(corners, lowest, -1)
    for y in range((corners[lowest][1] + HALF) >> SHIFT, last + 1):
        one, other = left.at(y), right.at(y)
        first, final = min(one, other), max(one, other)
        _span(canvas, y, (first + HALF) >> SHIFT, (final + HALF) >> SHIFT, colour)


class _Side:
    """One of the two chains of edges from a polygon's top to its bottom, row by row."""

    def __init__(self, corners: Sequence[Point], top: int, step: int) -> None:
        self._corners, self._at, self._step = corners, top, step
        self._x, self._slope = -ONE, 0
        self._until = (corners[top][1] + HALF) >> SHIFT

    def at(self, y: int) -> int:
        """The chain's x at row ``y``, fixed point; rows are asked for one after the other."""
        if y >= self._until:
            self._turn(y)
        x = self._x
        self._x += self._slope
        return x

    def _turn(self, y: int) -> None:
        for _ in range(len(self._corners)):
            following = (self._at + self._step) % len(self._corners)
            until = (self._corners[following][1] + HALF) >> SHIFT
            start, self._at = self._corners[self._at][0], following
            if until > y:
                rows = until - y
                run = self._corners[following][0] - start
                self._x, self._until = start, until
                self._slope = _toward_zero(2 * run + rows, 2 * rows)
                return


def _outline(canvas: Picture, start: Point, end: Point, colour: Colour) -> None:
    """One line of a pixel's width between fixed-point ends, by steps along its longer axis."""
    height, width = canvas.shape[:2]
    clipped = _clipped(start, end, width << SHIFT, height << SHIFT)
    if clipped is None:
        return
    (x0, y0), (x1, y1) = clipped
    flat = abs(x1 - x0) > abs(y1 - y0)
    if not flat:
        x0, y0, x1, y1 = y0, x0, y1, x1
    if x1 < x0:
        x0, y0, x1, y1 = x1, y1, x0, y0
    slope = _toward_zero((y1 - y0) << SHIFT, abs(x1 - x0) | 1)
    steps = np.arange(((x1 - x0) >> SHIFT) + 1)
    along = ((x0 + HALF) >> SHIFT) + steps
    aside = (y0 + HALF + steps * slope) >> SHIFT
    along = np.append(along, (x1 + HALF) >> SHIFT)
    aside = np.append(aside, (y1 + HALF) >> SHIFT)
    column, row = (along, aside) if flat else (aside, along)
    kept = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    canvas[row[kept], column[kept]] = colour


def _clipped(start: Point, end: Point, width: int, height: int) -> tuple[Point, Point] | None:
    """The part of a line inside 0..width-1, 0..height-1, or None (``cv2.clipLine``)."""
    points = [list(start), list(end)]
    for axis, other, bound in ((1, 0, height - 1), (0, 1, width - 1)):
        sides = [(p[axis] > bound) - (p[axis] < 0) for p in points]
        if sides[0] * sides[1] > 0:
            return None
        for number, side in enumerate(sides):
            if side:
                one, two = points
                wall = bound if side > 0 else 0
                gone = wall - points[number][axis]
                moved = float(gone) * (two[other] - one[other]) / (two[axis] - one[axis])
                points[number][other] += int(moved)
                points[number][axis] = wall
    if any(not (0 <= p[0] < width and 0 <= p[1] < height) for p in points):
        return None
    return (points[0][0], points[0][1]), (points[1][0], points[1][1])


def _toward_zero(number: int, by: int) -> int:
    """Integer division as C does it; ``by`` is positive."""
    return number // by if number >= 0 else -(-number // by)


def _span(canvas: Picture, row: int, first: int, last: int, colour: Colour) -> None:
    height, width = canvas.shape[:2]
    if 0 <= row < height and last >= 0 and first < width:
        canvas[row, max(first, 0) : min(last, width - 1) + 1] = colour
