"""The pictures behind a figure: which, in which order, under which filter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.errors import BadInput
from toolkit.rating import JudgedCell, Outcome
from toolkit.ui.results.picture_sets import (
    change_text,
    differing,
    pictures_told,
    pictures_where,
    read_set,
    set_text,
    shown_of,
)


def cell(weight: str, seed: int, outcome: Outcome, gesture: str = "fist") -> JudgedCell:
    return JudgedCell(
        cell=f"{gesture}-{weight}",
        gesture=gesture,
        values=(("gesture", gesture), ("weight", weight)),
        seed=seed,
        request_hash=f"{gesture}{weight}{seed}",
        outcome=outcome,
        reason="match",
    )


JUDGED = [
    cell("1", 0, "pass"),
    cell("1", 1, "fail"),
    cell("1", 2, "unsure"),
    cell("1", 3, "unjudged"),
    cell("2", 0, "fail"),
    cell("2", 1, "fail"),
    cell("2", 3, "pass"),
]


def test_a_text_names_its_pictures_whatever_is_in_them() -> None:
    pairs = [("own & axis", "a=b?c'd"), ("gesture", "")]
    wanted = read_set(set_text("where", pairs), "fail")
    assert list(wanted.pairs) == pairs and wanted.show == "fail"
    assert read_set(wanted.text, "sparkle").show == "all"
    change = read_set(change_text("weight", "1", "2"))
    assert [change.value(name) for name in ("axis", "before", "after", "x")] == [
        *("weight", "1", "2", "")
    ]
    for strange in ("", "drop?a=b", "../x", "where?" + "a=b&" * 50):
        with pytest.raises(BadInput):
            read_set(strange)


def test_failures_come_first_and_each_picture_once() -> None:
    found = pictures_where([*JUDGED, JUDGED[0]], [("weight", "1")])
    assert [each.outcome for each in found] == ["fail", "unsure", "unjudged", "pass"]
    assert pictures_where(JUDGED, [("glitter", "1")]) == []
    assert len(pictures_where(JUDGED, [])) == len(JUDGED)


def test_what_differs_on_a_seed_was_judged_both_ways() -> None:
    differs = differing(JUDGED)
    assert differs == {("fist", 0)}, "seed 3 has one picture that nobody judged"
    assert differing([replace(each, seed=-1) for each in JUDGED]) == frozenset()
    assert [each.seed for each in shown_of(JUDGED, "differs", differs)] == [0, 0]
    assert len(shown_of(JUDGED, "fail", differs)) == 3
    assert len(shown_of(JUDGED, "unsure", differs)) == 1


def test_what_judge_and_people_told() -> None:
    people = [replace(each, outcome="pass") for each in JUDGED[:3]]
    assert [each.seed for each in pictures_told(JUDGED, people, ("fail", "pass"))] == [1]
    assert pictures_told(JUDGED, people, ("pass", "fail")) == []
