"""Bradley-Terry against a slow twin, an outside package, and known truths."""

from __future__ import annotations

import math
import random
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BadInput, NotConverged
from toolkit.rating import Comparison, Ranking, bradley_terry

_NAMES = ["ash", "birch", "cedar", "dogwood", "elm"]
_MEETINGS = st.lists(
    st.builds(
        lambda pair, score: Comparison(first=pair[0], second=pair[1], score=score),
        st.permutations(_NAMES).map(lambda names: names[:2]),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    min_size=1,
    max_size=40,
)


def _met(first: str, second: str, *scores: float) -> list[Comparison]:
    return [Comparison(first=first, second=second, score=score) for score in scores]


def _strengths(ranking: Ranking) -> dict[str, float]:
    return {row.variant: row.strength for row in ranking.strengths}


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.1, 1.1])
def test_a_confidence_lies_between_0_and_1(confidence: float) -> None:
    with pytest.raises(BadInput, match="between 0 and 1"):
        bradley_terry(_met("ash", "birch", 1.0), confidence=confidence)


def test_without_another_word_the_ridge_is_a_tenth() -> None:
    met = _met("ash", "birch", 1.0, 1.0, 0.5)
    assert bradley_terry(met) == bradley_terry(met, ridge=0.1)
    assert bradley_terry(met) != bradley_terry(met, ridge=0.2)


def _slow_twin(comparisons: list[Comparison], ridge: float) -> dict[str, float]:
    """Coordinate ascent by bisection: each strength in turn where its own slope vanishes."""
    names = sorted({name for each in comparisons for name in (each.first, each.second)})
    strength = dict.fromkeys(names, 0.0)

    def slope(name: str, at: float) -> float:
        total = -ridge * at
        for each in comparisons:
            if name == each.first:
                total += each.score - 1 / (1 + math.exp(strength[each.second] - at))
            elif name == each.second:
                total += 1 - each.score - 1 / (1 + math.exp(strength[each.first] - at))
        return total

    for _ in range(4000):
        moved = 0.0
        for name in names:
            low, high = -30.0, 30.0
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if slope(name, middle) > 0 else (low, middle)
            moved = max(moved, abs(strength[name] - low))
            strength[name] = low
        if moved < 1e-10:
            return strength
    raise AssertionError("the slow twin did not settle")


