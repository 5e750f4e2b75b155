"""HTML and Markdown in a plan's own words, through a whole run: the app shows them as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape

from tests.store_samples import sample_picture, sample_verdict, sample_vote
from tests.test_ui_html import Tags, handlers
from tests.ui_samples import laid_out, sample_app_state
from toolkit.errors import GestureError
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.app import build_app
from toolkit.ui.html import trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.results_view import read_results
from toolkit.ui.results.sections import rank_answer, words_answer, yields_answer
from toolkit.ui.state import AppState
from toolkit.ui.sweep.findings import findings_html
from toolkit.ui.sweep.grid import Layout, grid_html, read_run
from toolkit.ui.sweep.picture_detail import picture_html
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.sweep_tab import build_sweep
from toolkit.vocabulary import Vocabulary, load_vocabulary

EVIL = "<img src=x onerror=alert(1)> **b**"
QUOTES = "' onmouseover='alert(1)' \" onclick=\"alert(1)\" </td></table> [a](javascript:alert(1))"


def evil_plan(vocabulary: Vocabulary) -> Plan:
    """A plan that says `EVIL` and `QUOTES` wherever somebody's own words may stand."""
    return load_plan(
        {
            "name": EVIL,
            "gestures": ["peace", "fist"],
            "template": "{gesture}, {lens}",
            "axes": {"lens": [EVIL, QUOTES], "negative": [EVIL, "none"]},
            "dialect": "plain",
            "seeds": 4,
        },
        vocabulary,
    )


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def shared(tmp_path: Path, words: Vocabulary) -> Iterator[AppState]:
    """The app on a finished and judged run of `evil_plan`, with votes."""
    state = sample_app_state(tmp_path, models=("thumbelina",))
    plan = evil_plan(words)
    pairs = list(plan.requests())
    run = state.store.start_run(plan.name, plan.to_json(), pairs)
    for cell, request in pairs:
        state.store.save_image(request, sample_picture(request), seconds=0.1)
        outcome = "pass" if cell.value("lens") == EVIL else "fail"
        state.store.save_verdicts([sample_verdict(request, cell.gesture, outcome)])
    good = [pair for pair in pairs if pair[0].gesture == "peace" and pair[0].value("lens") == EVIL]
    bad = [pair for pair in pairs if pair[0].gesture == "peace" and pair[0].value("lens") != EVIL]
    for number in range(3):
        state.store.save_vote(sample_vote(run, good[number], bad[number], "left", f"v{number}"))
    yield state
    state.store.close()


def check(page: str, *, says: bool = True) -> None:
    """``page`` closes all its tags, has no handler and no picture but ours, and says `EVIL`."""
    read = Tags(page)
    assert handlers(page) == []
    assert not [value for name, value in read.attributes if name == "src" and value == "x"]
    assert not [value for name, value in read.attributes if "javascript:" in (value or "")[:20]]
    assert "<img src=x" not in page
    assert "<strong>b" not in page
    assert "<b>b</b>" not in page
    if says:
        assert str(escape(EVIL)) in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_grid_dialogs_and_findings(shared: AppState, lang: Lang) -> None:
    store, vocabulary = shared.store, shared.vocabulary
    run = store.run().id
    view, judged = read_run(store, run), store.judged_cells(run)
    for layout in (Layout(), Layout(columns="lens"), Layout(rows="lens", columns="negative")):
        check(grid_html(view, layout, vocabulary, lang))
    check(findings_html(view, vocabulary, lang))
    for cell, request in view.pairs[::5]:
        check(picture_html(view, store, vocabulary, request.hash, cell.id, lang))
    check(yields_answer(judged, ["lens", "negative"], run, vocabulary, lang))
    check(words_answer(judged, "lens", run, vocabulary, lang))
    for source in ("verdicts", "votes"):
        check(rank_answer(judged, store.votes(run), source, run, vocabulary, lang))
    check(prompts_html(evil_plan(vocabulary), lang))


def test_whole_tabs(shared: AppState) -> None:
    shown = read_results(shared, ResultsChoice(by=("lens",), axis="lens"), "en")
    for page in (shown.yields, shown.words, shown.ranking):
        check(page)
    tab = laid_out(lambda: build_sweep(shared, Labels()))
    parts = tab.view.show(shared, None, Layout(), "en")
    check(str(parts[tab.view.findings]))
    check(str(parts[tab.view.grid]))


@pytest.mark.parametrize(
    "plan",
    [
        {"gestures": [EVIL]},
        {"gestures": ["peace"], "axes": {EVIL: ["a"]}},
        {"gestures": ["peace"], "axes": {"scheduler": EVIL}},
        {"gestures": ["peace"], EVIL: 1},
        {"gestures": ["peace"], "seeds": {EVIL: 1}},
        {"gestures": ["peace"], "skip": [{EVIL: EVIL}]},
    ],
)
def test_errors_that_repeat_what_they_got(plan: dict[str, object], words: Vocabulary) -> None:
    with pytest.raises(GestureError) as caught:
        load_plan(plan, words)
    for lang in ("en", "zh"):
        page = trouble(caught.value, lang)
        check(page, says=False)
        assert "&lt;img src=x" in page


def test_the_page_is_called_by_its_own_name_whatever_the_runs_are(tmp_path: Path) -> None:
    app = laid_out(lambda: build_app(tmp_path, models=["thumbelina"]))
    assert app.title == say("app.title", "en")
    scripts = Path(__file__).parent.parent / "toolkit" / "ui"
    assert not [each for each in scripts.rglob("*.js") if "document.title" in each.read_text()]
