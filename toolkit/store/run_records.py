"""Runs, as a store keeps, names, gives away and deletes them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import select, update

from toolkit.errors import BadInput, shown
from toolkit.store import deleting, runs
from toolkit.store.database import reading, writing
from toolkit.store.deleting import DeletedRun
from toolkit.store.files import checked_hash
from toolkit.store.rows import stored
from toolkit.store.run_info import RunInfo
from toolkit.store.run_names import LATEST, checked_name, marks, set_marks, set_name
from toolkit.store.schema import ItemRow, RunRow
from toolkit.store.verdicts_and_votes import VerdictsAndVotes
from toolkit.store.vote_log.run_copies import copy_from, copy_of, restore
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest


class RunRecords(VerdictsAndVotes, ABC):
    """The part of a `toolkit.store.store.Store` that keeps runs."""

    def start_run(
        self,
        plan_name: str,
        plan_json: str,
        cells_and_requests: Iterable[tuple[Cell, GenerationRequest]],
        *,
        resume: bool = False,
        owner: str = "",
    ) -> str:
        """Record what a run asks for, in order, and return its id (such as 260131-142501).

        With ``resume``, the ``owner``'s newest run of the same plan with the same requests is
        returned instead of a new one; a retrained model changes the requests, hence makes a new
        run. The ``owner`` is a visitor's number, "" for the house.
        Raises `BadInput` when nothing is asked for.
        """
        pairs = list(cells_and_requests)
        if not pairs:
            raise BadInput(
                f"The plan {shown(plan_name)} asks for no picture.",
                hint="Give it a gesture and a seed.",
            )
        mark = runs.fingerprint(plan_json, ((cell, request.hash) for cell, request in pairs))
        with writing(self._engine, "starting a run") as connection:
            same = runs.find_same(connection, mark, owner) if resume else None
            if same is not None:
                return same
            now = datetime.now(UTC)
            return runs.insert_run(connection, plan_name, plan_json, pairs, mark, now, owner)

    def runs(self) -> list[RunInfo]:
        """All runs, newest first."""
        with reading(self._engine, "reading the runs") as connection:
            return runs.run_infos(connection)

    def run(self, name: str = LATEST) -> RunInfo:
        """The run with the id ``name``, or the newest for "latest"; raises `UnknownName`."""
        with reading(self._engine, "reading a run") as connection:
            return runs.run_infos(connection, runs.resolve(connection, name))[0]

    def cells(self, run: str) -> list[Cell]:
        """The cells of ``run`` (an id or "latest"), in order."""
        with reading(self._engine, "reading a run") as connection:
            return list(runs.run_cells(connection, runs.resolve(connection, run)).values())

    def run_requests(self, run: str) -> list[tuple[Cell, GenerationRequest]]:
        """The (cell, request) pairs of ``run`` (an id or "latest"), in order."""
        with reading(self._engine, "reading a run") as connection:
            return runs.run_requests(connection, runs.resolve(connection, run))

    def rename_run(self, run: str, name: str) -> RunInfo:
        """Call ``run`` (an id, a name or "latest") ``name`` from now on; the id stays.

        Raises `UnknownName`, and `BadInput` for a name that no run can have or another has.
        """
        name = checked_name(name)
        with writing(self._engine, "renaming a run") as connection:
            id = runs.resolve(connection, run)
            set_name(connection, id, name)
            return runs.run_infos(connection, id)[0]

    def mark_run(
        self, run: str, *, starred: bool | None = None, note: str | None = None
    ) -> RunInfo:
        """Put a star or a note to ``run`` (an id, a name or "latest"); None leaves as it is.

        Raises `UnknownName`, and `BadInput` for a note that is too long.
        """
        values = marks(starred, note)
        with writing(self._engine, "marking a run") as connection:
            id = runs.resolve(connection, run)
            set_marks(connection, id, values)
            return runs.run_infos(connection, id)[0]

    def what_goes(self, run: str) -> DeletedRun:
        """What `delete_run` would delete, counted; nothing is deleted."""
        with reading(self._engine, "looking at a run") as connection:
            return deleting.what_goes(connection, runs.resolve(connection, run))

    def delete_run(self, run: str) -> DeletedRun:
        """Delete ``run`` (an id, a name or "latest") for good, with the pictures that are only
        its own and the verdicts about them; pictures that other runs have stay with theirs. What
        was drawn only to be mended in it goes too, unless another run's picture is made of it.

        What people said (votes, and verdicts that go) is written to ``deleted/`` in the home
        first. Raises `UnknownName`, and `StoreError` where the disk refuses.
        """
        with self._telling("deleting a run") as told:
            id = runs.resolve(told.connection, run)
            gone, files, records = deleting.delete_rows(told.connection, id, self.home)
            told.records.extend(records)
        deleting.delete_files(self.images_folder, files)
        self._copies.forget(id)
        return gone

    def give_run(self, run: str, owner: str) -> RunInfo:
        """Make ``run`` (an id, a name or "latest") the ``owner``'s; "" for the house, whose runs
        everybody may see. Raises `UnknownName`."""
        with writing(self._engine, "giving a run away") as connection:
            id = runs.resolve(connection, run)
            connection.execute(update(RunRow).where(RunRow.id == id).values(owner=owner or None))
            return runs.run_infos(connection, id)[0]

    def owner(self, run: str) -> str:
        """Whose ``run`` (an id, a name or "latest") is, "" for the house; raises `UnknownName`."""
        with reading(self._engine, "reading a run") as connection:
            id = runs.resolve(connection, run)
            return connection.scalar(select(RunRow.owner).where(RunRow.id == id)) or ""

    def owners(self, request_hash: str) -> frozenset[str]:
        """Whose runs have a picture; "" stands for the house, nothing where no run has it."""
        query = (
            select(RunRow.id, RunRow.owner)
            .join(ItemRow, ItemRow.run_id == RunRow.id)
            .where(ItemRow.request_hash == checked_hash(request_hash))
        )
        with reading(self._engine, "looking for a picture") as connection:
            rows = stored(connection, query)
            return frozenset(row.text_or_none("owner") or "" for row in rows)

    def copy_of_run(self, run: str) -> bytes:
        """``run`` (an id, a name or "latest") with its cells and requests as JSON text."""
        with reading(self._engine, "reading a run") as connection:
            return copy_of(connection, runs.resolve(connection, run))

    def restore_runs(
        self, copies: Mapping[str, bytes], owners: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Write the runs of ``copies`` (`copy_of_run` by file name) under their own ids.

        ``owners`` says whose they are by id, the house's where it does not. A run whose id is here
        stays as it is. Returns the ids that are new; raises `StoreError`, and nothing is written,
        for a copy that is none.
        """
        read = [copy_from(content, name=name) for name, content in copies.items()]
        added: list[str] = []
        with writing(self._engine, "restoring runs") as connection:
            here = {info.id for info in runs.run_infos(connection)}
            for copy in read:
                if copy.id in here:
                    continue
                restore(connection, copy, self.images_folder)
                owner = owners.get(copy.id) or None
                connection.execute(update(RunRow).where(RunRow.id == copy.id).values(owner=owner))
                added.append(copy.id)
        return tuple(added)
