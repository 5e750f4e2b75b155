"""The first question: mine against ours, what the page keeps, plans that come back onto it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_ui_sweep_sweep_tab import given
from tests.ui_samples import fill_store, laid_out, sample_app_state
from toolkit.errors import BadInput, GestureError
from toolkit.suggesting.missing import with_words
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang
from toolkit.ui.state import ASIDE, AppState
from toolkit.ui.sweep.form_plan import form_of, read_plan, read_uploaded
from toolkit.ui.sweep.form_values import FormError
from toolkit.ui.sweep.grid import Layout, grid_html, read_run
from toolkit.ui.sweep.sweep_tab import SweepTab, build_sweep, kept_values
from toolkit.ui.sweep.wiring import MAX_PLAN_BYTES, picture_plan, uploaded_text

EVIL = "<img src=x onerror=alert(1)> **bold**"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    state = sample_app_state(tmp_path, models=("thumbelina",))
    yield state
    state.store.close()


def build(shared: AppState) -> SweepTab:
    return laid_out(lambda: build_sweep(shared, Labels()))


def typed(
    tab: SweepTab, prompt: str, negative: str = "", gesture: str = ""
) -> dict[object, object]:
    page = given(tab, [])
    page |= {tab.trying.prompt: prompt, tab.trying.negative: negative}
    return page | {tab.trying.gesture: gesture}


def test_a_prompt_becomes_mine_against_ours(shared: AppState) -> None:
    tab = build(shared)
    page = typed(tab, "a girl showing a V sign, selfie", "bad hands, extra digits")
    shown = tab.preview_try(page, "en")
    assert shown[tab.trying.run]["interactive"]
    said = str(shown[tab.trying.preview])
    assert "peace sign" in said
    assert "“a V sign”" in said
    assert "48 pictures" in said
    assert "data-act='add'" in said
    assert "您的“a V sign”" in str(tab.preview_try(page, "zh")[tab.trying.preview])


def test_words_for_any_hand_are_tried_on_four_gestures(shared: AppState) -> None:
    tab = build(shared)
    said = str(tab.preview_try(typed(tab, "five fingers, natural skin"), "en")[tab.trying.preview])
    assert "No gesture is named" in said
    assert "64 pictures" in said


def test_a_gesture_that_is_not_found_can_be_named(shared: AppState) -> None:
    tab = build(shared)
    page = typed(tab, "a man at a concert", gesture="rock")
    said = str(tab.preview_try(page, "en")[tab.trying.preview])
    assert "your whole prompt" in said
    assert "24 pictures" in said


def test_what_the_model_was_never_taught_is_said(shared: AppState) -> None:
    tab = build(shared)
    said = str(tab.preview_try(typed(tab, "two people, heart hands"), "en")[tab.trying.preview])
    assert "thumbelina was never taught" in said
    labels = {id: label for label, id in shared.gesture_choices("en", models=["thumbelina"])}
    assert labels["hand_heart"].partition("\n")[0].endswith("not taught")
    assert "not taught" not in labels["peace"]


def test_nothing_typed_offers_nothing(shared: AppState) -> None:
    tab = build(shared)
    shown = tab.preview_try(typed(tab, "  "), "en")
    assert shown[tab.trying.preview] == ""
    assert not shown[tab.trying.run]["interactive"]


@pytest.mark.parametrize("prompt", [EVIL, "((((((", "x" * 2_000, "{", "]["])
def test_hostile_prompts_are_escaped_or_refused(shared: AppState, prompt: str) -> None:
    tab = build(shared)
    for lang in ("en", "zh"):
        said = str(tab.preview_try(typed(tab, prompt, prompt), lang)[tab.trying.preview])
        assert "<img" not in said
        assert said


def test_chips_are_put_behind_the_prompt() -> None:
    assert with_words("a hand, ", "left hand") == "a hand, left hand"
    assert with_words("一只手", "左手") == "一只手，左手"
    assert with_words("", "left hand") == "left hand"


def test_the_gesture_box_finds_aliases_in_both_languages(shared: AppState) -> None:
    """The browser lists, in order, whose label holds what is typed, whatever its capitals."""

    def found(typed: str, lang: Lang = "en") -> list[str]:
        return [id for label, id in shared.gesture_choices(lang) if typed.lower() in label.lower()]

    assert found("V sign")[0] == "peace"
    assert found("剪刀")[0] == "peace"
    assert found("ok")[0] == "ok"
    assert found("thumbs up", "zh")[0] == "like"
    first_lines = [label.partition(ASIDE)[0] for label, _ in shared.gesture_choices("en")]
    assert not any("\n" in line for line in first_lines)
    assert max(map(len, first_lines)) < 60


def test_what_was_composed_outlives_a_reload(shared: AppState) -> None:
    tab = build(shared)
    values = [part.value for part in tab.typed]
    values[tab.typed.index(tab.trying.prompt)] = "a man waving"
    values[tab.typed.index(tab.form.gestures)] = ["peace"]
    opened = tab.opening("en", json.dumps(values))
    assert opened[tab.trying.prompt] == "a man waving"
    assert opened[tab.form.gestures] == ["peace"]
    assert opened[tab.run]["interactive"]
    assert opened[tab.trying.run]["interactive"]
    assert tab.trying.negative not in opened, "what is as it was is left alone"


@pytest.mark.parametrize(
    "kept",
    ["", "nonsense", "{}", "[1]", "null", json.dumps([None] * 30), json.dumps([[1]] * 30)],
)
def test_what_a_page_cannot_have_kept_is_left_out(shared: AppState, kept: str) -> None:
    tab = build(shared)
    assert kept_values(kept, tab.typed) == {}


def test_a_plan_comes_back_into_the_form(shared: AppState) -> None:
    tab = build(shared)
    plan = load_plan(
        {
            "gestures": ["peace", "fist"],
            "axes": {
                "phrase": ["plain", "waving his hands"],
                "weight": [1, 1.3],
                "view": ["palm"],
                "negative": ["anatomy", "bad hands, extra digits"],
            },
            "seeds": {"start": 7, "count": 3},
            "settings": {"steps": 6, "guidance": 2.5},
        },
        shared.vocabulary,
    )
    form = form_of(plan)
    assert form is not None
    again = read_plan(form, shared.vocabulary, ["thumbelina"])
    assert list(again.cells()) == list(plan.cells())
    assert (again.seeds, again.settings) == (plan.seeds, plan.settings)
    updates = tab.put_back(plan)
    assert updates[tab.uploaded] == ""
    assert updates[tab.form.own_phrases] == "waving his hands"


def test_a_plan_that_says_more_than_the_form_is_used_as_it_stands(shared: AppState) -> None:
    tab = build(shared)
    plan = load_plan(
        {
            "name": "mine",
            "gestures": ["peace"],
            "template": "{gesture}, {lens}",
            "axes": {"lens": ["", "90mm lens"]},
            "seeds": 2,
        },
        shared.vocabulary,
    )
    assert form_of(plan) is None
    text = tab.put_back(plan)[tab.uploaded]
    assert read_uploaded(text, shared.vocabulary, ["thumbelina"]) == plan
    page = given(tab, [])
    page[tab.uploaded] = text
    shown = tab.preview(page, "en")
    assert "The plan “mine” is used" in str(shown[tab.cost])
    assert "data-act='form'" in str(shown[tab.cost])
    assert "download='plan.yaml'" in str(shown[tab.cost])
    assert tab.plan(page) == plan


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"gestures: [peace]\nmodel: /etc", "Models"),
        (b"gestures: [peace]\nmodel: owner/secret-model", "Models"),
        (b"gestures: [peece]\n", "peece"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: &a [*a]\n", "plan"),
        (b"x" * (MAX_PLAN_BYTES + 1), "bytes"),
        (None, "No file"),
        (b"", "empty"),
    ],
)
def test_uploads_are_checked_like_files(shared: AppState, content: object, says: str) -> None:
    with pytest.raises((BadInput, FormError), match=says):
        read_uploaded(uploaded_text(content), shared.vocabulary, ["thumbelina"])


def test_a_run_and_a_picture_put_their_settings_back(tmp_path: Path) -> None:
    run = fill_store(tmp_path)
    shared = sample_app_state(tmp_path, models=("m",))
    cell, request = read_run(shared.store, run).pairs[3]
    plan = picture_plan(shared, run, request.hash, cell.id)
    assert (plan.count, list(plan.seeds)) == (1, [request.seed])
    [again] = plan.cells()
    assert dict(again.values).items() >= dict(cell.values).items()
    with pytest.raises(GestureError, match="not in this run"):
        picture_plan(shared, run, "0" * 64, cell.id)
    shared.store.close()


def test_rows_can_be_chosen_and_values_hidden(tmp_path: Path) -> None:
    run = fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    view = read_run(shared.store, run)
    axis = next(name for name in view.axes if name != "seed")
    by_rows = str(grid_html(view, Layout(rows=axis), shared.vocabulary, "en"))
    assert by_rows.count("<th scope='row'><b>") == by_rows.count("<th scope='row'>")
    hidden = frozenset({f"{axis}={view.values[axis][0]}"})
    fewer = str(grid_html(view, Layout(hidden=hidden), shared.vocabulary, "en"))
    everything = str(grid_html(view, Layout(), shared.vocabulary, "en"))
    assert 0 < fewer.count("data-hash") < everything.count("data-hash")
    all_values = frozenset(f"{axis}={value}" for value in view.values[axis])
    assert Layout(hidden=all_values).within(view).hidden == frozenset()
    shared.store.close()
