"""What each part of the Sweep tab does when it is pressed, typed into or chosen from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import BadInput, GestureError, StoreError
from toolkit.judging.judges import DEFAULT_JUDGES, JUDGES
from toolkit.judging.looking.judge_run import judge_run
from toolkit.store.run_names import LATEST
from toolkit.suggesting.missing import with_words
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_files import picture_document
from toolkit.ui.addresses import address_text
from toolkit.ui.html import notice, trouble
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.serving.visitors import answer_for, visitor_of
from toolkit.ui.state import AppState
from toolkit.ui.sweep.add_form import add_dropped, report_html
from toolkit.ui.sweep.form_plan import read_uploaded
from toolkit.ui.sweep.grid import Layout
from toolkit.ui.sweep.picture_detail import picture_html, refused_html
from toolkit.ui.sweep.sweep_form import EXAMPLE
from toolkit.ui.sweep.sweep_tab import Given, SweepTab, Updates, sentence
from toolkit.ui.sweep.try_form import FOUND, MAX_PROMPT

MAX_PLAN_BYTES = 1_000_000
# Each page of the browser keeps its own, so that two pages never meet.
KEEP_TYPED = """(...typed) => {
  try { sessionStorage.setItem('gesture-sweep', JSON.stringify(typed)); } catch {}
}"""
KEPT = """(() => {
  try { return sessionStorage.getItem('gesture-sweep') || ''; } catch { return ''; }
})()"""
"""What the page kept, for `SweepTab.opening`."""


def uploaded_text(content: object) -> str:
    """The text of an uploaded plan; raises `BadInput` for what cannot be one."""
    if not isinstance(content, bytes):
        raise BadInput("No file came.", hint="Choose it again.", code="no_upload")
    if len(content) > MAX_PLAN_BYTES:
        raise BadInput(
            f"The file has {len(content):,} bytes; a plan has at most {MAX_PLAN_BYTES:,}.",
            hint="Choose a plan in YAML.",
            code="file_too_large",
            fields={"count": len(content), "most": MAX_PLAN_BYTES},
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "The file is no text in UTF-8.", hint="Choose a plan in YAML.", code="not_utf8"
        ) from error


def picture_plan(shared: AppState, run: str, request_hash: str, cell_id: str) -> Plan:
    """The plan of one picture of a run; raises `StoreError` for one that the run does not have."""
    run = shared.run(run).id
    pairs = shared.pictures_of(run).pairs
    pair = next((p for p in pairs if p[1].hash == request_hash and p[0].id == cell_id), None)
    if pair is None:
        raise StoreError(
            "That picture is not in this run.",
            hint="Choose it in the grid.",
            code="picture_not_in_run",
        )
    cell, request = pair
    document = picture_document(shared.store.run(run).plan_json, cell, request.seed)
    return read_uploaded(
        json.dumps(document), shared.vocabulary, shared.models, shared.allowed_files
    )


# On a phone the pictures stand below the form.
TO_THE_PICTURES = """() => {
  if (innerWidth < 760)
    document.querySelector('#sweep-status')?.scrollIntoView({ behavior: 'smooth', block: 'start' });
}"""
TO_THE_STATUS = """() => document.querySelector('#sweep-status')
  ?.scrollIntoView({ behavior: 'smooth', block: 'center' })"""
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def wire_sweep(tab: SweepTab, shared: AppState, language: gr.Radio) -> None:
    """Connect the tab."""

    def spoken(given: Given) -> Lang:
        return as_lang(given[language])

    view = tab.view
    chosen: set[Any] = {language, *view.inputs}
    typed: set[Any] = {language, *tab.typed}
    _wire_composing(tab, shared, language, spoken)
    _wire_settings(tab, shared, language, spoken)
    _wire_pictures(tab, shared, language, spoken)
    _wire_adding(tab, shared, language, spoken)
    _wire_adapters(tab, shared, language, spoken)

    def stop() -> Any:
        shared.stop()
        return gr.update(interactive=False)

    tab.run.click(lambda given: tab.begin(given, spoken(given)), typed, tab.moving, **QUICK)
    tab.trying.run.click(
        lambda given: tab.begin(given, spoken(given), trying=True), typed, tab.moving, **QUICK
    )
    for button in (tab.run, tab.trying.run):
        button.click(None, None, None, js=TO_THE_PICTURES)
    tab.timer.tick(
        lambda given: tab.follow(given, spoken(given)),
        {*chosen, tab.following, *typed},
        tab.moving,
        trigger_mode="once",
        **QUICK,
    )
    tab.stop.click(stop, None, tab.stop, **QUICK)
    language.input(
        lambda given: tab.speak(given, spoken(given)),
        {*chosen, tab.following, *typed},
        [*tab.moving, tab.dialog],
        **QUICK,
    )


def _wire_composing(
    tab: SweepTab, shared: AppState, language: gr.Radio, spoken: Callable[[Given], Lang]
) -> None:
    """What is typed and chosen shows what it would cost, and is kept by the page."""
    form, trying = tab.form, tab.trying
    typed: set[Any] = {language, *tab.typed}

    def beside_the_form(event: gr.EventData) -> Updates:
        if str(getattr(event, "act", "")) != "example":
            return {tab.uploaded: ""}
        known = [each for each in EXAMPLE if each in shared.vocabulary.gestures]
        return {form.gestures: known, form.phrases: ["plain", "explicit"]}

    def add_words(given: Given, event: gr.EventData) -> Updates:
        words = str(getattr(event, "text", ""))[:MAX_PROMPT]
        return {trying.prompt: with_words(str(given[trying.prompt] or ""), words)}

    gr.on(
        [part.change for part in (*form.inputs, tab.uploaded)],
        lambda given: tab.preview(given, spoken(given)),
        typed,
        tab.previewed,
        trigger_mode="always_last",
        **QUICK,
    )
    gr.on(
        [part.change for part in (*trying.inputs, form.models)],
        lambda given: tab.preview_try(given, spoken(given)),
        typed,
        tab.tried,
        trigger_mode="always_last",
        **QUICK,
    )
    gr.on([part.change for part in tab.typed], None, tab.typed, None, js=KEEP_TYPED)

    def mark_untaught(given: Given) -> Updates:
        lang = spoken(given)
        known = shared.gesture_choices(lang, given[form.models] or ())
        found = (say("try.gesture.found", lang), FOUND)
        return {
            form.gestures: gr.update(choices=known),
            trying.gesture: gr.update(choices=[found, *known]),
        }

    form.models.change(
        mark_untaught, {language, form.models}, [form.gestures, trying.gesture], **QUICK
    )
    tab.cost.act(beside_the_form, None, [form.gestures, form.phrases, tab.uploaded], **QUICK)
    trying.preview.act(add_words, {trying.prompt}, [trying.prompt], **QUICK)


def _wire_settings(
    tab: SweepTab, shared: AppState, language: gr.Radio, spoken: Callable[[Given], Lang]
) -> None:
    """A plan from a file, a run or a picture comes onto the page."""
    view = tab.view
    filled = [tab.status, tab.uploaded, *tab.form.ordered]

    def take_file(given: Given) -> Updates:
        try:
            text = uploaded_text(given[tab.upload])
            plan = read_uploaded(text, shared.vocabulary, shared.models, shared.allowed_files)
        except GestureError as error:
            return {tab.status: sentence(error, spoken(given))}
        return {tab.status: "", **tab.put_back(plan)}

    def take_run(given: Given) -> Updates:
        lang = spoken(given)
        try:
            run = shared.run(given[view.shown_run] or LATEST)
            plan = read_uploaded(
                run.plan_json, shared.vocabulary, shared.models, shared.allowed_files
            )
        except GestureError as error:
            return {tab.status: sentence(error, lang)}
        return {tab.status: notice(say("plan.put_back_done", lang)), **tab.put_back(plan)}

    def take_picture(given: Given, event: gr.EventData) -> Updates:
        """The dialog's buttons: the picture's settings, or one of its neighbours,
        or the one that it was mended from."""
        lang, run = spoken(given), str(given[view.shown_run] or LATEST)
        cell, picture = str(getattr(event, "cell", "")), str(getattr(event, "picture", ""))
        if str(getattr(event, "act", "")) != "settings":
            hash_ = str(getattr(event, "hash", "")) or picture
            over = str(getattr(event, "over", ""))
            return {tab.dialog: opened_picture(shared, run, hash_, cell, lang, over=over)}
        try:
            plan = picture_plan(shared, run, picture, cell)
        except GestureError as error:
            return {tab.dialog: refused_html(error, lang)}
        done = notice(say("plan.put_back_done", lang))
        return {tab.dialog: "", tab.status: done, **tab.put_back(plan)}

    tab.upload.upload(take_file, {language, tab.upload}, filled, **QUICK)
    view.put_back.click(take_run, {language, *view.inputs}, filled, **QUICK)
    tab.dialog.act(take_picture, {language, view.shown_run}, [tab.dialog, *filled], **QUICK)


def _wire_adding(
    tab: SweepTab, shared: AppState, language: gr.Radio, spoken: Callable[[Given], Lang]
) -> None:
    """Dropped pictures become a run, which the grid then shows."""
    adding, view = tab.adding, tab.view

    def add(given: Given, request: gr.Request) -> Iterator[Updates]:
        lang = spoken(given)
        answer_for(visitor_of(request))  # it waits in the queue, out of its request
        yield {tab.status: notice(say("add.working", lang))}
        try:
            answer_for(visitor_of(request))
            report = add_dropped(adding, given, shared)
        except GestureError as error:
            yield {tab.status: trouble(error, lang)}
            return
        shown = view.show(shared, report.run, Layout(), lang) if report.run else {}
        yield {tab.status: report_html(report, lang), adding.files: None, **shown}

    adding.button.click(
        add,
        {language, *adding.inputs},
        [tab.status, adding.files, *view.parts],
        show_progress="hidden",
        api_visibility="private",
    )
    adding.button.click(None, None, None, js=TO_THE_STATUS)


def _wire_adapters(
    tab: SweepTab, shared: AppState, language: gr.Radio, spoken: Callable[[Given], Lang]
) -> None:
    """Dropped LoRA and embedding files are kept and chosen, or refused in a sentence."""
    parts = tab.form.adapters
    if parts.files is not None:
        parts.files.upload(
            lambda given: parts.take_dropped(given, shared, spoken(given)),
            {language, parts.files, *parts.ordered},
            [parts.files, parts.told, *parts.ordered],
            **QUICK,
        )


def _wire_pictures(
    tab: SweepTab, shared: AppState, language: gr.Radio, spoken: Callable[[Given], Lang]
) -> None:
    """The grid: which run, how it is laid out, its judge, a picture opened."""
    view = tab.view
    chosen: set[Any] = {language, *view.inputs}

    def choose(given: Given) -> Updates:
        return view.show(shared, *view.chosen(given), spoken(given))

    def open_picture(given: Given, event: gr.EventData) -> Markup:
        run = str(given[view.shown_run] or LATEST)
        hash_, cell = str(getattr(event, "hash", "")), str(getattr(event, "cell", ""))
        return opened_picture(shared, run, hash_, cell, spoken(given))

    def judge(given: Given, request: gr.Request) -> Iterator[Updates]:
        lang = spoken(given)
        answer_for(visitor_of(request))
        run, _ = view.chosen(given)
        key = "sweep.stage.judging" if shared.judge_here() else "sweep.fetching_judge"
        yield {tab.status: notice(say(key, lang))}
        try:
            answer_for(visitor_of(request))
            run = shared.run(run or LATEST).id
            with ExitStack() as opened:
                judges = [
                    opened.enter_context(JUDGES[name](shared.vocabulary)) for name in DEFAULT_JUDGES
                ]
                judge_run(shared.store, run, judges)
        except GestureError as error:
            yield {tab.status: trouble(error, lang)}
            return
        yield {tab.status: notice(say("sweep.judge_ready", lang)), **choose(given)}

    gr.on([part.input for part in view.inputs], choose, chosen, view.parts, **QUICK)
    view.judge.click(
        judge,
        chosen,
        [tab.status, *view.parts],
        show_progress="hidden",
        api_visibility="private",
    )
    view.grid.act(open_picture, {language, view.shown_run}, [tab.dialog], **QUICK)


def opened_picture(
    shared: AppState, run: str, request_hash: str, cell: str, lang: Lang, *, over: str = ""
) -> Markup:
    """The dialog of one picture of ``run``, or why there is none; see `picture_html`."""
    try:
        shown = shared.pictures_of(shared.run(run).id)
        return picture_html(
            shown,
            shared.store,
            shared.vocabulary,
            request_hash,
            cell,
            lang,
            address=address_text(
                "sweep", run=shown.run, picture=request_hash, cell=cell, over=over
            ),
            over=over,
        )
    except GestureError as error:
        return refused_html(error, lang)
