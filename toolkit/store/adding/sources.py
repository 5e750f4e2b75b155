"""The picture files that a user names: single files, and those below folders, within bounds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.documents.bounded_reader import MAX_FOLDER_DEPTH, no_regular_file
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, one_line, shortened
from toolkit.store.adding.report import Refusal

MAX_PICTURES = 20_000
"""So many pictures one call takes, as many as a plan may ask for."""

MAX_ENTRIES = 200_000
NAME_LENGTH = 200

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".avif", ".avifs"),
    *(".bmp", ".tif", ".tiff", ".jp2", ".ppm", ".mpo"),
)
"""What picture files in folders end with; a file that is named itself may end with anything."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One picture file: where it is, how it is called, and the name of the folder it lies in.

    ``name`` is the path below the folder that was named, else the file's own name; ``folder`` is
    the path of the folder it lies in, as far as it differs between the pictures of one call.
    """

    file: Path
    name: str
    folder: str


@dataclass(kw_only=True)
class Sources:
    """What was found: files in order, what cannot be looked at, other files in the folders."""

    found: list[Source] = field(default_factory=list[Source])
    refused: list[Refusal] = field(default_factory=list[Refusal])
    left_alone: int = 0
    entries: int = 0


def find_sources(named: Sequence[Path | str]) -> Sources:
    """The files that ``named`` stands for, each once; folders are walked, links to folders not.

    Hidden files and folders are left out. What is not there, or cannot be listed, is refused and
    the rest goes on.

    Raises:
        BadInput: more than `MAX_PICTURES` pictures.
    """
    told = Sources()
    for each in named:
        try:
            path = user_path(each, what="picture")
        except BadInput as error:
            told.refused.append(Refusal.of(_called(str(each)), "bad_path", reason=error.message))
            continue
        if _is(path, Path.is_dir):
            _walk(told, path)
        else:
            _one(told, path)
    seen: dict[str, Source] = {}
    for source in told.found:
        seen.setdefault(place_of(source.file), source)
    told.found = list(seen.values())
    return told


def place_of(path: Path) -> str:
    """Where ``path`` leads, in full and without dots; links are not followed."""
    return os.path.normpath(path.absolute())


def _is(path: Path, kind: Callable[[Path], bool]) -> bool:
    try:
        return kind(path)
    except OSError:
        return False


def _one(told: Sources, path: Path) -> None:
    name = _called(str(path))
    try:
        kind = no_regular_file(path.stat().st_mode)
    except FileNotFoundError:
        told.refused.append(Refusal.of(name, "no_file"))
    except OSError as error:
        told.refused.append(Refusal.of(name, "unreadable", reason=error.strerror or error))
    else:
        if kind:
            told.refused.append(Refusal.of(name, "not_regular", kind=kind))
            return
        folder = path.absolute().parent.name
        _take(told, Source(file=path, name=_called(path.name), folder=_folder(folder)))


def _walk(told: Sources, root: Path) -> None:
    waiting = [(root, 0)]
    files: list[Path] = []
    while waiting:
        here, depth = waiting.pop()
        if depth > MAX_FOLDER_DEPTH:
            told.refused.append(Refusal.of(_called(str(here)), "too_deep", most=MAX_FOLDER_DEPTH))
            continue
        try:
            with os.scandir(here) as listed:
                entries = list(listed)
        except OSError as error:
            reason = error.strerror or str(error)
            told.refused.append(Refusal.of(_called(str(here)), "folder_unreadable", reason=reason))
            continue
        told.entries += len(entries)
        if told.entries > MAX_ENTRIES:
            raise BadInput(
                f"{root} holds more than {MAX_ENTRIES:,} files and folders.",
                hint="Is it the right folder? Add its parts one after the other.",
            )
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((here / entry.name, depth + 1))
            elif Path(entry.name).suffix.lower() in SUFFIXES and _is(
                here / entry.name, Path.is_file
            ):
                files.append(here / entry.name)
            else:
                told.left_alone += 1
    for file in sorted(files):
        below = file.relative_to(root)
        inner = below.parent.as_posix()
        folder = Path(os.path.realpath(root)).name if inner == "." else inner
        source = Source(file=file, name=_called(below.as_posix()), folder=_folder(folder))
        _take(told, source)


def _take(told: Sources, source: Source) -> None:
    told.found.append(source)
    if len(told.found) > MAX_PICTURES:
        raise BadInput(
            f"More than {MAX_PICTURES:,} pictures were given at once.",
            hint="Add them folder by folder: a run takes more of them each time.",
        )


def _called(name: str) -> str:
    return shortened(one_line(name), NAME_LENGTH)


def _folder(name: str) -> str:
    return shortened(one_line(name), NAME_LENGTH) or "pictures"
