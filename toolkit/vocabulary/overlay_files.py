"""Where a vocabulary of the user's own lies: the files of a folder, or one file; what changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.documents.bounded_reader import files_below, no_regular_file
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, VocabularyError, shortened

MAX_FILES = 500
HINT = "A vocabulary of your own is a folder of .yaml files, or one such file."


@dataclass(frozen=True, kw_only=True)
class OverlayFile:
    """One file: where it is, and how errors call it (as the user named it)."""

    path: Path
    name: str


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """One vocabulary of the user's: its ``name`` is its folder's, or its file's without ending.

    ``fingerprint`` changes when a file's name, size or time does.
    """

    name: str
    root: Path
    files: tuple[OverlayFile, ...]
    fingerprint: tuple[tuple[str, int, int], ...]


def find_overlays(named: Sequence[Path | str]) -> list[Overlay]:
    """The overlays in the order named, each once; nothing is read but the names.

    Raises:
        VocabularyError: not there, neither a folder nor a ``.yaml`` file, no such file in it,
            or more than 500.
    """
    found: dict[Path, Overlay] = {}
    for each in named:
        overlay = _overlay(each)
        found.setdefault(overlay.root, overlay)
    return list(found.values())


def _overlay(named: Path | str) -> Overlay:
    try:
        path = user_path(named, what="vocabulary")
    except BadInput as error:
        raise VocabularyError(error.message, hint=error.hint) from None
    called = shortened(str(named), 200)
    root = Path(os.path.realpath(path))
    try:
        mode = root.stat().st_mode
    except OSError as error:
        raise VocabularyError(
            f"There is no vocabulary {called} ({error.strerror}).", hint=HINT
        ) from None
    if root.is_dir():
        files = _files(root, called)
        return Overlay(
            name=root.name or "vocabulary", root=root, files=files, fingerprint=_times(files)
        )
    if kind := no_regular_file(mode):
        raise VocabularyError(f"The vocabulary {called} is {kind}.", hint=HINT)
    if root.suffix != ".yaml":
        raise VocabularyError(
            f"The vocabulary {called} does not end in .yaml.", hint=f"Rename it. {HINT}"
        )
    files = (OverlayFile(path=root, name=called),)
    return Overlay(name=root.stem, root=root, files=files, fingerprint=_times(files))


def _files(root: Path, called: str) -> tuple[OverlayFile, ...]:
    seen = files_below(root, name=f"The vocabulary {called}", error=VocabularyError)
    files: list[OverlayFile] = []
    for path in seen:
        name = f"{called.rstrip(os.sep)}/{path.relative_to(root).as_posix()}"
        if path.suffix == ".yaml":
            files.append(OverlayFile(path=path, name=name))
        elif path.suffix.lower() in (".yml", ".yaml"):
            raise VocabularyError(
                f"{name}: the ending '{path.suffix}' is not read.", hint="Rename it to '.yaml'."
            )
    if not files:
        raise VocabularyError(f"The vocabulary {called} holds no .yaml file.", hint=HINT)
    if len(files) > MAX_FILES:
        raise VocabularyError(
            f"The vocabulary {called} holds {len(files)} files; at most {MAX_FILES} are read.",
            hint="Is it the right folder?",
        )
    return tuple(files)


def _times(files: Sequence[OverlayFile]) -> tuple[tuple[str, int, int], ...]:
    try:
        stats = [(file.name, file.path.stat()) for file in files]
    except OSError as error:
        raise VocabularyError(
            f"{error.filename}: cannot be read ({error.strerror}).", hint="Load again."
        ) from None
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
