"""What was said of a run, read once until something is written."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.rating import Verdict
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import PERSON, QUESTIONS, Asked
from toolkit.ui.results.choice import MACHINE, ResultsChoice
from toolkit.ui.state import AppState


def verdicts_of(shared: AppState, run: str) -> Sequence[Verdict]:
    """Every verdict about the run with the id ``run``."""
    store = shared.store
    key = ("verdicts", run, store.revision())
    return shared.records.get(key, lambda: store.verdicts(run))


def judged_of(
    shared: AppState, run: str, choice: ResultsChoice, judge: str | None = None, of: str = ""
) -> Sequence[JudgedCell]:
    """The pictures of the run with the id ``run`` as ``choice`` counts them, or as ``judge`` said.

    One person's own answers are nobody else's to ask for: they are taken as the machine's.
    """
    store = shared.store
    name = choice.judge if judge is None else judge
    if name == MACHINE or name.startswith(PERSON):
        name = ""
    asked: Asked | None = None
    for each in QUESTIONS:
        asked = each if each == (of or choice.of) else asked
    key = ("judged", run, name, asked, store.revision())
    return shared.records.get(key, lambda: store.judged_cells(run, name, of=asked))
