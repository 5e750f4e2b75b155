"""How many seeds it takes to see a difference, and what so many seeds can show."""

from __future__ import annotations

import math

from toolkit.errors import BadInput, shown
from toolkit.rating.distributions import t_quantile

POWER = 0.8
"""How often (0..1) a difference of the stated size is found."""

FEWEST_SEEDS = 6
"""Fewer prove nothing at 0.05, however large the difference (`sign_flip.smallest_p`)."""

PAIR_VARIANCE = 0.5
"""Variance of one pair's gain (-1, 0, 1) when half of all pictures pass and the shared noise
decides nothing: the most that it can be. Where most pictures pass, or few, it takes less."""

FLIPPING_LOSS, SIX_SEEDS_LOSS = 0.8, 1.3
"""How much larger a difference must be than for Student's test: few seeds can be flipped in
few ways. Measured by simulation of studies of 6 to 24 seeds with 2 to 16 pairs each."""

MOST_SEEDS = 10**9


def smallest_difference(seeds: int, pairs_per_seed: int, *, confidence: float = 0.95) -> float:
    """The difference of a yield (0..1) that so many seeds show with `POWER`, at most 1.

    ``pairs_per_seed`` pictures of each value share a seed, one for each of the other cells. The
    test is that of `paired_difference`, seeds being the observations (for the two quantiles see
    Julious, Statistics in Medicine 23, 2004, p. 1921). 1 where they can show none.
    """
    for what, got in (("seeds", seeds), ("pairs_per_seed", pairs_per_seed)):
        if got < 1:
            raise BadInput(f"{what} is {shown(got)}; expected at least 1.")
    if seeds < FEWEST_SEEDS:
        return 1.0
    loss = SIX_SEEDS_LOSS if seeds == FEWEST_SEEDS else 1 + FLIPPING_LOSS / seeds
    reach = t_quantile((1 + confidence) / 2, seeds - 1) + t_quantile(POWER, seeds - 1)
    return min(1.0, loss * reach * math.sqrt(PAIR_VARIANCE / (seeds * pairs_per_seed)))


def seeds_to_see(difference: float, pairs_per_seed: int, *, confidence: float = 0.95) -> int:
    """The fewest seeds whose `smallest_difference` is at most ``difference`` (0..1, not 0)."""
    if not 0 < difference <= 1:
        raise BadInput(f"difference is {shown(difference)}; expected above 0, at most 1.")
    low, high = FEWEST_SEEDS - 1, FEWEST_SEEDS
    while smallest_difference(high, pairs_per_seed, confidence=confidence) > difference:
        low, high = high, min(high * 2, MOST_SEEDS)
        if low == high:
            return MOST_SEEDS
    while high - low > 1:
        middle = (low + high) // 2
        enough = smallest_difference(middle, pairs_per_seed, confidence=confidence) <= difference
        low, high = (low, middle) if enough else (middle, high)
    return high
