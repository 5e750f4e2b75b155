"""Copies of the runs that people rated: what a vote is about, should the database be lost.

Pictures carry their recipes and votes their cells, but the cells' axes, the order of a run and what
it says of pictures made elsewhere stand in the database alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast, final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from toolkit.documents.bounded_reader import read_regular
from toolkit.errors import BadInput, GestureError, StoreError, shown
from toolkit.store import images
from toolkit.store.chunks import batches
from toolkit.store.files import (
    disk_error,
    image_file,
    is_hash,
    size_bytes,
    write_atomically,
)
from toolkit.store.given import given_from_json
from toolkit.store.request_json import request_from_json
from toolkit.store.rows import stored
from toolkit.store.run_names import id_of_name, is_run_id
from toolkit.store.runs import dump_values, insert_requests
from toolkit.store.schema import CellRow, ItemRow, RequestRow, RunRow
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest, Image

COPIES = "runs"
"""Sub-folder of the log's folder for the copies: ``RUN-HASH.json``, each written once."""

MAX_COPY_BYTES = 256_000_000


@dataclass(frozen=True, kw_only=True)
class CopiedItem:
    """The ``position``-th picture of a run; ``given`` is what the run says of one made elsewhere,
    as JSON text."""

    position: int
    cell_id: str
    request_hash: str
    given: str | None


@dataclass(frozen=True, kw_only=True)
class RunCopy:
    """A run as the database had it, with all its requests."""

    id: str
    name: str | None
    plan_name: str
    plan_json: str
    fingerprint: str
    created_at: datetime
    cells: tuple[Cell, ...]
    items: tuple[CopiedItem, ...]
    requests: tuple[GenerationRequest, ...]


@final
class RunCopies:
    """Keeps a copy of each run that people rate, anew when the run has grown or was renamed."""

    def __init__(self, folder: Path, *, incoming: Path) -> None:
        self._folder = folder / COPIES
        self._incoming = incoming
        self._kept: dict[str, tuple[int, str]] = {}

    def keep(self, connection: Connection, run: str) -> None:
        """Have a copy of ``run`` on the disk; raises `StoreError` where the disk refuses."""
        last = select(func.max(ItemRow.position)).where(ItemRow.run_id == run).scalar_subquery()
        found = connection.execute(select(last, RunRow.name).where(RunRow.id == run)).first()
        state = (found[0] or 0, found[1] or "") if found else (0, "")
        if self._kept.get(run) == state:
            return
        content = copy_of(connection, run)
        mark = hashlib.sha256(content).hexdigest()[:12]
        path = self._folder / f"{_checked_id(run)}-{mark}.json"
        if size_bytes(path) != len(content):
            write_atomically(path, content, incoming=self._incoming)
        self._kept[run] = state

    def read(self, run: str) -> RunCopy | None:
        """The fullest copy of ``run``, of several the newest; None where there is none.

        Raises `StoreError` where a copy is there and none can be read.
        """
        found: list[tuple[int, int, RunCopy]] = []
        trouble: StoreError | None = None
        for path in self._files(run):
            try:
                copy = _read_copy(path)
                found.append((len(copy.items), path.stat().st_mtime_ns, copy))
            except OSError as error:
                trouble = disk_error(error, "reading", path)
            except GestureError as error:
                trouble = StoreError(f"The copy {path} of a run is damaged: {error.message}")
        if not found and trouble is not None:
            raise trouble
        return max(found, key=lambda each: each[:2])[2] if found else None

    def runs(self) -> set[str]:
        """The ids of the runs that have a copy."""
        ids = {path.name.rpartition("-")[0] for path in self._folder.glob("*.json")}
        return {id for id in ids if is_run_id(id)}

    def forget(self, run: str) -> None:
        """Delete the copies of a run that was deleted; raises `StoreError`."""
        self._kept.pop(run, None)
        for path in self._files(run):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise disk_error(error, "deleting", path) from error

    def _files(self, run: str) -> list[Path]:
        return sorted(self._folder.glob(f"{_checked_id(run)}-*.json"))


def restore(connection: Connection, copy: RunCopy, images_folder: Path) -> None:
    """Write ``copy`` as a run with its requests; raises `StoreError` where the disk refuses.

    Pictures that were made elsewhere carry no recipe of ours: their files are taken in here.
    """
    free = copy.name is not None and id_of_name(connection, copy.name) is None
    connection.execute(
        insert(RunRow).values(
            id=copy.id,
            plan_name=copy.plan_name,
            plan_json=copy.plan_json,
            fingerprint=copy.fingerprint,
            created_at=copy.created_at,
            name=copy.name if free else None,
        )
    )
    for some in batches(copy.cells):
        rows = [
            {
                "run_id": copy.id,
                "cell_id": cell.id,
                "gesture": cell.gesture,
                "axis_values": dump_values(cell.values),
            }
            for cell in some
        ]
        connection.execute(insert(CellRow), rows)
    for some in batches(copy.requests):
        insert_requests(connection, some)
    for some in batches(copy.items):
        connection.execute(insert(ItemRow), [{"run_id": copy.id, **vars(item)} for item in some])
    for request in copy.requests:
        if request.elsewhere is None:
            continue
        file = image_file(request.hash, request.elsewhere.ending)
        size = size_bytes(images_folder / file)
        if size is not None:
            image = Image(request=request, file=file, seconds=0.0, device="")
            images.record(connection, image, size, replace=False)


