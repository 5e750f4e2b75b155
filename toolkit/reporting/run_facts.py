"""What a report is made of, read from the store once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import BadInput, shown
from toolkit.rating import (
    PEOPLE,
    Asked,
    JudgedCell,
    KnownAnswer,
    Verdict,
    Vote,
    questions_answered,
    varying_axes,
)
from toolkit.store import RunInfo, Store
from toolkit.store.known_answers import known_answers
from toolkit.sweeps import GenerationRequest

PERSON = "person:"
"""What the judge's name of one person's answers begins with."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One run with everything that was said of it.

    ``judged`` are its finished pictures in order, each once a cell, with what counts of
    ``judge``'s answers ("": the newest machine's) to the question ``of``. ``requests`` are the
    finished pictures' own, by hash; ``answered`` the questions that were answered at all.
    """

    info: RunInfo
    judged: Sequence[JudgedCell]
    requests: dict[str, GenerationRequest]
    verdicts: Sequence[Verdict]
    votes: Sequence[Vote]
    known: Sequence[KnownAnswer]
    judge: str
    of: Asked
    answered: tuple[Asked, ...]

    @property
    def varying(self) -> tuple[str, ...]:
        """The axes on which the pictures differ, without gesture and seed."""
        return varying_axes(self.judged)


def read_facts(store: Store, run: str, *, judge: str = "", of: Asked | None = None) -> RunFacts:
    """Read ``run`` (an id, a name or "latest"); where no machine judged it, people's answers count.

    Raises `UnknownName` for a run that is not there, `BadInput` for one without a finished
    picture and for a judge that measures: a report counts passes.
    """
    info = store.run(run)
    verdicts = store.verdicts(info.id)
    machines = any(not each.judge.startswith(PERSON) for each in verdicts)
    whose = judge or ("" if machines or not verdicts else PEOPLE)
    judged = store.judged_cells(info.id, whose, of=of)
    if not judged:
        raise BadInput(
            f"The run {shown(info.called)} has no finished picture.",
            hint="Draw some with `gesture sweep PLAN`.",
        )
    if judged[0].of == "number":
        raise BadInput(
            f"The judge {shown(judge)} measures; this counts what passes.",
            hint="Name another judge, or none.",
        )
    return RunFacts(
        info=info,
        judged=judged,
        requests={image.request_hash: image.request for image in store.images(info.id)},
        verdicts=verdicts,
        votes=store.votes(info.id),
        known=tuple(known_answers(store)),
        judge=whose,
        of=judged[0].of,
        answered=questions_answered(verdicts, whose),
    )
