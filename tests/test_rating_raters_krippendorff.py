"""Krippendorff's alpha against an outside package, the book's own example, and known truths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.rating import RaterAnswer, krippendorff

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C: four observers, twelve
# units, answers 1 to 5, some missing; nominal alpha is 0.743.
BOOK = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


ROW = st.lists(st.sampled_from("abc."), min_size=8, max_size=8)


def _answers(rows: list[list[str]]) -> list[RaterAnswer]:
    return [
        RaterAnswer(rater=f"r{n}", item=f"i{m}", answer=answer)
        for n, row in enumerate(rows)
        for m, answer in enumerate(row)
        if answer != "."
    ]


def test_the_books_example() -> None:
    found = krippendorff(_answers([row.split() for row in BOOK]))
    assert found.alpha == pytest.approx(0.743, abs=5e-4)
    assert (found.items, found.raters, found.answers) == (11, 4, 40)
    assert found.low is not None and found.high is not None
    assert found.low < found.alpha < found.high


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.lists(st.sampled_from("abc."), min_size=8, max_size=8), min_size=2, max_size=5)
)
def test_an_outside_package_agrees(rows: list[list[str]]) -> None:
    evalica = pytest.importorskip("evalica")
    pd = pytest.importorskip("pandas")
    found = krippendorff(_answers(rows))
    if found.alpha is None:
        return
    numbers = {"a": 1.0, "b": 2.0, "c": 3.0, ".": np.nan}
    theirs = evalica.alpha(pd.DataFrame([[numbers[each] for each in row] for row in rows]))
    assert found.alpha == pytest.approx(theirs.alpha, abs=1e-9)
    assert found.low is not None and found.high is not None
    assert -1.0 <= found.low <= found.alpha <= found.high <= 1.0


def test_chance_is_0_and_full_agreement_1_with_an_interval_below() -> None:
    rng = np.random.default_rng(6)
    guesses = krippendorff(
        _answers([[str(each) for each in rng.integers(0, 2, 400)] for _ in "abc"])
    )
    assert guesses.alpha == pytest.approx(0.0, abs=0.08)
    assert guesses.low is not None and guesses.high is not None
    assert guesses.low < 0 < guesses.high
    same = [str(each) for each in rng.integers(0, 2, 20)]
    alike = krippendorff(_answers([same, same]))
    assert (alike.alpha, alike.high) == (1.0, 1.0)
    assert alike.low is not None and alike.low < 0.95


def test_where_there_is_nothing_to_agree_upon_nothing_is_said() -> None:
    assert krippendorff([]).alpha is None
    assert krippendorff(_answers([["a"] * 9, ["a"] * 9])).low is None
    assert krippendorff(_answers([["a", "b", "a"]])).items == 0, "a lone rater"
    few = krippendorff(_answers([["a", "b", "a"], ["a", "b", "b"]]))
    assert (few.low, few.high) == (-1.0, 1.0)


def test_the_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(7)
    held, studies = 0, 120
    for _ in range(studies):
        truth = rng.random(40) < 0.5
        told = [np.where(rng.random(40) < 0.85, truth, ~truth) for _ in range(4)]
        found = krippendorff(_answers([["yes" if each else "no" for each in row] for row in told]))
        # Two answers differ in 2 x 0.85 x 0.15 of all, by chance in half: 1 - 0.255 / 0.5.
        assert found.low is not None and found.high is not None
        held += found.low <= 0.49 <= found.high
    assert held / studies > 0.9
