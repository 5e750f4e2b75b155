"""Whether anything was written since: what was read of the database may be kept until then."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock
from typing import final


@final
class Revisions:
    """Numbers the states of the ``database``; threads may share it.

    A connection of its own, which never writes, asks for SQLite's ``data_version``: it changes with
    every commit of another connection, of this process or any other
    (https://www.sqlite.org/pragma.html#pragma_data_version).
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def now(self) -> int:
        """The number of the state that the database is in; raises `sqlite3.Error`."""
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    f"{self._database.as_uri()}?mode=ro", uri=True, check_same_thread=False
                )
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
