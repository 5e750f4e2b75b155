"""Fingers through each other or through the palm: how deep two capsules lie in one another.

A digit is three capsules along its bones, the palm one along each metacarpal. Distances of
segments are closed-form (Ericson, Real-Time Collision Detection, 2005, section 5.1.9),
for all pairs at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import FINGER_RADII_MM, THUMB_RADII_MM
from toolkit.hands.pose import FINGERS

Floats = NDArray[np.float64]

PALM_RADIUS_MM = 10.5
# Flesh gives way: so much of two digits may lie in one another before it is a fault.
SOFT_MM = 6.0
PARTS: tuple[str, ...] = (
    *(f"{digit}.{bone}" for digit in FINGERS for bone in ("first", "second", "third")),
    *(f"palm.{digit}" for digit in FINGERS[1:]),
)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Two parts of a hand that lie ``depth_mm`` in one another."""

    one: str
    other: str
    depth_mm: float


def _bones() -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    start: list[int] = []
    end: list[int] = []
    radius: list[float] = []
    for number, digit in enumerate(FINGERS):
        radii = THUMB_RADII_MM if digit == "thumb" else FINGER_RADII_MM[digit]
        for bone in range(3):
            start.append(1 + 4 * number + bone)
            end.append(2 + 4 * number + bone)
            radius.append((radii[bone] + radii[bone + 1]) / 2)
    for number in range(1, 5):
        start.append(0)
        end.append(1 + 4 * number)
        radius.append(PALM_RADIUS_MM)
    return np.array(start), np.array(end), np.array(radius)


_START, _END, _RADIUS = _bones()


def _pairs() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that can be at fault: of two digits, or a digit's outer bones and the palm."""
    one: list[int] = []
    other: list[int] = []
    for a in range(len(PARTS)):
        for b in range(a + 1, len(PARTS)):
            digit_a, digit_b = a // 3, b // 3
            if a >= 15 or digit_a == digit_b:
                continue
            if b >= 15:
                # A digit's first bone grows out of the palm; so does the whole thumb's base.
                if a % 3 == 0 or digit_a == 0:
                    continue
            elif a % 3 == 0 and b % 3 == 0:
                continue
            one.append(a)
            other.append(b)
    return np.array(one), np.array(other)


_ONE, _OTHER = _pairs()


def depths_mm(points: Floats) -> Floats:
    """How deep each pair of parts lies in one another, (pairs,) mm; negative is room between.

    ``points`` (21, 3) of one hand in mm. The far third of the palm's capsules is left out.
    """
    start, end = points[_START].copy(), points[_END].copy()
    # The wrist is far behind: the palm's capsule begins a third of the way to the knuckle.
    start[15:] += 0.35 * (end[15:] - start[15:])
    end[15:] -= 0.12 * (end[15:] - start[15:])
    # A tip's round end lies inside the point called TIP.
    tips = np.arange(2, 15, 3)
    along = end[tips] - start[tips]
    along /= np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    end[tips] -= along * _RADIUS[tips, None] * 0.75
    apart = _distances(start[_ONE], end[_ONE], start[_OTHER], end[_OTHER])
    return _RADIUS[_ONE] + _RADIUS[_OTHER] - apart


def overlaps(points: Floats, soft_mm: float = SOFT_MM) -> list[Overlap]:
    """Pairs of parts that lie deeper than ``soft_mm`` in one another, deepest first."""
    depths = depths_mm(points)
    found = [
        Overlap(one=PARTS[int(_ONE[i])], other=PARTS[int(_OTHER[i])], depth_mm=float(depths[i]))
        for i in np.flatnonzero(depths > soft_mm).tolist()
    ]
    return sorted(found, key=lambda overlap: -overlap.depth_mm)


def _distances(p1: Floats, q1: Floats, p2: Floats, q2: Floats) -> Floats:
    """Distance of segment p1-q1 from p2-q2, row by row, (rows,)."""
    d1, d2, r = q1 - p1, q2 - p2, p1 - p2
    a = np.maximum((d1 * d1).sum(1), 1e-12)
    e = np.maximum((d2 * d2).sum(1), 1e-12)
    b, c, f = (d1 * d2).sum(1), (d1 * r).sum(1), (d2 * r).sum(1)
    parallel = a * e - b * b
    s = np.where(parallel > 1e-9, (b * f - c * e) / np.maximum(parallel, 1e-9), 0.0).clip(0.0, 1.0)
    # A segment of no length is a point: the nearest place on the other one is enough.
    s = np.where(e > 1e-9, s, (-c / a).clip(0.0, 1.0))
    t = (b * s + f) / e
    s = np.where(t < 0.0, -c / a, np.where(t > 1.0, (b - c) / a, s)).clip(0.0, 1.0)
    t = t.clip(0.0, 1.0)
    return np.linalg.norm(p1 + d1 * s[:, None] - p2 - d2 * t[:, None], axis=1)
