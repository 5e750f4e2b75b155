"""A run's star, name and note, how it is deleted, and by whom; its report to download."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_picture
from tests.ui_samples import fill_store, sample_app_state
from toolkit.errors import BadInput, UnknownName
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.report_zip import MOST_PICTURES, ReportZips
from toolkit.ui.results.results_view import read_results
from toolkit.ui.results.run_card import ask_html, change_run, changed, run_card
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import Visitor, answer_for
from toolkit.ui.state import AppState

HOSTILE = "<script>alert(1)</script>' onmouseover='x"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path / "home")
    shared = sample_app_state(tmp_path / "home")
    yield shared
    shared.store.close()


def test_a_run_is_starred_named_and_annotated(shared: AppState) -> None:
    run = shared.store.run().id
    change_run(shared, run, "star", {}, "en")
    said = change_run(shared, run, "save", {"name": " best ", "note": HOSTILE}, "en")
    assert "Saved" in said
    info = shared.run("best")
    assert info.starred and info.note == HOSTILE and info.id == run
    card = read_results(shared, ResultsChoice(run=run), "en").card
    assert "aria-pressed='true'" in card and "★" in card and "best" in card
    assert "<script" not in card and "' onmouseover='x" not in card
    change_run(shared, run, "star", {}, "en")
    assert not shared.run(run).starred
    refused = changed(shared, run, "save", {"name": "a/b", "note": ""}, "zh")
    assert "notice error" in refused and shared.run(run).name == "best"


def test_a_run_is_deleted_after_one_question(shared: AppState) -> None:
    run = shared.store.run().id
    asked = change_run(shared, run, "ask-delete", {}, "en")
    assert "12 pictures go with it, 12 verdicts" in asked and f"data-run='{run}'" in asked
    assert shared.run(run).made == 12
    said = change_run(shared, run, "delete", {"run": run}, "en")
    assert "12 pictures" in said
    with pytest.raises(UnknownName):
        shared.run(run)
    view = read_results(shared, ResultsChoice(run=run), "en", said)
    assert "The run is gone" in view.message and "data-act='sweep'" in view.message


def test_strangers_change_their_own_runs_alone(tmp_path: Path) -> None:
    fill_store(tmp_path)
    shared = AppState(tmp_path, (), settings=Settings(place="server"))
    mine, others = "a" * 24, "b" * 24
    pair = sample_pairs(9)[-1]
    own = shared.store.start_run("own", "{}", [pair], owner=mine)
    foreign = shared.store.start_run("foreign", "{}", [pair], owner=others)
    shared.store.save_image(pair[1], sample_picture(pair[1]), seconds=0.1)
    house = next(run.id for run in shared.store.runs() if not run.owner)
    answer_for(Visitor(id=mine))
    try:
        change_run(shared, own, "star", {}, "en")
        assert shared.run(own).starred
        assert "data-act='star'" not in run_card(shared, shared.run(house), "en")
        assert "data-act='ask-delete'" not in run_card(shared, shared.run(house), "en")
        for act in ("star", "save", "ask-delete", "delete"):
            with pytest.raises(BadInput):
                change_run(shared, house, act, {"name": "mine", "run": house}, "en")
            with pytest.raises(UnknownName):
                change_run(shared, foreign, act, {"run": foreign}, "en")
        with pytest.raises(UnknownName):
            change_run(shared, own, "delete", {"run": foreign}, "en")
    finally:
        answer_for(Visitor(id="nobody"))
    assert {run.id for run in shared.store.runs()} >= {own, foreign, house}
    shared.store.close()


def test_the_question_escapes_the_name(shared: AppState) -> None:
    run = shared.store.run()
    page = ask_html(shared, replace(run, name=HOSTILE), "zh")
    assert "<script" not in page and "永久删除" in page


def test_the_report_is_one_file(shared: AppState) -> None:
    zips, run = ReportZips(), shared.store.run()
    made = zips.make(shared.store, run, shared.vocabulary)
    with zipfile.ZipFile(made.file) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
    assert f"gesture-report-{run.id}/index.html" in names and made.pictures == 12
    assert zips.make(shared.store, run, shared.vocabulary) == made, "nothing was written since"
    shared.store.mark_run(run.id, starred=True)
    assert zips.make(shared.store, run, shared.vocabulary) != made
    large = replace(run, made=MOST_PICTURES + 1, name="it's large")
    with pytest.raises(BadInput, match="2,001 pictures") as refused:
        zips.make(shared.store, large, shared.vocabulary)
    assert "gesture report 'it'\"'\"'s large' --output report" in str(refused.value.hint)
