"""What judges and people said, as a store keeps it and gives it back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import Engine

from toolkit.axes import DEFAULT_LANGUAGE
from toolkit.errors import BadInput, StoreError
from toolkit.rating.judged import JudgedCell
from toolkit.rating.settling import common_question
from toolkit.rating.verdicts import Asked, Verdict
from toolkit.rating.votes import Vote
from toolkit.rating.yields import PassCount
from toolkit.store import judgements, runs
from toolkit.store.database import reading, writing
from toolkit.store.files import checked_hash


class VerdictsAndVotes(ABC):
    """The half of a `toolkit.store.store.Store` that keeps verdicts and votes."""

    _engine: Engine

    @property
    @abstractmethod
    def home(self) -> Path:
        """The folder that holds everything (absolute)."""

    def save_verdicts(self, verdicts: Iterable[Verdict]) -> int:
        """Keep verdicts, each replacing the same judge's older one; returns how many.

        All or none: raises `StoreError` when one is about a picture nobody asked for.
        """
        answered = list(verdicts)
        with writing(self._engine, "saving verdicts") as connection:
            self._check_known(connection, (v.request_hash for v in answered), "verdict")
            judgements.upsert_verdicts(connection, answered, datetime.now(UTC))
        return len(answered)

    def verdicts(self, run: str, judge: str = "") -> list[Verdict]:
        """The verdicts about the pictures of ``run`` in order; of one ``judge`` when named."""
        with reading(self._engine, "reading the verdicts") as connection:
            said = judgements.run_verdicts(connection, runs.resolve(connection, run))
        return [verdict for verdict, _ in said if judge in ("", verdict.judge)]

    def judged_cells(
        self, run: str, judge: str = "", *, of: Asked | None = None
    ) -> list[JudgedCell]:
        """Every finished picture of ``run`` with what was said about it, in order.

        ``judge`` "" takes the newest machine judge's answer, "people" the majority of people, any
        other name that judge alone. ``of`` is the question: ``gesture`` (does it show what was
        asked), ``form`` (are its hands well formed), ``both`` or ``number``; None asks ``both``
        where both were answered, else the one that was (``JudgedCell.of``). A picture nobody looked
        at is there as "unjudged". Raises `BadInput` for a question that there is not.
        """
        with reading(self._engine, "reading the verdicts") as connection:
            return judgements.judged_cells(connection, runs.resolve(connection, run), judge, of)

    def judged_runs(
        self, names: Sequence[str], judge: str = "", *, of: Asked | None = None
    ) -> list[JudgedCell]:
        """The pictures of several runs as `judged_cells` gives them, with an axis ``run`` more.

        Its value is the run's name, else its id. ``of`` None asks the question that was answered
        in all of the runs. Raises `BadInput` for a run that is named twice.
        """
        with reading(self._engine, "reading the verdicts") as connection:
            ids = [runs.resolve(connection, name) for name in names]
            called = [runs.run_infos(connection, id)[0].called for id in ids]
        for id in ids:
            if ids.count(id) > 1:
                raise BadInput(f"The run {id} is named twice.", hint="Name each run once.")
        judged = [self.judged_cells(id, judge, of=of) for id in ids]
        if of is None:
            asked = common_question(cell.of for cells in judged for cell in cells)
            judged = [self.judged_cells(id, judge, of=asked) for id in ids]
        return [
            replace(cell, values=(("run", name), *cell.values))
            for name, cells in zip(called, judged, strict=True)
            for cell in cells
        ]

    def pass_counts(self) -> dict[str, PassCount]:
        """How many pictures of each gesture show it, over all runs, by the newest machine judge.

        A picture that runs share counts once; gestures that nobody judged are not there.
        """
        with reading(self._engine, "counting the verdicts") as connection:
            return judgements.pass_counts(connection)

    def phrase_outcomes(
        self, gesture: str, language: str = DEFAULT_LANGUAGE
    ) -> dict[str, dict[str, bool]]:
        """Whether each judged picture of ``gesture`` shows it, by the phrase as it was asked for.

        Only pictures whose words were in ``language`` (``en`` or ``zh``) count.
        The phrase is the cell's own value on the axis ``phrase`` ("" where it has none), then
        comes the picture's request hash; one picture may stand under two phrases.
        """
        with reading(self._engine, "counting the verdicts") as connection:
            return judgements.phrase_outcomes(connection, gesture, language)

    def save_vote(self, vote: Vote) -> bool:
        """Keep a vote for good; False when its uuid is there already (then nothing changes).

        Raises `UnknownName` for a run that is not there, `StoreError` for unknown pictures.
        """
        with writing(self._engine, "saving a vote") as connection:
            runs.resolve(connection, vote.run)
            self._check_known(connection, (vote.left, vote.right), "vote")
            return judgements.insert_vote(connection, vote)

    def delete_vote(self, uuid: str) -> bool:
        """Undo a vote: it no longer counts but stays on record, marked with the time.

        False when there is no such vote or it was undone before.
        """
        with writing(self._engine, "undoing a vote") as connection:
            return judgements.undo_vote(connection, uuid, datetime.now(UTC))

    def votes(self, run: str) -> list[Vote]:
        """The votes of ``run`` that stand (undone ones left out), oldest first."""
        with reading(self._engine, "reading the votes") as connection:
            return judgements.run_votes(connection, runs.resolve(connection, run))

    def _check_known(self, connection: Connection, hashes: Iterable[str], what: str) -> None:
        strangers = judgements.unknown_hashes(connection, (checked_hash(each) for each in hashes))
        if strangers:
            raise StoreError(
                f"A {what} is about the picture {strangers[0]}, which no run in {self.home} asked"
                " for."
            )
