"""Read a vocabulary folder into a `Vocabulary`: all of it, or a clear error and nothing.

Files are untrusted text: see `documents.yaml_reader` for what is refused before anything is
built. The result is cached per folder and re-read when a file's name, size or time changes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from toolkit.documents.bounded_reader import files_below
from toolkit.documents.near_names import near
from toolkit.documents.problems import explain
from toolkit.documents.user_paths import user_path
from toolkit.documents.yaml_reader import read_yaml
from toolkit.errors import VocabularyError, shortened
from toolkit.vocabulary.entries import Flaw, Gesture, OutsideList, SceneKind, SceneWord
from toolkit.vocabulary.entry_schema import (
    FILE_MODELS,
    FlawFile,
    GestureFile,
    ListFile,
    PartFile,
    SceneFile,
    Strict,
)
from toolkit.vocabulary.relations import unknown_relations, with_mutual_twins
from toolkit.vocabulary.vocabulary import Vocabulary

MAX_FILES = 500
ENVIRONMENT = "GESTURE_VOCAB"
"""Names folders or files of one's own words, with the system's path separator between them."""

Fingerprint = tuple[tuple[str, int, int], ...]
_cache: dict[Path, tuple[Fingerprint, Vocabulary]] = {}
_with_own: dict[tuple[int, tuple[str, ...]], tuple[Fingerprint, Vocabulary, Vocabulary]] = {}


def default_folder() -> Path:
    """The packaged vocabulary: ``toolkit/_vocab`` in a wheel, ``vocab`` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    tried = (package / "_vocab", package.parent / "vocab")
    for folder in tried:
        if folder.is_dir():
            return folder
    raise VocabularyError(
        f"No vocabulary comes with this installation (looked for {tried[0]} and {tried[1]}).",
        hint="Reinstall gesture-toolkit, or name a folder of your own.",
    )


def load_vocabulary(
    folder: Path | str | None = None, *, extra: Sequence[Path | str] | None = None
) -> Vocabulary:
    """Load every ``*.yaml`` under a folder (default: the packaged vocabulary).

    Args:
        folder: another vocabulary in place of the packaged one.
        extra: folders, or single files, of one's own words that stand beside those; see
            `toolkit.vocabulary.overlays`. Without it those that the environment variable
            ``GESTURE_VOCAB`` names, beside the packaged vocabulary; ``()`` for none.

    Raises `VocabularyError`, naming file, entry and key, for anything that cannot be read;
    nothing is half loaded.
    """
    chosen = user_path(folder, what="folder") if folder is not None else default_folder()
    root = Path(os.path.realpath(chosen))
    files = _yaml_files(root)
    fingerprint = _fingerprint(root, files)
    cached = _cache.get(root)
    if cached is None or cached[0] != fingerprint:
        with _no_garbage():
            cached = _cache[root] = (fingerprint, _read(root, files))
    ours = cached[1]
    if extra is not None:
        return _beside(ours, extra)
    if folder is not None:
        return ours
    try:
        return _beside(ours, named_by_environment())
    except VocabularyError as error:
        raise VocabularyError(
            error.message, hint=f"{error.hint} It is named by {ENVIRONMENT}."
        ) from None


def named_by_environment() -> list[str]:
    """The folders and files that ``GESTURE_VOCAB`` names, in order."""
    named = os.environ.get(ENVIRONMENT, "").split(os.pathsep)
    return [each for each in named if each.strip()]


def _beside(ours: Vocabulary, named: Sequence[Path | str]) -> Vocabulary:
    """``ours`` with words of one's own beside them; read again when one of their files changes."""
    if not named:
        return ours
    # Imported on use: most who load the vocabulary have no words of their own.
    from toolkit.vocabulary.overlays import add_overlays, find_overlays

    found = find_overlays(named)
    fingerprint = tuple(line for overlay in found for line in overlay.fingerprint)
    key = id(ours), tuple(str(overlay.root) for overlay in found)
    cached = _with_own.get(key)
    # The vocabulary is kept beside the answer, so that no other one can have its id.
    if cached is None or cached[0] != fingerprint or cached[1] is not ours:
        cached = _with_own[key] = (fingerprint, ours, add_overlays(ours, found))
    return cached[2]


