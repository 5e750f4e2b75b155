from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.axes import MAX_SEED
from toolkit.errors import PlanError
from toolkit.sweeps.seeds import keyed_choice, keyed_number, read_seeds

VALUES = st.lists(st.text(max_size=4), min_size=1, max_size=6, unique=True)


def test_seeds_as_count_range_and_list() -> None:
    assert list(read_seeds(3, where="seeds")) == [1, 2, 3]
    assert list(read_seeds({"start": 100, "count": 2}, where="seeds")) == [100, 101]
    assert list(read_seeds([5, 1, 9], where="seeds")) == [5, 1, 9]
    assert list(read_seeds(range(7, 9), where="seeds")) == [7, 8]
    assert len(read_seeds(10**9, where="seeds")) == 10**9


@pytest.mark.parametrize(
    "bad",
    [
        *(0, -1, True, 1.5, "4", None),
        *([], [1, 1], [-1], [MAX_SEED + 1], [True]),
        *({"start": 1}, {"count": 0}, {"count": 2, "step": 3}, {"start": MAX_SEED, "count": 2}),
    ],
)
def test_bad_seeds_are_refused_by_place(bad: object) -> None:
    with pytest.raises(PlanError, match=r"plan p\.yaml: seeds"):
        read_seeds(bad, where="plan p.yaml: seeds")


@settings(max_examples=100, deadline=None)
@given(VALUES, st.text(max_size=4), st.integers(0, 2**32), st.integers(0, 1000))
def test_a_new_value_takes_draws_but_moves_none(
    values: list[str], new: str, seed: int, index: int
) -> None:
    before = keyed_choice(values, seed=seed, slot="skin", index=index)
    assert keyed_choice(values[::-1], seed=seed, slot="skin", index=index) == before
    assert keyed_choice([new, *values], seed=seed, slot="skin", index=index) in {before, new}


def test_choices_are_even_and_slots_independent() -> None:
    values = ["a", "b", "c", "d"]
    drawn = [keyed_choice(values, seed=7, slot="skin", index=i) for i in range(4000)]
    assert all(850 < times < 1150 for times in Counter(drawn).values())
    other = [keyed_choice(values, seed=7, slot="light", index=i) for i in range(4000)]
    same = sum(a == b for a, b in zip(drawn, other, strict=True))
    assert 850 < same < 1150


def test_the_key_is_pinned() -> None:
    """A stored plan must draw the same cells for ever, on every machine."""
    assert keyed_number(1, "skin", 2, "tan") == 3242939832052383060
