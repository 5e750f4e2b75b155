"""The database's votes and people's verdicts, made again from the log; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from toolkit.errors import GestureError
from toolkit.rating.settling import Said
from toolkit.rating.verdicts import Verdict
from toolkit.rating.votes import Vote
from toolkit.store import judgements
from toolkit.store.rows import stored
from toolkit.store.run_names import is_run_id
from toolkit.store.schema import RunRow
from toolkit.store.vote_log.log_lines import LogLine, Retraction, RunDeleted
from toolkit.store.vote_log.log_reader import BadLine, WholeLog
from toolkit.store.vote_log.run_copies import RunCopies, restore

VerdictKey = tuple[str, str, str]
"""Picture, expected gesture, judge: of these a database has one verdict."""


@dataclass(frozen=True, kw_only=True)
class RebuiltVotes:
    """What a rebuilding found and did.

    ``votes`` and ``verdicts`` (of people) are what the log has and the database has now too;
    ``retracted`` of the votes were taken back and do not count. Of both, ``added`` were missing in
    the database and ``changed`` stood there otherwise. ``runs`` are those that came back from their
    copies. ``only_here`` votes and verdicts stand in the database and not in the log, and stay;
    ``left_out`` ones stand in the log, but their run or picture is not here. ``bad`` is what could
    not be read.
    """

    segments: int
    votes: int
    retracted: int
    verdicts: int
    added: int
    changed: int
    runs: tuple[str, ...]
    only_here: int
    left_out: int
    bad: tuple[BadLine, ...]


@dataclass(kw_only=True)
class _Said:
    """What the log comes to."""

    votes: dict[str, Vote] = field(default_factory=dict[str, Vote])
    undone: dict[str, datetime] = field(default_factory=dict[str, datetime])
    verdicts: dict[VerdictKey, Said] = field(default_factory=dict[VerdictKey, Said])
    deleted: set[str] = field(default_factory=set[str])


def rebuild(
    connection: Connection, log: WholeLog, copies: RunCopies, images_folder: Path
) -> RebuiltVotes:
    """Make votes and people's verdicts as ``log`` says; see `RebuiltVotes` for what stays."""
    said = _replayed(log.lines)
    runs, bad = _restored_runs(connection, said, copies, images_folder)
    votes, strange_votes = _known_votes(connection, said.votes.values())
    here = judgements.votes_with_undoing(connection)
    changed = 0
    missing: list[tuple[Vote, datetime | None]] = []
    for vote in votes:
        known = here.get(vote.uuid)
        undone = said.undone.get(vote.uuid) or (known[1] if known else None)
        if known != (vote, undone):
            missing.append((vote, undone))
            changed += known is not None
    judgements.put_votes(connection, missing)
    added = len(missing) - changed
    for uuid, when in said.undone.items():
        # Cast before there was a log, taken back since.
        if uuid in here and uuid not in said.votes and here[uuid][1] is None:
            judgements.undo_vote(connection, uuid, when)
            changed += 1
    verdicts = _newer(connection, said.verdicts)
    kept = judgements.upsert_verdicts(connection, [each for each, _ in verdicts.missing])
    added += sum(is_new for _, is_new in verdicts.missing)
    changed += kept - sum(is_new for _, is_new in verdicts.missing)
    return RebuiltVotes(
        segments=log.segments,
        votes=len(votes),
        retracted=sum(vote.uuid in said.undone for vote in votes),
        verdicts=len(said.verdicts) - verdicts.strange,
        added=added,
        changed=changed,
        runs=runs,
        only_here=len(here.keys() - said.votes.keys()) + verdicts.only_here,
        left_out=strange_votes + verdicts.strange,
        bad=(*log.bad, *bad),
    )


def _replayed(lines: Iterable[LogLine]) -> _Said:
    said = _Said()
    for line in lines:
        record = line.record
        if isinstance(record, Vote):
            said.votes.setdefault(record.uuid, record)
        elif isinstance(record, Verdict):
            key = (record.request_hash, record.expected, record.judge)
            said.verdicts[key] = (record, line.at)
        elif isinstance(record, Retraction):
            said.undone.setdefault(record.uuid, line.at)
        elif isinstance(record, RunDeleted):
            gone = set(record.pictures)
            said.deleted.add(record.run)
            said.votes = {uuid: v for uuid, v in said.votes.items() if v.run != record.run}
            said.verdicts = {key: v for key, v in said.verdicts.items() if key[0] not in gone}
    return said


def _restored_runs(
    connection: Connection, said: _Said, copies: RunCopies, images_folder: Path
) -> tuple[tuple[str, ...], list[BadLine]]:
    """The runs that were rated, not here, and are now; copies that cannot be read."""
    here = _run_ids(connection)
    came: list[str] = []
    bad: list[BadLine] = []
    rated = {vote.run for vote in said.votes.values()} | (copies.runs() - said.deleted)
    for run in sorted(rated - here):
        try:
            copy = copies.read(run) if is_run_id(run) else None
        except GestureError as error:
            bad.append(BadLine(file=f"runs/{run}", line=0, reason=error.message))
            continue
        if copy is not None:
            restore(connection, copy, images_folder)
            came.append(run)
    return tuple(came), bad


def _run_ids(connection: Connection) -> set[str]:
    return {row.text("id") for row in stored(connection, select(RunRow.id))}


def _known_votes(connection: Connection, votes: Iterable[Vote]) -> tuple[list[Vote], int]:
    """The votes whose run and pictures are here, and how many others there are."""
    every = list(votes)
    runs = _run_ids(connection)
    hashes = (hash for vote in every for hash in (vote.left, vote.right))
    strange = set(judgements.unknown_hashes(connection, hashes))
    known = [v for v in every if v.run in runs and not {v.left, v.right} & strange]
    return known, len(every) - len(known)


@dataclass(frozen=True, kw_only=True)
class _Newer:
    """Verdicts to write, each with whether none is here yet; how many are about strangers, and how
    many are here alone."""

    missing: list[tuple[Said, bool]]
    strange: int
    only_here: int


def _newer(connection: Connection, verdicts: Mapping[VerdictKey, Said]) -> _Newer:
    here = {
        (each.request_hash, each.expected, each.judge): (each, when)
        for each, when in judgements.people_verdicts(connection)
    }
    strangers = set(judgements.unknown_hashes(connection, (key[0] for key in verdicts)))
    missing: list[tuple[Said, bool]] = []
    for key, (verdict, when) in verdicts.items():
        if key[0] in strangers:
            continue
        known = here.get(key)
        # What the database heard later, from a version without a log, stands.
        if known is None or (known[0] != verdict and known[1] <= when):
            missing.append(((verdict, when), known is None))
    return _Newer(
        missing=missing,
        strange=sum(key[0] in strangers for key in verdicts),
        only_here=len(here.keys() - verdicts.keys()),
    )
