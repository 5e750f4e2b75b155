"""How many seeds it takes: checked against the test itself, by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import BadInput
from toolkit.rating.differences.paired import Pair, paired_difference
from toolkit.rating.differences.power import POWER, seeds_to_see, smallest_difference

STUDIES = 400


@pytest.mark.parametrize(("seeds", "pairs"), [(6, 4), (8, 4), (12, 12), (40, 2)])
def test_the_smallest_difference_is_found_as_often_as_promised(seeds: int, pairs: int) -> None:
    gain = smallest_difference(seeds, pairs)
    rng = np.random.default_rng((seeds, pairs))
    found = 0
    for _ in range(STUDIES):
        first = rng.random((seeds, pairs)) < 0.5 - gain / 2
        second = rng.random((seeds, pairs)) < 0.5 + gain / 2
        study = [
            Pair(seed=seed, first=bool(first[seed, i]), second=bool(second[seed, i]))
            for seed in range(seeds)
            for i in range(pairs)
        ]
        found += paired_difference(study).p_value < 0.05
    assert POWER - 0.06 <= found / STUDIES <= POWER + 0.1


def test_fewer_than_six_seeds_show_nothing() -> None:
    assert smallest_difference(5, 1_000) == 1.0
    assert smallest_difference(6, 1_000) < 0.1


def test_more_seeds_and_more_pairs_show_smaller_differences() -> None:
    assert smallest_difference(16, 4) < smallest_difference(8, 4)
    assert smallest_difference(8, 8) < smallest_difference(8, 4)


@pytest.mark.parametrize("pairs", [1, 4, 50, 100_000])
def test_the_seeds_to_see_are_the_fewest(pairs: int) -> None:
    seeds = seeds_to_see(0.1, pairs)
    assert smallest_difference(seeds, pairs) <= 0.1
    assert smallest_difference(seeds - 1, pairs) > 0.1


@pytest.mark.parametrize("difference", [0.0, -0.1, 1.1])
def test_an_impossible_difference_is_refused(difference: float) -> None:
    with pytest.raises(BadInput, match="difference"):
        seeds_to_see(difference, 1)


def test_no_seeds_and_no_pairs_are_refused() -> None:
    with pytest.raises(BadInput, match="seeds is 0"):
        smallest_difference(0, 1)
    with pytest.raises(BadInput, match="pairs_per_seed is 0"):
        smallest_difference(8, 0)