@settings(max_examples=12, deadline=None)
@given(comparisons=_MEETINGS)
def test_the_slow_twin_agrees(comparisons: list[Comparison]) -> None:
    fast = _strengths(bradley_terry(comparisons, ridge=0.5, ties="half"))
    assert fast == pytest.approx(_slow_twin(comparisons, 0.5), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(comparisons=_MEETINGS, seed=st.integers(0, 99))
def test_order_and_sides_do_not_matter(comparisons: list[Comparison], seed: int) -> None:
    ranking = bradley_terry(comparisons)
    turned = [
        Comparison(first=each.second, second=each.first, score=1 - each.score)
        for each in random.Random(seed).sample(comparisons, len(comparisons))
    ]
    again = bradley_terry(turned)
    assert _strengths(again) == pytest.approx(_strengths(ranking), abs=1e-7)
    widths = {row.variant: row.high - row.low for row in ranking.strengths}
    assert {row.variant: row.high - row.low for row in again.strengths} == pytest.approx(widths)
    for names in ranking.components:
        level = sum(_strengths(ranking)[name] for name in names)
        assert level == pytest.approx(0.0, abs=1e-6)
    for row in ranking.strengths:
        assert row.votes == row.wins + row.losses + row.ties
        assert row.low < row.strength < row.high


def test_two_variants_have_a_closed_form() -> None:
    # With ridge r and strengths s, -s the slope is wins - n·sigma(2s) - r·s = 0.
    ranking = bradley_terry(_met("a", "b", *[1.0] * 7, *[0.0] * 3), ridge=0.2)
    s = _strengths(ranking)["a"]
    assert 7 - 10 / (1 + math.exp(-2 * s)) - 0.2 * s == pytest.approx(0.0, abs=1e-6)
    nearly_free = bradley_terry(_met("a", "b", *[1.0] * 7, *[0.0] * 3), ridge=1e-6)
    assert 2 * _strengths(nearly_free)["a"] == pytest.approx(math.log(7 / 3), abs=1e-4)


def test_an_outside_package_agrees() -> None:
    choix = pytest.importorskip("choix")
    rng = np.random.default_rng(3)
    pairs = [tuple(int(x) for x in rng.choice(6, 2, replace=False)) for _ in range(80)]
    comparisons = [Comparison(first=f"v{i}", second=f"v{j}", score=1.0) for i, j in pairs]
    ours = _strengths(bradley_terry(comparisons, ridge=0.3))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its solver's own notices are not ours
        # choix penalises alpha·|s|², we ridge/2·|s|².
        theirs = choix.opt_pairwise(6, pairs, alpha=0.15, method="Newton-CG")
    assert [ours[f"v{i}"] for i in range(6)] == pytest.approx(theirs.tolist(), abs=1e-3)


def test_unbeaten_and_winless_variants_stay_finite_and_uncertain() -> None:
    ranking = bradley_terry(_met("best", "mid", 1.0, 1.0, 1.0) + _met("mid", "worst", 1.0))
    assert [row.variant for row in ranking.strengths] == ["best", "mid", "worst"]
    best, mid, worst = ranking.strengths
    assert 0 < best.strength < 10
    assert worst.low < best.low < mid.high < best.high < 12
    # Three wins in three are no proof: the lone sandwich would have given 0.3 here.
    assert (best.high - best.low) / 2 > 1.0


def test_ties_are_half_wins_where_they_are_asked_to_be() -> None:
    tied = bradley_terry(_met("a", "b", 0.5, 0.5, 0.5, 0.5), ties="half")
    even = bradley_terry(_met("a", "b", 1.0, 0.0, 1.0, 0.0))
    assert _strengths(tied) == pytest.approx({"a": 0.0, "b": 0.0}, abs=1e-9)
    assert (tied.strengths[0].ties, even.strengths[0].ties, tied.nu) == (4, 0, None)
    leaning = bradley_terry(_met("a", "b", 0.5, 0.5, 1.0, 1.0), ties="half")
    assert _strengths(leaning) == pytest.approx(
        _strengths(bradley_terry(_met("a", "b", 1.0, 0.0, 1.0, 1.0)))
    )


def test_ties_cost_no_strength_in_davidsons_model() -> None:
    decided = _met("a", "b", *[1.0] * 30, *[0.0] * 10)
    plain = _strengths(bradley_terry(decided, ridge=1e-4))["a"]
    tied = bradley_terry(decided + _met("a", "b", *[0.5] * 40), ridge=1e-4)
    assert _strengths(tied)["a"] == pytest.approx(plain, abs=1e-3)
    assert plain == pytest.approx(math.log(3) / 2, abs=1e-3)
    halves = bradley_terry(decided + _met("a", "b", *[0.5] * 40), ridge=1e-4, ties="half")
    assert _strengths(halves)["a"] < 0.6 * plain
    # Of two variants the model has a closed form: nu is ties over the root of wins and losses.
    assert tied.nu == pytest.approx(40 / math.sqrt(300), rel=1e-2)


def test_nothing_but_ties_and_a_single_variant_are_no_error() -> None:
    tied = bradley_terry(_met("a", "b", *[0.5] * 12) + _met("b", "c", *[0.5] * 12))
    assert _strengths(tied) == pytest.approx({"a": 0.0, "b": 0.0, "c": 0.0}, abs=1e-6)
    assert tied.nu is not None and tied.nu > 2
    assert all(row.low < 0 < row.high for row in tied.strengths)
    assert bradley_terry([]).votes == 0


def test_disconnected_sets_are_reported() -> None:
    ranking = bradley_terry(
        _met("a", "b", 1.0) + _met("b", "c", 1.0) + _met("y", "z", 1.0) + _met("c", "a", 0.0)
    )
    assert not ranking.connected
    assert ranking.components == (("a", "b", "c"), ("y", "z"))
    assert {row.variant: row.component for row in ranking.strengths} == {
        "a": 0, "b": 0, "c": 0, "y": 1, "z": 1,
    }  # fmt: skip
    chain = [each for n in range(40) for each in _met(f"v{n:02}", f"v{n + 1:02}", 1.0, 0.0)]
    assert bradley_terry(random.Random(1).sample(chain, len(chain))).connected


def test_repeated_votes_of_one_cluster_do_not_pass_for_many() -> None:
    lone = [
        Comparison(first="a", second="b", score=score, seed=str(n))
        for n, score in enumerate([1.0] * 6 + [0.0] * 4)
    ]
    copied = [each for each in lone for _ in range(20)]
    once, many = bradley_terry(lone).strengths[0], bradley_terry(copied).strengths[0]
    unclustered = bradley_terry(_met("a", "b", *[1.0] * 120, *[0.0] * 80)).strengths[0]
    assert unclustered.high - unclustered.low < 0.5 * (many.high - many.low)
    assert many.high - many.low > 0.7 * (once.high - once.low)


def test_the_truth_is_recovered_and_covered() -> None:
    truth = np.array([-1.2, -0.4, 0.0, 0.5, 1.1])
    rng = np.random.default_rng(11)
    covered, worlds = 0, 60
    for _ in range(worlds):
        comparisons: list[Comparison] = []
        for _ in range(300):
            i, j = rng.choice(5, 2, replace=False)
            won = rng.random() < 1 / (1 + math.exp(truth[j] - truth[i]))
            comparisons.append(Comparison(first=f"v{i}", second=f"v{j}", score=float(won)))
        ranking = bradley_terry(comparisons)
        found = {row.variant: row for row in ranking.strengths}
        for i in range(5):
            row = found[f"v{i}"]
            assert abs(row.strength - truth[i]) < 1.0
            covered += row.low <= truth[i] <= row.high
    assert 0.92 <= covered / (5 * worlds) <= 0.985


def test_it_says_when_it_did_not_converge_or_cannot_start() -> None:
    comparisons = _met("a", "b", 1.0, 1.0, 0.0)
    with pytest.raises(NotConverged, match="1 iterations"):
        bradley_terry(comparisons, max_iterations=1)
    assert bradley_terry(comparisons).iterations > 1
    with pytest.raises(BadInput, match="ridge"):
        bradley_terry(comparisons, ridge=0.0)
    with pytest.raises(BadInput, match="ridge"):
        bradley_terry(comparisons, ridge=math.nan)
    with pytest.raises(BadInput, match="confidence"):
        bradley_terry(comparisons, confidence=1.0)
    with pytest.raises(BadInput, match="with itself"):
        bradley_terry(_met("a", "a", 1.0))
    with pytest.raises(BadInput, match="score"):
        bradley_terry(_met("a", "b", 0.7))
    assert bradley_terry([]).strengths == ()
    assert bradley_terry([]).connected
