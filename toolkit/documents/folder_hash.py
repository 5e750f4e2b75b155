"""One hash for the files of a folder that decide something, read again only when one changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path


def folder_hash(folder: Path, counts: Callable[[Path], bool]) -> str:
    """Content hash (40 hex digits) of the files below ``folder`` that count.

    Args:
        folder: an existing folder.
        counts: whether a file counts; it is given the path below ``folder``. Files in hidden
            folders and hidden files never count.
    """
    found = (
        (relative, info.st_size, info.st_mtime_ns)
        for relative, info in counted_files(folder, counts)
    )
    return _hash_files(str(folder.resolve()), tuple(found))


def counted_files(
    folder: Path, counts: Callable[[Path], bool]
) -> Iterator[tuple[str, os.stat_result]]:
    """The files that `folder_hash` reads, in its order: path below ``folder``, size and times."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if not hidden and path.is_file() and counts(relative):
            yield relative.as_posix(), path.stat()


def file_hash(file: Path) -> str:
    """Content hash (40 hex digits) of one existing ``file``, whatever it is called."""
    info = file.stat()
    return _hash_file(str(file.resolve()), info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=64)
def _hash_file(file: str, _size: int, _changed_ns: int) -> str:
    digest = hashlib.sha256()
    with Path(file).open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:40]


@lru_cache(maxsize=64)
def _hash_files(folder: str, files: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for relative, size, _ in files:
        digest.update(f"{relative}\0{size}\0".encode())
        with (Path(folder) / relative).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:40]
