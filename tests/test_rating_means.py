"""Means of what a judge measured, and their same-seed differences, beside slow twins."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from tests.rating_samples import judged
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import JudgedCell, effects, mean_effects, means, yields
from toolkit.rating.differences.sign_flip import EXACT_SEEDS
from toolkit.rating.means import NumberPair, mean_difference
from toolkit.rating.strengths.comparisons import comparisons_from_verdicts

NUMBER = st.integers(-(10**6), 10**6).map(lambda whole: whole / 1000)


def _cells(numbers: dict[str, list[float | None]]) -> list[JudgedCell]:
    """A picture a weight and seed; None was not measured."""
    return [
        judged("unjudged", seed=seed, weight=weight, of="number")
        if number is None
        else judged(seed=seed, weight=weight, number=number)
        for weight, values in numbers.items()
        for seed, number in enumerate(values)
    ]


def test_a_mean_with_student_s_interval_by_hand() -> None:
    (row,) = means(_cells({"1": [1.0, 2.0, 3.0, 4.0, None]}))
    assert (row.n, row.unjudged, row.mean) == (4, 1, 2.5)
    # s = sqrt(5/3), t(0.975; 3) = 3.18245 (a table's value): 3.18245 * 1.29099 / 2 = 2.05426.
    assert row.low == pytest.approx(2.5 - 2.05426, abs=1e-4)
    assert row.high == pytest.approx(2.5 + 2.05426, abs=1e-4)


def test_one_measured_picture_bounds_nothing_and_none_has_no_mean() -> None:
    one, none = means(_cells({"1": [0.25], "2": [None]}), "weight")
    assert (one.n, one.mean, one.low, one.high) == (1, 0.25, None, None)
    assert (none.n, none.unjudged, none.mean, none.low) == (0, 1, None, None)


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBER, min_size=2, max_size=20))
def test_means_agree_with_scipy(numbers: list[float]) -> None:
    (row,) = means(_cells({"1": list(numbers)}))
    assert row.mean is not None and row.low is not None and row.high is not None
    assert row.mean == pytest.approx(statistics.fmean(numbers), abs=1e-6)
    if len(set(numbers)) > 1:
        bounds = ttest_1samp(numbers, 0.0).confidence_interval(0.95)
        reach = max(map(abs, numbers))
        assert (row.low, row.high) == pytest.approx((bounds.low, bounds.high), abs=1e-6 * reach)


def test_a_picture_that_serves_two_cells_is_measured_once() -> None:
    cells = [judged(phrase=phrase, picture="same", number=0.5) for phrase in ("plain", "1")]
    assert [row.n for row in means(cells)] == [1]
    assert [row.n for row in means(cells, "phrase")] == [1, 1]


def test_numbers_and_passes_are_not_mixed() -> None:
    numbers, passes = _cells({"1": [1.0], "2": [2.0]}), [judged("pass", weight="1")]
    for refused in (lambda: yields(numbers), lambda: effects(numbers, "weight")):
        with pytest.raises(BadInput, match="measured, not passed or failed"):
            refused()
    for refused in (lambda: means(passes), lambda: mean_effects(passes, "weight")):
        with pytest.raises(BadInput, match="passed or failed, not measured"):
            refused()
    with pytest.raises(BadInput, match="different questions: number, gesture"):
        means([*numbers, *passes])
    assert comparisons_from_verdicts(numbers, ["weight"]) == [], "numbers rank nothing"
    assert means([]) == [] and mean_effects([], "weight") == []
    with pytest.raises(UnknownName, match="'wieght'"):
        means(numbers, "wieght")


def test_effects_of_numbers_are_paired_on_seeds_and_adjusted() -> None:
    noise = [0.3, -1.0, 0.7, 0.0, 2.0, -0.4, 0.9, -2.2]
    cells = _cells(
        {
            "1": list(noise),
            "1.2": [each + 0.5 + 0.01 * n for n, each in enumerate(noise)],
            "1.4": [*(each - 0.1 for each in noise[:7]), None],
        }
    )
    found = mean_effects(cells, "weight")
    assert [(each.value, each.reference) for each in found] == [("1.2", "1"), ("1.4", "1")]
    up, down = found
    assert up.difference.difference == pytest.approx(0.535)
    assert (up.difference.pairs, down.difference.pairs) == (8, 7)
    assert up.p_adjusted == pytest.approx(2 * 2 / 2**8), "all seeds gain: two ways of 256, twice"
    assert 0.4 < up.difference.low < 0.535 < up.difference.high < 0.7
    (back, _) = mean_effects(cells, "weight", reference="1.2")
    assert back.difference.difference == pytest.approx(-0.535)


def _pairs(gains: list[float], per_seed: int = 1) -> list[NumberPair]:
    return [
        NumberPair(seed=seed, first=1.0 + n, second=1.0 + n + gain)
        for seed, gain in enumerate(gains)
        for n in range(per_seed)
    ]


@settings(max_examples=40, deadline=None)
@given(
    gains=st.lists(st.floats(-5, 5), min_size=6, max_size=9),
    unit=st.sampled_from([1e-9, 1.0, 1e9]),
    shift=st.floats(-3, 3),
)
def test_interval_and_p_are_of_one_model_in_every_unit(
    gains: list[float], unit: float, shift: float
) -> None:
    found = mean_difference(_pairs(gains))
    assert found.low <= found.difference <= found.high
    if abs(found.low) > 1e-3 and abs(found.high) > 1e-3:
        assert (found.low <= 0.0 <= found.high) == (found.p_value > 0.05)
    pairs = [NumberPair(seed=n, first=0.0, second=gain * unit) for n, gain in enumerate(gains)]
    scaled = mean_difference(pairs)
    plain = mean_difference([NumberPair(seed=n, first=0.0, second=g) for n, g in enumerate(gains)])
    assert scaled.p_value == pytest.approx(plain.p_value)
    near = 1e-3 * (max(map(abs, gains)) + 1e-12)
    assert scaled.low / unit == pytest.approx(plain.low, abs=near)
    moved = mean_difference(
        [NumberPair(seed=n, first=0.0, second=gain + shift) for n, gain in enumerate(gains)]
    )
    assert moved.difference == pytest.approx(plain.difference + shift, abs=1e-9)
    wide = 2e-3 * (plain.high - plain.low) + 1e-6
    assert moved.low == pytest.approx(plain.low + shift, abs=wide)
    assert moved.high == pytest.approx(plain.high + shift, abs=wide)


def test_the_interval_is_student_s_where_that_is_the_wider_and_flips_else() -> None:
    rng = np.random.default_rng(3)
    gains = rng.normal(0.4, 1.0, EXACT_SEEDS)
    found = mean_difference(_pairs(list(gains)))
    student = ttest_1samp(gains, 0.0)
    bounds = student.confidence_interval(0.95)
    assert found.low <= bounds.low + 1e-3 and found.high >= bounds.high - 1e-3
    assert found.p_value >= student.pvalue - 1e-12
    ways = np.array(np.meshgrid(*[[1.0, -1.0]] * len(gains))).reshape(len(gains), -1)
    flipped = np.abs(ways.T @ gains)
    by_flips = float(np.mean(flipped >= abs(gains.sum()) * (1 - 1e-9)))
    # The tie break weighs far seeds by one percent more: a little of the p-value's difference.
    assert found.p_value == pytest.approx(max(by_flips, student.pvalue), abs=0.02)


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_few_seeds_bound_nothing(seeds: int) -> None:
    found = mean_difference(_pairs([0.5] * seeds, per_seed=3))
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert found.p_value > 0.05 and found.difference == pytest.approx(0.5)
    assert (found.seeds, found.pairs) == (seeds, 3 * seeds)


def test_huge_numbers_and_no_difference_are_no_trouble() -> None:
    huge = mean_difference(
        [NumberPair(seed=n, first=-1e308, second=1.5e308 - n * 1e306) for n in range(8)]
    )
    assert huge.p_value < 0.05
    (row,) = means([judged(seed=n, number=1e308) for n in range(4)])
    assert row.mean == 1e308 and row.low == pytest.approx(1e308)
    still = mean_difference([NumberPair(seed=n, first=7.0, second=7.0) for n in range(8)])
    assert (still.difference, still.p_value) == (0.0, 1.0)
    assert still.low == pytest.approx(0.0, abs=1e-6) and still.high == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(BadInput, match="no pair of measured"):
        mean_difference([])


@pytest.mark.slow
def test_the_interval_of_a_mean_difference_holds_the_truth() -> None:
    rng = np.random.default_rng(11)
    held = rejected = 0
    runs = 400
    for _ in range(runs):
        skewed = rng.exponential(1.0, 12) - 1.0
        found = mean_difference(_pairs(list(0.5 + skewed)))
        held += found.low <= 0.5 <= found.high
        rejected += mean_difference(_pairs(list(rng.normal(0.0, 1.0, 12)))).p_value <= 0.05
    assert held / runs > 0.88, "12 skewed seeds"
    assert 0.02 < rejected / runs < 0.08


def test_tables_show_numbers_as_numbers() -> None:
    cells = _cells({"1": [0.25, 0.35], "1.2": [0.45, 0.25]})
    assert "mean 0.3" in repr(means(cells, "weight")) and "%" not in repr(means(cells))
    assert "%" not in mean_effects(cells, "weight")._repr_html_()
    assert list(means(cells, "weight").to_frame().columns) == [
        *("weight", "n", "mean", "low", "high", "unjudged")
    ]
