"""A run goes, with what is only its own; what other runs share stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select
from sqlalchemy.orm import aliased

from toolkit.rating.verdicts import PERSON, Verdict
from toolkit.rating.votes import Vote
from toolkit.store.chunks import batches
from toolkit.store.files import INCOMING, disk_error, write_atomically
from toolkit.store.images import made_of
from toolkit.store.judgements import run_verdicts, run_votes
from toolkit.store.rows import stored
from toolkit.store.schema import (
    CellRow,
    ImageRow,
    ItemRow,
    RequestRow,
    RunRow,
    VerdictRow,
    VoteRow,
)
from toolkit.store.vote_log.log_lines import RunDeleted

DELETED = "deleted"
"""Sub-folder of the home for what people said of runs that are gone."""


@dataclass(frozen=True, kw_only=True)
class DeletedRun:
    """What went with a run, or would go.

    ``pictures`` are deleted with the ``verdicts`` about them, those too that were drawn only to be
    mended in it. ``shared`` ones stay with theirs, for other runs have them too, or without
    theirs where other runs' pictures are made of them. ``votes`` are those of the run that stand,
    and ``people`` of the verdicts were given by people: both are written to the file ``record``
    before they go (None where there are none, or nothing was deleted yet).
    """

    run: str
    pictures: int
    shared: int
    verdicts: int
    people: int
    votes: int
    record: Path | None = None


def what_goes(connection: Connection, run: str) -> DeletedRun:
    """What deleting the run with the id ``run`` would delete."""
    return _counted(connection, run, _going(connection, run))


def _counted(connection: Connection, run: str, going: _Going) -> DeletedRun:
    mine = select(func.count(ItemRow.request_hash.distinct())).where(ItemRow.run_id == run)
    about = select(func.count()).where(VerdictRow.request_hash.in_(_own_hashes(run)))
    votes = select(func.count()).where(VoteRow.run_id == run, VoteRow.undone_at.is_(None))
    return DeletedRun(
        run=run,
        pictures=len(going.own) + len(going.only_mended),
        shared=(connection.scalar(mine) or 0) - len(going.own),
        verdicts=connection.scalar(about) or 0,
        people=connection.scalar(about.where(VerdictRow.judge.like(f"{PERSON}%"))) or 0,
        votes=connection.scalar(votes) or 0,
    )


def _log_records(connection: Connection, run: str, going: _Going) -> list[RunDeleted]:
    """What the log of votes is told of the run's deletion: nothing where nobody had said a thing
    about it."""
    spoken_of: list[str] = []
    for some in batches(sorted({*going.own, *going.needed, *going.only_mended})):
        query = (
            select(VerdictRow.request_hash)
            .where(VerdictRow.request_hash.in_(some), VerdictRow.judge.like(f"{PERSON}%"))
            .distinct()
        )
        spoken_of += [row.text("request_hash") for row in stored(connection, query)]
    votes = connection.scalar(select(func.count()).where(VoteRow.run_id == run))
    return [RunDeleted(run=run, pictures=tuple(spoken_of))] if votes or spoken_of else []


def delete_rows(
    connection: Connection, run: str, home: Path
) -> tuple[DeletedRun, list[str], list[RunDeleted]]:
    """Delete the run's rows; what went, the files of pictures that no run has any more, and what
    the log of votes is told.

    What people said is written to a file of its own first. Raises `StoreError` where the disk
    refuses that; then nothing is deleted.
    """
    going = _going(connection, run)
    told, records = _counted(connection, run, going), _log_records(connection, run, going)
    own = set(going.own + going.needed)
    record = _recorded(connection, run, own, home) if told.votes or told.people else None
    files: list[str] = []
    # All of the run's votes are about its pictures; another run's may be about them only where
    # that run has them too.
    connection.execute(delete(VoteRow).where(VoteRow.run_id == run))
    connection.execute(delete(ItemRow).where(ItemRow.run_id == run))
    connection.execute(delete(CellRow).where(CellRow.run_id == run))
    connection.execute(delete(RunRow).where(RunRow.id == run))
    for some in batches(going.needed):
        connection.execute(delete(VerdictRow).where(VerdictRow.request_hash.in_(some)))
    for some in batches(going.own + going.only_mended):
        query = select(ImageRow.request_hash, ImageRow.file).where(ImageRow.request_hash.in_(some))
        files += [
            row.picture_file("file", hash="request_hash") for row in stored(connection, query)
        ]
        connection.execute(delete(VerdictRow).where(VerdictRow.request_hash.in_(some)))
        connection.execute(delete(ImageRow).where(ImageRow.request_hash.in_(some)))
        connection.execute(delete(RequestRow).where(RequestRow.hash.in_(some), ~_voted_on()))
    return replace(told, record=record), files, records


def delete_files(images_folder: Path, files: Iterable[str]) -> None:
    """Delete picture files that no row names; one that is gone already is fine."""
    for file in files:
        try:
            (images_folder / file).unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, "deleting", images_folder / file) from error


@dataclass(frozen=True, kw_only=True)
class _Going:
    """Hashes of a run's pictures: its ``own``, those among what were its own that other runs'
    pictures are made of (``needed``), and those that it drew only to be mended."""

    own: list[str]
    needed: list[str]
    only_mended: list[str]


def _going(connection: Connection, run: str) -> _Going:
    mine = [row.text("request_hash") for row in stored(connection, _own_hashes(run))]
    kept = made_of(connection, ItemRow.run_id != run)
    only: list[str] = []
    for some in batches(sorted(made_of(connection, ItemRow.run_id == run) - kept)):
        query = select(ImageRow.request_hash).where(
            ImageRow.request_hash.in_(some),
            ~select(ItemRow.run_id).where(ItemRow.request_hash == ImageRow.request_hash).exists(),
        )
        only += [row.text("request_hash") for row in stored(connection, query)]
    return _Going(
        own=[each for each in mine if each not in kept],
        needed=[each for each in mine if each in kept],
        only_mended=only,
    )


def _own_hashes(run: str) -> Select[str]:
    """The pictures of ``run`` that no other run asks for."""
    other = aliased(ItemRow)
    elsewhere = select(other.run_id).where(
        other.request_hash == ItemRow.request_hash, other.run_id != run
    )
    return select(ItemRow.request_hash).where(ItemRow.run_id == run, ~elsewhere.exists()).distinct()


def _voted_on() -> ColumnElement[bool]:
    about = or_(VoteRow.left_hash == RequestRow.hash, VoteRow.right_hash == RequestRow.hash)
    return select(VoteRow.uuid).where(about).exists()


def _recorded(connection: Connection, run: str, own: set[str], home: Path) -> Path:
    """Write what people said of the run into a file of JSON lines, and say where."""
    said: list[Verdict] = [
        verdict
        for verdict, _ in run_verdicts(connection, run)
        if verdict.judge.startswith(PERSON) and verdict.request_hash in own
    ]
    lines = [*_lines("vote", run_votes(connection, run)), *_lines("verdict", said)]
    path = home / DELETED / f"{run}-{datetime.now(UTC):%y%m%d-%H%M%S}.jsonl"
    content = "".join(f"{line}\n" for line in lines)
    write_atomically(path, content.encode(), incoming=home / "images" / INCOMING)
    return path


def _lines(kind: str, records: Iterable[Vote | Verdict]) -> Iterator[str]:
    for record in records:
        yield json.dumps({"kind": kind, **asdict(record)}, default=str, sort_keys=True)
