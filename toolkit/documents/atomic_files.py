"""Files written whole or not at all: a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.documents.bounded_reader import no_regular_file
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput


@contextmanager
def replacing(path: Path, *, temporary_in: Path | None = None) -> Iterator[Path]:
    """A new file's path to write to; at the end of the block it takes the place of ``path``.

    It stands beside ``path`` or in the folder ``temporary_in`` (on the same file system), has
    the same ending, and is removed when the block fails. The content is on the disk before the
    name changes, so that not even a power cut leaves a part. Links are followed.

    Raises:
        BadInput: ``path`` is there and no regular file, or a name that no file can have.
        OSError: the disk refused.
    """
    path = Path(os.path.realpath(user_path(path, what="file")))
    if path.exists() and (kind := no_regular_file(path.stat().st_mode)):
        raise BadInput(f"{path} is {kind}; expected the name of a file.")
    folder = path.parent if temporary_in is None else temporary_in
    temporary = folder / f".{path.stem[:16]}-{secrets.token_hex(8)}{path.suffix}"
    # Made here, so that a stranger's file or link of that name is never written to.
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def write_whole(path: Path, content: bytes, *, temporary_in: Path | None = None) -> None:
    """Put ``content`` at ``path``, whole or not at all; raises as `replacing` does."""
    with replacing(path, temporary_in=temporary_in) as temporary:
        temporary.write_bytes(content)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk; raises OSError."""
    # A rename is durable only once its folder is; Windows cannot open folders.
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
