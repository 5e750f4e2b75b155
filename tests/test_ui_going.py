"""An address shows what it names, and never what the visitor may not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests.store_samples import sample_pairs, sample_picture
from tests.ui_samples import fill_store, laid_out
from toolkit.ui.addresses import address_text, read_address
from toolkit.ui.going import Places
from toolkit.ui.language.labels import Labels
from toolkit.ui.rate.rate_tab import build_rate
from toolkit.ui.results.picture_sets import set_text
from toolkit.ui.results.results_tab import build_results
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import Visitor, answer_for
from toolkit.ui.state import AppState
from toolkit.ui.sweep.sweep_tab import build_sweep
from toolkit.ui.words.words_tab import build_words


def places(shared: AppState) -> Places:
    """The app's tabs, laid out in a page of their own."""

    def build() -> Places:
        labels = Labels()
        with gr.Tabs() as tabs, gr.Tab("all of them"):
            return Places(
                tabs=tabs,
                words=build_words(shared, labels),
                sweep=build_sweep(shared, labels),
                rate=build_rate(shared, labels),
                results=build_results(labels, lambda given: given),
            )

    return laid_out(build)


def value(update: Any) -> str:
    """What a part shows after an update, which is a value or says it among others."""
    return update["value"] if isinstance(update, dict) else update


def test_an_address_opens_its_tab_and_drawers(tmp_path: Path) -> None:
    run = fill_store(tmp_path)
    shared = AppState(tmp_path, ())
    parts = places(shared)

    def go(address: str) -> dict[Any, Any]:
        return parts.go(shared, read_address(address), "en")

    words = go("words/fist")
    assert words[parts.tabs]["selected"] == "words" and "fist" in words[parts.words.dialog]
    assert words[parts.results.dialog] == "" == words[parts.sweep.dialog]
    assert go("words/no-such-gesture")[parts.words.dialog] == ""
    assert "compare" in go("words/fist/palm")[parts.words.dialog]

    cell, request = shared.store.run_requests(run)[0]
    named = {"run": run, "picture": request.hash, "cell": cell.id}
    sweep = go(address_text("sweep", columns="weight", **named))
    assert sweep[parts.sweep.view.columns]["value"] == "weight"
    assert f"data-shows='{request.hash}'" in value(sweep[parts.sweep.dialog])

    one = set_text("where", [("gesture", cell.gesture)])
    shown = go(address_text("results", by="weight", set=one, show="fail", **named))
    assert shown[parts.results.by]["value"] == ["weight"]
    assert value(shown[parts.results.set]).count("class='tile'") == 3
    assert f"data-shows='{request.hash}'" in value(shown[parts.results.dialog])
    assert shown[parts.results.seen] == (one, "fail")
    shared.store.close()


@pytest.mark.parametrize("tab", ["sweep", "results"])
def test_an_address_shows_no_run_of_somebody_else(tmp_path: Path, tab: str) -> None:
    house = fill_store(tmp_path)
    shared = AppState(tmp_path, (), settings=Settings(place="server"))
    pair = sample_pairs(9)[-1]
    foreign = shared.store.start_run("foreign", "{}", [pair], owner="b" * 24)
    shared.store.save_image(pair[1], sample_picture(pair[1]), seconds=0.1)
    parts = places(shared)
    answer_for(Visitor(id="a" * 24))
    try:
        one = set_text("where", [])
        named = {"run": foreign, "picture": pair[1].hash, "cell": pair[0].id, "set": one}
        shown = parts.go(shared, read_address(address_text(tab, **named)), "en")
    finally:
        answer_for(Visitor(id="nobody"))
    run, dialog = (
        (parts.sweep.view.shown_run, parts.sweep.dialog)
        if tab == "sweep"
        else (parts.results.run, parts.results.dialog)
    )
    assert shown[run]["value"] == house, "it falls back to what may be seen"
    assert "notice error" in value(shown[dialog]) and "<img" not in value(shown[dialog])
    others = [update for part, update in shown.items() if part is not dialog]
    assert foreign not in str(others)
    shared.store.close()
