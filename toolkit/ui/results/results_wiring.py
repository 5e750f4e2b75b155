"""What each part of the Results tab does when it is chosen from or pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.ui.html import NOTHING, notice, trouble
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.report_zip import ReportZips
from toolkit.ui.results.results_tab import ResultsTab
from toolkit.ui.results.results_view import read_results
from toolkit.ui.results.run_card import ACTS, changed
from toolkit.ui.results.set_drawer import TILES, set_drawer
from toolkit.ui.serving.visitors import answer_for, visitor_of
from toolkit.ui.state import AppState
from toolkit.ui.sweep.picture_detail import picture_html, refused_html

Given = Mapping[Any, Any]
Updates = dict[Any, Any]
AT_ONCE = 2
"""How many dear answers are made at once; the others wait in line, and the page goes on."""
QUEUED: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_id": "results",
    "concurrency_limit": AT_ONCE,
}
ON_RUNS: dict[str, Any] = {**QUEUED, "concurrency_id": "runs", "concurrency_limit": 1}


def wire_results(tab: ResultsTab, shared: AppState, language: gr.Radio, opened: gr.Tab) -> None:
    """Connect the tab; ``opened`` is the `gr.Tab` it stands in."""
    zips = ReportZips()
    chosen: set[Any] = {*tab.inputs, language}

    def show(given: Given, request: gr.Request) -> Updates:
        answer_for(visitor_of(request))  # it waits in the queue, out of its request
        return read_results(shared, tab.read(given), as_lang(given[language])).updates(tab)

    def open_set(given: Given, event: gr.EventData, request: gr.Request) -> Updates:
        answer_for(visitor_of(request))
        if _text(event, "act") != "set":
            return {tab.seen: gr.skip()}
        names, shown = _text(event, "set"), _text(event, "show")
        choice, lang = tab.read(given), as_lang(given[language])
        count = _text(event, "count")
        number = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else TILES
        return {
            tab.set: set_drawer(shared, choice, names, shown, number, lang),
            tab.seen: (names, shown),
        }

    def open_picture(given: Given, event: gr.EventData, request: gr.Request) -> Updates:
        if _text(event, "act") == "set":
            return open_set(given, event, request)
        answer_for(visitor_of(request))
        picture = _text(event, "hash") or _text(event, "picture")
        cell, over = _text(event, "cell"), _text(event, "over")
        choice, lang = tab.read(given), as_lang(given[language])
        return {tab.dialog: opened_in(shared, choice, given[tab.seen], (picture, cell, over), lang)}

    def act(given: Given, event: gr.EventData, request: gr.Request) -> Updates:
        answer_for(visitor_of(request))
        choice, lang, what = tab.read(given), as_lang(given[language]), _text(event, "act")
        if what == "report":
            return report(choice, lang)
        if what not in ACTS:
            return {tab.seen: gr.skip()}
        fields = {name: _text(event, name, 4000) for name in ("name", "note", "run")}
        said = changed(shared, choice.run, what, fields, lang)
        updates = read_results(shared, choice, lang, said).updates(tab)
        if what == "delete":
            return updates
        # The figures stay as they are: only the run's own words have changed.
        return {part: updates[part] for part in (tab.card, tab.run) if part in updates}

    def report(choice: ResultsChoice, lang: Lang) -> Updates:
        try:
            made = zips.make(shared.store, shared.run(choice.run), shared.vocabulary)
        except GestureError as error:
            return read_results(shared, choice, lang, trouble(error, lang)).updates(tab)
        size = f"{made.size_mb:.1f}"
        said = notice(say("runs.report_ready", lang, n=made.pictures, size=size))
        updates = read_results(shared, choice, lang, said).updates(tab)
        return {**updates, tab.report: gr.update(visible=True, value=str(made.file))}

    gr.on(
        [*(part.input for part in tab.inputs), language.change, opened.select],
        show,
        chosen,
        tab.shown,
        trigger_mode="always_last",
        **QUEUED,
    )
    for part in tab.tables:
        part.act(open_set, chosen, [tab.set, tab.seen], **QUEUED)
    for part in (tab.set, tab.dialog):
        part.act(open_picture, {*chosen, tab.seen}, [tab.set, tab.seen, tab.dialog], **QUEUED)
    # A long report keeps nobody from the figures.
    tab.card.act(act, chosen, [*tab.shown, tab.seen], **ON_RUNS)
    gr.on(
        [tab.run.input, language.change],
        lambda: (NOTHING, NOTHING),
        None,
        [tab.set, tab.dialog],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def opened_in(
    shared: AppState,
    choice: ResultsChoice,
    seen: tuple[str, str],
    picture: tuple[str, str, str],
    lang: Lang,
) -> Markup:
    """The dialog of a ``picture`` (its hash, its cell, the hash of one laid over it) over the
    drawer of the pictures ``seen``, or why there is none."""
    request_hash, cell, over = picture
    names, show = seen
    try:
        view = shared.pictures_of(shared.run(choice.run).id)
        address = choice.address(set=names, show=show, picture=request_hash, cell=cell, over=over)
        return picture_html(
            view,
            shared.store,
            shared.vocabulary,
            request_hash,
            cell,
            lang,
            address=address,
            over=over,
            settings=False,
        )
    except GestureError as error:
        return refused_html(error, lang)


def _text(event: gr.EventData, name: str, most: int = 1000) -> str:
    """A field of what the page sent, if it is a text of a sensible length."""
    value = getattr(event, name, "")
    return value if isinstance(value, str) and len(value) <= most else ""
