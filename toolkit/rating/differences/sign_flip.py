"""A test that a mean difference has a given value, by flipping the signs of whole seeds.

Pictures of one seed share their noise, so a seed is one observation. Were the true difference
d, what each seed gains beyond d could as well have had the other sign: the test flips the signs
of seeds in every way and counts how often the sum comes out as far from 0 as it did (Fisher, The
Design of Experiments, 1935, section 21; as a test of whole clusters Canay, Romano and Shaikh,
Econometrica 85, 2017, p. 1013). The interval holds every d that the test does not reject, so that
interval and p-value never contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.distributions import t_two_sided

Floats = NDArray[np.float64]

EXACT_SEEDS = 13
"""Up to so many seeds every way of flipping is counted; above, 10,000 keyed ones."""

FLIPS = 10_000
RESOLUTION = 1e-4
"""How exactly the bounds of an interval are found."""

DOUBLINGS = 60
"""How often the search for a bound of numbers goes twice as far before it says there is none."""

TIE_BREAK = 0.01
"""By what share the seed that moved farthest counts for more; one that moved less, for less.

It decides between ways of flipping whose sums are equal. There are many where few pairs differ,
and all would be counted: the test would find less than it can. It stays exact, because the share
hangs on how far a seed moved, never on the direction.
"""


def smallest_p(seeds: int) -> float:
    """The smallest p-value (0..1) that so many seeds can give, however large the difference.

    With all seeds flipped, or none, the sum is as large: 2 of 2^seeds ways. Four seeds give
    0.125, so that four can prove nothing at 0.05; six are the fewest that can.
    """
    return min(1.0, 2 / (2**seeds if seeds <= EXACT_SEEDS else FLIPS))


@dataclass(frozen=True, kw_only=True)
class SeedGains:
    """What each seed gained: ``gains`` summed over its pairs, ``sizes`` pairs of each (S,).

    A pair gains 1 where only the second picture passed, -1 where only the first did, else 0; of
    ``measured`` pictures it gains any number, the second's less the first's.
    """

    gains: Floats
    sizes: Floats
    measured: bool = False

    @property
    def difference(self) -> float:
        """The mean gain of a pair, -1..1 unless ``measured``."""
        return float(self.gains.sum() / self.sizes.sum())


def p_value(data: SeedGains, difference: float = 0.0) -> float:
    """Two-sided p-value (0..1) that the true mean gain is ``difference``.

    The larger of two: the sign flips', and Student's t over seeds. Flips alone are too sure of
    a difference where few seeds gain and most do not move; t alone is too sure of none where
    gains are not normal. Neither takes the gains for less spread out than any pairs with such a
    mean must be, d(1 - d) a pair: seeds that all agree still leave some doubt. Numbers have no
    such least spread.
    """
    return _p_value(data, _ways(len(data.gains)), difference)


def interval(data: SeedGains, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds (-1..1) of the mean gain: all that `p_value` does not reject at 1 - ``confidence``.

    Found outward from the observed difference by bisection, to 1e-4. Few seeds give -1..1. Those
    of ``measured`` gains may be any numbers, are found to 1e-4 of their way from the observed
    difference, and are infinite where so few seeds can reject nothing.
    """
    ways = _ways(len(data.gains))
    alpha = 1.0 - confidence
    if data.measured:
        return _unbounded(data, ways, alpha, -1.0), _unbounded(data, ways, alpha, 1.0)

    def bound(end: float) -> float:
        kept, beyond = data.difference, end
        if _p_value(data, ways, end) > alpha:
            return end
        while abs(beyond - kept) > RESOLUTION:
            middle = (kept + beyond) / 2
            if _p_value(data, ways, middle) > alpha:
                kept = middle
            else:
                beyond = middle
        return beyond

    return bound(-1.0), bound(1.0)


def _unbounded(data: SeedGains, ways: Floats, alpha: float, side: float) -> float:
    """The bound of measured gains on one ``side`` (-1 or 1); infinite where none is rejected."""
    centre = data.difference
    kept, step = 0.0, float(np.abs(data.gains / data.sizes - centre).max())
    if step <= 1e-12 and smallest_p(len(data.gains)) <= alpha:
        return centre  # every seed gained the same: no other mean can be
    step = max(step, 1e-12)
    for _ in range(DOUBLINGS):
        if _p_value(data, ways, centre + side * step) <= alpha:
            break
        kept, step = step, 2.0 * step
    else:
        return side * math.inf
    while step - kept > RESOLUTION * step:
        middle = (kept + step) / 2
        if _p_value(data, ways, centre + side * middle) > alpha:
            kept = middle
        else:
            step = middle
    return centre + side * step


def _p_value(data: SeedGains, ways: Floats, difference: float) -> float:
    beyond = data.gains - difference * data.sizes
    seeds, pairs = len(beyond), float(data.sizes.sum())
    total = float(beyond.sum())
    if seeds == 1 or abs(total) < 1e-9 * pairs:
        return 1.0
    squares = float((beyond**2).sum())
    least = 0.0 if data.measured else pairs * abs(difference) * (1.0 - abs(difference))
    counted = beyond * (1.0 + TIE_BREAK * np.sqrt(np.abs(beyond) / np.abs(beyond).max()))
    reached = float(counted.sum())
    flipped: Floats = np.abs(reached - 2.0 * np.matmul(ways, counted))
    flipped *= math.sqrt(max(1.0, least / squares)) if squares > 0.0 else 1.0
    by_flips = float(np.mean(flipped >= abs(reached) * (1.0 - 1e-9)))
    spread = max((squares - total**2 / seeds) / (seeds - 1), least / seeds)
    if spread <= 1e-12 * pairs:
        return by_flips
    return max(by_flips, t_two_sided(total / math.sqrt(seeds * spread), seeds - 1))


@lru_cache(maxsize=4)
def _ways(seeds: int) -> Floats:
    """(ways, seeds) of 0 and 1: which seeds each way flips; the first flips none."""
    if seeds <= EXACT_SEEDS:
        ways = np.arange(2**seeds, dtype=np.int64)[:, None]
        return ((ways // 2 ** np.arange(seeds, dtype=np.int64)) % 2).astype(np.float64)
    # Keyed by the number of seeds alone: the same data always give the same answer.
    half = np.random.default_rng(seeds).integers(0, 2, (FLIPS // 2, seeds)).astype(np.float64)
    half[0] = 0.0
    return np.concatenate([half, 1.0 - half])


def seed_gains(gains: Sequence[tuple[int, float]], *, measured: bool = False) -> SeedGains:
    """Out of (seed, gain) of every pair; seeds in order, so that the order of pairs is nothing."""
    of_seed: dict[int, list[float]] = {}
    for seed, gain in gains:
        of_seed.setdefault(seed, []).append(gain)
    seeds = sorted(of_seed)
    return SeedGains(
        # Exactly: the sum of numbers must not hang on the order of the pairs.
        gains=np.array([math.fsum(of_seed[seed]) for seed in seeds], dtype=np.float64),
        sizes=np.array([len(of_seed[seed]) for seed in seeds], dtype=np.float64),
        measured=measured,
    )
