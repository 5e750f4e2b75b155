"""The Sweep tab: compose, see the cost, run, watch the grid fill; the prompts stand below."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.judging.judge import HandJudge
from toolkit.judging.judge_run import judge_run
from toolkit.running.forecast import forecast
from toolkit.ui.html import empty, html, notice, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.picture_urls import thumbnail_url
from toolkit.ui.reporting import answered, merged
from toolkit.ui.state import AppState
from toolkit.ui.sweep.following import LOOK_EVERY_S, Following
from toolkit.ui.sweep.form_plan import check_controls, cost_words, product_words, read_plan
from toolkit.ui.sweep.form_values import FormError
from toolkit.ui.sweep.grid import read_run
from toolkit.ui.sweep.job import SweepJob
from toolkit.ui.sweep.picture_detail import picture_html, refused_html
from toolkit.ui.sweep.progress_bar import status_html
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.run_view import RunView, build_run_view, judge_is_here
from toolkit.ui.sweep.sweep_form import EXAMPLE, FormParts, build_form
from toolkit.ui.theme import page_script

PICTURES_AT_ONCE = 48
Given = Mapping[Any, Any]
Updates = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class SweepTab:
    """The tab's parts; `preview`, `follow` and `opening` are what its handlers return."""

    shared: AppState
    form: FormParts
    cost: gr.HTML
    prompts_box: gr.Accordion
    prompts: gr.HTML
    run: gr.Button
    stop: gr.Button
    status: gr.HTML
    view: RunView
    dialog: gr.HTML
    timer: gr.Timer
    following: gr.State

    @property
    def previewed(self) -> list[Any]:
        """What `preview` fills."""
        return [self.cost, self.prompts_box, self.prompts, self.run]

    @property
    def moving(self) -> list[Any]:
        """What a running sweep changes."""
        work = [self.stop, self.status, self.timer, self.following]
        return [*self.previewed, *work, *self.view.parts]

    def preview(self, given: Given, lang: Lang) -> Updates:
        """Cost in words, the prompts, and whether Run can be pressed."""

        def nothing(said: str) -> Updates:
            return {
                self.cost: said,
                self.prompts_box: gr.update(visible=False),
                self.prompts: "",
                self.run: gr.update(interactive=False),
            }

        shared, form = self.shared, self.form.read(given)
        if not shared.models:
            return nothing(notice(say("sweep.no_model", lang), error=True))
        if not form.gestures:
            button = say("sweep.example", lang)
            return nothing(empty(say("sweep.empty", lang), button, "example"))
        try:
            plan = read_plan(form, shared.vocabulary, shared.models)
            check_controls(plan)
            cost = forecast(plan, shared.store)
            prompts = prompts_html(plan, lang)
        except GestureError as error:
            return nothing(sentence(error, lang))
        factors, total = product_words(plan, lang)
        return {
            self.cost: html(
                "<p class='count'>{} = <b>{}</b></p><p class='quiet'>{}</p>",
                factors,
                total,
                cost_words(cost, lang),
            ),
            self.prompts_box: gr.update(visible=True),
            self.prompts: prompts,
            self.run: gr.update(interactive=cost.there is not None),
        }

    def begin(self, given: Given, lang: Lang) -> Updates:
        """Start the sweep that the form describes, or say why not."""
        shared = self.shared
        try:
            plan = read_plan(self.form.read(given), shared.vocabulary, shared.models)
            check_controls(plan)
            plan.check_size()
            job = SweepJob(plan, shared.store, shared.vocabulary)
        except GestureError as error:
            return {self.status: sentence(error, lang)}
        if not shared.start(job):
            return {self.status: notice(say("sweep.busy", lang), error=True)}
        return self.watch(job, lang)

    def watch(self, job: SweepJob, lang: Lang) -> Updates:
        """Begin to follow ``job``."""
        return {
            self.run: gr.update(visible=False),
            self.stop: gr.update(visible=True, interactive=True),
            self.status: status_html(job.state, lang),
            self.timer: gr.update(active=True),
            self.following: Following(seen=job.state),
        }

    def follow(self, given: Given, lang: Lang) -> Updates:
        """What has changed since the page was last told; the end stops the asking."""
        job = self.shared.job
        if job is None:
            return {self.timer: gr.update(active=False)}
        over, state, before = not job.running, job.state, given[self.following]
        if state == before.seen and not over:
            return {self.status: gr.skip()}
        began_s, after = time.monotonic(), replace(before, seen=state)
        chosen, axis = self.view.chosen(given)
        view: Updates = {}
        if after.wants_grid(state, chosen, began_s):
            # A page that looks at another run meanwhile keeps it.
            run = state.run if before.run != state.run else chosen
            view = self.view.show(self.shared, run, axis, lang)
            after = after.after_grid(state.run, began_s)
            if not over:
                view[self.view.judge] = gr.update(visible=False)
        ended: Updates = {}
        if over:
            # What is there now costs nothing any more, and how long it takes is known.
            shown = {self.run: gr.update(visible=True), self.timer: gr.update(active=False)}
            ended = merged(self.preview(given, lang), shown)
        return {
            self.stop: gr.update(visible=not over, interactive=not state.stopping),
            self.status: status_html(state, lang),
            self.following: after,
            **view,
            **ended,
        }

    def opening(self, lang: Lang) -> Updates:
        """A page that is opened: the empty form, the newest run, the sweep that is running."""
        empty_form = self.preview(self.form.at_first(), lang)
        newest = self.view.show(self.shared, None, None, lang)
        job = self.shared.job
        watched = self.watch(job, lang) if job is not None and job.running else {}
        return merged(empty_form, newest, watched)

    def speak(self, given: Given, lang: Lang) -> Updates:
        """Everything that was said, in another language."""
        seen = given[self.following].seen
        return {
            **self.preview(given, lang),
            **self.view.show(self.shared, *self.view.chosen(given), lang),
            self.status: "" if seen is None else status_html(seen, lang),
            self.dialog: "",
        }


