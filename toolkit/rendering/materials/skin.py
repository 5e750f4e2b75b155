"""The colour of skin: tone, redder tips, creases at their true places, wrinkles, nails.

Crease offsets (53 hands, CORR 1993): the distal and middle digital creases lie 7-8 and 2-3 mm
proximal to their joints, the proximal one 14-20 mm distal to the knuckle.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import FOREARM
from toolkit.rendering.light import Lit, gloss
from toolkit.rendering.rods import Surface

Floats = NDArray[np.float64]
Line = tuple[tuple[float, float], ...]

DISTAL_CREASE_MM, MIDDLE_CREASE_MM, PROXIMAL_CREASE_MM = 7.5, 2.5, 17.0
# In the mean right hand's frame (mm, x to the thumb, y to the fingertips).
THENAR: Line = ((29, 72), (21, 68), (12, 58), (7, 45), (4, 28), (5, 10))
PROXIMAL_PALMAR: Line = ((29, 74), (18, 71), (2, 63), (-14, 54), (-25, 45))
DISTAL_PALMAR: Line = ((-38, 62), (-26, 66), (-12, 73), (2, 78), (10, 85), (13, 92))
WRIST_LINES: tuple[Line, ...] = (((-24, 1), (-8, -1), (24, 2)), ((-22, -6), (0, -8), (22, -6)))
PALM_LINES = (THENAR, PROXIMAL_PALMAR, DISTAL_PALMAR, *WRIST_LINES)
BACK_LINES: tuple[Line, ...] = (
    ((24, 94), (12, 45), (4, 5)),
    ((4, 93), (2, 45), (1, 5)),
    ((-14, 84), (-7, 45), (-2, 5)),
    ((-31, 74), (-15, 45), (-5, 5)),
)
STEP_MM = 0.5
LOW_MM, HIGH_MM = np.array([-60.0, -30.0]), np.array([60.0, 130.0])
MISSED_MM = 99.0


def skin(seen: Lit) -> Floats:
    """Colour of each hand pixel (P, 3), lit."""
    on, detail = seen.surface, seen.scene.detail
    base = np.asarray(seen.scene.skin)
    distal = (on.part >= 0) & (on.part % 4 == 3)
    tip = np.where(distal, np.clip(on.along / on.length, 0.0, 1.0), 0.0)
    colour = base * (1.0 + tip[:, None] * np.array([0.03, -0.06, -0.05]))
    lines = detail * creases(on, seen.body.mm_per_px)
    colour *= 1.0 - lines[:, None] * np.array([0.10, 0.15, 0.15])
    colour *= (seen.diffuse * (1.0 + 0.04 * gloss(seen, 14.0)))[:, None]
    _nails(seen, colour, base, distal)
    return colour * seen.scene.light_colour


def creases(on: Surface, mm_per_px: float) -> Floats:
    """Strength of creases, wrinkles and palm lines at each pixel, (P,) 0..1."""
    lines: Floats = np.zeros(len(on.part))
    width = max(0.7, 0.8 * mm_per_px)
    finger = np.flatnonzero(on.part > 0)
    segment, thumb = on.part[finger] % 4, on.part[finger] < 4
    start, end = on.along[finger], on.along[finger] - on.length[finger]
    girth, back = on.radius[finger], on.dorsal[finger]
    proximal = segment == 1
    hinge: NDArray[np.bool_] = (proximal & thumb) | ((segment == 2) & ~thumb)
    palmar: Floats = _stroke(end + DISTAL_CREASE_MM - 4.0 * thumb, width) * hinge
    palmar += _stroke(start - np.where(thumb, 2.0, PROXIMAL_CREASE_MM), width) * proximal
    # The middle crease is double.
    for away_mm, strength in ((MIDDLE_CREASE_MM, 1.0), (MIDDLE_CREASE_MM + 1.8, 0.6)):
        palmar += strength * _stroke(end + away_mm, width) * (proximal & ~thumb)
    lines[finger] = palmar * np.clip(-back / (0.35 * girth), 0.0, 1.0)
    # Over a knuckle the skin lies in short folds, finer over the last joint.
    fold = np.clip(back / (0.5 * girth) - 0.6, 0.0, 1.0)
    wrinkles: Floats = np.zeros(len(finger))
    for gap in (-3.4, -1.2, 1.0, 3.2):
        wrinkles += _stroke(end - gap, 0.8 * width) * (proximal | hinge)
        wrinkles += _stroke(start - gap, 0.8 * width) * (segment > 1)
    lines[finger] += 0.5 * wrinkles * fold
    palm = np.flatnonzero((on.part < 1) & (on.part >= FOREARM) & (on.facing > 0.0))
    if len(palm):
        from_line = distance(PALM_LINES, on.palm[palm])
        lines[palm] = _stroke(from_line, 1.2 * width) * np.clip(2.5 * on.facing[palm], 0.0, 1.0)
    return np.minimum(lines, 1.0)


def distance(lines: tuple[Line, ...], palm: Floats) -> Floats:
    """Distance in mm of points (P, 3) of the mean right hand's frame from the nearest line."""
    field = _field(lines)
    at = np.clip((palm[:, :2] - LOW_MM) / STEP_MM, 0, np.array(field.shape) - 1).astype(np.int64)
    return field[at[:, 0], at[:, 1]]


