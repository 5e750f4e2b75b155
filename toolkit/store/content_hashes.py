"""Content hashes of model files; those of large ones are remembered from process to process.

Each file or folder has a small record of its own, written whole, so that writers never meet. A
record counts while size, time of change and inode of every file stay as they were; one that is
damaged, or that cannot be written, costs a reading and no more.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from platformdirs import user_cache_dir

from toolkit.documents import folder_hash as documents
from toolkit.documents.atomic_files import write_whole
from toolkit.errors import BadInput
from toolkit.store.home import HOME_VARIABLE, default_home

LARGE_BYTES = 32_000_000
"""From this size on a record is kept: reading so much takes longer than looking one up."""

_HASH = re.compile(r"[0-9a-f]{40}")
_RECORD_BYTES = 20_000

State = Sequence[tuple[str, int, int, int]]
"""Of each file its path below, size in bytes, time of change in ns, inode."""


def record_folder() -> Path:
    """Where the records stand: in ``GESTURE_HOME`` if it is set, else in the user's cache."""
    if os.environ.get(HOME_VARIABLE, "").strip():
        return default_home() / "hashes"
    return Path(user_cache_dir("gesture-toolkit", appauthor=False)) / "hashes"


def file_hash(file: Path) -> str:
    """Content hash (40 hex digits) of one existing ``file``; see `documents.folder_hash`."""
    return _remembered(
        file, lambda: [_state_of("", file.stat())], lambda: documents.file_hash(file)
    )


def folder_hash(folder: Path, counts: Callable[[Path], bool]) -> str:
    """Content hash (40 hex digits) of the files below ``folder`` that count; as there."""
    return _remembered(
        folder,
        lambda: [_state_of(*each) for each in documents.counted_files(folder, counts)],
        lambda: documents.folder_hash(folder, counts),
    )


def _state_of(name: str, info: os.stat_result) -> tuple[str, int, int, int]:
    return name, info.st_size, info.st_mtime_ns, info.st_ino


def _remembered(path: Path, look: Callable[[], State], read: Callable[[], str]) -> str:
    state = look()
    if sum(size for _, size, *_ in state) < LARGE_BYTES:
        return read()
    where = os.path.realpath(path)
    record = record_folder() / f"{hashlib.sha256(os.fsencode(where)).hexdigest()}.json"
    now = hashlib.sha256(json.dumps(state).encode()).hexdigest()
    if (known := _recorded(record, now)) is not None:
        return known
    found = read()
    if look() == state:  # what changes while it is read is not remembered
        said = {"path": where, "state": now, "hash": found}
        try:
            record.parent.mkdir(parents=True, exist_ok=True)
            write_whole(record, json.dumps(said).encode())
        except (OSError, BadInput):
            pass  # it is read again the next time
    return found


def _recorded(record: Path, state: str) -> str | None:
    """The hash in ``record`` if it stands for ``state``; None for a damaged or missing one."""
    try:
        with record.open("rb") as file:
            said: object = json.loads(file.read(_RECORD_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    fields = cast("dict[str, object]", said)
    found = fields.get("hash")
    whole = isinstance(found, str) and _HASH.fullmatch(found) is not None
    return str(found) if whole and fields.get("state") == state else None
