"""Pictures on disk: named by content, written whole or not at all."""

from __future__ import annotations

import errno
import re
import time
from pathlib import Path

from toolkit.documents.atomic_files import write_whole
from toolkit.documents.bounded_reader import no_regular_file, read_regular
from toolkit.errors import BadInput, StoreError, shown

INCOMING = ".incoming"
"""Sub-folder for half-written files; what a killed process left there is swept up later."""

MAX_PICTURE_BYTES = 256_000_000
"""A picture's file may be so large; 64 megapixels of noise are smaller."""

ENDINGS = (".png", ".jpg", ".webp", ".gif", ".avif")
"""What picture files in the store may end with: ours are PNGs, added ones what browsers show."""

_STALE_S = 3600.0
_HASH = re.compile(r"[0-9a-f]{64}")


def is_hash(text: str) -> bool:
    """Whether ``text`` is 64 lower-case hex digits, as every picture's name."""
    return _HASH.fullmatch(text) is not None


def checked_hash(request_hash: str) -> str:
    """``request_hash`` if it is 64 lower-case hex digits, else `BadInput`.

    Every name that becomes a path passes here, so no "../" reaches the disk.
    """
    if not is_hash(request_hash):
        raise BadInput(f"A picture's name is 64 hex digits; got {shown(request_hash)}.")
    return request_hash


def image_file(request_hash: str, ending: str = ".png") -> str:
    """The picture's file, relative to the image folder: ``ab/<hash>.png``."""
    checked_hash(request_hash)
    if ending not in ENDINGS:
        raise BadInput(f"A picture's ending is one of {', '.join(ENDINGS)}; got {shown(ending)}.")
    return f"{request_hash[:2]}/{request_hash}{ending}"


def picture_path(images_folder: Path, request_hash: str) -> Path:
    """Where the picture's file is below ``images_folder``; that of a PNG where there is none."""
    paths = [images_folder / image_file(request_hash, ending) for ending in ENDINGS]
    return next((path for path in paths if size_bytes(path) is not None), paths[0])


def size_bytes(path: Path) -> int | None:
    """The size of the file at ``path``, None where there is none; raises `StoreError`."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(error, "reading", path) from error


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents; raises `StoreError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, "making the folder", folder) from error


def write_atomically(path: Path, content: bytes, *, incoming: Path) -> None:
    """Put ``content`` at ``path``, whole or not at all, by way of the folder ``incoming``.

    ``incoming`` must be on the same file system. Raises `StoreError`.
    """
    make_folder(path.parent)
    make_folder(incoming)
    try:
        write_whole(path, content, temporary_in=incoming)
    except BadInput as error:
        raise StoreError.at("", error) from error
    except OSError as error:
        raise disk_error(error, "writing", path) from error


def read_whole(path: Path) -> bytes:
    """The content of a picture's file; raises `StoreError` when it is missing or no picture."""
    try:
        return read_regular(path, limit_bytes=MAX_PICTURE_BYTES)
    except BadInput as error:
        raise StoreError.at("", error) from error
    except OSError as error:
        raise disk_error(error, "reading", path) from error


def check_regular(path: Path) -> None:
    """Raise `StoreError` where something else than a regular file stands at ``path``.

    SQLite would wait for ever on a pipe.
    """
    try:
        kind = no_regular_file(path.stat().st_mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise disk_error(error, "reading", path) from error
    if kind:
        raise StoreError(
            f"{path} is {kind}; expected a file of this program.",
            hint="Move it away, or choose another folder with --home or GESTURE_HOME.",
        )


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
    if isinstance(error, FileNotFoundError) and doing == "reading":
        return StoreError(f"There is no file {path}.", code="no_file", fields={"got": path})
    reason = error.strerror or str(error)
    return StoreError(
        f"The disk refused {doing} {path}: {reason}.",
        hint="Choose another folder with --home or GESTURE_HOME.",
        code="disk_refused",
        fields={"got": path, "reason": reason},
    )
