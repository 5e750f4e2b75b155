"""The Results tab: three questions, each with a plot, a table and a download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating import Asked, questions_answered, varying_axes
from toolkit.rating.raters.agreement import COMPARED
from toolkit.rating.variants import axes_of
from toolkit.store.known_answers import known_answers
from toolkit.ui.html import NOTHING, empty, html, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, axis_name, say
from toolkit.ui.results.measured import mean_changes_answer, means_answer
from toolkit.ui.results.sections import rank_answer, words_answer, yields_answer
from toolkit.ui.serving.visitors import answer_for, visitor_of
from toolkit.ui.state import AppState
from toolkit.ui.theme import page_script

MACHINE, PEOPLE, PERSON = "machine", "people", "person:"
SOURCES = ("votes", "verdicts")
Choice = tuple[str, str]
"""What is shown, and the value behind it."""


@dataclass(frozen=True, kw_only=True)
class ResultsTab:
    """The tab's parts."""

    message: gr.HTML
    run: gr.Dropdown
    judge: gr.Dropdown
    of: gr.Radio
    by: gr.Dropdown
    axis: gr.Dropdown
    source: gr.Radio
    body: gr.Column
    yields: gr.HTML
    words: gr.HTML
    ranking: gr.HTML

    @property
    def inputs(self) -> list[Any]:
        """What is chosen."""
        return [self.run, self.judge, self.of, self.by, self.axis, self.source]

    @property
    def tables(self) -> list[gr.HTML]:
        """The three answers."""
        return [self.yields, self.words, self.ranking]

    def read(self, given: Mapping[Any, Any]) -> ResultsChoice:
        """What is chosen, from the values of `inputs`; None is an empty choice."""
        return ResultsChoice(
            run=given[self.run] or "",
            judge=given[self.judge] or "",
            of=given[self.of] or "",
            by=tuple(given[self.by] or ()),
            axis=given[self.axis] or "",
            source=given[self.source] or SOURCES[0],
        )


@dataclass(frozen=True, kw_only=True)
class ResultsChoice:
    """Of which run, by whose verdicts on which question, counted by and compared on which axes,
    ranked by what."""

    run: str = ""
    judge: str = ""
    of: str = ""
    by: tuple[str, ...] = ()
    axis: str = ""
    source: str = SOURCES[0]


@dataclass(frozen=True, kw_only=True)
class ResultsView:
    """What the tab shows: what was chosen, fallen back to what the run has, and the answers.

    ``message`` stands instead of everything else where there is nothing to show.
    """

    message: Markup = NOTHING
    chosen: ResultsChoice = ResultsChoice()
    runs: tuple[Choice, ...] = ()
    judges: tuple[Choice, ...] = ()
    questions: tuple[Choice, ...] = ()
    axes: tuple[Choice, ...] = ()
    varying: tuple[Choice, ...] = ()
    yields: Markup = NOTHING
    words: Markup = NOTHING
    ranking: Markup = NOTHING

    def updates(self, tab: ResultsTab) -> dict[Any, Any]:
        """The same as updates of the tab's parts; a single choice needs no list."""
        if self.message:
            hidden = gr.update(visible=False)
            return {
                tab.message: self.message,
                tab.body: hidden,
                tab.run: hidden,
                tab.judge: hidden,
                tab.of: hidden,
            }
        return {
            tab.message: "",
            tab.body: gr.update(visible=True),
            tab.run: gr.update(visible=True, choices=list(self.runs), value=self.chosen.run),
            tab.judge: gr.update(
                visible=len(self.judges) > 1, choices=list(self.judges), value=self.chosen.judge
            ),
            # Its choices stay all three: a page that still has an older value can always send it.
            tab.of: gr.update(
                visible=len(self.questions) > 1,
                value=self.chosen.of if self.chosen.of in COMPARED else None,
            ),
            tab.by: gr.update(choices=list(self.axes), value=list(self.chosen.by)),
            tab.axis: gr.update(
                visible=len(self.varying) > 1,
                choices=list(self.varying),
                value=self.chosen.axis or None,
            ),
            tab.yields: self.yields,
            tab.words: self.words,
            tab.ranking: self.ranking,
        }


