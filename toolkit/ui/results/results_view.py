"""What the Results tab shows of a run: what can be chosen, and the answers to its questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating import Asked, questions_answered, varying_axes
from toolkit.rating.raters.agreement import COMPARED
from toolkit.rating.variants import axes_of
from toolkit.rating.verdicts import PERSON
from toolkit.store.known_answers import known_answers
from toolkit.ui.addresses import address_mark
from toolkit.ui.html import NOTHING, empty, trouble
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.results.agreement_section import agreement_answer
from toolkit.ui.results.choice import MACHINE, PEOPLE, ResultsChoice
from toolkit.ui.results.heat_map import heat_map
from toolkit.ui.results.measured import mean_changes_answer, means_answer
from toolkit.ui.results.run_answers import judged_of, verdicts_of
from toolkit.ui.results.run_card import run_card
from toolkit.ui.results.sections import rank_answer, words_answer, yields_answer
from toolkit.ui.state import AppState

if TYPE_CHECKING:
    from toolkit.ui.results.results_tab import ResultsTab

Choice = tuple[str, str]
"""What is shown, and the value behind it."""
NOTHING_CHOSEN = ResultsChoice()


@dataclass(frozen=True, kw_only=True)
class ResultsView:
    """What the tab shows: what was chosen, fallen back to what the run has, and the answers.

    ``message`` stands instead of everything else where there is nothing to show.
    """

    message: Markup = NOTHING
    chosen: ResultsChoice = NOTHING_CHOSEN
    runs: tuple[Choice, ...] = ()
    judges: tuple[Choice, ...] = ()
    questions: tuple[Choice, ...] = ()
    axes: tuple[Choice, ...] = ()
    varying: tuple[Choice, ...] = ()
    card: Markup = NOTHING
    yields: Markup = NOTHING
    heat: Markup = NOTHING
    words: Markup = NOTHING
    ranking: Markup = NOTHING
    agree: Markup = NOTHING

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
                tab.card: NOTHING,
                tab.report: hidden,
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
            tab.source: self.chosen.source,
            tab.card: self.card,
            tab.report: gr.update(visible=False),
            tab.yields: self.yields,
            tab.heat: self.heat,
            tab.words: self.words,
            tab.ranking: self.ranking,
            tab.agree: self.agree,
        }


def read_results(
    shared: AppState, choice: ResultsChoice, lang: Lang, said: Markup = NOTHING
) -> ResultsView:
    """The answers about a run; what was chosen and is not there falls back.

    They are kept until something is written; ``said`` is how the last act on a run went.
    """
    try:
        runs = shared.run_choices(lang)
        run = _known(choice.run, runs)
        if not run:
            todo = empty(say("results.empty", lang), say("rate.go_sweep", lang), "sweep")
            return ResultsView(message=said + todo)
        choice = replace(choice, run=run)
        key = ("results", choice, lang, shared.store.revision())
        view = shared.answers.get(key, lambda: _answers(shared, choice, lang))
        address = address_mark(view.chosen.address())
        card = run_card(shared, shared.run(run), lang, address=address, said=said)
        return replace(view, runs=tuple(runs), card=card)
    except GestureError as error:
        return ResultsView(message=trouble(error, lang))


def _answers(shared: AppState, choice: ResultsChoice, lang: Lang) -> ResultsView:
    """The view of a run that is there, without what depends on who asks."""
    run, words = choice.run, shared.vocabulary
    verdicts = verdicts_of(shared, run)
    spoke = dict.fromkeys(verdict.judge for verdict in verdicts)
    judges = judge_choices(list(spoke), lang)
    judge = _known(choice.judge, judges)
    answered = questions_answered(verdicts, "" if judge == MACHINE else judge)
    of: Asked = answered[0]
    for each in answered:
        of = each if each == choice.of else of
    chosen = replace(choice, judge=judge, of=of)
    judged = judged_of(shared, run, chosen)
    axes = _axis_choices(axes_of(judged), lang)
    varying = _axis_choices(varying_axes(judged), lang)
    known = {axis for _, axis in axes}
    by = tuple(dict.fromkeys(each for each in choice.by if each in known)) or ("gesture",)
    axis = _known(choice.axis, varying)
    measures = of == "number"
    return ResultsView(
        chosen=replace(chosen, by=by, axis=axis),
        judges=tuple(judges),
        questions=question_choices(answered, lang),
        axes=tuple(axes),
        varying=tuple(varying),
        yields=(means_answer if measures else yields_answer)(judged, by, run, words, lang),
        heat=NOTHING if measures else heat_map(judged, axis, run, words, lang),
        words=(mean_changes_answer if measures else words_answer)(judged, axis, run, words, lang),
        ranking=rank_answer(
            judged,
            shared.store.votes(run),
            choice.source,
            run,
            words,
            lang,
            known_answers(shared.store),
        ),
        agree=agreement_answer(verdicts, run, lang),
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
