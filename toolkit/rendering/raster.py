"""Tapered rods to pixels: which rods a pixel's ray meets, how near and where along the rod.

A rod is the union of spheres whose centre and radius run linearly between its ends. For a ray
along z the nearest point of that union has a closed form: with Q(t) = r(t)^2 - |q - c(t)|^2,
a quadratic in t, the depth z(t) + sqrt(Q(t)) is concave in t and its maximum is where its
derivative is zero, or at an end. So there are no beads to see, and no spheres to scatter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A rod that narrows faster than it advances has no concave depth; see `_gentle`.
STEEPEST = 0.98


@dataclass(frozen=True, kw_only=True)
class Hits:
    """K meetings of a pixel's ray with a rod; lengths in mm.

    ``share`` 0..1 is where along the rod the ray meets it, ``height`` the depth toward the
    camera, ``half`` half the chord through the sphere met there, ``across`` (K, 2) the way from
    the rod's axis to the point met, in the picture's plane (x right, y up).
    """

    rod: Ints
    pixel: Ints
    share: Floats
    height: Floats
    half: Floats
    across: Floats


def hits(
    start: Floats,
    end: Floats,
    start_radius: Floats,
    end_radius: Floats,
    *,
    size_px: int,
    frame_mm: float,
) -> Hits:
    """Every meeting of the rods (N, 3), (N, 3), (N,), (N,) in mm with a picture's pixels.

    The picture is square, ``frame_mm`` wide, its middle at the origin; a pixel's number is
    row * size_px + column.
    """
    scale = size_px / frame_mm
    ax, ay = size_px / 2 + start[:, 0] * scale, size_px / 2 - start[:, 1] * scale
    dx, dy = (end[:, 0] - start[:, 0]) * scale, (start[:, 1] - end[:, 1]) * scale
    az, dz = start[:, 2] * scale, (end[:, 2] - start[:, 2]) * scale
    r0, dr = _gentle(start_radius * scale, end_radius * scale, np.hypot(dx, dy), dz)
    widest = np.maximum(r0, r0 + dr)
    # Rows that a rod touches, then in each row the columns between its tangents, loosely.
    top = np.clip(np.floor(np.minimum(ay, ay + dy) - widest), 0, size_px).astype(np.int64)
    bottom = np.clip(np.ceil(np.maximum(ay, ay + dy) + widest), 0, size_px).astype(np.int64)
    rod, row = _ranges(top, bottom)
    v = row + 0.5 - ay[rod]
    reach = widest[rod]
    slope = np.where(np.abs(dy) < 1e-9, 1e-9, dy)[rod]
    low, high = (v - reach) / slope, (v + reach) / slope
    low, high = (
        np.minimum(low, high).clip(0.0, 1.0) * dx[rod],
        np.maximum(low, high).clip(0.0, 1.0) * dx[rod],
    )
    middle = ax[rod]
    left = np.clip(np.floor(middle + np.minimum(low, high) - reach), 0, size_px)
    right = np.clip(np.ceil(middle + np.maximum(low, high) + reach), 0, size_px)
    line, column = _ranges(left.astype(np.int64), right.astype(np.int64))
    # Q(t) = a t^2 + 2 b t + c, with what a whole row shares computed once a row.
    a = np.minimum(dr * dr - dx * dx - dy * dy, -1e-6)
    b_row = (r0 * dr)[rod] + v * dy[rod]
    c_row = (r0 * r0)[rod] - v * v
    lean = dz / np.sqrt(dz * dz - a)
    a_, dx_, lean_ = a[rod][line], dx[rod][line], lean[rod][line]
    u = column + 0.5 - middle[line]
    b = b_row[line] + u * dx_
    c = c_row[line] - u * u
    share = (b + lean_ * np.sqrt(np.maximum(b * b - a_ * c, 0.0))) / -a_
    share = np.clip(share, 0.0, 1.0)
    square = (a_ * share + 2.0 * b) * share + c
    met = np.flatnonzero(square > 0.0)
    line, share, half = line[met], share[met], np.sqrt(square[met])
    own = rod[line]
    return Hits(
        rod=own,
        pixel=row[line] * size_px + column[met],
        share=share,
        height=(az[own] + share * dz[own] + half) / scale,
        half=half / scale,
        across=np.stack([u[met] - share * dx_[met], share * dy[own] - v[line]], axis=1) / scale,
    )


def nearest(found: Hits, size_px: int, far: float) -> tuple[Floats, Ints]:
    """Depth (size * size,) in mm, ``far`` where nothing is met, and the hit seen there or -1."""
    depth = np.full(size_px * size_px, far)
    seen = np.full(size_px * size_px, -1, dtype=np.int64)
    np.maximum.at(depth, found.pixel, found.height)
    won = np.flatnonzero(found.height >= depth[found.pixel])
    seen[found.pixel[won]] = won
    return depth, seen


def _gentle(r0: Floats, r1: Floats, flat: Floats, dz: Floats) -> tuple[Floats, Floats]:
    """First radius and taper, the taper kept below the rod's length in the picture's plane.

    A rod seen end-on hides its far end behind the near one: the near end keeps its radius.
    """
    taper = np.clip(r1 - r0, -STEEPEST * flat, STEEPEST * flat)
    return np.where(dz > 0, r1 - taper, r0), taper


def _ranges(first: Ints, after: Ints) -> tuple[Ints, Ints]:
    """The numbers first..after-1 of every pair, end to end, and which pair each came from."""
    counts = np.maximum(after - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    ahead = np.cumsum(counts) - counts
    return which, np.arange(len(which)) - (ahead - first)[which]
