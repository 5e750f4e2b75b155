"""Yields count every looked-at picture once, and never a picture that nobody looked at."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rating_samples import judged
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import JudgedCell, wilson_interval, yields

_CELLS = st.lists(
    st.builds(
        judged,
        st.sampled_from(["pass", "fail", "unjudged"]),
        gesture=st.sampled_from(["fist", "peace"]),
        seed=st.integers(0, 5),
        weight=st.sampled_from(["0.8", "1.2"]),
    ),
    max_size=30,
    unique_by=lambda cell: cell.request_hash,
)


@settings(max_examples=60, deadline=None)
@given(cells=_CELLS, by=st.sampled_from([(), ("gesture",), ("weight", "gesture"), ("seed",)]))
def test_rows_add_up_and_agree_with_plain_counting(
    cells: list[JudgedCell], by: tuple[str, ...]
) -> None:
    rows = yields(cells, by)
    counted = Counter((tuple(cell.value(axis) for axis in by), cell.outcome) for cell in cells)
    for row in rows:
        key = tuple(value for _, value in row.values)
        assert row.k == counted[key, "pass"]
        assert row.n == counted[key, "pass"] + counted[key, "fail"]
        assert row.unjudged == counted[key, "unjudged"]
        assert row.rate == (row.k / row.n if row.n else None)
        assert 0.0 <= row.low <= (row.rate or 0.0) + 1e-12
        assert (row.rate if row.rate is not None else 1.0) - 1e-12 <= row.high <= 1.0
    assert sum(row.n + row.unjudged for row in rows) == len(cells)


def test_unjudged_is_neither_passed_nor_failed_and_no_hand_is_a_failure() -> None:
    cells = [
        judged("pass", seed=0),
        judged("fail", seed=1),
        judged("fail", seed=2, reason="no_hand"),
        judged("unjudged", seed=3),
        judged("unjudged", seed=4, reason="no_hand"),  # nobody looked, whatever the reason says
    ]
    (row,) = yields(cells, [])
    assert (row.k, row.n, row.unjudged, row.no_hand) == (1, 3, 2, 1)
    (nothing,) = yields(cells[3:], ["gesture"])
    assert (nothing.n, nothing.rate, nothing.low, nothing.high) == (0, None, 0.0, 1.0)
    assert yields([], ["gesture"]) == []


def test_rows_stand_in_order_of_appearance() -> None:
    cells = [judged(seed=n, weight=weight) for n, weight in enumerate(["1.2", "0.4", "1.2", "0.8"])]
    assert [row.values for row in yields(cells, ["weight"])] == [
        (("weight", "1.2"),),
        (("weight", "0.4"),),
        (("weight", "0.8"),),
    ]


def test_a_picture_shared_by_two_cells_counts_once() -> None:
    cells = [judged(phrase="plain", picture="same"), judged(phrase="1", picture="same")]
    assert [row.n for row in yields(cells, [])] == [1]
    assert [row.n for row in yields(cells, ["phrase"])] == [1, 1]


def test_an_unknown_axis_suggests_near_ones() -> None:
    with pytest.raises(UnknownName, match=r"'wieght'.*Axes: weight"):
        yields([judged(weight="1.0")], ["wieght"])


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 10), (3, 8), (44, 44), (280, 1000)])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_agrees_with_the_formula(k: int, n: int, confidence: float) -> None:
    # The closed form of Wilson (1927); 1.2816 and 1.9600 are textbook quantiles.
    z = {0.8: 1.2815515655, 0.95: 1.9599639845}[confidence]
    p = k / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert wilson_interval(k, n, confidence=confidence) == pytest.approx(
        (middle - reach, middle + reach), abs=1e-9
    )


@pytest.mark.parametrize("cells", [[], [judged("pass")]])
def test_an_axis_named_twice_is_refused(cells: list[JudgedCell]) -> None:
    with pytest.raises(BadInput, match="'seed' is named twice"):
        yields(cells, ["seed", "gesture", "seed"])
