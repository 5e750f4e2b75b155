"""What judges and people said, in the database: verdicts that replace, votes that stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, cast, get_args

from sqlalchemy import ColumnElement, Connection, Select, Subquery, case, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from toolkit.axes import DEFAULT_LANGUAGE
from toolkit.documents.near_names import near
from toolkit.errors import BadInput, shown
from toolkit.rating.judged import JudgedCell
from toolkit.rating.settling import Said, questions_answered, settle
from toolkit.rating.strengths.columns import VoteTable
from toolkit.rating.verdicts import (
    PERSON,
    QUESTIONS,
    Asked,
    Outcome,
    Reason,
    Verdict,
)
from toolkit.rating.votes import Vote, Winner
from toolkit.rating.yields import PassCount
from toolkit.store.chunks import batches
from toolkit.store.rows import StoredRow, stored
from toolkit.store.runs import run_items
from toolkit.store.schema import CellRow, ItemRow, RequestRow, VerdictRow, VoteRow
from toolkit.store.verdict_json import details_to_json
from toolkit.store.vote_log.log_lines import UUID


def upsert_verdicts(connection: Connection, said: Sequence[Said]) -> int:
    """Write verdicts, each with its moment, and return how many; one for the same (picture,
    expected, judge) replaces the older answer."""
    for some in batches(said):
        rows = [
            {
                "request_hash": v.request_hash,
                "expected": v.expected,
                "judge": v.judge,
                "judge_version": v.judge_version,
                "question": v.question,
                "outcome": v.outcome,
                "reason": v.reason,
                "details": details_to_json(v.details),
                "best_match": v.best_match,
                "score": v.score,
                "number": v.number,
                "judged_at": when,
            }
            for v, when in some
        ]
        statement = insert(VerdictRow)
        replaced = {
            name: statement.excluded[name]
            for name in rows[0]
            if name not in ("request_hash", "expected", "judge")
        }
        statement = statement.on_conflict_do_update(
            index_elements=["request_hash", "expected", "judge"], set_=replaced
        )
        connection.execute(statement, rows)
    return len(said)


def run_verdicts(connection: Connection, run: str) -> list[Said]:
    """Every verdict about a picture of ``run`` for the gesture its cell asks, in run order."""
    query = (
        _select_verdicts()
        .join(ItemRow, ItemRow.request_hash == VerdictRow.request_hash)
        .join(CellRow, (CellRow.run_id == ItemRow.run_id) & (CellRow.cell_id == ItemRow.cell_id))
        .where(ItemRow.run_id == run, CellRow.gesture == VerdictRow.expected)
        .order_by(ItemRow.position, VerdictRow.judge)
    )
    found: dict[tuple[str, str, str], Said] = {}
    for row in stored(connection, query):
        verdict = _verdict_of(row)
        # Two cells may share a picture; its verdict is listed once.
        key = (verdict.request_hash, verdict.expected, verdict.judge)
        found.setdefault(key, (verdict, row.moment("judged_at")))
    return list(found.values())


def people_verdicts(connection: Connection) -> list[Said]:
    """Every verdict that a person gave, of all runs and of none."""
    query = _select_verdicts().where(VerdictRow.judge.like(f"{PERSON}%"))
    return [(_verdict_of(row), row.moment("judged_at")) for row in stored(connection, query)]


def _select_verdicts() -> Select[*tuple[Any, ...]]:
    return select(
        VerdictRow.request_hash,
        VerdictRow.expected,
        VerdictRow.judge,
        VerdictRow.judge_version,
        VerdictRow.question,
        VerdictRow.outcome,
        VerdictRow.reason,
        VerdictRow.details,
        VerdictRow.best_match,
        VerdictRow.score,
        VerdictRow.number,
        VerdictRow.judged_at,
    )


def _verdict_of(row: StoredRow) -> Verdict:
    return Verdict(
        request_hash=row.text("request_hash"),
        expected=row.text("expected"),
        judge=row.text("judge"),
        judge_version=row.text("judge_version"),
        question=row.word("question", Asked),
        outcome=row.answer(),
        reason=row.word("reason", Reason),
        details=row.details("details"),
        best_match=row.text("best_match"),
        score=row.number_or_none("score"),
        number=row.finite_or_none("number"),
    )


def judged_cells(
    connection: Connection, run: str, judge: str, of: Asked | None
) -> list[JudgedCell]:
    """Every finished picture of ``run`` with what ``judge`` said; see `Store.judged_cells`."""
    if of is not None and of not in QUESTIONS:
        raise BadInput(
            f"There is no question {shown(of)}; expected one of {', '.join(QUESTIONS)}.",
            hint=near(of, QUESTIONS),
        )
    said = run_verdicts(connection, run)
    asked = questions_answered((each for each, _ in said), judge)[0] if of is None else of
    verdicts: dict[tuple[str, str], list[Said]] = {}
    for verdict, when in said:
        verdicts.setdefault((verdict.request_hash, verdict.expected), []).append((verdict, when))
    judged: list[JudgedCell] = []
    for item in run_items(connection, run):
        if not item.finished:
            continue
        cell = item.cell
        own = verdicts.get((item.request_hash, cell.gesture), [])
        settled = settle(own, judge, of=asked)
        judged.append(
            JudgedCell(
                cell=cell.id,
                gesture=cell.gesture,
                values=cell.values,
                seed=item.request.seed,
                request_hash=item.request_hash,
                outcome=settled.outcome,
                reason=settled.reason,
                judge=settled.judge,
                of=asked,
                gesture_outcome=settle(own, judge, of="gesture").outcome,
                form_outcome=settle(own, judge, of="form").outcome,
                number=settled.number,
                elsewhere=item.request.elsewhere is not None,
                seconds=item.seconds,
            )
        )
    return judged


def pass_counts(connection: Connection) -> dict[str, PassCount]:
    """For each gesture ever asked for and judged by a machine, its pictures of all runs."""
    said = _machine_answers()
    query = (
        select(said.c.expected, _passed(said).label("k"), func.count().label("n"))
        .where(said.c.place == 1)
        .group_by(said.c.expected)
    )
    return {
        row.text("expected"): PassCount(k=row.whole("k"), n=row.whole("n"))
        for row in stored(connection, query)
    }


def phrase_outcomes(
    connection: Connection, gesture: str, language: str
) -> dict[str, dict[str, bool]]:
    """Whether each picture of ``gesture`` passed, by phrase; see `Store.phrase_outcomes`."""
    said = _machine_answers(gesture)
    query = (
        select(
            CellRow.run_id,
            CellRow.cell_id,
            CellRow.axis_values,
            said.c.request_hash,
            said.c.outcome,
        )
        .join(ItemRow, ItemRow.request_hash == said.c.request_hash)
        .join(CellRow, (CellRow.run_id == ItemRow.run_id) & (CellRow.cell_id == ItemRow.cell_id))
        .where(said.c.place == 1, CellRow.gesture == gesture)
        .distinct()
    )
    passed: dict[str, dict[str, bool]] = {}
    for row in stored(connection, query):
        values = dict(row.pairs("axis_values"))
        if values.get("language", DEFAULT_LANGUAGE) != language:
            continue
        phrase = values.get("phrase", "")
        passed.setdefault(phrase, {})[row.text("request_hash")] = (
            row.word("outcome", Outcome) == "pass"
        )
    return passed


def _machine_answers(gesture: str | None = None) -> Subquery:
    """Every machine's answer about the gesture; ``place`` 1 is the newest about a picture.

    "unjudged" is no answer, "unsure" is one that did not pass.
    """
    newest_first = func.row_number().over(
        partition_by=(VerdictRow.request_hash, VerdictRow.expected),
        order_by=VerdictRow.judged_at.desc(),
    )
    query = select(
        VerdictRow.request_hash,
        VerdictRow.expected,
        VerdictRow.outcome,
        newest_first.label("place"),
    ).where(
        VerdictRow.judge.not_like(f"{PERSON}%"),
        VerdictRow.question == "gesture",
        VerdictRow.outcome != "unjudged",
    )
    if gesture is not None:
        query = query.where(VerdictRow.expected == gesture)
    return query.subquery()


def _passed(said: Subquery) -> ColumnElement[int]:
    return func.sum(case((said.c.outcome == "pass", 1), else_=0))


def insert_vote(connection: Connection, vote: Vote) -> bool:
    """Write a vote once; False when its uuid is known already (nothing changes then)."""
    if UUID.fullmatch(vote.uuid) is None:
        raise BadInput(
            f"A vote's uuid is 1 to 64 letters, digits, - and _; got {shown(vote.uuid)}."
        )
    statement = insert(VoteRow).values(_vote_values(vote))
    statement = statement.on_conflict_do_nothing(index_elements=["uuid"])
    return connection.execute(statement).rowcount == 1


def put_votes(connection: Connection, votes: Sequence[tuple[Vote, datetime | None]]) -> None:
    """Write votes as they were cast, each with the moment when it was undone, in the place of
    those that have their uuids."""
    for some in batches(votes):
        rows = [_vote_values(vote) | {"undone_at": undone_at} for vote, undone_at in some]
        statement = insert(VoteRow)
        replaced = {name: statement.excluded[name] for name in rows[0] if name != "uuid"}
        statement = statement.on_conflict_do_update(index_elements=["uuid"], set_=replaced)
        connection.execute(statement, rows)


def _vote_values(vote: Vote) -> dict[str, object]:
    return {
        "uuid": vote.uuid,
        "run_id": vote.run,
        "gesture": vote.gesture,
        "left_hash": vote.left,
        "right_hash": vote.right,
        "left_cell": vote.left_cell,
        "right_cell": vote.right_cell,
        "winner": vote.winner,
        "rater": vote.rater,
        "latency_ms": vote.latency_ms,
        "propensity": vote.propensity,
        "created_at": vote.created_at,
        "app_version": vote.app_version,
    }


def undo_vote(connection: Connection, uuid: str, now: datetime) -> bool:
    """Mark a vote as undone; False when there is no such vote, or it was undone before."""
    statement = (
        update(VoteRow)
        .where(VoteRow.uuid == uuid, VoteRow.undone_at.is_(None))
        .values(undone_at=now.astimezone(UTC))
    )
    return connection.execute(statement).rowcount == 1


def run_votes(connection: Connection, run: str) -> list[Vote]:
    """The votes of ``run`` that stand, in the order in which they were cast."""
    query = (
        _select_votes()
        .where(VoteRow.run_id == run, VoteRow.undone_at.is_(None))
        .order_by(VoteRow.created_at, VoteRow.uuid)
    )
    return [_vote_of(row) for row in stored(connection, query)]


def vote_table(connection: Connection, run: str) -> VoteTable:
    """The votes of ``run`` that stand as columns of text; a million take some seconds."""
    query = select(
        VoteRow.left_cell,
        VoteRow.right_cell,
        VoteRow.left_hash,
        VoteRow.right_hash,
        VoteRow.winner,
        VoteRow.rater,
    ).where(VoteRow.run_id == run, VoteRow.undone_at.is_(None))
    # Asked of SQLite, for six million values are too many to look at one by one here.
    strange = or_(
        VoteRow.winner.not_in(get_args(Winner)),
        *(func.typeof(column) != "text" for column in query.selected_columns),
    )
    for row in stored(connection, query.where(strange)):  # says which
        row.word("winner", Winner)
        for name in row.values():
            row.text(name)
    rows = connection.execute(query).fetchall()
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * 6
    left_cell, right_cell, left, right, winner, rater = cast("list[Sequence[str]]", columns)
    return VoteTable(
        left_cell=left_cell,
        right_cell=right_cell,
        left=left,
        right=right,
        winner=winner,
        rater=rater,
    )


def run_voted_on(connection: Connection, uuid: str, rater: str) -> str | None:
    """The run of a vote that ``rater`` cast and that stands, else None."""
    query = select(VoteRow.uuid, VoteRow.run_id).where(
        VoteRow.uuid == uuid, VoteRow.rater == rater, VoteRow.undone_at.is_(None)
    )
    return next((row.text("run_id") for row in stored(connection, query)), None)


def votes_with_undoing(connection: Connection) -> dict[str, tuple[Vote, datetime | None]]:
    """Every vote of every run by its uuid, with the moment when it was undone, if it was."""
    return {
        row.text("uuid"): (
            _vote_of(row),
            None if row.is_empty("undone_at") else row.moment("undone_at"),
        )
        for row in stored(connection, _select_votes())
    }


def _select_votes() -> Select[*tuple[Any, ...]]:
    return select(
        VoteRow.uuid,
        VoteRow.run_id,
        VoteRow.gesture,
        VoteRow.left_hash,
        VoteRow.right_hash,
        VoteRow.left_cell,
        VoteRow.right_cell,
        VoteRow.winner,
        VoteRow.rater,
        VoteRow.latency_ms,
        VoteRow.propensity,
        VoteRow.created_at,
        VoteRow.app_version,
        VoteRow.undone_at,
    )


def _vote_of(row: StoredRow) -> Vote:
    return Vote(
        uuid=row.text("uuid"),
        run=row.text("run_id"),
        gesture=row.text("gesture"),
        left=row.text("left_hash"),
        right=row.text("right_hash"),
        left_cell=row.text("left_cell"),
        right_cell=row.text("right_cell"),
        winner=row.word("winner", Winner),
        rater=row.text("rater"),
        latency_ms=row.whole("latency_ms"),
        propensity=row.number("propensity"),
        created_at=row.moment("created_at"),
        app_version=row.text("app_version"),
    )


def unknown_hashes(connection: Connection, hashes: Iterable[str]) -> list[str]:
    """Those of ``hashes`` that no request in this store has, in order, each once."""
    wanted = list(dict.fromkeys(hashes))
    known: set[str] = set()
    for some in batches(wanted):
        known.update(connection.scalars(select(RequestRow.hash).where(RequestRow.hash.in_(some))))
    return [each for each in wanted if each not in known]
