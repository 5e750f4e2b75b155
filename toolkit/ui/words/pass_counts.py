"""The yields so far, counted once for each change of the store and not at every search."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from toolkit.errors import StoreError
from toolkit.rating.yields import PassCount
from toolkit.ui.state import AppState

Mark = tuple[tuple[int, int], ...]


class PassCounts:
    """How many pictures of each gesture passed; final, for many threads.

    Whether the store has changed is read off its database's files (size and time of the file
    and of its write-ahead log), which every process's writes move.
    """

    def __init__(self, shared: AppState) -> None:
        self._shared = shared
        self._lock = Lock()
        self._mark: Mark | None = None
        self._counts: Mapping[str, PassCount] = {}

    def by_gesture(self) -> Mapping[str, PassCount]:
        """The counts as they are now; none where the store cannot be read."""
        try:
            mark = database_mark(self._shared.store.home)
        except StoreError:
            return {}
        with self._lock:
            if mark != self._mark:
                # Read before counting: a write in between is counted again, never missed.
                self._counts, self._mark = self._shared.pass_counts(), mark
            return self._counts


def database_mark(home: Path) -> Mark:
    """What changes whenever somebody writes into the store of ``home``."""
    return tuple(_size_and_time(home / name) for name in ("gesture.db", "gesture.db-wal"))


def _size_and_time(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
