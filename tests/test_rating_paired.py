"""Two wordings on the same seeds: exact test, clustered interval, nothing unpaired counted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rating_samples import judged
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import Pair, holm, mcnemar_exact, pair_up, paired_difference

_PAIRS = st.lists(
    st.builds(Pair, seed=st.integers(0, 5), first=st.booleans(), second=st.booleans()),
    min_size=1,
    max_size=40,
)


def test_pairs_agree_in_everything_but_the_axis() -> None:
    cells = [
        judged("fail", seed=0, weight="0.4", view="palm"),
        judged("pass", seed=0, weight="1.0", view="palm"),
        judged("pass", seed=1, weight="1.0", view="palm"),  # no partner
        judged("fail", seed=2, weight="0.4", view="palm"),
        judged("pass", seed=2, weight="1.0", view="back"),  # another view
        judged("pass", gesture="peace", seed=0, weight="0.4", view="palm"),
        judged("fail", gesture="peace", seed=0, weight="1.0", view="palm"),
        judged("fail", seed=3, weight="0.4", view="palm"),
        judged("unjudged", seed=3, weight="1.0", view="palm"),
        judged("pass", seed=0, weight="1.3", view="palm"),  # a third value
    ]
    assert pair_up(cells, "weight", "0.4", "1.0") == [
        Pair(seed=0, first=False, second=True),
        Pair(seed=0, first=True, second=False),
    ]
    with pytest.raises(BadInput, match=r"'2\.0'.*Values: 0\.4, 1\.0, 1\.3"):
        pair_up(cells, "weight", "0.4", "2.0")
    with pytest.raises(UnknownName, match="'size'"):
        pair_up(cells, "size", "1", "2")
    with pytest.raises(BadInput, match="different gestures"):
        pair_up(cells, "gesture", "fist", "peace")


@settings(max_examples=60, deadline=None)
@given(pairs=_PAIRS)
def test_counts_and_bounds_hold(pairs: list[Pair]) -> None:
    told = paired_difference(pairs, rng_seed=1, resamples=200)
    assert told.pairs == told.both + told.only_first + told.only_second + told.neither
    rates = [sum(p.first for p in pairs) / len(pairs), sum(p.second for p in pairs) / len(pairs)]
    assert told.difference == pytest.approx(rates[1] - rates[0])
    assert -1.0 <= told.low <= told.high <= 1.0
    swapped = [Pair(seed=p.seed, first=p.second, second=p.first) for p in pairs]
    back = paired_difference(swapped[::-1], rng_seed=1, resamples=200)
    assert (back.low, back.high) == pytest.approx((-told.high, -told.low))
    assert back.p_value == told.p_value


@pytest.mark.parametrize(("b", "c"), [(0, 0), (0, 1), (1, 0), (5, 0), (2, 9), (7, 7), (30, 12)])
def test_mcnemar_agrees_with_counting_coin_throws(b: int, c: int) -> None:
    throws = b + c
    chances = [math.comb(throws, k) / 2**throws for k in range(throws + 1)]
    extreme = sum(chance for chance in chances if chance <= chances[b] * (1 + 1e-12))
    assert mcnemar_exact(b, c) == pytest.approx(min(1.0, extreme))


@pytest.mark.parametrize("seeds", [4, 10])
def test_the_interval_covers_the_truth_when_seeds_share_their_luck(seeds: int) -> None:
    rng = np.random.default_rng(7)
    truth, inside, naive_inside, worlds = 0.2, 0, 0, 200
    for world in range(worlds):
        # A seed gains 0.4 in all of its 8 gestures, or nothing in any.
        chance = np.repeat(0.3 + 0.4 * rng.integers(0, 2, seeds), 8)
        first, second = rng.random(8 * seeds) < 0.3, rng.random(8 * seeds) < chance
        pairs = [
            Pair(seed=n // 8, first=bool(one), second=bool(two))
            for n, (one, two) in enumerate(zip(first, second, strict=True))
        ]
        told = paired_difference(pairs, rng_seed=world, resamples=200)
        inside += told.low <= truth <= told.high
        lone = [Pair(seed=n, first=p.first, second=p.second) for n, p in enumerate(pairs)]
        naive = paired_difference(lone, rng_seed=world, resamples=100)
        naive_inside += naive.low <= truth <= naive.high
    # 0.95 give or take 2.6 standard errors; as if pairs were independent it falls short.
    assert 0.91 <= inside / worlds <= 0.99
    assert naive_inside / worlds < 0.91


def test_a_single_seed_proves_nothing() -> None:
    pairs = [Pair(seed=3, first=False, second=True)] * 20
    told = paired_difference(pairs, rng_seed=0)
    assert (told.difference, told.low, told.high, told.seeds) == (1.0, -1.0, 1.0, 1)


def test_the_same_rng_seed_gives_the_same_interval() -> None:
    pairs = [Pair(seed=n, first=n % 3 == 0, second=n % 2 == 0) for n in range(40)]
    again = paired_difference(pairs[::-1], rng_seed=5)
    assert paired_difference(pairs, rng_seed=5) == again
    assert again.low < again.difference < again.high
    with pytest.raises(BadInput, match="no pair"):
        paired_difference([], rng_seed=5)


def test_holm_by_hand() -> None:
    # Holm (1979): 0.01 x 4, 0.02 x 3, 0.03 x 2, then 0.04 x 1 lifted to what came before.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
