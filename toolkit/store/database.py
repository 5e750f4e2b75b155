"""The SQLite database: opening, migrating, and saying in one sentence what went wrong.

WAL with ``synchronous=NORMAL``: a killed process loses nothing that was committed, and several
processes may write (each waits up to `BUSY_S` for the others). SQLite does not survive network
mounts; the home belongs on a local disk.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, event, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from toolkit.errors import StoreError, shortened, shown
from toolkit.store.files import check_regular, disk_error
from toolkit.store.schema import HEAD

DATABASE = "gesture.db"
"""The database's file in the home folder."""

BUSY_S = 30.0
"""How long a connection waits for another process's write, in seconds."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITE = "gesture_write"
# What SQLite and its Python door say of a file that somebody edited, without a code of its own.
_DAMAGE = ("Could not decode", "no such table", "no such column", "malformed")

MEND = "`gesture doctor` says what is damaged, `gesture doctor --mend` mends it."
"""What to do about a damaged database."""


def open_engine(database: Path) -> Engine:
    """An engine on the SQLite file ``database`` whose transactions begin explicitly."""
    engine = create_engine(
        URL.create("sqlite", database=str(database)), connect_args={"timeout": BUSY_S}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def check_writable(database: Path) -> None:
    """Raise `StoreError` unless the file ``database`` can be written, or made.

    SQLite opens what it cannot write and complains later, in its own words.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        check_regular(database.with_name(f"{database.name}{ending}"))
    try:
        with database.open("ab"):
            pass
    except OSError as error:
        raise disk_error(error, "opening the database", database) from error


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    deadline = time.monotonic() + BUSY_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # SQLite answers "busy" here at once, without its usual wait.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    # A write that starts as a read cannot wait for its turn: it fails at once when another
    # process wrote in between. So writers take the lock first.
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine, doing: str) -> Generator[Connection]:
    """A read transaction; ``doing`` names the work in errors ("reading the runs")."""
    with _explained(engine, doing), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, doing: str) -> Generator[Connection]:
    """A write transaction, committed at the end and rolled back on any error."""
    with (
        _explained(engine, doing),
        engine.connect().execution_options(**{_WRITE: True}) as connection,
        connection.begin(),
    ):
        yield connection


def migrate(engine: Engine) -> bool:
    """Bring the database to the newest schema; True when it was empty before.

    Safe when several processes open a new home at once: the first takes the write lock.
    """
    with reading(engine, "opening the database") as connection:
        if revision(connection) == HEAD:
            return False
    with writing(engine, "migrating the database") as connection:
        found = revision(connection)
        if found == HEAD:
            return False
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        if found is None and inspect(connection).has_table("requests"):
            raise StoreError(
                f"The database {engine.url.database} is damaged: it has tables and does not say "
                "of which schema (table alembic_version, column version_num).",
                hint=MEND,
                code="database_damaged",
                fields={"got": engine.url.database},
            )
        try:
            command.upgrade(config, "head")
            known = revision(connection) == HEAD  # Alembic takes the beginning of a name for it
        except CommandError:
            known = False
        if not known:
            raise StoreError(
                f"The database {engine.url.database} has schema {shown(found)}, which this "
                f"version (schema {HEAD!r}) does not know.",
                hint=f"Upgrade gesture-toolkit, or use another --home. If it was damaged: {MEND}",
                code="database_newer",
                fields={"got": engine.url.database},
            )
        return found is None


def revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


@contextmanager
def _explained(engine: Engine, doing: str) -> Generator[None]:
    try:
        yield
    except DBAPIError as error:
        cause = error.orig if isinstance(error.orig, sqlite3.Error) else None
        raise database_error(cause or error, doing, engine.url.database or "") from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise database_error(error, doing, engine.url.database or "") from error


def database_error(error: Exception, doing: str, database: str) -> StoreError:
    """The one sentence for what SQLite (or SQLAlchemy) raised while ``doing`` something."""
    name = getattr(error, "sqlite_errorname", "")
    where = f"while {doing} in {database}"
    if name == "SQLITE_FULL":
        return StoreError(
            f"The disk is full {where}.", hint="Free some space and run it again.", code="disk_full"
        )
    if name.startswith("SQLITE_READONLY"):
        return StoreError(
            f"The database is read-only {where}.",
            hint="Choose a folder you can write to with --home or GESTURE_HOME.",
            code="no_permission",
            fields={"got": database},
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(
            f"Another process held the database for more than {BUSY_S:.0f} s {where}.",
            hint="Let it finish and run this again.",
            code="database_busy",
        )
    said = shortened(str(error).partition("\n")[0])
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or said.startswith(_DAMAGE):
        return StoreError(
            f"The database is damaged ({said}) {where}.",
            hint=MEND,
            code="database_damaged",
            fields={"got": database},
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"The disk failed ({said}) {where}.",
            hint="Is it full, gone or a network mount? The home belongs on a local disk.",
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(
            f"The database cannot be opened {where}.",
            hint="Choose a folder you can write to with --home or GESTURE_HOME.",
            code="no_permission",
            fields={"got": database},
        )
    if name.startswith("SQLITE_CONSTRAINT"):
        return StoreError(f"The database refused the record ({said}) {where}.")
    return StoreError(f"The database failed ({said}) {where}.")
