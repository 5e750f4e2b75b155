"""The Sweep tab: compose, see the cost, run, watch the grid fill; the prompts stand below."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.running.forecast import forecast
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_files import plan_yaml
from toolkit.ui.html import empty, html, joined, notice, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.reporting import merged
from toolkit.ui.state import AppState
from toolkit.ui.sweep.add_form import AddParts, build_add
from toolkit.ui.sweep.following import LOOK_EVERY_S, Following
from toolkit.ui.sweep.form_plan import (
    check_controls,
    cost_words,
    form_of,
    plan_link,
    product_words,
    read_plan,
    read_uploaded,
    untaught_words,
)
from toolkit.ui.sweep.form_values import FormError
from toolkit.ui.sweep.grid import Layout
from toolkit.ui.sweep.job import SweepJob
from toolkit.ui.sweep.progress_bar import status_html
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.run_view import RunView, build_run_view
from toolkit.ui.sweep.sweep_form import FormParts, build_form
from toolkit.ui.sweep.try_form import TryParts, build_try, preview_html
from toolkit.ui.theme import page_script
from toolkit.ui.tile_pictures import tile_pictures

MAX_KEPT = 100_000
"""The longest text that a page may bring back: a plan's, many times over."""

Given = Mapping[Any, Any]
Updates = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class SweepTab:
    """The tab's parts; `preview`, `follow` and `opening` are what its handlers return.

    ``uploaded`` holds the YAML text of a plan that is used instead of the form, "" for none.
    """

    shared: AppState
    trying: TryParts
    form: FormParts
    upload: gr.UploadButton
    uploaded: gr.Textbox
    adding: AddParts
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
    def typed(self) -> list[Any]:
        """Everything that is composed on the page: it outlives a reload."""
        return [*self.trying.inputs, *self.form.ordered, self.uploaded]

    @property
    def previewed(self) -> list[Any]:
        """What `preview` fills."""
        return [self.cost, self.prompts_box, self.prompts, self.run, *self.tried]

    @property
    def tried(self) -> list[Any]:
        """What `preview_try` fills."""
        return [self.trying.preview, self.trying.run]

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

        shared, uploaded = self.shared, given.get(self.uploaded) or ""
        if not shared.models:
            return nothing(notice(say("sweep.no_model", lang), error=True))
        if not uploaded and not self.form.read(given).gestures:
            button = say("sweep.example", lang)
            return nothing(empty(say("sweep.empty", lang), button, "example"))
        try:
            plan = self.plan(given)
            check_controls(plan)
            cost = forecast(plan, shared.store)
            prompts = prompts_html(plan, lang)
        except GestureError as error:
            return nothing(joined([_instead("", lang) if uploaded else "", sentence(error, lang)]))
        factors, total = product_words(plan, lang)
        return {
            self.cost: html(
                "{}<p class='count'>{} = <b>{}</b></p><p class='quiet'>{}</p>{}{}",
                _instead(plan.name, lang) if uploaded else "",
                factors,
                total,
                cost_words(cost, lang),
                notice(untaught_words(plan, shared.vocabulary, lang)),
                plan_link(plan, lang),
            ),
            self.prompts_box: gr.update(visible=True),
            self.prompts: prompts,
            self.run: gr.update(interactive=cost.there is not None),
        }

    def plan(self, given: Given) -> Plan:
        """The plan on the page: the uploaded one, else what the form says.

        Raises what `read_plan` and `read_uploaded` do.
        """
        shared = self.shared
        if uploaded := given.get(self.uploaded):
            return read_uploaded(
                str(uploaded), shared.vocabulary, shared.models, shared.allowed_files
            )
        return read_plan(self.form.read(given), shared.vocabulary, shared.models, shared.adapters)

    def preview_try(self, given: Given, lang: Lang) -> Updates:
        """What mine against ours would compare, and whether it can be run."""
        shared, trying = self.shared, self.trying
        off = gr.update(interactive=False)
        if not trying.asked(given) or not shared.models:
            return {trying.preview: "", trying.run: off}
        try:
            own, plan = trying.read(given, shared.vocabulary, self._models(given))
            cost = forecast(plan, shared.store)
            prompt = str(given[trying.prompt] or "")
            said = preview_html(own, plan, cost, prompt, shared.vocabulary, lang)
        except GestureError as error:
            return {trying.preview: trouble(error, lang), trying.run: off}
        return {trying.preview: said, trying.run: gr.update(interactive=cost.there is not None)}

    def _models(self, given: Given) -> list[str]:
        chosen = self.form.read(given).models
        return [each for each in chosen if each in self.shared.models] or [self.shared.models[0]]

    def begin(self, given: Given, lang: Lang, *, trying: bool = False) -> Updates:
        """Start the sweep that the page describes, or say why not; ``trying`` mine against ours."""
        shared = self.shared
        try:
            if trying:
                _, plan = self.trying.read(given, shared.vocabulary, self._models(given))
            else:
                plan = self.plan(given)
            check_controls(plan)
            plan.check_size()
            job = shared.new_job(plan)
            if shared.settings.strangers:
                shared.admission.admit(shared.visitor, forecast(plan, shared.store).missing)
            shared.start(job)
        except GestureError as error:
            return {self.status: sentence(error, lang)}
        # On one's own machine it may wait behind what runs, which the page goes on to follow.
        return self.watch(shared.job or job, lang)

    def watch(self, job: SweepJob, lang: Lang) -> Updates:
        """Begin to follow ``job``."""
        state = self.shared.job_state(job)
        return {
            self.run: gr.update(visible=not self.shared.settings.strangers),
            self.stop: gr.update(visible=True, interactive=True),
            self.status: status_html(state, lang),
            self.timer: gr.update(active=True),
            self.following: Following(seen=state),
        }

    def follow(self, given: Given, lang: Lang) -> Updates:
        """What has changed since the page was last told; the end stops the asking."""
        job = self.shared.job
        if job is None:
            return {self.timer: gr.update(active=False)}
        over, before = not job.running, given[self.following]
        state = self.shared.job_state(job)
        if state == before.seen and not over:
            return {self.status: gr.skip()}
        began_s, after = time.monotonic(), replace(before, seen=state)
        chosen, layout = self.view.chosen(given)
        view: Updates = {}
        if after.wants_grid(state, chosen, began_s):
            # A page that looks at another run meanwhile keeps it.
            run = state.run if before.run != state.run else chosen
            view = self.view.show(self.shared, run, layout, lang)
            after = after.after_grid(state.run, began_s)
            if not over:
                view[self.view.judge] = gr.update(visible=False)
        ended: Updates = {}
        if over:
            # What is there now costs nothing any more, and how long it takes is known.
            shown = {self.run: gr.update(visible=True), self.timer: gr.update(active=False)}
            ended = merged(self.preview(given, lang), self.preview_try(given, lang), shown)
        return {
            self.stop: gr.update(visible=not over, interactive=not state.stopping),
            self.status: status_html(state, lang),
            self.following: after,
            **view,
            **ended,
        }

    def opening(self, lang: Lang, kept: str = "") -> Updates:
        """A page that is opened: what was being composed in it before, or the empty form; the
        newest run, the sweep that is running. ``kept`` is what `kept_values` reads."""
        others = {part: part.value for part in (*self.trying.inputs, self.uploaded)}
        at_first = {**self.form.at_first(), **others}
        typed = {**at_first, **kept_values(kept, self.typed)}
        said = {part: value for part, value in typed.items() if value != at_first[part]}
        form = merged(self.preview(typed, lang), self.preview_try(typed, lang))
        newest = self.view.show(self.shared, None, Layout(), lang)
        job = self.shared.job
        watched = self.watch(job, lang) if job is not None and job.running else {}
        return merged(said, form, newest, watched)

    def put_back(self, plan: Plan) -> Updates:
        """``plan`` on the page again: in the form where that can say it, else as it stands."""
        form = form_of(plan, self.shared.adapters)
        if form is None:
            return {self.uploaded: plan_yaml(plan)}
        return {self.uploaded: "", **self.form.filled(form, self.shared)}

    def speak(self, given: Given, lang: Lang) -> Updates:
        """Everything that was said, in another language."""
        seen = given[self.following].seen
        return {
            **self.preview(given, lang),
            **self.preview_try(given, lang),
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


def _instead(name: str, lang: Lang) -> Markup:
    """That a plan from a file, or of a run, stands in for the form, and the way back."""
    return html(
        "<div class='notice'>{} <button class='plainbutton' data-act='form'>{}</button></div>",
        say("plan.loaded", lang, name=name) if name else "",
        say("plan.back", lang),
    )


def kept_values(kept: str, parts: Sequence[Any]) -> dict[Any, Any]:
    """What a page kept of its ``parts`` as a JSON list, in their order; nothing that does not fit.

    The text comes from the browser: a value of another form than the part's own is left out.
    """
    try:
        values: object = json.loads(kept) if kept else None
    except ValueError:
        return {}
    if not isinstance(values, list) or len(cast("list[object]", values)) != len(parts):
        return {}
    found: dict[Any, Any] = {}
    for part, value in zip(parts, cast("list[object]", values), strict=True):
        several = isinstance(part.value, list)
        texts = cast("list[object]", value) if isinstance(value, list) else [value]
        if isinstance(value, list) == several and all(
            isinstance(each, str) and len(each) <= MAX_KEPT for each in texts
        ):
            found[part] = value
    return found


def build_sweep(shared: AppState, labels: Labels) -> SweepTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    pictures = tile_pictures(shared)

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
            trying = build_try(shared, labels, part)
            adding = build_add(shared, labels)
            labels.add(
                gr.Markdown(f"### {say('try.own_form', 'en')}"),
                value=lambda lang: f"### {say('try.own_form', lang)}",
            )
            form = build_form(shared, labels)
            upload = labels.add(
                gr.UploadButton(
                    say("plan.upload", "en"),
                    file_types=[".yaml", ".yml"],
                    type="binary",
                    elem_id="sweep-upload",
                    size="sm",
                ),
                label="plan.upload",
            )
            uploaded = gr.Textbox(visible="hidden", value="", elem_id="sweep-uploaded")
        with gr.Column(scale=5, min_width=340):
            cost = part("cost")
            with gr.Row():
                run = button("sweep.run", variant="primary")
                stop = button("sweep.stop", visible=False)
            status = gr.HTML("", elem_id="sweep-status", apply_default_css=False)
            view = build_run_view(
                labels, part("findings", render=False), part("grid", render=False)
            )
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
        trying=trying,
        form=form,
        upload=upload,
        uploaded=uploaded,
        adding=adding,
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
