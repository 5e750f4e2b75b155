"""Davidson's model against a slow twin, and at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import NotConverged
from toolkit.rating.strengths.davidson import PairCounts, chances, fit

COUNTS = st.lists(st.integers(0, 6), min_size=18, max_size=18)


def _counts(numbers: list[int]) -> PairCounts:
    wins = np.array(numbers[:9], dtype=np.float64).reshape(3, 3)
    ties = np.array(numbers[9:], dtype=np.float64).reshape(3, 3)
    np.fill_diagonal(wins, 0.0)
    ties = np.triu(ties, 1)
    return PairCounts(wins=wins, ties=ties + ties.T)


def _log_posterior(counts: PairCounts, s: list[float], log_nu: float, ridge: float) -> float:
    """Vote by vote, as the paper writes it."""
    total = -ridge / 2 * (sum(each**2 for each in s) + log_nu**2)
    for i in range(3):
        for j in range(3):
            one, other, nu = math.exp(s[i] / 2), math.exp(s[j] / 2), math.exp(log_nu)
            every = one / other + other / one + nu
            total += counts.wins[i, j] * math.log(one / other / every)
            total += counts.ties[i, j] / 2 * math.log(nu / every)
    return total


def _slow_twin(counts: PairCounts, ridge: float) -> tuple[list[float], float]:
    """Coordinate ascent by golden steps: each number in turn to where the posterior is largest."""
    point = [0.0, 0.0, 0.0, 0.0]

    def value(place: int, at: float) -> float:
        trial = [*point]
        trial[place] = at
        return _log_posterior(counts, trial[:3], trial[3], ridge)

    for _ in range(60):
        before = [*point]
        for place in range(4):
            low, high = point[place] - 6.0, point[place] + 6.0
            while high - low > 1e-7:
                third = (high - low) / 3
                if value(place, low + third) < value(place, high - third):
                    low += third
                else:
                    high -= third
            point[place] = (low + high) / 2
        if max(abs(a - b) for a, b in zip(point, before, strict=True)) < 1e-6:
            break
    return point[:3], point[3]


@settings(max_examples=6, deadline=None)
@given(numbers=COUNTS)
def test_the_slow_twin_agrees(numbers: list[int]) -> None:
    counts = _counts(numbers)
    if counts.all_ties == 0 or not counts.wins.any():
        return
    fast = fit(counts, ridge=0.5, davidson=True)
    strengths, log_nu = _slow_twin(counts, 0.5)
    assert fast.strengths.tolist() == pytest.approx(strengths, abs=1e-3)
    assert fast.log_nu == pytest.approx(log_nu, abs=1e-3)


def test_chances_are_those_of_the_three_weights_and_cannot_overflow() -> None:
    told = chances(np.array([0.3, -0.4, 900.0]), math.log(0.7))
    one, other = math.exp(0.35), math.exp(-0.35)
    every = one + other + 0.7
    assert told.tie[0, 1] == pytest.approx(0.7 / every)
    assert told.expected[0, 1] == pytest.approx((one + 0.35) / every)
    # Of 1, 0.5 and 0: the mean of squares less the square of the mean.
    squares = one / every + 0.7 / every / 4
    assert told.variance[0, 1] == pytest.approx(squares - told.expected[0, 1] ** 2)
    assert told.covariance[0, 1] == pytest.approx(
        0.5 * told.tie[0, 1] - told.expected[0, 1] * told.tie[0, 1]
    )
    assert told.expected[2, 0] == pytest.approx(1.0) and told.tie[2, 0] == pytest.approx(0.0)
    plain = chances(np.array([0.3, -0.4]), None)
    assert plain.expected[0, 1] == pytest.approx(1 / (1 + math.exp(-0.7)))
    assert not plain.tie.any()


def test_it_begins_where_it_is_told_to_and_says_when_it_does_not_end() -> None:
    counts = _counts([0, 5, 2, 1, 0, 3, 2, 2, 0, 0, 2, 1, 0, 0, 3, 0, 0, 0])
    whole = fit(counts, ridge=0.1, davidson=True)
    again = fit(counts, ridge=0.1, davidson=True, start=whole)
    assert (again.iterations, whole.iterations > 1) == (0, True)
    with pytest.raises(NotConverged, match="0 iterations"):
        fit(counts, ridge=0.1, davidson=True, max_iterations=0)
