"""Runs in the database: what was asked, in which order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from toolkit.documents.near_names import near
from toolkit.errors import BadInput, UnknownName, shown
from toolkit.store.chunks import batches
from toolkit.store.given import with_given
from toolkit.store.rows import stored
from toolkit.store.run_info import RunInfo
from toolkit.store.run_names import LATEST, is_run_id
from toolkit.store.schema import CellRow, ImageRow, ItemRow, RequestRow, RunRow, VoteRow
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

Asked = Sequence[tuple[Cell, GenerationRequest]]


def fingerprint(plan_json: str, asked: Iterable[tuple[Cell, str]]) -> str:
    """64 hex digits over the plan and the (cell, request hash) pairs, in order."""
    digest = hashlib.sha256(plan_json.encode())
    for cell, request_hash in asked:
        digest.update(f"\n{cell.id} {request_hash}".encode())
    return digest.hexdigest()


def find_same(connection: Connection, mark: str, owner: str) -> str | None:
    """The newest run of ``owner`` with the fingerprint ``mark``, if any."""
    query = select(RunRow.id).where(RunRow.fingerprint == mark, RunRow.owner.is_(owner or None))
    return connection.scalar(query.order_by(RunRow.id.desc()).limit(1))


def insert_run(
    connection: Connection,
    plan_name: str,
    plan_json: str,
    asked: Asked,
    mark: str,
    now: datetime,
    owner: str = "",
) -> str:
    """Write a run with its cells, requests and order; returns its new id."""
    run = free_id(connection, now)
    connection.execute(
        insert(RunRow).values(
            id=run,
            plan_name=plan_name,
            plan_json=plan_json,
            fingerprint=mark,
            created_at=now,
            owner=owner or None,
        )
    )
    cells: dict[str, Cell] = {}
    for cell, _request in asked:
        if cells.setdefault(cell.id, cell) != cell:
            raise BadInput(
                f"Two different cells of the plan {shown(plan_name)} have the id {cell.id}."
            )
    for some in batches(cells.values()):
        rows = [
            {
                "run_id": run,
                "cell_id": c.id,
                "gesture": c.gesture,
                "axis_values": dump_values(c.values),
            }
            for c in some
        ]
        connection.execute(insert(CellRow), rows)
    for some in batches(enumerate(asked)):
        insert_requests(connection, [request for _, (_, request) in some])
        items = [
            {"run_id": run, "position": n, "cell_id": cell.id, "request_hash": request.hash}
            for n, (cell, request) in some
        ]
        connection.execute(insert(ItemRow), items)
    return run


def insert_requests(connection: Connection, requests: Iterable[GenerationRequest]) -> None:
    """Make the requests known; those that are known already stay as they are."""
    rows = [{"hash": request.hash, "body": request.to_json()} for request in requests]
    connection.execute(insert(RequestRow).on_conflict_do_nothing(), rows)


def free_id(connection: Connection, now: datetime) -> str:
    """An id that no run has, such as 260131-142501."""
    # The second of its start, in UTC: short, sorts by time, easy to say. Two runs in one second
    # are told apart by taking the next free second.
    while True:
        name = now.astimezone(UTC).strftime("%y%m%d-%H%M%S")
        if connection.scalar(select(RunRow.id).where(RunRow.id == name)) is None:
            return name
        now += timedelta(seconds=1)


def run_infos(connection: Connection, run: str | None = None) -> list[RunInfo]:
    """All runs (or only ``run``), newest first."""
    cells = (
        select(func.count())
        .select_from(CellRow)
        .where(CellRow.run_id == RunRow.id)
        .scalar_subquery()
    )
    requested = (
        select(func.count(ItemRow.request_hash.distinct()))
        .where(ItemRow.run_id == RunRow.id)
        .scalar_subquery()
    )
    made = (
        select(func.count(ItemRow.request_hash.distinct()))
        .join(ImageRow, ImageRow.request_hash == ItemRow.request_hash)
        .where(ItemRow.run_id == RunRow.id)
        .scalar_subquery()
    )
    votes = (
        select(func.count())
        .select_from(VoteRow)
        .where(VoteRow.run_id == RunRow.id, VoteRow.undone_at.is_(None))
        .scalar_subquery()
    )
    query = select(
        RunRow.id,
        RunRow.plan_name,
        RunRow.plan_json,
        RunRow.created_at,
        RunRow.name,
        RunRow.owner,
        RunRow.starred,
        RunRow.note,
        cells.label("cells"),
        requested.label("requested"),
        made.label("made"),
        votes.label("votes"),
    ).order_by(RunRow.id.desc())
    if run is not None:
        query = query.where(RunRow.id == run)
    return [
        RunInfo(
            id=row.text("id"),
            plan_name=row.text("plan_name"),
            plan_json=row.json_object("plan_json"),
            created_at=row.moment("created_at"),
            cells=row.whole("cells"),
            requested=row.whole("requested"),
            made=row.whole("made"),
            votes=row.whole("votes"),
            name=row.text_or_none("name") or "",
            owner=row.text_or_none("owner") or "",
            starred=bool(row.whole_or_none("starred")),
            note=row.text_or_none("note") or "",
        )
        for row in stored(connection, query)
    ]


def resolve(connection: Connection, name: str) -> str:
    """The run id that ``name`` (an id, a run's name or "latest") stands for.

    Raises `UnknownName`.
    """
    own = select(RunRow.id).where(RunRow.id == name)
    if is_run_id(name) and any(True for _ in stored(connection, own)):
        return name
    query = select(RunRow.id, RunRow.name).order_by(RunRow.id.desc())
    rows = [(row.text("id"), row.text_or_none("name")) for row in stored(connection, query)]
    known = [id for id, _ in rows]
    if name in known:
        return name
    names = {called: id for id, called in rows if called}
    if name in names:
        return names[name]
    if not known:
        raise UnknownName(
            f"There is no run {shown(name)}: this store has no runs yet.",
            hint="Start one with: gesture sweep PLAN",
            code="no_runs",
        )
    if name == LATEST:
        return known[0]
    meant = near(name, [*names, *known, LATEST]) or f"The newest are {', '.join(known[:3])}."
    raise UnknownName(
        f"There is no run {shown(name)} in this store.",
        hint=meant,
        code="unknown_run",
        fields={"got": name},
    )


def run_cells(connection: Connection, run: str) -> dict[str, Cell]:
    """The cells of ``run`` by id, in the order in which the run first asks for them."""
    first = func.min(ItemRow.position)
    query = (
        select(CellRow.run_id, CellRow.cell_id, CellRow.gesture, CellRow.axis_values)
        .join(ItemRow, (ItemRow.run_id == CellRow.run_id) & (ItemRow.cell_id == CellRow.cell_id))
        .where(CellRow.run_id == run)
        .group_by(CellRow.cell_id, CellRow.gesture, CellRow.axis_values)
        .order_by(first)
    )
    return {
        row.text("cell_id"): Cell(
            id=row.text("cell_id"), gesture=row.text("gesture"), values=row.pairs("axis_values")
        )
        for row in stored(connection, query)
    }


@dataclass(frozen=True, kw_only=True)
class Item:
    """One picture that a run asks for, and whether it is finished; ``seconds`` its making took, 0
    where that is not known."""

    cell: Cell
    request: GenerationRequest
    request_hash: str
    finished: bool
    seconds: float = 0.0


def run_items(connection: Connection, run: str) -> Iterator[Item]:
    """Each picture of ``run``, in order."""
    cells = run_cells(connection, run)
    query = (
        select(
            ItemRow.run_id,
            ItemRow.position,
            ItemRow.cell_id,
            ItemRow.given,
            RequestRow.hash,
            RequestRow.body,
            ImageRow.file.is_not(None).label("finished"),
            func.coalesce(ImageRow.seconds, 0.0).label("seconds"),
        )
        .join(RequestRow, RequestRow.hash == ItemRow.request_hash)
        .outerjoin(ImageRow, ImageRow.request_hash == ItemRow.request_hash)
        .where(ItemRow.run_id == run)
        .order_by(ItemRow.position)
    )
    for row in stored(connection, query):
        cell = cells.get(row.text("cell_id"))
        if cell is None:
            raise row.damaged("cell_id", "a cell of this run")
        request = row.request("body", hash="hash")
        given = row.given("given")
        if given is not None:
            request = with_given(request, given)
        yield Item(
            cell=cell,
            request=request,
            request_hash=row.text("hash"),
            finished=row.flag("finished"),
            seconds=row.number("seconds"),
        )


def run_requests(connection: Connection, run: str) -> list[tuple[Cell, GenerationRequest]]:
    """The (cell, request) pairs of ``run``, in order."""
    return [(item.cell, item.request) for item in run_items(connection, run)]


def dump_values(values: tuple[tuple[str, str], ...]) -> str:
    """A cell's values as its row keeps them."""
    return json.dumps(values, separators=(",", ":"))