@lru_cache(maxsize=8)
def _field(lines: tuple[Line, ...]) -> Floats:
    """Distance of every half millimetre of the palm's plane from the nearest line, mm."""
    columns, rows = (
        np.arange(low, high, STEP_MM) for low, high in zip(LOW_MM, HIGH_MM, strict=True)
    )
    grid = np.stack(np.meshgrid(columns, rows, indexing="ij"), axis=-1)
    nearest = np.full(grid.shape[:2], MISSED_MM)
    for line in lines:
        for start, end in zip(_rounded(line)[:-1], _rounded(line)[1:], strict=True):
            way = end - start
            share = np.clip((grid - start) @ way / (way @ way), 0.0, 1.0)
            off = np.linalg.norm(grid - start - share[..., None] * way, axis=-1)
            nearest = np.minimum(nearest, off)
    return nearest


def _rounded(line: Line) -> Floats:
    """A polyline with its corners cut twice (Chaikin), so that it reads as a curve."""
    points = np.array(line, dtype=np.float64)
    for _ in range(2):
        near = 0.75 * points[:-1] + 0.25 * points[1:]
        far = 0.25 * points[:-1] + 0.75 * points[1:]
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cut, points[-1:]])
    return points


def _stroke(off_mm: Floats, width_mm: float) -> Floats:
    """Strength 0..1 of a soft line of ``width_mm`` at a distance from its middle."""
    return np.exp(-((off_mm / width_mm) ** 2))


def _nails(seen: Lit, colour: Floats, base: Floats, distal: NDArray[np.bool_]) -> None:
    """Paint nails into ``colour``: a rounded plate, paler moon and free edge, a dark fold."""
    on = seen.surface
    nail = np.flatnonzero(distal & (on.dorsal > 0.0))
    if not len(nail):
        return
    first = 0.45 * on.length[nail]
    last = on.length[nail] + 0.62 * on.radius[nail]
    s = (on.along[nail] - first) / (last - first)
    w = on.lateral[nail] / (0.74 * on.radius[nail])
    edge = (2.0 * s - 1.0) ** 4 + w**4
    plate = np.clip((1.0 - edge) * 4.0, 0.0, 1.0)
    fold = np.exp(-(((edge - 1.0) / 0.5) ** 2)) * (s < 0.95)
    white = np.clip((s - 0.86) * 12.0, 0.0, 1.0)
    moon = np.clip((0.2 - s - 0.15 * w * w) * 12.0, 0.0, 1.0)
    pale = 0.55 * base + 0.45 * np.array([0.97, 0.78, 0.74])
    paler = 0.35 * base + 0.65 * np.array([0.98, 0.93, 0.88])
    mix = np.clip(white + 0.7 * moon, 0.0, 1.0)[:, None]
    shine = 0.16 * gloss(seen, 30.0)[nail]
    painted = (pale * (1.0 - mix) + paler * mix) * seen.diffuse[nail][:, None] + shine[:, None]
    detail = seen.scene.detail
    colour[nail] *= 1.0 - 0.14 * detail * (fold * (1.0 - plate))[:, None]
    share = (detail * plate)[:, None]
    colour[nail] = colour[nail] * (1.0 - share) + painted * share
