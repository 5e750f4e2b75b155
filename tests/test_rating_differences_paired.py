"""Two wordings on the same seeds: nothing unpaired is counted, and every pair once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rating_samples import judged
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import Pair, holm, pair_up, paired_difference

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
    found = paired_difference(pairs)
    assert found.pairs == found.both + found.only_first + found.only_second + found.neither
    assert found.seeds == len({pair.seed for pair in pairs})
    rates = [sum(p.first for p in pairs) / len(pairs), sum(p.second for p in pairs) / len(pairs)]
    assert found.difference == pytest.approx(rates[1] - rates[0])
    assert -1.0 <= found.low <= found.difference <= found.high <= 1.0
    swapped = [Pair(seed=p.seed, first=p.second, second=p.first) for p in pairs]
    back = paired_difference(swapped[::-1])
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))
    assert back.p_value == found.p_value


def test_every_kind_of_pair_is_counted_under_its_name() -> None:
    kinds = [(True, True)] * 4 + [(True, False)] * 3 + [(False, True)] * 2 + [(False, False)]
    found = paired_difference([Pair(seed=0, first=one, second=two) for one, two in kinds])
    assert (found.both, found.only_first, found.only_second, found.neither) == (4, 3, 2, 1)


def test_no_pair_is_an_error_that_says_what_is_needed() -> None:
    with pytest.raises(BadInput, match="no pair"):
        paired_difference([])


def test_holm_by_hand() -> None:
    # Holm (1979): 0.01 x 4, 0.02 x 3, 0.03 x 2, then 0.04 x 1 lifted to what came before.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
