"""The Sweep tab: compose, see the cost and the prompts, run, watch the grid fill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import GestureError, JudgeError
from toolkit.judging.judge import HandJudge
from toolkit.judging.judge_run import judge_run
from toolkit.judging.model_file import find_model_file
from toolkit.running.forecast import forecast
from toolkit.ui.html import empty, notice, text, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, axis_name, say
from toolkit.ui.picture_urls import thumbnail_url
from toolkit.ui.reporting import answered, guarded
from toolkit.ui.state import Desk
from toolkit.ui.sweep.form_plan import cost_words, product_words, read_plan
from toolkit.ui.sweep.grid import SEED, grid_html, read_run
from toolkit.ui.sweep.job import SweepJob
from toolkit.ui.sweep.picture_detail import picture_html
from toolkit.ui.sweep.progress_bar import status_html
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.sweep_form import EXAMPLE, FormParts, build_form, read_form
from toolkit.ui.theme import page_script

LOOK_EVERY_S = 0.6
PICTURES_AT_ONCE = 48


@dataclass(frozen=True, kw_only=True)
class SweepTab:
    """The tab's parts."""

    form: FormParts
    cost: gr.HTML
    prompts: gr.HTML
    run: gr.Button
    stop: gr.Button
    status: gr.HTML
    shown_run: gr.Dropdown
    columns: gr.Dropdown
    judge: gr.Button
    grid: gr.HTML
    drawer: gr.HTML

    @property
    def view(self) -> list[Any]:
        """What `show_run` fills."""
        return [self.shown_run, self.columns, self.judge, self.grid]


def build_sweep(desk: Desk, labels: Labels) -> SweepTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    @answered
    def pictures(given: dict[str, object]) -> dict[str, object]:
        wanted = given.get("hashes")
        found: dict[str, object] = {}
        for each in wanted[:PICTURES_AT_ONCE] if isinstance(wanted, list) else []:
            try:
                found[str(each)] = thumbnail_url(desk.store, str(each))
            except GestureError:
                found[str(each)] = ""  # the tile stays empty; its drawer says why
        return found

    def html(name: str, value: str = "") -> gr.HTML:
        return gr.HTML(
            value,
            js_on_load=page_script(),
            elem_id=f"sweep-{name}",
            server_functions=[pictures],
            apply_default_css=False,
        )

    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            form = build_form(desk, labels)
        with gr.Column(scale=5, min_width=340):
            cost = html("cost")
            with gr.Row():
                run = labels.add(
                    gr.Button(
                        say("sweep.run", "en"),
                        variant="primary",
                        elem_id="sweep-run",
                        scale=0,
                        min_width=180,
                    ),
                    value="sweep.run",
                )
                stop = labels.add(
                    gr.Button(
                        say("sweep.stop", "en"),
                        visible=False,
                        elem_id="sweep-stop",
                        scale=0,
                        min_width=180,
                    ),
                    value="sweep.stop",
                )
            status = gr.HTML("", elem_id="sweep-status", apply_default_css=False)
            with labels.add(
                gr.Accordion(say("sweep.prompts", "en"), open=True, elem_id="sweep-prompts-box"),
                label="sweep.prompts",
            ):
                prompts = gr.HTML("", elem_id="sweep-prompts", apply_default_css=False)
            with gr.Row():
                shown_run = labels.add(
                    gr.Dropdown(
                        label=say("sweep.shown_run", "en"),
                        choices=[],
                        visible=False,
                        scale=3,
                        min_width=250,
                        elem_id="sweep-shown",
                    ),
                    label="sweep.shown_run",
                )
                columns = labels.add(
                    gr.Dropdown(
                        label=say("sweep.columns", "en"),
                        choices=[SEED],
                        value=SEED,
                        visible=False,
                        filterable=False,
                        scale=1,
                        min_width=120,
                        elem_id="sweep-columns",
                    ),
                    label="sweep.columns",
                )
            judge = gr.Button(visible=False, elem_id="sweep-judge")
            grid = html("grid")
    return SweepTab(
        form=form,
        cost=cost,
        prompts=prompts,
        run=run,
        stop=stop,
        status=status,
        shown_run=shown_run,
        columns=columns,
        judge=judge,
        grid=grid,
        drawer=html("drawer"),
    )


