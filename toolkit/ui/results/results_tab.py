"""The Results tab: three questions, each with a plot, a table and a download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import GestureError
from toolkit.rating import varying_axes
from toolkit.rating.variants import axes_of
from toolkit.ui.html import empty, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, axis_name, say
from toolkit.ui.results.sections import rank_answer, words_answer, yields_answer
from toolkit.ui.state import Desk
from toolkit.ui.theme import page_script

MACHINE, PEOPLE, PERSON = "machine", "people", "person:"
SOURCES = ("votes", "verdicts")


@dataclass(frozen=True, kw_only=True)
class ResultsTab:
    """The tab's parts; ``inputs`` and ``outputs`` give their order in the handler."""

    message: gr.HTML
    run: gr.Dropdown
    judge: gr.Dropdown
    by: gr.Dropdown
    axis: gr.Dropdown
    source: gr.Radio
    body: gr.Column
    tables: tuple[gr.HTML, gr.HTML, gr.HTML]

    @property
    def inputs(self) -> list[Any]:
        """What is chosen."""
        return [self.run, self.judge, self.by, self.axis, self.source]

    @property
    def outputs(self) -> list[Any]:
        """What `show_results` fills."""
        chosen = [self.run, self.judge, self.by, self.axis]
        return [self.message, self.body, *chosen, *self.tables]


def build_results(labels: Labels) -> ResultsTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    def choice(key: str, name: str, **more: Any) -> gr.Dropdown:
        component = gr.Dropdown(label=say(key, "en"), choices=[], elem_id=f"results-{name}", **more)
        return labels.add(component, label=key)

    def html(name: str) -> gr.HTML:
        return gr.HTML(
            "", js_on_load=page_script(), elem_id=f"results-{name}", apply_default_css=False
        )

    def heading(key: str) -> None:
        def words(lang: Lang) -> str:
            return f"<h2>{say(key, lang)}</h2>"

        labels.add(
            gr.HTML(words("en"), elem_classes="section", apply_default_css=False), value=words
        )

    message = html("message")
    with gr.Row():
        run = choice("results.run", "run", visible=False, scale=2, min_width=280)
        judge = choice("results.judge", "judge", visible=False, filterable=False, min_width=150)
    with gr.Column(visible=False) as body:
        heading("results.yield")
        by = choice("results.by", "by", multiselect=True)
        tables = [html("yields")]
        heading("results.words")
        axis = choice("results.words_axis", "axis", filterable=False)
        tables.append(html("words"))
        heading("results.rank")

        def sources(lang: Lang) -> list[tuple[str, str]]:
            return [(say(f"results.rank_source.{each}", lang), each) for each in SOURCES]

        source = labels.add(
            gr.Radio(
                label=say("results.rank_source", "en"),
                choices=sources("en"),
                value="votes",
                elem_id="results-source",
            ),
            label="results.rank_source",
            choices=sources,
        )
        tables.append(html("rank"))
    return ResultsTab(
        message=message,
        run=run,
        judge=judge,
        by=by,
        axis=axis,
        source=source,
        body=body,
        tables=(tables[0], tables[1], tables[2]),
    )


def show_results(
    desk: Desk,
    run: str | None,
    judge: str | None,
    by: Sequence[str] | None,
    axis: str | None,
    source: str | None,
    lang: Lang,
) -> tuple[Any, ...]:
    """Updates of `ResultsTab.outputs`; choices that the run does not have fall back."""
    try:
        runs = desk.run_choices()
        known = [value for _, value in runs]
        chosen = run if run in known else (known[0] if known else None)
        if chosen is None:
            return _nothing(empty(say("results.empty", lang), say("rate.go_sweep", lang), "sweep"))
        said_by = dict.fromkeys(verdict.judge for verdict in desk.store.verdicts(chosen))
        judges = _judges(list(said_by), lang)
        who = judge if judge in [value for _, value in judges] else MACHINE
        judged = desk.store.judged_cells(chosen, "" if who == MACHINE else str(who))
        votes = desk.store.votes(chosen)
        axes = list(axes_of(judged))
        varying = list(varying_axes(judged))
        count_by = [each for each in by or [] if each in axes] or ["gesture"]
        compare = axis if axis in varying else (varying[0] if varying else None)
        words = desk.vocabulary
        answers = (
            yields_answer(judged, count_by, chosen, words, lang),
            words_answer(judged, compare or "", chosen, words, lang),
            rank_answer(judged, votes, source or "votes", chosen, words, lang),
        )
    except GestureError as error:
        return _nothing(trouble(error))
    return (
        "",
        gr.update(visible=True),
        gr.update(visible=True, choices=runs, value=chosen),
        gr.update(visible=True, choices=judges, value=who),
        gr.update(choices=[(axis_name(each, lang), each) for each in axes], value=count_by),
        gr.update(
            choices=[(axis_name(each, lang), each) for each in varying],
            value=compare,
            visible=len(varying) > 1,
        ),
        *answers,
    )


def wire_results(tab: ResultsTab, desk: Desk, language: gr.Radio, opened: gr.Tab) -> None:
    """Connect the tab; ``opened`` is the `gr.Tab` it stands in."""

    def show(
        run: str | None,
        judge: str | None,
        by: list[str] | None,
        axis: str | None,
        source: str | None,
        lang: str,
    ) -> tuple[Any, ...]:
        return show_results(desk, run, judge, by, axis, source, as_lang(lang))

    gr.on(
        [*(part.input for part in tab.inputs), language.change, opened.select],
        show,
        [*tab.inputs, language],
        tab.outputs,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )


def _judges(said_by: Sequence[str], lang: Lang) -> list[tuple[str, str]]:
    """Whose verdicts can be chosen: the machine's, people's, and each machine's by its name."""
    machines = [name for name in said_by if not name.startswith(PERSON)]
    found = [(say("results.judge.machine", lang), MACHINE)]
    if any(name.startswith(PERSON) for name in said_by):
        found.append((say("results.judge.people", lang), PEOPLE))
    return found + ([(name, name) for name in machines] if len(machines) > 1 else [])


def _nothing(words: str) -> tuple[Any, ...]:
    hidden = gr.update(visible=False)
    return (words, hidden, hidden, hidden, *((gr.skip(),) * 5))
