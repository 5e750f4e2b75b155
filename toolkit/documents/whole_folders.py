"""Folders written whole or not at all: the name stands only for one that is finished."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.documents.atomic_files import sync
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, shown

_UNFINISHED = re.compile(r"\.[^/]{1,40}-[0-9a-f]{16}\.unfinished")
_STALE_S = 3600.0


@contextmanager
def replacing_folder(path: Path, *, ours: re.Pattern[str], what: str) -> Iterator[Path]:
    """A new folder to fill; at the end of the block it takes the place of ``path``.

    It is filled beside ``path`` under a name that begins with a dot, and removed when the block
    fails; what a killed process left there is removed by a later one. An older folder at ``path``
    is replaced only if ``ours`` matches the whole relative path (``/`` between) of every file in
    it; ``what`` ("report") says in errors whose files these are.

    Raises:
        BadInput: ``path`` is a file, or a folder with a file that is not ours.
        OSError: the disk refused.
    """
    path = Path(os.path.realpath(user_path(path, what="folder")))
    check_replaceable(path, ours=ours, what=what)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    stem = path.name.strip(".")[:40] or "folder"
    filled = path.parent / f".{stem}-{secrets.token_hex(8)}.unfinished"
    filled.mkdir()
    try:
        yield filled
        sync(filled)
        _take_place(filled, path, ours=ours, what=what)
    except BaseException:
        shutil.rmtree(filled, ignore_errors=True)
        raise
    sync(path.parent)


def check_replaceable(path: Path, *, ours: re.Pattern[str], what: str) -> None:
    """Raise `BadInput` unless ``path`` is free, an empty folder, or holds our files alone."""
    if not path.exists():
        return
    if not path.is_dir():
        raise BadInput(f"{path} is a file; expected the name of a folder.")
    for folder, _, files in os.walk(path):
        for file in files:
            inside = Path(folder, file).relative_to(path).as_posix()
            if not ours.fullmatch(inside):
                raise BadInput(
                    f"The folder {path} holds {shown(inside)}, which is no file of a {what}.",
                    hint="Name a new folder, or an empty one.",
                )


def _take_place(filled: Path, path: Path, *, ours: re.Pattern[str], what: str) -> None:
    if not path.exists():
        filled.rename(path)
        return
    check_replaceable(path, ours=ours, what=what)  # somebody may have put a file there meanwhile
    older = filled.with_name(f".{filled.name.strip('.')[:-28]}-{secrets.token_hex(8)}.unfinished")
    path.rename(older)
    try:
        filled.rename(path)
    except BaseException:
        older.rename(path)
        raise
    shutil.rmtree(older, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left in ``folder``, an hour after they last wrote."""
    for each in folder.glob(".*-*.unfinished"):
        is_ours = _UNFINISHED.fullmatch(each.name) and each.is_dir()
        if is_ours and time.time() - _newest(each) > _STALE_S:
            shutil.rmtree(each, ignore_errors=True)


def _newest(folder: Path) -> float:
    times = [folder.stat().st_mtime]
    times += [each.stat().st_mtime for each in folder.iterdir() if each.exists()]
    return max(times)
