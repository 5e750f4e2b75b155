"""Pictures on disk: named by content, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
from pathlib import Path

from toolkit.errors import BadInput, StoreError

INCOMING = ".incoming"
"""Sub-folder for half-written files; what a killed process left there is swept up later."""

_STALE_S = 3600.0
_HASH = re.compile(r"[0-9a-f]{64}")


def checked_hash(request_hash: str) -> str:
    """``request_hash`` if it is 64 lower-case hex digits, else `BadInput`.

    Every name that becomes a path passes here, so no "../" reaches the disk.
    """
    if _HASH.fullmatch(request_hash) is None:
        shown = request_hash if len(request_hash) <= 80 else request_hash[:77] + "..."
        raise BadInput(f"A picture's name is 64 hex digits; got {shown!r}.")
    return request_hash


def image_file(request_hash: str) -> str:
    """The picture's file, relative to the image folder: ``ab/<hash>.png``."""
    checked_hash(request_hash)
    return f"{request_hash[:2]}/{request_hash}.png"


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents; raises `StoreError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, "making the folder", folder) from error


def write_atomically(path: Path, content: bytes, *, incoming: Path) -> None:
    """Put ``content`` at ``path``: temporary file in ``incoming``, fsync, rename.

    A reader sees the old file or the new one, never a part, even after a power cut.
    ``incoming`` must be on the same file system. Raises `StoreError`.
    """
    make_folder(path.parent)
    make_folder(incoming)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=path.stem[:16], dir=incoming)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise disk_error(error, "writing", path) from error


def sweep_incoming(incoming: Path) -> int:
    """Remove half-written files that nobody touched for an hour; returns how many.

    Younger ones may belong to a process that is writing right now.
    """
    removed = 0
    try:
        for file in incoming.iterdir():
            if time.time() - file.stat().st_mtime > _STALE_S:
                file.unlink()
                removed += 1
    except FileNotFoundError:
        # No folder yet, or another process swept the same file.
        return removed
    except OSError as error:
        raise disk_error(error, "sweeping", incoming) from error
    return removed


def disk_error(error: OSError, doing: str, path: Path) -> StoreError:
    """The one sentence for what the disk refused while ``doing`` something to ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"The disk is full (while {doing} {path}).",
            hint="Free some space and run it again: what is finished is kept.",
            code="disk_full",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(
            f"No permission for {doing} {path}.",
            hint="Choose a folder you can write to with --home or GESTURE_HOME.",
            code="no_permission",
            fields={"got": path},
        )
    if isinstance(error, FileNotFoundError):
        return StoreError(
            f"There is no file {path} (while {doing} it).", code="no_file", fields={"got": path}
        )
    reason = error.strerror or str(error)
    return StoreError(
        f"The disk refused {doing} {path}: {reason}.",
        hint="Choose another folder with --home or GESTURE_HOME.",
        code="disk_refused",
        fields={"got": path, "reason": reason},
    )


def _sync_folder(folder: Path) -> None:
    # The rename itself is durable only once the folder is; Windows cannot open folders.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
