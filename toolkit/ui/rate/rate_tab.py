"""The Rate tab: two pictures, five keys; the page's script asks, the rating desk answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from toolkit.errors import GestureError
from toolkit.ui.html import trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.rate.questions import RatingDesk
from toolkit.ui.reporting import answered
from toolkit.ui.state import Desk

SPOKEN = (
    "which",
    "left",
    "right",
    "tie",
    "both_bad",
    "not_sure",
    "undo",
    "well_formed",
    "malformed",
    "space",
    "loading",
    "lost",
    "empty",
    "nothing",
    "all_done",
    "go_sweep",
    "see_results",
    "picture_left",
    "picture_right",
)


@dataclass(frozen=True, kw_only=True)
class RateTab:
    """The tab's parts."""

    run: gr.Dropdown
    trouble: gr.HTML
    pairs: gr.HTML


def build_rate(desk: Desk, labels: Labels) -> RateTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""
    rating = RatingDesk(desk)

    @answered
    def ask(given: dict[str, object]) -> dict[str, object]:
        return rating.ask(
            run=_text(given, "run"),
            rater=_text(given, "rater"),
            count=_count(given, "count"),
            fresh=given.get("fresh") is True,
        )

    @answered
    def answer(given: dict[str, object]) -> dict[str, object]:
        return rating.answer(
            token=_text(given, "token"),
            uuid=_text(given, "uuid"),
            rater=_text(given, "rater"),
            winner=_text(given, "winner"),
            well_formed={side: _text(given, side) for side in ("left", "right")},
            latency_ms=_count(given, "latency_ms"),
        )

    @answered
    def take_back(given: dict[str, object]) -> dict[str, object]:
        return rating.take_back(uuid=_text(given, "uuid"), rater=_text(given, "rater"))

    run = labels.add(
        gr.Dropdown(label=say("rate.run", "en"), choices=[], visible=False, elem_id="rate-run"),
        label="rate.run",
    )
    notice = gr.HTML("", apply_default_css=False)
    pairs = gr.HTML(
        setup("", 0, "en"),
        html_template=Path(__file__).with_name("rate.html").read_text("utf-8"),
        js_on_load=Path(__file__).with_name("rate.js").read_text("utf-8"),
        server_functions=[ask, answer, take_back],
        elem_id="rate-pairs",
        apply_default_css=False,
    )
    return RateTab(run=run, trouble=notice, pairs=pairs)


def setup(run: str, made: int, lang: Lang) -> str:
    """What the page's script is told: which run, how many pictures it has, in which words."""
    words = {name: say(f"rate.{name}", lang) for name in SPOKEN}
    # Its places are filled on the page.
    words["progress"] = say("rate.progress", lang, done="{done}", total="{total}")
    return json.dumps({"run": run, "mark": made, "lang": lang, "words": words})


def open_rate(desk: Desk, run: str | None, lang: Lang) -> tuple[Any, str, str]:
    """Updates of (run, trouble, pairs): the run asked for if it is there, else the newest."""
    try:
        runs = {each.id: each for each in desk.store.runs() if each.made}
        choices = desk.run_choices()
    except GestureError as error:
        return gr.update(visible=False), trouble(error), setup("", 0, lang)
    chosen = run if run in runs else next(iter(runs), None)
    if chosen is None:
        return gr.update(visible=False, choices=[], value=None), "", setup("", 0, lang)
    several = gr.update(visible=len(choices) > 1, choices=choices, value=chosen)
    return several, "", setup(chosen, runs[chosen].made, lang)


def wire_rate(tab: RateTab, desk: Desk, language: gr.Radio, opened: gr.Tab) -> None:
    """Connect the tab; ``opened`` is the `gr.Tab` it stands in."""

    def show(run: str | None, lang: str) -> tuple[Any, str, str]:
        return open_rate(desk, run, as_lang(lang))

    gr.on(
        [tab.run.input, language.change, opened.select],
        show,
        [tab.run, language],
        [tab.run, tab.trouble, tab.pairs],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _text(given: dict[str, object], name: str) -> str:
    value = given.get(name)
    return value[:200] if isinstance(value, str) else ""


def _count(given: dict[str, object], name: str) -> int:
    value = given.get(name)
    return int(value) if isinstance(value, int | float) and abs(value) < 1e12 else 0
