"""Smooth noise in space, the same on every machine: for marble's veins and wood's grain."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LATTICE = 32
SEED = 21


def noise(points: Floats, octaves: int = 1) -> Floats:
    """Value noise of points (P, 3) in lattice steps, (P,) about -1..1.

    Every octave is twice as fine and half as strong. Repeats after 32 steps.
    """
    total, strength = np.zeros(len(points)), 1.0
    for octave in range(octaves):
        total += strength * _once(points * 2.0**octave + 7.3 * octave)
        strength /= 2
    return total


def _once(points: Floats) -> Floats:
    table = _lattice()
    cell = np.floor(points).astype(np.int64)
    share = points - cell
    share = share * share * (3.0 - 2.0 * share)
    value = np.zeros(len(points))
    for corner in range(8):
        step = np.array([corner & 1, corner >> 1 & 1, corner >> 2])
        weight = np.prod(np.where(step == 1, share, 1.0 - share), axis=1)
        x, y, z = ((cell + step) % LATTICE).T
        value += weight * table[x, y, z]
    return value


@lru_cache(maxsize=1)
def _lattice() -> Floats:
    return np.random.default_rng(SEED).uniform(-1.0, 1.0, (LATTICE, LATTICE, LATTICE))
