"""Yields corrected by people: figures by hand, coverage, and few labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.rating_samples import judged
from toolkit.errors import BadInput
from toolkit.rating import JudgedCell, Outcome, corrected_yields, wilson_interval, yields

Told = list[tuple[Outcome, Outcome]]


def _cells(
    told: list[tuple[Outcome, Outcome]], phrase: str
) -> tuple[list[JudgedCell], list[JudgedCell]]:
    judge = [judged(one, seed=n, phrase=phrase) for n, (one, _) in enumerate(told)]
    people = [replace(cell, outcome=two) for cell, (_, two) in zip(judge, told, strict=True)]
    return judge, people


def test_the_figures_by_hand() -> None:
    told: Told = [("pass", "pass")] * 6 + [("pass", "fail")] * 2
    told += [("fail", "pass")] * 1 + [("fail", "unsure")] * 3
    told += [("pass", "unjudged")] * 12 + [("fail", "unjudged")] * 15 + [("unsure", "unjudged")]
    told += [("unjudged", "pass")] * 5
    judge, people = _cells(told, "plain")
    (row,) = corrected_yields(judge, people)
    assert (row.judge.k, row.judge.n, row.labelled) == (20, 40, 12)
    (plain,) = yields(judge)
    assert (plain.k, plain.n) == (20, 40), "the automatic yield is that of `yields`"
    assert (row.precision.k, row.precision.n) == (6, 8)
    assert (row.recall.k, row.recall.n) == (6, 7)
    assert (row.precision.low, row.precision.high) == wilson_interval(6, 8)
    assert row.corrected == pytest.approx(0.5 * 6 / 8 + 0.5 * 1 / 4)
    assert 0 <= row.low < row.corrected < row.high <= 1
    assert row.high - row.low > 0.4, "a dozen labels are few"


def test_a_strict_judge_is_corrected_upwards_by_each_row() -> None:
    strict, seen = _cells([("fail", "pass")] * 40 + [("pass", "pass")] * 40, "a")
    right, seen_right = _cells([("fail", "fail")] * 40 + [("pass", "pass")] * 40, "b")
    one, two = corrected_yields(strict + right, seen + seen_right, "phrase")
    assert (one.judge.rate, one.corrected) == (0.5, 1.0)
    assert (two.judge.rate, two.corrected) == (0.5, 0.5)
    assert one.low > two.high


def test_without_labels_of_one_kind_only_the_bounds_are_known() -> None:
    judge, people = _cells([("pass", "pass")] * 10 + [("fail", "unjudged")] * 10, "plain")
    (row,) = corrected_yields(judge, people)
    assert row.corrected is None and row.labelled == 10
    assert row.low < 0.55 and row.high > 0.95
    nobody = [replace(cell, outcome="unjudged") for cell in people]
    (row,) = corrected_yields(judge, nobody)
    assert (row.corrected, row.low, row.high) == (None, 0.0, 1.0)
    (row,) = corrected_yields([replace(cell, outcome="unjudged") for cell in judge], people)
    assert (row.judge.n, row.corrected, row.low, row.high) == (0, None, 0.0, 1.0)
    assert corrected_yields([], []) == []


def test_the_interval_holds_the_truth_whatever_the_judge() -> None:
    rng = np.random.default_rng(9)
    for hits, false in ((0.9, 0.2), (0.5, 0.5)):
        held, studies = 0, 150
        for _ in range(studies):
            good = rng.random(200) < 0.4
            passed = rng.random(200) < np.where(good, hits, false)
            told: Told = [
                ("pass" if p else "fail", ("pass" if g else "fail") if n < 40 else "unjudged")
                for n, (p, g) in enumerate(zip(passed, good, strict=True))
            ]
            (row,) = corrected_yields(*_cells(told, "plain"))
            held += row.low <= 0.4 <= row.high
        assert held / studies > 0.91


def test_answers_to_another_question_correct_nothing() -> None:
    judge, people = _cells([("pass", "pass")] * 3, "plain")
    with pytest.raises(BadInput, match="form, gesture"):
        corrected_yields(judge, [replace(cell, of="form") for cell in people])
    with pytest.raises(BadInput, match="number"):
        corrected_yields([judged(number=1.0)], [])
