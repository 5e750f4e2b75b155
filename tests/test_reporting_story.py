"""How many comparisons would tell first and second apart, and tables in files."""

from __future__ import annotations

import pytest

from toolkit.rating import Comparison, bradley_terry
from toolkit.reporting.story import votes_to_tell
from toolkit.reporting.tables import csv_text


def test_what_is_apart_needs_no_more_and_what_is_not_needs_some() -> None:
    won, lost = (Comparison(first="a", second="b", score=score) for score in (1.0, 0.0))
    assert votes_to_tell(bradley_terry([won] * 60 + [lost] * 10)) == 0
    more = votes_to_tell(bradley_terry([won] * 12 + [lost] * 8))
    assert more is not None and more > 20
    assert votes_to_tell(bradley_terry([])) is None


def test_two_groups_that_never_met_cannot_be_told_apart() -> None:
    met = [Comparison(first="a", second="b", score=1.0)] * 9
    met += [Comparison(first="c", second="d", score=1.0)] * 9
    assert votes_to_tell(bradley_terry(met)) is None


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
def test_a_spreadsheet_runs_no_text_as_a_formula(formula: str) -> None:
    text = csv_text([{"lens": formula, "gain": -0.25, "weight": "-0.5"}])
    assert f"'{formula[:3]}" in text and ",-0.25,-0.5" in text


def test_rows_need_not_have_the_same_columns() -> None:
    assert csv_text([{"a": 1}, {"b": None}, {"b": "x,\ny"}]) == 'a,b\n1,\n,\n,"x,\ny"\n'
