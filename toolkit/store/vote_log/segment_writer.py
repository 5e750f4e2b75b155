"""The writing side of the log: one segment a process, every line on the disk before it counts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import final

from toolkit.documents.atomic_files import sync
from toolkit.errors import StoreError
from toolkit.store.files import disk_error, make_folder
from toolkit.store.vote_log.log_lines import LogLine, Record, Void

VOTES = "votes"
"""Sub-folder of the home for the log."""

SEGMENT = ".jsonl"
"""What a segment's name ends with."""


@final
class SegmentWriter:
    """Appends records to a segment of this process in ``folder``; threads may share it.

    The file is made with the first record, under a name that nobody has had before, and is only
    ever appended to. After a write that failed its half line is cut off, and the next record
    begins another segment: what comes later never stands behind a torn line.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._handle: int | None = None
        self._path = folder
        self._pid = 0

    @property
    def folder(self) -> Path:
        """Where the segments lie."""
        return self._folder

    def others(self) -> frozenset[tuple[str, int]]:
        """Name and size in bytes of every segment but this process's own: it changes when somebody
        else writes. Raises `StoreError` where the disk refuses."""
        own = self._path.name if self._handle is not None and self._pid == os.getpid() else ""
        try:
            with os.scandir(self._folder) as files:
                return frozenset(
                    (file.name, file.stat().st_size)
                    for file in files
                    if file.name.endswith(SEGMENT) and file.name != own
                )
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise disk_error(error, "listing", self._folder) from error

    def append(self, records: Sequence[Record]) -> str:
        """Write ``records`` in one go and return their batch once the disk has them.

        Raises `StoreError` where the disk refuses; then none of them is in the log.
        """
        batch, now = secrets.token_hex(6), datetime.now(UTC)
        lines = [LogLine(record=each, at=now, batch=batch).to_json() for each in records]
        content = "".join(f"{line}\n" for line in lines).encode()
        with self._lock:
            handle = self._opened()
            try:
                before = os.fstat(handle).st_size
                _write(handle, content, before)
            except OSError as error:
                self._let_go()
                raise disk_error(error, "writing", self._path) from error
        return batch

    def void(self, batch: str) -> None:
        """Say that ``batch`` does not count, as well as the disk allows: nobody was told it did."""
        with suppress(StoreError):
            self.append([Void(refused=batch)])

    def close(self) -> None:
        """Let go of the segment; a later record begins another."""
        with self._lock:
            self._let_go()

    def _opened(self) -> int:
        if self._handle is not None and self._pid == os.getpid():
            return self._handle
        # A forked process leaves its parent's segment alone.
        self._handle, self._pid = None, os.getpid()
        make_folder(self._folder)
        moment = f"{datetime.now(UTC):%y%m%d-%H%M%S}"
        self._path = self._folder / f"{moment}-{self._pid}-{secrets.token_hex(4)}{SEGMENT}"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            self._handle = os.open(self._path, flags, 0o666)
            sync(self._folder)
        except OSError as error:
            self._let_go()
            raise disk_error(error, "writing", self._path) from error
        return self._handle

    def _let_go(self) -> None:
        if self._handle is None or self._pid != os.getpid():
            return
        with suppress(OSError):
            empty = os.fstat(self._handle).st_size == 0
            os.close(self._handle)
            if empty:
                self._path.unlink()
        self._handle = None


def _write(handle: int, content: bytes, before: int) -> None:
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, before)
        raise