def _yaml_files(root: Path) -> list[Path]:
    if not root.exists():
        raise VocabularyError(
            f"The vocabulary folder {root} does not exist.",
            hint="Give a folder that holds gestures/*.yaml.",
        )
    if not root.is_dir():
        raise VocabularyError(
            f"{root} is a file; a vocabulary is a folder.",
            hint="Give a folder that holds gestures/*.yaml.",
        )
    seen = files_below(root, name=f"The vocabulary folder {root}", error=VocabularyError)
    files = [path for path in seen if path.suffix == ".yaml"]
    for path in seen:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            name = path.relative_to(root).as_posix()
            raise VocabularyError(
                f"{name}: the ending '{path.suffix}' is not read.", hint="Rename it to '.yaml'."
            )
    if not files:
        raise VocabularyError(
            f"The vocabulary folder {root} holds no .yaml file.",
            hint="Put at least one gestures/*.yaml there.",
        )
    if len(files) > MAX_FILES:
        raise VocabularyError(
            f"The vocabulary folder {root} holds {len(files)} files; at most {MAX_FILES} are read.",
            hint="Is it the right folder?",
        )
    return files


def _fingerprint(root: Path, files: list[Path]) -> Fingerprint:
    try:
        stats = [(path.relative_to(root).as_posix(), path.stat()) for path in files]
    except OSError as error:
        raise VocabularyError(
            f"{error.filename}: cannot be read ({error.strerror}).", hint="Load again."
        ) from None
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


class _Shelf:
    """Collects entries while files are read; refuses an id that is already taken."""

    def __init__(self) -> None:
        self.gestures: dict[str, Gesture] = {}
        self.scene: dict[tuple[SceneKind, str], SceneWord] = {}
        self.flaws: dict[str, Flaw] = {}
        self.parts: dict[str, Flaw] = {}
        self.lists: dict[str, OutsideList] = {}

    def add(self, model: Strict, file: str) -> None:
        if isinstance(model, GestureFile):
            for id, entry in model.gestures.items():
                self._free(file, f"gestures.{id}", self.gestures.get(id))
                self.gestures[id] = entry.record(id=id, kind=model.kind, file=file)
        elif isinstance(model, SceneFile):
            for id, word in model.words.items():
                self._free(file, f"words.{id}", self.scene.get((model.kind, id)))
                self.scene[model.kind, id] = word.record(id=id, kind=model.kind, file=file)
        elif isinstance(model, FlawFile):
            for id, flaw in model.flaws.items():
                self._free(file, f"flaws.{id}", self.flaws.get(id))
                self.flaws[id] = flaw.record(id=id, file=file)
        elif isinstance(model, PartFile):
            for id, part in model.parts.items():
                self._free(file, f"parts.{id}", self.parts.get(id))
                self.parts[id] = part.record(id=id, file=file)
        elif isinstance(model, ListFile):
            for id, listed in model.lists.items():
                self._free(file, f"lists.{id}", self.lists.get(id))
                self.lists[id] = listed.record(id=id, file=file)

    @staticmethod
    def _free(
        file: str, where: str, taken: Gesture | SceneWord | Flaw | OutsideList | None
    ) -> None:
        if taken is not None:
            raise VocabularyError(
                f"{file}: {where}: the id '{taken.id}' is already taken in {taken.file}.",
                hint="Rename one of the two, or remove it.",
            )


def _model(file: str, tree: dict[str, object]) -> Strict:
    main = [key for key in FILE_MODELS if key in tree]
    if len(main) != 1:
        got = shortened(", ".join(f"'{key}'" for key in tree)) or "nothing"
        raise VocabularyError(
            f"{file}: has {got}; expected exactly one of {', '.join(FILE_MODELS)}.",
            hint=next((text for key in tree if (text := near(key, [*FILE_MODELS]))), ""),
        )
    model = FILE_MODELS[main[0]]
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise explain(error, file=file, model=model) from None


@contextmanager
def _no_garbage() -> Generator[None]:
    """Pauses the collector: it takes a third of the time to find that every record is kept."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _read(root: Path, files: list[Path]) -> Vocabulary:
    shelf = _Shelf()
    for path in files:
        file = path.relative_to(root).as_posix()
        shelf.add(_model(file, read_yaml(path, name=file)), file)
    if not shelf.gestures:
        raise VocabularyError(
            f"The vocabulary folder {root} holds no gesture.",
            hint="Put at least one gestures/*.yaml there.",
        )
    for wrong in unknown_relations(shelf.gestures.values(), shelf.gestures):
        where = f"{wrong.gesture.file}: gestures.{wrong.gesture.id}.{wrong.key}"
        raise VocabularyError(f"{where}: {wrong.problem}.", hint=wrong.hint)
    return Vocabulary(
        gestures=with_mutual_twins(shelf.gestures),
        words=tuple(shelf.scene.values()),
        flaws=tuple(shelf.flaws.values()),
        parts=tuple(shelf.parts.values()),
        lists=tuple(shelf.lists.values()),
        folder=root,
    )