def sentence(error: GestureError, lang: Lang) -> Markup:
    """An error beside the form; one of a field names it to the page, which marks it."""
    if isinstance(error, FormError):
        said = notice(error.problem.sentence(lang), error=True)
        field = error.problem.field.replace("_", "-")
        return html("<div data-field='{}'>{}</div>", field, said)
    return trouble(error, lang)


def build_sweep(shared: AppState, labels: Labels) -> SweepTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    @answered
    def pictures(given: dict[str, object]) -> dict[str, object]:
        wanted = given.get("hashes")
        found: dict[str, object] = {}
        for each in wanted[:PICTURES_AT_ONCE] if isinstance(wanted, list) else []:
            try:
                found[str(each)] = thumbnail_url(shared.store, str(each))
            except GestureError:
                found[str(each)] = ""  # the tile stays empty; its dialog says why
        return found

    def part(name: str, *, render: bool = True) -> gr.HTML:
        return gr.HTML(
            "",
            js_on_load=page_script(),
            elem_id=f"sweep-{name}",
            server_functions=[pictures],
            apply_default_css=False,
            render=render,
        )

    def button(key: str, **more: Any) -> gr.Button:
        name = key.replace(".", "-")
        made = gr.Button(say(key, "en"), elem_id=name, scale=0, min_width=180, **more)
        return labels.add(made, value=key)

    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            form = build_form(shared, labels)
        with gr.Column(scale=5, min_width=340):
            cost = part("cost")
            with gr.Row():
                run = button("sweep.run", variant="primary")
                stop = button("sweep.stop", visible=False)
            status = gr.HTML("", elem_id="sweep-status", apply_default_css=False)
            view = build_run_view(labels, part("grid", render=False))
            with labels.add(
                gr.Accordion(
                    say("sweep.prompts", "en"),
                    open=False,
                    visible=False,
                    elem_id="sweep-prompts-box",
                ),
                label="sweep.prompts",
            ) as prompts_box:
                prompts = gr.HTML("", elem_id="sweep-prompts", apply_default_css=False)
    return SweepTab(
        shared=shared,
        form=form,
        cost=cost,
        prompts_box=prompts_box,
        prompts=prompts,
        run=run,
        stop=stop,
        status=status,
        view=view,
        dialog=part("dialog"),
        timer=gr.Timer(LOOK_EVERY_S, active=False),
        following=gr.State(Following()),
    )


def wire_sweep(tab: SweepTab, shared: AppState, language: gr.Radio) -> None:
    """Connect the tab."""
    form, view = tab.form, tab.view
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    chosen: set[Any] = {language, view.shown_run, view.columns}

    def spoken(given: Given) -> Lang:
        return as_lang(given[language])

    def stop() -> Any:
        if shared.job is not None:
            shared.job.stop()
        return gr.update(interactive=False)

    def choose(given: Given) -> Updates:
        return view.show(shared, *view.chosen(given), spoken(given))

    def open_picture(given: Given, event: gr.EventData) -> Updates:
        lang = spoken(given)
        hash_, cell = str(getattr(event, "hash", "")), str(getattr(event, "cell", ""))
        try:
            shown = read_run(shared.store, given[view.shown_run] or "latest")
            said = picture_html(shown, shared.store, shared.vocabulary, hash_, cell, lang)
        except GestureError as error:
            said = refused_html(error, lang)
        return {tab.dialog: said}

    def judge(given: Given) -> Iterator[Updates]:
        lang = spoken(given)
        run, _ = view.chosen(given)
        key = "sweep.stage.judging" if judge_is_here() else "sweep.fetching_judge"
        yield {tab.status: notice(say(key, lang))}
        try:
            with HandJudge.open(shared.vocabulary) as opened:
                judge_run(shared.store, run or "latest", opened)
        except GestureError as error:
            yield {tab.status: trouble(error, lang)}
            return
        yield {tab.status: notice(say("sweep.judge_ready", lang)), **choose(given)}

    def example() -> Updates:
        known = [each for each in EXAMPLE if each in shared.vocabulary.gestures]
        return {form.gestures: known, form.phrases: ["plain", "explicit"]}

    gr.on(
        [part.change for part in form.inputs],
        lambda given: tab.preview(given, spoken(given)),
        {language, *form.inputs},
        tab.previewed,
        trigger_mode="always_last",
        **quick,
    )
    tab.cost.act(example, None, [form.gestures, form.phrases], **quick)
    tab.run.click(
        lambda given: tab.begin(given, spoken(given)), {language, *form.inputs}, tab.moving, **quick
    )
    tab.timer.tick(
        lambda given: tab.follow(given, spoken(given)),
        {*chosen, tab.following, *form.inputs},
        tab.moving,
        trigger_mode="once",
        **quick,
    )
    tab.stop.click(stop, None, tab.stop, **quick)
    language.input(
        lambda given: tab.speak(given, spoken(given)),
        {*chosen, tab.following, *form.inputs},
        [*tab.moving, tab.dialog],
        **quick,
    )
    gr.on([view.shown_run.input, view.columns.input], choose, chosen, view.parts, **quick)
    tab.view.judge.click(
        judge,
        chosen,
        [tab.status, *view.parts],
        show_progress="hidden",
        api_visibility="private",
    )
    for part in (view.grid, tab.dialog):
        part.act(open_picture, {language, view.shown_run}, [tab.dialog], **quick)
