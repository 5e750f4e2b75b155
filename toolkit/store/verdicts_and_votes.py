"""What judges and people said, as a store keeps it and gives it back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import Engine

from toolkit.axes import DEFAULT_LANGUAGE
from toolkit.errors import BadInput, StoreError
from toolkit.rating.judged import JudgedCell
from toolkit.rating.settling import common_question
from toolkit.rating.strengths.columns import VoteTable
from toolkit.rating.verdicts import PERSON, Asked, Verdict
from toolkit.rating.votes import Vote
from toolkit.rating.yields import PassCount
from toolkit.store import judgements, runs
from toolkit.store.database import reading, writing
from toolkit.store.files import checked_hash
from toolkit.store.vote_log.group_commit import GroupCommit
from toolkit.store.vote_log.log_lines import Record, Retraction
from toolkit.store.vote_log.log_reader import read_log
from toolkit.store.vote_log.rebuild import RebuiltVotes, rebuild
from toolkit.store.vote_log.run_copies import RunCopies
from toolkit.store.vote_log.segment_writer import SegmentWriter


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A write transaction, and what the log is told before it is committed; ``copied`` runs have
    their copies by now."""

    connection: Connection
    records: list[Record] = field(default_factory=list[Record])
    copied: set[str] = field(default_factory=set[str])


class VerdictsAndVotes(ABC):
    """The half of a `toolkit.store.store.Store` that keeps verdicts and votes.

    What people say is in the log (`toolkit.store.vote_log`) and on the disk before the database
    has it, so whatever was acknowledged can be brought back by `rebuild_votes`.
    """

    _engine: Engine
    _log: SegmentWriter
    _copies: RunCopies
    _people: GroupCommit[Telling]

    @property
    @abstractmethod
    def home(self) -> Path:
        """The folder that holds everything (absolute)."""

    @property
    @abstractmethod
    def images_folder(self) -> Path:
        """The folder that `Image.file` is relative to (absolute)."""

    def save_verdicts(self, verdicts: Iterable[Verdict], *, run: str | None = None) -> int:
        """Keep verdicts, each replacing the same judge's older one; returns how many.

        When this returns, what people said is in the log and on the disk. With the ``run`` that
        they were asked about, it comes back with its verdicts should the database be lost, as one
        that was voted on does. All or none: raises `StoreError` when one is about a picture nobody
        asked for, `UnknownName` for a run that is not there.
        """
        answered = list(verdicts)

        def work(told: Telling) -> bool:
            self._keep_verdicts(told, answered)
            if run is not None and answered:
                self._copy_run(told, runs.resolve(told.connection, run))
            return True

        if run is None:
            with self._telling("saving verdicts") as told:
                work(told)
        else:
            self._people.do(work)
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

    def save_vote(self, vote: Vote, verdicts: Iterable[Verdict] = ()) -> bool:
        """Keep a vote for good, with the ``verdicts`` that were given in the same answer; False
        when its uuid is there already (then nothing changes).

        When this returns, all of it is in the log and on the disk. Raises `UnknownName` for a run
        that is not there, `StoreError` for unknown pictures and where the disk refuses; then
        none of it is in the log or in the database.
        """
        answered = list(verdicts)

        def work(told: Telling) -> bool:
            if vote.run not in told.copied:
                runs.resolve(told.connection, vote.run)
            self._check_known(told.connection, (vote.left, vote.right), "vote")
            if not judgements.insert_vote(told.connection, vote):
                return False
            told.records.append(vote)
            self._keep_verdicts(told, answered)
            self._copy_run(told, vote.run)
            return True

        return self._people.do(work)

    def delete_vote(self, uuid: str) -> bool:
        """Undo a vote: it no longer counts but stays on record, marked with the time.

        False when there is no such vote or it was undone before.
        """

        def work(told: Telling) -> bool:
            if not judgements.undo_vote(told.connection, uuid, datetime.now(UTC)):
                return False
            told.records.append(Retraction(uuid=uuid))
            return True

        return self._people.do(work)

    def votes(self, run: str) -> list[Vote]:
        """The votes of ``run`` that stand (undone ones left out), oldest first."""
        with reading(self._engine, "reading the votes") as connection:
            return judgements.run_votes(connection, runs.resolve(connection, run))

    def vote_table(self, run: str) -> VoteTable:
        """The votes of ``run`` that stand, as columns for `toolkit.rating.ranking`, in no order."""
        with reading(self._engine, "reading the votes") as connection:
            return judgements.vote_table(connection, runs.resolve(connection, run))

    def run_voted_on(self, uuid: str, rater: str) -> str | None:
        """The run of the vote ``uuid`` if ``rater`` cast it and it stands, else None."""
        with reading(self._engine, "looking for a vote") as connection:
            return judgements.run_voted_on(connection, uuid, rater)

    def said_elsewhere(self) -> frozenset[tuple[str, int]]:
        """A mark that changes when another process keeps or takes back what people say; it costs a
        look at the names in ``votes/``, however many votes there are. Raises `StoreError`."""
        return self._log.others()

    def rebuild_votes(self) -> RebuiltVotes:
        """Make the votes and people's verdicts as the log in ``votes/`` says, and say what it did.

        Runs that were voted on and are not here come back from their copies, pictures of theirs
        that were made elsewhere too. Nothing is deleted: what the log does not know stays and is
        counted, and what cannot be read is named. Raises `StoreError` where the disk refuses.
        """
        with writing(self._engine, "rebuilding the votes") as connection:
            # Whoever writes to the log holds the database meanwhile: no line is half there.
            log = read_log(self._log.folder)
            return rebuild(connection, log, self._copies, self.images_folder)

    @contextmanager
    def _telling(self, doing: str) -> Generator[Telling]:
        """A write transaction that is committed once the log has what it was told.

        The log is written last, when nothing but the commit can fail; should that, the log says
        so. Segments are written under the database's lock, so their order is the database's.
        """
        batch = ""
        try:
            with writing(self._engine, doing) as connection:
                told = Telling(connection=connection)
                yield told
                if told.records:
                    batch = self._log.append(told.records)
        except BaseException:
            if batch:
                self._log.void(batch)
            raise

    def _write_together(self, works: Sequence[Callable[[Telling], bool]]) -> list[bool]:
        with self._telling("saving what people say") as told:
            return [work(told) for work in works]

    def _copy_run(self, told: Telling, run: str) -> None:
        if run not in told.copied:
            self._copies.keep(told.connection, run)
            told.copied.add(run)

    def _keep_verdicts(self, told: Telling, verdicts: Sequence[Verdict]) -> None:
        if not verdicts:
            return
        self._check_known(told.connection, (each.request_hash for each in verdicts), "verdict")
        now = datetime.now(UTC)
        judgements.upsert_verdicts(told.connection, [(each, now) for each in verdicts])
        told.records.extend(each for each in verdicts if each.judge.startswith(PERSON))

    def _check_known(self, connection: Connection, hashes: Iterable[str], what: str) -> None:
        strangers = judgements.unknown_hashes(connection, (checked_hash(each) for each in hashes))
        if strangers:
            raise StoreError(
                f"A {what} is about the picture {strangers[0]}, which no run in {self.home} asked"
                " for."
            )
