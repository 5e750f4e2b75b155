"""Find what is damaged in a database, and save what is not into a new one.

A disk that flips bytes and a person with an SQLite editor both leave records that no version of
this program wrote. Pictures carry their recipes and come back from their files; runs, verdicts
and votes stand nowhere else, so every record that can still be read is carried over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Float, Integer, Table, asc, desc, event, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from toolkit.errors import StoreError, shown
from toolkit.rating.verdicts import Asked, Reason
from toolkit.rating.votes import Winner
from toolkit.store.database import DATABASE, migrate, open_engine, reading, revision, writing
from toolkit.store.rows import DamagedRecord, StoredRow, stored
from toolkit.store.schema import HEAD, Base, UtcTime
from toolkit.store.store import Store

CHECKS: dict[tuple[str, str], Callable[[StoredRow, str], object]] = {
    ("requests", "body"): lambda row, name: row.request(name, hash="hash"),
    ("images", "file"): lambda row, name: row.picture_file(name, hash="request_hash"),
    ("images", "versions"): StoredRow.pairs,
    ("runs", "plan_json"): StoredRow.json_object,
    ("run_cells", "axis_values"): StoredRow.pairs,
    ("run_items", "given"): StoredRow.given,
    ("verdicts", "question"): lambda row, name: row.word(name, Asked),
    ("verdicts", "outcome"): lambda row, _name: row.answer(),
    ("verdicts", "reason"): lambda row, name: row.word(name, Reason),
    ("verdicts", "details"): StoredRow.details,
    ("verdicts", "number"): StoredRow.finite_or_none,
    ("votes", "winner"): lambda row, name: row.word(name, Winner),
}
"""What a column promises beyond its type."""

STAND_INS: dict[tuple[str, str], object] = {
    ("runs", "plan_name"): "name lost",
    ("runs", "plan_json"): "{}",
    ("runs", "fingerprint"): "",
    ("runs", "name"): None,
    ("runs", "owner"): "owner lost",  # nobody's: never shown to strangers
    ("runs", "starred"): None,
    ("runs", "note"): None,
    ("runs", "created_at"): datetime(1970, 1, 1, tzinfo=UTC),
}


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What a mending did: how many records were carried over, how many could not be, how many
    pictures were taken in from their files, and where the damaged database lies now."""

    kept: int
    lost: int
    adopted: int
    aside: Path


def find_damage(home: Path, *, most: int = 100) -> list[str]:
    """A sentence for each damaged place in the database of ``home``, at most so many.

    Looks at the pages (SQLite's quick check), at the schema's number, at every value of every
    record, and for records that name others that are not there.
    """
    if not (home / DATABASE).exists():
        return []
    found: list[str] = []
    with _lenient_engine(home / DATABASE) as engine:
        try:
            with reading(engine, "looking for damage") as connection:
                for sentence in islice(_damages(connection), most):
                    found.append(sentence)
        except StoreError as error:
            found.append(error.message)
    return found


def mend(home: Path) -> Mended:
    """Carry every readable record into a new database and set the damaged one aside.

    Nobody else may use the home meanwhile. Raises `StoreError` when the disk refuses.
    """
    new = home / "gesture-mended.db"
    for part in _parts(new):
        part.unlink(missing_ok=True)
    kept = lost = adopted = 0
    fresh = open_engine(new)
    try:
        migrate(fresh)
        with _lenient_engine(home / DATABASE) as old:
            _upgrade(old)
            for table in Base.metadata.sorted_tables:
                more, less = _carry_over(old, fresh, table)
                kept, lost = kept + more, lost + less
                if table.name == "images":
                    # Before the runs: some of their requests stand in the pictures alone.
                    adopted = Store(home=home, engine=fresh).adopt_images()
    finally:
        fresh.dispose()
    aside = home / f"gesture-damaged-{datetime.now(UTC):%y%m%d-%H%M%S-%f}.db"
    for part in _parts(home / DATABASE):
        if part.exists():
            part.rename(part.with_name(part.name.replace(DATABASE, aside.name)))
    new.rename(home / DATABASE)
    return Mended(kept=kept, lost=lost, adopted=adopted, aside=aside)


def _parts(database: Path) -> list[Path]:
    return [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm", "-journal")]


@contextmanager
def _lenient_engine(database: Path) -> Generator[Engine]:
    """An engine that gives text which is not UTF-8 as bytes, for `StoredRow` to name."""
    engine = open_engine(database)

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.text_factory = _text_or_bytes

    event.listen(engine, "connect", prepare)
    try:
        yield engine
    finally:
        engine.dispose()


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _damages(connection: Connection) -> Iterator[str]:
    for told in connection.execute(text("PRAGMA quick_check")).scalars():
        if told != "ok":
            yield f"SQLite says: {told}"
    found = revision(connection)
    if found != HEAD:
        yield f"table alembic_version, column version_num: got {shown(found)}, expected {HEAD!r}"
    for table in Base.metadata.sorted_tables:
        for row in stored(connection, select(table)):
            yield from _damages_of(row, table)
    for table_name, row_id, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"table {table_name}, row {row_id}: names a record of {parent} that is not there"


def _damages_of(row: StoredRow, table: Table) -> Iterator[str]:
    for column in table.columns:
        try:
            _check(row, table, column.name)
        except DamagedRecord as damaged:
            yield damaged.message


def _check(row: StoredRow, table: Table, name: str) -> None:
    """Raise `DamagedRecord` unless the value is what the column promises."""
    column = table.columns[name]
    place = (table.name, name)
    if column.nullable and row.is_empty(name):
        return
    if place in CHECKS:
        CHECKS[place](row, name)
    elif isinstance(column.type, UtcTime):
        row.moment(name)
    elif isinstance(column.type, Integer):
        row.whole(name)
    elif isinstance(column.type, Float):
        row.number(name)
    else:
        row.text(name)


def _upgrade(old: Engine) -> None:
    """Bring an old schema to the newest, where it is whole enough for that."""
    try:
        migrate(old)
    except Exception:  # whatever a migration meets in damaged records: they are read as they are
        return


def _carry_over(old: Engine, fresh: Engine, table: Table) -> tuple[int, int]:
    """How many records of one table were carried over, and how many could not be."""
    kept = lost = 0
    with writing(fresh, "mending the database") as target:
        for row in _readable_rows(old, table):
            values = _whole_values(row, table)
            if values is None:
                lost += 1
                continue
            statement = insert(table).values(values).on_conflict_do_nothing()
            try:
                kept += target.execute(statement).rowcount
            except IntegrityError:
                lost += 1  # it names a record that could not be carried over
    return kept, lost


def _whole_values(row: StoredRow, table: Table) -> dict[str, object] | None:
    """The values to carry over, or None when one that matters is damaged.

    What only describes a run is replaced: the run's pictures and votes are worth keeping.
    """
    values = row.values()
    for column in table.columns:
        try:
            _check(row, table, column.name)
        except DamagedRecord:
            if (table.name, column.name) not in STAND_INS:
                return None
            values[column.name] = STAND_INS[table.name, column.name]
    return values


def _readable_rows(old: Engine, table: Table) -> Iterator[StoredRow]:
    """The rows from the first on and, where a damaged page stops that, from the last back."""
    for order in (asc, desc):
        try:
            with reading(old, "reading what is left") as connection:
                try:
                    yield from stored(connection, select(table).order_by(order(text("rowid"))))
                except DBAPIError:
                    continue
                return
        except StoreError:
            continue
