"""Vocabularies of the user's own beside ours: folders, or single files, in the same format.

They add gestures, scene words, flaws, parts and lists, and words to gestures of ours: an entry
under an id of ours that holds only phrases, aliases and negatives extends it, and its words stand
after ours (``plain`` and ``explicit`` stay what they were). Nothing of ours is replaced, and two
that define one id are refused. Files are as untrusted as ours: see `documents.yaml_reader`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pydantic import ValidationError

from toolkit.documents.near_names import near
from toolkit.documents.problems import explain, line_at, place
from toolkit.documents.yaml_reader import Document, read_document
from toolkit.errors import VocabularyError, shortened, shown
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Flaw, Gesture, OutsideList, SceneWord
from toolkit.vocabulary.entry_schema import FlawFile, ListFile, PartFile, Strict
from toolkit.vocabulary.overlay_files import Overlay, OverlayFile, find_overlays
from toolkit.vocabulary.overlay_schema import (
    EXTENDING,
    OWN_MODELS,
    ExtensionFile,
    ExtensionIn,
    OwnGestureFile,
    OwnGestureIn,
    OwnSceneFile,
)
from toolkit.vocabulary.relations import unknown_relations, with_mutual_twins
from toolkit.vocabulary.vocabulary import Vocabulary

__all__ = ["add_overlays", "find_overlays"]

ADDS = "phrases, phrases_zh, aliases, negatives and negatives_zh"


def add_overlays(ours: Vocabulary, overlays: Sequence[Overlay]) -> Vocabulary:
    """``ours`` with the words of ``overlays`` after them, in their order.

    Raises:
        VocabularyError: a file that cannot be read, an entry that cannot be used, an id of ours
            with more than words to add, an id that two define; names file, line and key.
    """
    shelf = _Shelf(ours)
    for overlay in overlays:
        for file in overlay.files:
            shelf.add(_Page(overlay, file, read_document(file.path, name=file.name)))
    shelf.check()
    return replace(
        ours,
        gestures=with_mutual_twins(shelf.gestures),
        words=(*ours.words, *shelf.words.values()),
        flaws=(*ours.flaws, *shelf.flaws.values()),
        parts=(*ours.parts, *shelf.parts.values()),
        lists=(*ours.lists, *shelf.lists.values()),
        overlays=tuple(dict.fromkeys(overlay.name for overlay in overlays)),
    )


class _Page:
    """One file that was read, for errors that say where."""

    def __init__(self, overlay: Overlay, file: OverlayFile, document: Document) -> None:
        self.overlay = overlay
        self.file = file.name
        self.tree = document.tree
        self._lines = document.lines

    def refusal(self, where: str, problem: str, hint: str) -> VocabularyError:
        """An error at ``where``, with its line."""
        begin = place(self.file, shortened(where), line_at(where, self._lines))
        return VocabularyError(f"{begin}{problem}.", hint=hint)

    def at(self, where: str) -> str:
        """``file, line 3`` for the error of another file."""
        line = line_at(where, self._lines)
        return f"{self.file}, line {line}" if line else self.file

    def validated(self, model: type[Strict], tree: Mapping[str, object]) -> Strict:
        try:
            return model.model_validate(dict(tree))
        except ValidationError as error:
            raise explain(error, file=self.file, model=model, lines=self._lines) from None


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """Who defined an id: where it says so, and whether it is one of ours."""

    where: str
    ours: bool


class _Shelf:
    """Ours and what the overlays add; knows who defined which id, and where."""

    def __init__(self, ours: Vocabulary) -> None:
        self.gestures = dict(ours.gestures)
        self.words: dict[tuple[str, str], SceneWord] = {}
        self.flaws: dict[str, Flaw] = {}
        self.parts: dict[str, Flaw] = {}
        self.lists: dict[str, OutsideList] = {}
        self._pages: dict[str, _Page] = {}
        self._views = {word.id for word in ours.scene("view")}
        self._ours = ours.gestures
        self._taken: dict[tuple[str, str], _Taken] = {
            key: _Taken(where=file, ours=True) for key, file in _ids(ours)
        }
        self._taken["gesture", ANY] = _Taken(where="any hand at all", ours=True)

    def add(self, page: _Page) -> None:
        """Take in all entries of one file."""
        main = [key for key in OWN_MODELS if key in page.tree]
        if len(main) != 1:
            got = shortened(", ".join(f"'{key}'" for key in page.tree)) or "nothing"
            hint = next((text for key in page.tree if (text := near(key, [*OWN_MODELS]))), "")
            raise page.refusal(
                "", f"has {got}; expected exactly one of {', '.join(OWN_MODELS)}", hint
            )
        if main[0] == "gestures":
            self._add_gestures(page)
            return
        model = page.validated(OWN_MODELS[main[0]], page.tree)
        if isinstance(model, OwnSceneFile):
            for id, word in model.words.items():
                self._take(page, f"words.{id}", model.kind, id)
                made = word.record(id=id, kind=model.kind, file=page.file)
                self.words[model.kind, id] = replace(made, origin=page.overlay.name)
        elif isinstance(model, FlawFile):
            for id, flaw in model.flaws.items():
                self._take(page, f"flaws.{id}", "flaw", id)
                self.flaws[id] = flaw.record(id=id, file=page.file)
        elif isinstance(model, PartFile):
            for id, part in model.parts.items():
                self._take(page, f"parts.{id}", "part", id)
                self.parts[id] = part.record(id=id, file=page.file)
        elif isinstance(model, ListFile):
            for id, listed in model.lists.items():
                self._take(page, f"lists.{id}", "list", id)
                self.lists[id] = listed.record(id=id, file=page.file)

    def _add_gestures(self, page: _Page) -> None:
        """New gestures, and words for gestures of ours."""
        written = page.tree["gestures"]
        entries = cast("dict[str, object]", written) if isinstance(written, dict) else None
        if not entries:
            page.validated(OwnGestureFile, page.tree)
            raise page.refusal("gestures", "holds no entry", "Write at least one, or take it out.")
        for id, entry in entries.items():
            self._check_kind(page, id, entry)
        ours = {id: entry for id, entry in entries.items() if id in self._ours}
        new = {id: entry for id, entry in entries.items() if id not in self._ours}
        rest = {key: value for key, value in page.tree.items() if key != "gestures"}
        own = page.validated(OwnGestureFile, {**rest, "gestures": new})
        more = page.validated(ExtensionFile, {**rest, "gestures": ours})
        if isinstance(own, OwnGestureFile):
            for id, entry in own.gestures.items():
                self._take(page, f"gestures.{id}", "gesture", id)
                made = entry.record(id=id, kind=own.kind, file=page.file)
                self.gestures[id] = replace(made, origin=page.overlay.name)
                self._pages[id] = page
        if isinstance(more, ExtensionFile):
            for id, extension in more.gestures.items():
                self.gestures[id] = extended(self.gestures[id], extension, file=page.file)

    def _check_kind(self, page: _Page, id: str, entry: object) -> None:
        """An entry of ours that says more than words, and a new one that says only words."""
        keys = list(cast("dict[str, object]", entry)) if isinstance(entry, dict) else []
        if id in self._ours:
            known = OwnGestureIn.model_fields.keys() - set(EXTENDING)
            if replacing := [key for key in keys if key in known]:
                raise page.refusal(
                    f"gestures.{id}.{replacing[0]}",
                    f"{shown(id)} is a gesture of ours: {ADDS} can be added to it, "
                    "nothing of it replaced",
                    f"Take '{replacing[0]}' out, or give your gesture an id of its own, such as "
                    f"'my_{id[:40]}'.",
                )
        elif keys and set(keys) <= set(EXTENDING):
            raise page.refusal(
                f"gestures.{id}",
                f"no gesture of ours is called {shown(id)}, and a new one needs a name and a pose",
                near(id, self._ours) or "`gesture vocab new ID --pose peace` writes one to begin.",
            )

    def _take(self, page: _Page, where: str, kind: str, id: str) -> None:
        taken = self._taken.get((kind, id))
        if taken is None:
            self._taken[kind, id] = _Taken(where=page.at(where), ours=False)
            return
        what = f"the id {shown(id)} is already taken"
        if taken.ours:
            raise page.refusal(
                where,
                f"{what} by ours ({taken.where})",
                f"Call yours otherwise, such as 'my_{id}'.",
            )
        raise page.refusal(
            where, f"{what} in {taken.where}", "Rename one of the two, or remove it."
        )

    def check(self) -> None:
        """Refuse twins, confusables and views of the own gestures that name nobody."""
        own = [gesture for gesture in self.gestures.values() if gesture.id in self._pages]
        for wrong in unknown_relations(own, self.gestures):
            page = self._pages[wrong.gesture.id]
            raise page.refusal(
                f"gestures.{wrong.gesture.id}.{wrong.key}", wrong.problem, wrong.hint
            )
        views = self._views | {id for kind, id in self.words if kind == "view"}
        for gesture in own:
            if views and gesture.view not in views:
                raise self._pages[gesture.id].refusal(
                    f"gestures.{gesture.id}.view",
                    f"no view is called {shown(gesture.view)}",
                    near(gesture.view, views) or f"Known are {', '.join(sorted(views))}.",
                )


def extended(gesture: Gesture, more: ExtensionIn, *, file: str) -> Gesture:
    """A gesture of ours with the words of the user's ``file`` after its own."""
    phrases, phrases_zh = more.phrases or (), more.phrases_zh or ()
    return replace(
        gesture,
        phrases=(*gesture.phrases, *phrases),
        phrases_zh=(*gesture.phrases_zh, *phrases_zh),
        aliases_en=(*gesture.aliases_en, *more.aliases.en),
        aliases_zh=(*gesture.aliases_zh, *more.aliases.zh),
        negatives=(*gesture.negatives, *more.negatives),
        negatives_zh=(*gesture.negatives_zh, *more.negatives_zh),
        added_from=(*gesture.added_from, *(file for _ in phrases)),
        added_from_zh=(*gesture.added_from_zh, *(file for _ in phrases_zh)),
    )


def _ids(ours: Vocabulary) -> Iterator[tuple[tuple[str, str], str]]:
    """Every id of ours by its kind, and the file it stands in."""
    for word in ours.words:
        yield (word.kind, word.id), word.file
    for kind, entries in (("flaw", ours.flaws), ("part", ours.parts), ("list", ours.lists)):
        for entry in entries:
            yield (kind, entry.id), entry.file
