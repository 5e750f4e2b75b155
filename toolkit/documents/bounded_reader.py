"""The one reader of files and folders that a user names: regular files only, within bounds.

A device has no end, a pipe may never begin, and a folder may be a whole disk. So a file is
opened without waiting, must be a regular one, and is read up to a limit; a folder is walked up
to a number of entries and a depth.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, shortened

MAX_ENTRIES = 5_000
MAX_FOLDER_DEPTH = 8

_BLOCK_BYTES = 1 << 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def no_regular_file(mode: int) -> str:
    """What a thing with the ``st_mode`` is ("a pipe"), or "" for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "no regular file")


def read_bytes(
    path: Path | str,
    *,
    limit_bytes: int,
    name: str = "",
    error: type[BadInput] = BadInput,
    hint: str = "Give the name of a file.",
) -> bytes:
    """The whole content of a regular file of at most ``limit_bytes``.

    Args:
        name: how the file is called in errors; the path as given when empty.
        error: the kind of error to raise.
        hint: what to do when the file cannot be opened.

    Raises:
        BadInput: (or ``error``) the file is not there, not readable, not regular or too large.
    """
    called = name or shortened(str(path), 200)
    try:
        return read_regular(user_path(path, what="file"), limit_bytes=limit_bytes, name=called)
    except BadInput as problem:
        raise error(problem.message, hint=problem.hint) from None
    except OSError as problem:
        raise error(f"{called}: cannot be read ({problem.strerror}).", hint=hint) from None


def read_regular(path: Path, *, limit_bytes: int, name: str = "") -> bytes:
    """As `read_bytes`, for a caller with sentences of its own for what the disk refuses.

    Raises:
        OSError: the disk refused.
        BadInput: the file is not a regular one, or too large.
    """
    # A pipe that nobody writes to would otherwise hold the opening up for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        info = os.fstat(handle)
        if kind := no_regular_file(info.st_mode):
            raise BadInput(
                f"{name or path}: is {kind}, not a file.", hint="Give the name of a file."
            )
        # A file under /proc says 0 bytes and has more: what counts is what is read.
        blocks = list(_blocks(handle, limit_bytes))
        size = max(sum(map(len, blocks)), info.st_size)
    finally:
        os.close(handle)
    if size > limit_bytes:
        raise BadInput(
            f"{name or path}: is {size:,} bytes long; at most {limit_bytes:,} are read.",
            hint="Split it into several files, or take a smaller one.",
        )
    return b"".join(blocks)


def _blocks(handle: int, limit_bytes: int) -> Iterator[bytes]:
    left = limit_bytes + 1
    while left > 0 and (block := os.read(handle, min(left, _BLOCK_BYTES))):
        left -= len(block)
        yield block


def files_below(
    folder: Path,
    *,
    name: str = "",
    error: type[BadInput] = BadInput,
    max_entries: int = MAX_ENTRIES,
    max_depth: int = MAX_FOLDER_DEPTH,
) -> list[Path]:
    """Every visible regular file under ``folder``, sorted; links to folders are not followed.

    Hidden files and folders (their names begin with a dot) are left out: editors and notebooks
    leave theirs behind.

    Raises:
        BadInput: (or ``error``) a folder that cannot be listed, more than ``max_entries``
            files and folders, or more than ``max_depth`` folders inside one another.
    """
    called = name or str(folder)
    found: list[Path] = []
    entries = 0
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        if depth > max_depth:
            raise error(
                f"{called}: holds folders more than {max_depth} deep.",
                hint="Is it the right folder?",
            )
        try:
            with os.scandir(here) as listed:
                for entry in listed:
                    entries += 1
                    if entries > max_entries:
                        raise error(
                            f"{called}: holds more than {max_entries:,} files and folders.",
                            hint="Is it the right folder?",
                        )
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((here / entry.name, depth + 1))
                    elif entry.is_file():
                        found.append(here / entry.name)
        except OSError as problem:
            raise error(
                f"{called}: {here} cannot be listed ({problem.strerror}).",
                hint="Check the folder's permissions.",
            ) from None
    return sorted(found)