def preview(desk: Desk, lang: Lang, given: tuple[Any, ...]) -> tuple[str, str, Any]:
    """Cost in words, the prompts, and whether Run can be pressed."""
    off = gr.update(interactive=False)
    if not desk.models:
        return notice(say("sweep.no_model", lang), error=True), "", off
    form = read_form(given)
    if not form.gestures:
        return empty(say("sweep.empty", lang), say("sweep.example", lang), "example"), "", off
    try:
        plan = read_plan(form, desk.vocabulary, desk.models)
        cost = forecast(plan, desk.store)
        prompts = prompts_html(plan, lang)
    except GestureError as error:
        return trouble(error), "", off
    factors, total = product_words(plan, lang)
    said = (
        f"<p class='count'>{text(factors)} = <b>{text(total)}</b></p>"
        f"<p class='quiet'>{text(cost_words(cost, lang))}</p>"
    )
    return said, prompts, gr.update(interactive=cost.there is not None)


def show_run(desk: Desk, run: str | None, axis: str | None, lang: Lang) -> tuple[Any, ...]:
    """Updates of `SweepTab.view`: the run's grid, what can be chosen, what a judge could do."""
    hidden = gr.update(visible=False)
    try:
        choices = desk.run_choices(lang)
        known = [value for _, value in choices]
        chosen = run if run in known else (known[0] if known else None)
        if chosen is None:
            nothing = empty(say("sweep.no_runs", lang))
            return gr.update(visible=False, choices=[], value=None), hidden, hidden, nothing
        view = read_run(desk.store, chosen)
        column = axis if axis in view.axes else SEED
        grid = grid_html(view, column, desk.vocabulary, lang)
        unjudged = any(outcome == "unjudged" for outcome in view.outcomes.values())
    except GestureError as error:
        return hidden, hidden, hidden, trouble(error)
    key = "sweep.judge_run" if _judge_is_here() else "sweep.fetch_judge"
    axes = [(axis_name(name, lang), name) for name in view.axes]
    return (
        gr.update(visible=True, choices=choices, value=chosen),
        gr.update(visible=len(axes) > 1, choices=axes, value=column),
        gr.update(visible=unjudged, value=say(key, lang)),
        grid,
    )


def follow(desk: Desk, job: SweepJob, axis: str | None, lang: Lang) -> Iterator[tuple[Any, ...]]:
    """Updates of (run, stop, status, *view) until ``job`` ends; leaving early does not end it."""
    before = None
    pause_s = 0.05
    while True:
        over = job.wait(pause_s)
        state = job.state
        if state != before or over:
            before = state
            started = time.perf_counter()
            view: tuple[Any, ...] = (gr.skip(),) * 4
            if state.run and (over or (state.progress and state.progress.done)):
                view = show_run(desk, state.run, axis, lang)
                if not over:
                    view = (*view[:2], gr.update(visible=False), view[3])
            yield (
                gr.update(visible=over),
                gr.update(visible=not over, interactive=not state.stopping),
                status_html(state, lang),
                *view,
            )
            # A large grid takes long to build: never spend more than a fifth of the time on it.
            pause_s = max(LOOK_EVERY_S, 4 * (time.perf_counter() - started))
        if over:
            return


