"""Added pictures in the database: a run by its name, its cells, its items, their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from toolkit.axes import NOTHING
from toolkit.errors import BadInput, shown
from toolkit.store import images
from toolkit.store.adding.places import Placed
from toolkit.store.files import image_file
from toolkit.store.given import Given
from toolkit.store.rows import stored
from toolkit.store.run_info import added_axes, added_plan
from toolkit.store.run_names import id_of_name
from toolkit.store.runs import dump_values, free_id
from toolkit.store.schema import CellRow, ItemRow, RunRow
from toolkit.sweeps.requests import Image


@dataclass(kw_only=True)
class Written:
    """What one batch did: the run's id, how many are new, were known, and have a known seed."""

    run: str
    added: list[Placed] = field(default_factory=list[Placed])
    known: int = 0
    seeded: int = 0


def find_added_run(connection: Connection, name: str, axes: Sequence[str]) -> str | None:
    """The id of the run called ``name``, None where there is none yet.

    Raises `BadInput` where it is a sweep's, or its pictures are told apart by other axes.
    """
    run = id_of_name(connection, name)
    if run is None:
        return None
    query = select(RunRow.id, RunRow.plan_json).where(RunRow.id == run)
    (row,) = stored(connection, query)
    before = added_axes(row.json_object("plan_json"))
    if before is None:
        raise BadInput(
            f"The run {shown(name)} was drawn here by a sweep; pictures cannot be added to it.",
            hint="Choose another name with --run.",
            code="run_of_sweep",
            fields={"got": name},
        )
    if set(before) != set(axes):
        raise BadInput(
            f"The run {shown(name)} tells its pictures apart by {', '.join(before) or NOTHING}; "
            f"got {', '.join(axes) or NOTHING}.",
            hint="Give the same --by, or choose another name with --run.",
            code="run_other_axes",
            fields={"got": name},
        )
    return run


def pictures_of(connection: Connection, run: str) -> frozenset[str]:
    """The hashes of the pictures that the run with the id ``run`` has."""
    query = select(ItemRow.request_hash).where(ItemRow.run_id == run)
    return frozenset(row.text("request_hash") for row in stored(connection, query))


def write_pictures(
    connection: Connection,
    name: str,
    axes: Sequence[str],
    placed: Sequence[Placed],
    now: datetime,
) -> Written:
    """Add ``placed`` to the run called ``name``, which is begun where there is none.

    A picture that the run has already is left as it stands, in whatever cell. A seed that another
    picture of the cell has stays with the first: the others are numbered.
    """
    run = find_added_run(connection, name, axes) or _begun(connection, name, axes, now)
    query = select(
        ItemRow.run_id, ItemRow.position, ItemRow.cell_id, ItemRow.request_hash, ItemRow.given
    ).where(ItemRow.run_id == run)
    items = list(stored(connection, query))
    known = {row.text("request_hash") for row in items}
    position = max((row.whole("position") for row in items), default=-1)
    taken: dict[str, set[int]] = {}
    for row in items:
        given = row.given("given")
        if given is not None:
            taken.setdefault(row.text("cell_id"), set()).add(given.seed)
    told = Written(run=run)
    for each in placed:
        request = each.request
        if request.hash in known:
            told.known += 1
            continue
        known.add(request.hash)
        seeds = taken.setdefault(each.cell.id, set())
        seeded = each.seed is not None and each.seed not in seeds
        seed = each.seed if each.seed is not None and seeded else min(0, *seeds, 0) - 1
        seeds.add(seed)
        position += 1
        assert request.elsewhere is not None
        image = Image(
            request=request,
            file=image_file(request.hash, request.elsewhere.ending),
            seconds=0.0,
            device="",
        )
        images.record(connection, image, each.checked.size_bytes, replace=False)
        cell = {
            "run_id": run,
            "cell_id": each.cell.id,
            "gesture": each.cell.gesture,
            "axis_values": dump_values(each.cell.values),
        }
        connection.execute(insert(CellRow).on_conflict_do_nothing(), cell)
        item = {
            "run_id": run,
            "position": position,
            "cell_id": each.cell.id,
            "request_hash": request.hash,
            "given": Given(name=each.name, seed=seed, prompt=each.prompt).to_json(),
        }
        connection.execute(insert(ItemRow), item)
        told.added.append(each)
        told.seeded += seeded
    return told


def _begun(connection: Connection, name: str, axes: Sequence[str], now: datetime) -> str:
    run = free_id(connection, now)
    connection.execute(
        insert(RunRow).values(
            id=run,
            plan_name=name,
            plan_json=added_plan(axes),
            fingerprint="",
            created_at=now,
            name=name,
        )
    )
    return run