def _checked_id(run: str) -> str:
    if not is_run_id(run):
        raise BadInput(f"A run's id is such as 260131-142501; got {shown(run)}.")
    return run


def copy_of(connection: Connection, run: str) -> bytes:
    """The run with the id ``run`` as JSON text, which `copy_from` reads."""
    head = select(
        RunRow.id,
        RunRow.name,
        RunRow.plan_name,
        RunRow.plan_json,
        RunRow.fingerprint,
        RunRow.created_at,
    ).where(RunRow.id == run)
    cells = (
        select(CellRow.run_id, CellRow.cell_id, CellRow.gesture, CellRow.axis_values)
        .where(CellRow.run_id == run)
        .order_by(CellRow.cell_id)
    )
    items = (
        select(
            ItemRow.run_id, ItemRow.position, ItemRow.cell_id, ItemRow.request_hash, ItemRow.given
        )
        .where(ItemRow.run_id == run)
        .order_by(ItemRow.position)
    )
    requests = (
        select(RequestRow.hash, RequestRow.body)
        .join(ItemRow, ItemRow.request_hash == RequestRow.hash)
        .where(ItemRow.run_id == run)
        .order_by(RequestRow.hash)
        .distinct()
    )
    (row,) = stored(connection, head)
    content = {
        "id": row.text("id"),
        "name": row.text_or_none("name"),
        "plan_name": row.text("plan_name"),
        "plan_json": row.text("plan_json"),
        "fingerprint": row.text("fingerprint"),
        "created_at": row.moment("created_at").isoformat(),
        "cells": [
            [each.text("cell_id"), each.text("gesture"), each.pairs("axis_values")]
            for each in stored(connection, cells)
        ],
        "items": [
            [
                each.whole("position"),
                each.text("cell_id"),
                each.text("request_hash"),
                each.text_or_none("given"),
            ]
            for each in stored(connection, items)
        ],
        "requests": [each.text("body") for each in stored(connection, requests)],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _read_copy(path: Path) -> RunCopy:
    """The copy in the file ``path``; raises OSError, or `GestureError` for one that is none."""
    return copy_from(read_regular(path, limit_bytes=MAX_COPY_BYTES), name=path.name)


def copy_from(text: bytes, *, name: str) -> RunCopy:
    """The copy whose `copy_of` is ``text``, of a file called ``name``; raises `GestureError`."""
    content: object
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise StoreError("It is no JSON.") from None
    fields = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    try:
        copy = RunCopy(
            id=_text(fields["id"]),
            name=None if fields["name"] is None else _text(fields["name"]),
            plan_name=_text(fields["plan_name"]),
            plan_json=_text(fields["plan_json"]),
            fingerprint=_text(fields["fingerprint"]),
            created_at=datetime.fromisoformat(_text(fields["created_at"])).astimezone(UTC),
            cells=tuple(_cell(each) for each in _list(fields["cells"])),
            items=tuple(_item(each) for each in _list(fields["items"])),
            requests=tuple(
                request_from_json(_text(each), where=name) for each in _list(fields["requests"])
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"A field is missing or of another kind ({error}).") from error
    cells, hashes = {cell.id for cell in copy.cells}, {each.hash for each in copy.requests}
    if not name.startswith(f"{copy.id}-"):
        raise StoreError(f"It is of the run {shown(copy.id)}.")
    for item in copy.items:
        if item.cell_id not in cells or item.request_hash not in hashes:
            raise StoreError(f"Its picture {item.position} is of no cell or no request in it.")
    return copy


def _cell(content: object) -> Cell:
    id, gesture, values = _list(content)
    pairs = [_list(pair) for pair in _list(values)]
    return Cell(
        id=_text(id),
        gesture=_text(gesture),
        values=tuple((_text(axis), _text(value)) for axis, value in pairs),
    )


def _item(content: object) -> CopiedItem:
    position, cell_id, request_hash, given = _list(content)
    if not isinstance(position, int) or isinstance(position, bool) or position < 0:
        raise ValueError(f"a position is {shown(position)}")
    if not is_hash(_text(request_hash)):
        raise ValueError(f"a picture is {shown(request_hash)}")
    if given is not None and given_from_json(_text(given)) is None:
        raise ValueError(f"what is given is {shown(given)}")
    return CopiedItem(
        position=position,
        cell_id=_text(cell_id),
        request_hash=_text(request_hash),
        given=None if given is None else _text(given),
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"expected text, got {shown(value)}")


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    raise TypeError(f"expected a list, got {shown(value)}")