def wire_sweep(tab: SweepTab, desk: Desk, language: gr.Radio) -> None:
    """Connect the tab."""
    inputs = tab.form.inputs
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    slow: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    moving = [tab.run, tab.stop, tab.status, *tab.view]

    def look(lang: str, *given: Any) -> tuple[str, str, Any]:
        return preview(desk, as_lang(lang), given)

    def run(lang: str, axis: str | None, *given: Any) -> Iterator[tuple[Any, ...]]:
        still: tuple[Any, ...] = (gr.skip(),) * 4
        try:
            plan = read_plan(read_form(given), desk.vocabulary, desk.models)
            plan.check_size()
            job = SweepJob(plan, desk.store, desk.vocabulary)
        except GestureError as error:
            yield gr.skip(), gr.skip(), trouble(error), *still
            return
        if not desk.start(job):
            busy = notice(say("sweep.busy", as_lang(lang)), error=True)
            yield gr.skip(), gr.skip(), busy, *still
            return
        yield from follow(desk, job, axis, as_lang(lang))

    def stop() -> Any:
        if desk.job is not None:
            desk.job.stop()
        return gr.update(interactive=False)

    def choose(run: str | None, axis: str | None, lang: str) -> tuple[Any, ...]:
        return show_run(desk, run, axis, as_lang(lang))

    @guarded
    def open_picture(run: str | None, lang: str, event: gr.EventData) -> str:
        view = read_run(desk.store, run or "latest")
        hash_, cell = str(getattr(event, "hash", "")), str(getattr(event, "cell", ""))
        return picture_html(view, desk.store, desk.vocabulary, hash_, cell, as_lang(lang))

    def judge(run: str | None, axis: str | None, lang: str) -> Iterator[tuple[Any, ...]]:
        spoken = as_lang(lang)
        key = "sweep.stage.judging" if _judge_is_here() else "sweep.fetching_judge"
        yield notice(say(key, spoken)), *((gr.skip(),) * 4)
        try:
            with HandJudge.open(desk.vocabulary) as opened:
                judge_run(desk.store, run or "latest", opened)
        except GestureError as error:
            yield trouble(error), *((gr.skip(),) * 4)
            return
        yield notice(say("sweep.judge_ready", spoken)), *show_run(desk, run, axis, spoken)

    def example() -> tuple[Any, Any]:
        known = [each for each in EXAMPLE if each in desk.vocabulary.gestures]
        return gr.update(value=known), gr.update(value=["plain", "explicit"])

    gr.on(
        [*(part.change for part in inputs), language.change],
        look,
        [language, *inputs],
        [tab.cost, tab.prompts, tab.run],
        trigger_mode="always_last",
        **quick,
    )
    tab.cost.act(example, None, [tab.form.gestures, tab.form.phrases], **quick)
    ran = tab.run.click(
        run, [language, tab.columns, *inputs], moving, concurrency_limit=None, **slow
    )
    # What is there now costs nothing any more, and how long it takes is known.
    ran.then(look, [language, *inputs], [tab.cost, tab.prompts, tab.run], **quick)
    tab.stop.click(stop, None, tab.stop, **quick)
    chosen = [tab.shown_run, tab.columns, language]
    gr.on([tab.shown_run.input, tab.columns.input], choose, chosen, tab.view, **quick)
    language.change(choose, chosen, tab.view, **quick)
    language.change(lambda: ("", ""), None, [tab.drawer, tab.status], **quick)
    tab.judge.click(judge, chosen, [tab.status, *tab.view], **slow)
    for part in (tab.grid, tab.drawer):
        part.act(open_picture, [tab.shown_run, language], tab.drawer, **quick)


def opening(desk: Desk, lang: Lang) -> Iterator[tuple[Any, ...]]:
    """Updates of (run, stop, status, *view) when a page is opened: the newest run, or the
    sweep that is running right now, followed to its end."""
    job = desk.job
    if job is not None and job.running:
        yield from follow(desk, job, None, lang)
        return
    yield gr.skip(), gr.skip(), gr.skip(), *show_run(desk, None, None, lang)


def _judge_is_here() -> bool:
    """Whether the judge's model file is on this machine and whole."""
    try:
        return find_model_file() is not None
    except JudgeError:
        return False  # pressing the button says what is wrong
