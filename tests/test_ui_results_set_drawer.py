"""The drawer of the pictures behind a figure, and before and after on the same seeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store_samples import sample_verdict
from tests.ui_samples import fill_store, sample_app_state
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.picture_sets import change_text, set_text
from toolkit.ui.results.results_view import read_results
from toolkit.ui.results.set_drawer import TILES, set_drawer, strips_html
from toolkit.ui.state import AppState


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


def drawer(shared: AppState, text: str, show: str = "", count: int = TILES) -> str:
    choice = ResultsChoice(run=shared.store.run().id)
    return set_drawer(shared, choice, text, show, count, "en")


def test_a_gesture_opens_its_pictures_failures_first(shared: AppState) -> None:
    page = drawer(shared, set_text("where", [("gesture", "fist")]))
    assert page.count("class='tile'") == 6
    assert page.index("mark fail") < page.index("mark pass")
    assert "All 6" in page and "Failed 3" in page and "Differ on a seed 6" in page
    assert "data-address='results?run=" in page and "set=where%3Fgesture%3Dfist" in page
    failed = drawer(shared, set_text("where", [("gesture", "fist")]), "fail")
    assert failed.count("class='tile'") == 3 and "show=fail" in failed
    assert "No picture fits" in drawer(shared, set_text("where", [("gesture", "x")]))


def test_more_pictures_come_when_asked_for(shared: AppState) -> None:
    page = drawer(shared, set_text("where", []), count=5)
    assert page.count("class='tile'") == 5 and "The first 5 of 12" in page
    assert f"data-count='{5 + 2 * TILES}'" in page


def test_a_change_stands_side_by_side(shared: AppState) -> None:
    page = drawer(shared, change_text("weight", "0.8", "1.2"))
    assert "Better: 6" in page and "Worse" not in page and page.count("class='tile'") == 12
    back = drawer(shared, change_text("weight", "1.2", "0.8"))
    assert "Worse: 6" in back
    judged = [
        replace(each, outcome="unjudged") if each.seed == 1 else each
        for each in shared.store.judged_cells("latest")
    ]
    unjudged = strips_html(judged, ("weight", "0.8", "1.2"), shared.vocabulary, "zh")
    assert "未判定：2 对" in unjudged and "变好：4 对" in unjudged


@pytest.mark.parametrize(
    "text",
    [
        *("", "x?y=z", change_text("glitter", "a", "b"), change_text("weight", "a", "b")),
        change_text("gesture", "fist", "peace"),
    ],
)
def test_what_is_not_there_is_a_sentence(shared: AppState, text: str) -> None:
    assert "notice error" in drawer(shared, text)


def test_the_pictures_on_which_judge_and_people_differ(shared: AppState) -> None:
    run = shared.store.run().id
    pairs = shared.store.run_requests(run)
    shared.store.save_verdicts(
        replace(sample_verdict(request, one.gesture, "pass"), judge="person:ann", question="both")
        for one, request in pairs
    )
    view = read_results(shared, ResultsChoice(), "en")
    assert "both looked at 12 pictures: alike in 6" in view.agree
    assert "50% (6 of 12" in view.agree and "100% (6 of 6" in view.agree
    name = sample_verdict(pairs[0][1], pairs[0][0].gesture, "pass").judge
    told = {"judge": name, "of": "gesture", "machine": "fail", "people": "pass"}
    page = drawer(shared, set_text("told", told.items()))
    assert page.count("class='tile'") == 6 and "mark pass" not in page.partition("shelf")[2]


def test_another_run_is_not_shown(shared: AppState) -> None:
    choice = ResultsChoice(run="../../etc/passwd")
    page = set_drawer(shared, choice, set_text("where", []), "", TILES, "en")
    assert "notice error" in page and "tile" not in page.partition("notice")[2]
