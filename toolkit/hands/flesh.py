"""Flesh on the bones: 21 points to tapered rods that the renderer draws.

Radii are half of measured finger breadths (index PIP about 18-20 mm, DIP 16-17 mm), the
palm is a fan of rods between the metacarpals, with the thenar and hypothenar eminence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import LONG_FINGERS, METACARPAL_BASE_MM, Points, Proportions

Floats = NDArray[np.float64]

# Radius in mm at MCP, PIP, DIP, and at the centre of the fingertip's last sphere.
FINGER_RADII_MM = {
    "index": (11.4, 10.2, 9.0, 7.6),
    "middle": (11.6, 10.4, 9.2, 7.8),
    "ring": (11.2, 9.9, 8.7, 7.4),
    "pinky": (10.2, 8.8, 7.8, 6.6),
}
THUMB_RADII_MM = (15.0, 12.6, 11.2, 8.8)
# What a rod is when it is no finger segment.
PALM, FOREARM, WEB = -1, -2, -3
# The webs end where the proximal digital creases are, 14-20 mm beyond the knuckles.
WEB_MM = 15.0


@dataclass(frozen=True, kw_only=True)
class Rods:
    """N tapered rods: ends (N, 3) in mm, radii (N,) in mm, and what each rod is.

    ``part`` is negative for palm, forearm and webs, else 4*finger + segment (0 thumb .. 4
    pinky; segment 0 metacarpal, 1 proximal, 2 middle, 3 distal). ``dorsal`` (N, 3) points to
    the back of each rod, unit length.
    """

    start: Floats
    end: Floats
    start_radius: Floats
    end_radius: Floats
    part: NDArray[np.int64]
    dorsal: Floats


def _unit(vector: Floats) -> Floats:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def flesh(points: Points, side_sign: float, proportions: Proportions) -> Rods:
    """Rods around the 21 ``points`` (hand frame, mm); ``side_sign`` is -1 for a left hand."""
    scale = proportions.scale
    girth = proportions.girth * scale
    rows: list[tuple[Floats, Floats, float, float, int, Floats]] = []
    back = np.array([0.0, 0.0, -1.0])

    def add(
        start: Floats, end: Floats, r0: float, r1: float, part: int = -1, dorsal: Floats = back
    ) -> None:
        rows.append((start, end, r0 * girth, r1 * girth, part, dorsal))

    bases: list[Floats] = []
    knuckles: list[Floats] = []
    for number, name in enumerate(LONG_FINGERS):
        first = 5 + 4 * number
        joints = points[first : first + 4]
        radii = FINGER_RADII_MM[name]
        base = np.array(METACARPAL_BASE_MM[name]) * scale
        base[0] *= side_sign * proportions.breadth
        bases.append(base)
        knuckles.append(joints[0])
        across = np.array([side_sign, 0.0, 0.0])
        for segment in range(3):
            start, end = joints[segment], joints[segment + 1]
            along = _unit(end - start)
            if segment == 2:
                end = end - along * radii[3] * girth * 0.75
            # Flexion turns the finger about `across`, so its back is across x along.
            dorsal = _unit(np.cross(across, along)) * side_sign
            add(
                start,
                end,
                radii[segment],
                radii[segment + 1],
                4 * (number + 1) + segment + 1,
                -dorsal,
            )
    for number in range(4):
        add(bases[number], knuckles[number] + [0, 0, 1.0], 12.0, 11.0)
        if number < 3:
            mid_base = (bases[number] + bases[number + 1]) / 2
            mid_knuckle = (knuckles[number] + knuckles[number + 1]) / 2
            along = mid_knuckle - mid_base
            add(mid_base, mid_base + along * 1.03 + [0, 0, 1.5], 12.0, 9.0)
            add(mid_knuckle, _web(points, number, scale), 9.5, 5.0, WEB)
    _thumb(points, bases, knuckles, side_sign, add)
    # Hypothenar eminence: from the heel of the hand to below the little finger.
    out = np.array([side_sign, 0.0, 0.0])
    add(
        bases[3] - out * 2 * scale - [0, 16 * scale, -3 * scale],
        knuckles[3] * 0.72 - out * 7 * scale + [0, 0, 3 * scale],
        12.0,
        10.5,
    )
    # The wrist is narrower than the palm and as thick; the forearm widens slowly from it.
    for offset, radius in ((-11.0, 14.5), (0.0, 16.5), (11.0, 14.5)):
        heel = np.array([offset * side_sign * 1.15, 26.0, 1.0]) * scale
        wrist = np.array([offset * side_sign, -14.0, -1.0]) * scale
        elbow = np.array([offset * side_sign * 1.7, -230.0, -1.0]) * scale
        add(heel, wrist, radius * 0.92, radius)
        add(wrist, elbow, radius, radius * 1.45, FOREARM)
    start, end, r0, r1, part, dorsal = zip(*rows, strict=True)
    return Rods(
        start=np.array(start),
        end=np.array(end),
        start_radius=np.array(r0),
        end_radius=np.array(r1),
        part=np.array(part, dtype=np.int64),
        dorsal=np.array(dorsal),
    )


def _thumb(
    points: Points,
    bases: list[Floats],
    knuckles: list[Floats],
    side_sign: float,
    add: object,
) -> None:
    assert callable(add)
    cmc, mcp, ip, tip = points[1:5]
    along = _unit(tip - mcp)
    bend_axis = np.cross(mcp - cmc, tip - ip)
    if float(np.linalg.norm(bend_axis)) < 60.0:
        bend_axis = np.cross(mcp - cmc, np.array([-side_sign, 0.4, 0.6]))
    dorsal = -_unit(np.cross(_unit(bend_axis), along))
    radii = THUMB_RADII_MM
    add(cmc, mcp, radii[0] + 1.5, radii[1] + 0.5, 0, dorsal)
    add(mcp, ip, radii[1], radii[2], 1, dorsal)
    add(ip, tip - _unit(tip - ip) * radii[3] * 0.75, radii[2] - 0.4, radii[3], 3, dorsal)
    # Thenar eminence and the web to the index finger.
    heel = np.array([bases[0][0] * 0.9, bases[0][1] - 12.0, 5.0])
    add(heel, cmc * 0.45 + mcp * 0.55, 13.5, 14.0)
    web_palm = bases[0] * 0.55 + knuckles[0] * 0.45
    for share in (0.25, 0.5, 0.75):
        add(
            cmc * (1 - share) + bases[0] * share,
            (mcp * 0.82 + cmc * 0.18) * (1 - share) + web_palm * share,
            11.0,
            7.5,
        )


def _web(points: Points, number: int, scale: float) -> Floats:
    """The edge of the web between long finger ``number`` and the next: a point (3,) mm.

    It follows both fingers, and stays nearer the knuckles when they bend apart.
    """
    ends: list[Floats] = []
    for first in (5 + 4 * number, 9 + 4 * number):
        knuckle, middle = points[first], points[first + 1]
        ends.append(knuckle + _unit(middle - knuckle) * WEB_MM * scale)
    return (ends[0] + ends[1]) / 2
