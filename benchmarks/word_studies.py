"""Simulated studies of words: is a planted gain found, and is none found where there is none?

Five words are held against the plain phrase on the same 400 pairs, 16 gestures on each of 25 seeds.
One of them brings 10 points more (50 % to 60 %), four bring nothing. The two pictures of a pair
are alike: their passes correlate by so much, half of it through the seed's noise, half through what
seed and gesture share. A word is named where its p-value by Holm is at most 0.05.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from toolkit.rating.differences.paired import Pair, holm, paired_difference

SEEDS, GESTURES, WORDS = 25, 16, 5
CORRELATIONS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.85)


@dataclass(frozen=True, kw_only=True)
class WordRow:
    """Of studies with so much ``correlation`` within pairs: how often the planted word is
    ``named``, how often any other is (``false``), and how often the gain's interval holds it."""

    correlation: float
    studies: int
    named: float
    false: float
    coverage: float


def measure_words(correlation: float, studies: int, *, gain: float = 0.1) -> WordRow:
    """Simulate ``studies`` studies, keyed by the correlation."""
    rng = np.random.default_rng([16, CORRELATIONS.index(correlation)])
    # Of two normal numbers cut at the middle: correlation r makes 2/pi asin(r).
    shared = math.sin(correlation * math.pi / 2)
    cut = [NormalDist().inv_cdf(0.5 + (gain if word == 1 else 0.0)) for word in range(WORDS + 1)]
    named = false = held = 0
    for _ in range(studies):
        common = math.sqrt(shared / 2) * rng.normal(size=(SEEDS, 1, 1))
        common = common + math.sqrt(shared / 2) * rng.normal(size=(SEEDS, GESTURES, 1))
        own = math.sqrt(1 - shared) * rng.normal(size=(SEEDS, GESTURES, WORDS + 1))
        passed = common + own < np.array(cut)
        told = [paired_difference(_pairs(passed, word)) for word in range(1, WORDS + 1)]
        p_values = holm([each.p_value for each in told])
        named += p_values[0] <= 0.05 and told[0].difference > 0
        false += min(p_values[1:]) <= 0.05
        held += told[0].low <= gain <= told[0].high
    return WordRow(
        correlation=correlation,
        studies=studies,
        named=named / studies,
        false=false / studies,
        coverage=held / studies,
    )


def _pairs(passed: np.ndarray, word: int) -> list[Pair]:
    return [
        Pair(seed=seed, first=bool(passed[seed, n, 0]), second=bool(passed[seed, n, word]))
        for seed in range(SEEDS)
        for n in range(GESTURES)
    ]
