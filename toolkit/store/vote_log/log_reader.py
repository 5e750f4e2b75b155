"""The reading side of the log: every segment, in the order in which things were said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from toolkit.documents.bounded_reader import no_regular_file
from toolkit.errors import GestureError, StoreError
from toolkit.store.files import disk_error
from toolkit.store.vote_log.log_lines import LogLine, Void, line_from_json
from toolkit.store.vote_log.segment_writer import SEGMENT

MAX_LINE_BYTES = 16_000_000
"""A line may be so long; a deleted run of 20,000 pictures takes a tenth of it."""


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """What could not be read: the ``file`` (its name), the ``line`` from 1 (0 for the whole file),
    and why. ``torn`` where it is a segment's last line, which a killed process had not finished:
    nobody was told that it counts."""

    file: str
    line: int
    reason: str
    torn: bool = False


@dataclass(frozen=True, kw_only=True)
class WholeLog:
    """The lines that count, oldest first, and what could not be read."""

    lines: tuple[LogLine, ...]
    bad: tuple[BadLine, ...]
    segments: int


def segment_files(folder: Path) -> list[Path]:
    """The segments in ``folder`` by name, none where it is not there; raises `StoreError`."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(SEGMENT))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise disk_error(error, "listing", folder) from error


def read_log(folder: Path) -> WholeLog:
    """All that the segments in ``folder`` say, but for what was void.

    A line that is torn or damaged is named, and the rest is read. Raises `StoreError` only where
    the folder itself cannot be listed.
    """
    lines: list[LogLine] = []
    bad: list[BadLine] = []
    files = segment_files(folder)
    for path in files:
        newest = None
        for found in _read_segment(path):
            if isinstance(found, BadLine):
                bad.append(found)
                continue
            # A clock that was set back never puts a segment's lines out of their order.
            newest = found.at if newest is None else max(newest, found.at)
            lines.append(replace(found, at=newest))
    void = {line.record.refused for line in lines if isinstance(line.record, Void)}
    kept = [x for x in lines if x.batch not in void and not isinstance(x.record, Void)]
    kept.sort(key=lambda line: line.at)  # stable: by segment and line within one moment
    return WholeLog(lines=tuple(kept), bad=tuple(bad), segments=len(files))


def _read_segment(path: Path) -> Iterator[LogLine | BadLine]:
    try:
        with _opened(path) as file:
            yield from _read_lines(file, path.name)
    except OSError as error:
        yield BadLine(file=path.name, line=0, reason=disk_error(error, "reading", path).message)
    except StoreError as error:
        yield BadLine(file=path.name, line=0, reason=error.message)


def _read_lines(file: BufferedReader, name: str) -> Iterator[LogLine | BadLine]:
    number = 0
    while text := file.readline(MAX_LINE_BYTES):
        number += 1
        if not text.endswith(b"\n"):
            if len(text) < MAX_LINE_BYTES:
                yield BadLine(file=name, line=number, reason="it was never finished", torn=True)
                return
            while text and not text.endswith(b"\n"):
                text = file.readline(MAX_LINE_BYTES)
            reason = f"it is longer than {MAX_LINE_BYTES:,} bytes"
            yield BadLine(file=name, line=number, reason=reason)
            continue
        try:
            yield line_from_json(text)
        except GestureError as error:
            yield BadLine(file=name, line=number, reason=error.message)


def _opened(path: Path) -> BufferedReader:
    # A pipe that nobody writes to would otherwise hold the opening up for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if kind := no_regular_file(os.fstat(handle).st_mode):
        os.close(handle)
        raise StoreError(f"it is {kind}, not a file")
    return os.fdopen(handle, "rb")