def build_results(labels: Labels) -> ResultsTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    def choice(key: str, name: str, **more: Any) -> gr.Dropdown:
        component = gr.Dropdown(label=say(key, "en"), choices=[], elem_id=f"results-{name}", **more)
        return labels.add(component, label=key)

    def place(name: str) -> gr.HTML:
        return gr.HTML(
            "", js_on_load=page_script(), elem_id=f"results-{name}", apply_default_css=False
        )

    def heading(key: str) -> None:
        def words(lang: Lang) -> Markup:
            return html("<h2>{}</h2>", say(key, lang))

        labels.add(
            gr.HTML(words("en"), elem_classes="section", apply_default_css=False), value=words
        )

    message = place("message")
    with gr.Row():
        run = choice("results.run", "run", visible=False, scale=2, min_width=280)
        judge = choice("results.judge", "judge", visible=False, filterable=False, min_width=150)

        def questions(lang: Lang) -> list[Choice]:
            return list(question_choices(("both", "gesture", "form"), lang))

        of = labels.add(
            gr.Radio(
                label=say("results.of", "en"),
                choices=questions("en"),
                visible=False,
                elem_id="results-of",
                elem_classes="segments",
                min_width=220,
            ),
            label="results.of",
            choices=questions,
        )
    with gr.Column(visible=False) as body:
        heading("results.yield")
        by = choice("results.by", "by", multiselect=True)
        yields = place("yields")
        heading("results.words")
        axis = choice("results.words_axis", "axis", filterable=False)
        words = place("words")
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
        ranking = place("rank")
    return ResultsTab(
        message=message,
        run=run,
        judge=judge,
        of=of,
        by=by,
        axis=axis,
        source=source,
        body=body,
        yields=yields,
        words=words,
        ranking=ranking,
    )


def read_results(shared: AppState, choice: ResultsChoice, lang: Lang) -> ResultsView:
    """The answers about a run; what was chosen and is not there falls back."""
    try:
        runs = shared.run_choices(lang)
        run = _known(choice.run, runs)
        if not run:
            todo = empty(say("results.empty", lang), say("rate.go_sweep", lang), "sweep")
            return ResultsView(message=todo)
        verdicts = shared.store.verdicts(run)
        spoke = dict.fromkeys(verdict.judge for verdict in verdicts)
        judges = judge_choices(list(spoke), lang)
        judge = _known(choice.judge, judges)
        name = "" if judge == MACHINE else judge
        answered = questions_answered(verdicts, name)
        of: Asked = answered[0]
        for each in answered:
            of = each if each == choice.of else of
        judged = shared.store.judged_cells(run, name, of=of)
        votes = shared.store.votes(run)
        axes = _axis_choices(axes_of(judged), lang)
        varying = _axis_choices(varying_axes(judged), lang)
        known = {axis for _, axis in axes}
        by = tuple(each for each in choice.by if each in known) or ("gesture",)
        axis = _known(choice.axis, varying)
        words = shared.vocabulary
        return ResultsView(
            chosen=ResultsChoice(
                run=run, judge=judge, of=of, by=by, axis=axis, source=choice.source
            ),
            runs=tuple(runs),
            judges=tuple(judges),
            questions=question_choices(answered, lang),
            axes=tuple(axes),
            varying=tuple(varying),
            yields=(means_answer if of == "number" else yields_answer)(
                judged, by, run, words, lang
            ),
            words=(mean_changes_answer if of == "number" else words_answer)(
                judged, axis, run, words, lang
            ),
            ranking=rank_answer(
                judged,
                votes,
                choice.source,
                run,
                words,
                lang,
                known_answers(shared.store),
            ),
        )
    except GestureError as error:
        return ResultsView(message=trouble(error, lang))


def wire_results(tab: ResultsTab, shared: AppState, language: gr.Radio, opened: gr.Tab) -> None:
    """Connect the tab; ``opened`` is the `gr.Tab` it stands in."""

    def show(given: Mapping[Any, Any], request: gr.Request) -> dict[Any, Any]:
        answer_for(visitor_of(request))  # it waits in the queue, out of its request
        return read_results(shared, tab.read(given), as_lang(given[language])).updates(tab)

    gr.on(
        [*(part.input for part in tab.inputs), language.change, opened.select],
        show,
        {*tab.inputs, language},
        [tab.message, tab.body, tab.run, tab.judge, tab.of, tab.by, tab.axis, *tab.tables],
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )


def judge_choices(spoke: Sequence[str], lang: Lang) -> list[Choice]:
    """Whose verdicts can be chosen, of those who ``spoke`` about a run.

    The newest machine judge's come first, then people's majority, then each machine judge's by
    its name where there are several. Where nobody spoke, the machine's are all unjudged.
    """
    machines = [name for name in spoke if not name.startswith(PERSON)]
    people = len(machines) < len(spoke)
    found: list[Choice] = []
    if machines or not people:
        found.append((say("results.judge.machine", lang), MACHINE))
    if people:
        found.append((say("results.judge.people", lang), PEOPLE))
    return found + ([(name, name) for name in machines] if len(machines) > 1 else [])


def question_choices(answered: Sequence[Asked], lang: Lang) -> tuple[Choice, ...]:
    """The questions that can be counted; none where there is nothing to choose."""
    if len(answered) < 2:
        return ()
    return tuple((say(f"results.of.{each}", lang), each) for each in answered)


def _known(chosen: str, choices: Sequence[Choice]) -> str:
    """``chosen`` if it is one of the choices, else the first one, "" where there is none."""
    values = [value for _, value in choices]
    return chosen if chosen in values else next(iter(values), "")


def _axis_choices(axes: Iterable[str], lang: Lang) -> list[Choice]:
    return [(axis_name(axis, lang), axis) for axis in axes]
