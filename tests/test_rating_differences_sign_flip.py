"""Flipping the signs of seeds: one test gives p-value and interval, checked by slow twins."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test, ttest_1samp

from toolkit.rating.differences.sign_flip import (
    EXACT_SEEDS,
    FLIPS,
    TIE_BREAK,
    SeedGains,
    interval,
    p_value,
    seed_gains,
    smallest_p,
)

_DATA = st.lists(st.tuples(st.integers(0, 8), st.sampled_from([-1, 0, 1])), min_size=1, max_size=50)


def _data(gains: list[float], sizes: list[float] | None = None) -> SeedGains:
    return SeedGains(gains=np.array(gains, float), sizes=np.array(sizes or [8] * len(gains), float))


def _counted(beyond: np.ndarray) -> np.ndarray:
    """How much each seed counts: a seed that moved far counts a little more than that."""
    farthest = max(abs(each) for each in beyond)
    return np.array([each + TIE_BREAK * each * (abs(each) / farthest) ** 0.5 for each in beyond])


def _slow_p(data: SeedGains, difference: float) -> float:
    """The definition: every way of flipping counted one by one, Student's t by SciPy."""
    beyond = data.gains - difference * data.sizes
    seeds, pairs, total = len(beyond), data.sizes.sum(), beyond.sum()
    if seeds == 1 or abs(total) < 1e-9:
        return 1.0
    least = pairs * abs(difference) * (1 - abs(difference))
    scale = max(1.0, least / (beyond**2).sum()) ** 0.5
    counted = _counted(beyond)
    sums = [
        scale * abs(np.dot(signs, counted)) for signs in itertools.product([1, -1], repeat=seeds)
    ]
    flips = float(np.mean([each >= abs(counted.sum()) - 1e-9 for each in sums]))
    if np.allclose(beyond, beyond[0]) and least == 0:
        return flips
    spread = max(beyond.var(ddof=1), least / seeds) ** 0.5
    from scipy.stats import t

    return max(flips, 2 * t.sf(abs(beyond.mean()) / (spread / seeds**0.5), seeds - 1))


@settings(max_examples=80, deadline=None)
@given(pairs=_DATA, difference=st.sampled_from([0.0, 0.1, -0.35, 0.8, 1.0]))
def test_the_p_value_is_its_definition(pairs: list[tuple[int, int]], difference: float) -> None:
    data = seed_gains(pairs)
    assert p_value(data, difference) == pytest.approx(_slow_p(data, difference), abs=1e-9)


def test_the_flips_are_scipys_permutation_test() -> None:
    gains = [5.0, 2.0, 4.0, -3.0, 6.0, 1.0, 3.0, 2.0]
    theirs = permutation_test(
        (_counted(np.array(gains)),),
        np.sum,
        permutation_type="samples",
        n_resamples=np.inf,
        alternative="two-sided",
    ).pvalue
    student = ttest_1samp(gains, 0).pvalue
    assert p_value(_data(gains)) == pytest.approx(max(theirs, student))
    assert theirs != pytest.approx(student)


@settings(max_examples=60, deadline=None)
@given(pairs=_DATA)
def test_the_interval_inverts_the_test(pairs: list[tuple[int, int]]) -> None:
    data = seed_gains(pairs)
    low, high = interval(data)
    assert low <= data.difference <= high
    for bound, outward in ((low, -1), (high, 1)):
        if abs(bound) < 1:
            assert p_value(data, bound) <= 0.05 < p_value(data, bound - outward * 2e-4)
        else:
            assert p_value(data, bound) > 0.05 or abs(data.difference - bound) < 2e-4
    # What a reader sees: 0 in the interval and p below 0.05 never stand beside one another.
    assert (low < 0 < high) == (p_value(data) > 0.05) or low == 0 or high == 0


@pytest.mark.parametrize(("seeds", "least"), [(1, 1.0), (2, 0.5), (4, 0.125), (6, 0.03125)])
def test_so_many_seeds_can_give_no_smaller_p(seeds: int, least: float) -> None:
    gains = [8.0 - n / 10 for n in range(seeds)]
    assert smallest_p(seeds) == least
    assert p_value(_data(gains)) == pytest.approx(least, abs=1e-3 if seeds < 3 else 1e-12)
    assert (interval(_data(gains))[0] <= 0) == (least > 0.05)


def test_of_ways_that_tie_those_count_that_move_far_seeds_as_one() -> None:
    gains = [2.0, 2.0, 1.0, 1.0, 1.0, -1.0, -1.0, *[0.0] * 5]
    by_sum = permutation_test(
        (gains,), np.sum, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    ).pvalue
    # 2 + 2 + 1 is as far as these came; 2 - 2 + five times 1 is a sum of 5 too, and is not.
    assert (by_sum, p_value(_data(gains))) == (0.28125, 0.25)


def test_many_seeds_are_flipped_in_keyed_ways_among_them_none_and_all() -> None:
    seeds = 2 * EXACT_SEEDS  # so many that no way is drawn twice
    data = _data([8.0 - n / 100 for n in range(seeds)])
    assert p_value(data) == smallest_p(seeds) == 2 / FLIPS
    rng = np.random.default_rng(3)
    noisy = _data(list(rng.integers(-4, 7, 40)))
    assert p_value(noisy) == p_value(noisy)
    close = ttest_1samp(noisy.gains, 0).pvalue
    assert p_value(noisy) == pytest.approx(close, abs=0.01)


def test_seeds_that_all_agree_still_leave_some_doubt() -> None:
    low, high = interval(_data([0.0] * 16, [4] * 16))
    # Nothing changed in 64 pairs: a difference below about 5 in 64 cannot be ruled out.
    assert high == pytest.approx(4.54 / (64 + 4.54), abs=2e-3) and low == pytest.approx(-high)
    low, high = interval(_data([4.0] * 16, [4] * 16))
    assert high == 1.0 and 0.9 < low < 0.97


def test_a_single_seed_proves_nothing() -> None:
    assert interval(_data([20.0], [20])) == (-1.0, 1.0)
    assert p_value(_data([20.0], [20])) == 1.0


def test_the_order_of_pairs_decides_nothing_and_gains_are_summed_by_seed() -> None:
    pairs = [(2, 1), (0, -1), (2, 1), (1, 0), (0, 1), (2, -1)]
    data = seed_gains(pairs)
    assert data.gains.tolist() == [0, 0, 1] and data.sizes.tolist() == [2, 1, 3]
    assert seed_gains(pairs[::-1]).gains.tolist() == data.gains.tolist()
    assert data.difference == pytest.approx(1 / 6)


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    data = _data([3.0, 2.0, 4.0, -1.0, 5.0, 2.0, 1.0, 3.0])
    narrow, wide = interval(data, 0.8), interval(data, 0.95)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
