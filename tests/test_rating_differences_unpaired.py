"""Differences of pictures that share no seed: two samples, by groups, honestly wide."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from tests.rating_samples import judged
from toolkit.errors import BadInput
from toolkit.rating.differences.effects import effects
from toolkit.rating.differences.paired import pair_up
from toolkit.rating.differences.unpaired import (
    Group,
    UnpairedDifference,
    likeliest_rates,
    unpaired_difference,
    unpaired_p,
)
from toolkit.rating.judged import JudgedCell
from toolkit.rating.yields import PassCount


def group(first: tuple[int, int], second: tuple[int, int]) -> Group:
    return Group(
        first=PassCount(k=first[0], n=first[1]), second=PassCount(k=second[0], n=second[1])
    )


def cells(
    service: str, passed: int, n: int, *, known: bool = False, start: int = 0, light: str = "day"
) -> list[JudgedCell]:
    """``n`` pictures of one service, made elsewhere, the first ones passed."""
    return [
        replace(
            judged(
                "pass" if number < passed else "fail",
                seed=start + number if known else -1 - number,
                service=service,
                light=light,
            ),
            elsewhere=True,
        )
        for number in range(n)
    ]


def test_the_likeliest_rates_are_those_that_a_search_finds() -> None:
    for k1, k2, difference in itertools.product(range(4), range(6), (-0.6, -0.1, 0.0, 0.3, 0.8)):
        found = likeliest_rates(group((k1, 3), (k2, 5)), difference)

        def unlikely(rate: float, k1: int = k1, k2: int = k2, d: float = difference) -> float:
            return -float(
                binom.logpmf(k1, 3, min(1, max(0, rate)))
                + binom.logpmf(k2, 5, min(1, max(0, rate + d)))
            )

        low, high = max(0.0, -difference), min(1.0, 1.0 - difference)
        best = minimize_scalar(
            unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-7}
        )
        assert found[1] - found[0] == pytest.approx(difference)
        assert unlikely(found[0]) <= best.fun + 1e-4


def test_two_of_four_where_there_had_been_none_proves_nothing_yet() -> None:
    told = unpaired_difference([group((0, 4), (2, 4))])
    assert (told.difference, told.pairs, told.seeds) == (0.5, 0, 0)
    assert told.low < 0 < told.high < 1
    assert told.p_value > 0.1
    more = unpaired_difference([group((0, 16), (8, 16))])
    assert more.low > 0 and more.p_value < 0.01


def test_interval_and_p_value_never_contradict_each_other() -> None:
    for k1, k2 in itertools.product(range(9), range(7)):
        told = unpaired_difference([group((k1, 8), (k2, 6)), group((2, 4), (3, 4))])
        assert (told.low > 1e-3 or told.high < -1e-3) <= (told.p_value <= 0.05)
        assert (told.p_value < 0.045) <= (told.low > 0 or told.high < 0)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    n1, n2 = 6, 8
    bounds = {
        (k1, k2): unpaired_difference([group((k1, n1), (k2, n2))])
        for k1 in range(n1 + 1)
        for k2 in range(n2 + 1)
    }
    for one, two in itertools.product(np.linspace(0.05, 0.95, 7), repeat=2):
        held = sum(
            binom.pmf(k1, n1, one) * binom.pmf(k2, n2, two)
            for (k1, k2), told in bounds.items()
            if told.low <= two - one <= told.high
        )
        assert held > 0.93


def test_groups_are_compared_each_with_its_own() -> None:
    # Simpson's: in every group the second is better, in the sum it looks worse.
    groups = [group((1, 10), (8, 40)), group((32, 40), (9, 10))]
    told = unpaired_difference(groups)
    assert told.difference == pytest.approx(0.1)
    assert (told.groups, told.first, told.second) == (
        2,
        PassCount(k=33, n=50),
        PassCount(k=17, n=50),
    )


def test_impossible_differences_have_no_chance() -> None:
    assert unpaired_p([group((0, 4), (4, 4))], 1.0) == 1.0
    assert unpaired_p([group((1, 4), (4, 4))], 1.0) == 0.0
    with pytest.raises(BadInput, match="no judged pictures"):
        unpaired_difference([])


def test_effects_pair_known_seeds_alone() -> None:
    numbered = [*cells("old", 0, 4), *cells("new", 2, 4)]
    assert pair_up(numbered, "service", "old", "new") == []
    (found,) = effects(numbered, "service")
    assert not found.paired and isinstance(found.difference, UnpairedDifference)
    assert effects(numbered, "service").records()[0]["paired"] is False
    (seeded,) = effects(
        [*cells("old", 0, 4, known=True), *cells("new", 2, 4, known=True)], "service"
    )
    assert seeded.paired and seeded.difference.pairs == 4
    other = [*cells("old", 0, 4, known=True), *cells("new", 2, 4, known=True, start=50)]
    assert not effects(other, "service")[0].paired


def test_seeds_that_repeat_without_a_pair_are_not_taken_for_independent() -> None:
    told = [
        *cells("old", 0, 4, known=True),
        *cells("old", 0, 4, known=True, light="night"),
        *cells("new", 4, 4, known=True, start=50),
    ]
    assert effects(told, "service") == []


def test_a_sweep_of_ours_is_never_compared_by_halves() -> None:
    half = [judged("pass", seed=1, service="a"), judged("fail", seed=2, service="b")]
    assert effects(half, "service") == []
