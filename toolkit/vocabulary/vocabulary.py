"""The loaded vocabulary: every gesture, scene word and flaw, by id, and its search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from toolkit.documents.near_names import near
from toolkit.errors import UnknownName, shown
from toolkit.vocabulary.any_hand import ANY, ANY_HAND
from toolkit.vocabulary.entries import Flaw, Gesture, OutsideList, SceneKind, SceneWord
from toolkit.vocabulary.search import Index


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """All words of one folder, and those of the user's own vocabularies, the ``overlays`` by name.

    Order is the files' order, own entries after ours; the records are frozen.
    ``words["peace"]`` is an entry, ``len(words)`` counts them, ``for gesture in words`` walks.
    """

    gestures: Mapping[str, Gesture]
    words: tuple[SceneWord, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    parts: tuple[Flaw, ...] = ()
    lists: tuple[OutsideList, ...] = ()
    folder: Path | None = field(default=None, compare=False)
    overlays: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "gestures", MappingProxyType(dict(self.gestures)))

    def __reduce__(
        self,
    ) -> tuple[Callable[..., Vocabulary], tuple[object, ...]]:
        """Pickled and copied through its fields: a read-only mapping cannot be pickled itself."""
        fields = (self.words, self.flaws, self.parts, self.lists, self.folder, self.overlays)
        return _rebuilt, (dict(self.gestures), *fields)

    def __getitem__(self, id: str) -> Gesture:
        """The gesture of this id; raises `UnknownName` with near names."""
        return self.gesture(id)

    def __contains__(self, id: object) -> bool:
        return id in self.gestures

    def __len__(self) -> int:
        return len(self.gestures)

    def __iter__(self) -> Iterator[Gesture]:
        return iter(self.gestures.values())

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} gestures, {len(self.words)} scene words)"

    def _repr_html_(self) -> str:
        from toolkit.vocabulary.notebook import vocabulary_html

        return vocabulary_html(self)

    def gesture(self, id: str) -> Gesture:
        """The gesture of this id, or ``any``; raises `UnknownName` with near names."""
        found = ANY_HAND if id == ANY else self.gestures.get(id)
        if found is None:
            raise UnknownName(
                f"No gesture is called {shown(id)}.",
                hint=self._near_gesture(id)
                or "List them with: gesture vocab list; words of your own come with --vocab DIR.",
                code="unknown_gesture",
                fields={"got": id},
            )
        return found

    def origin(self, id: str) -> str:
        """The name of the user's vocabulary that a gesture comes from, "" for ours; raises as
        `gesture`."""
        return self.gesture(id).origin

    def scene(self, kind: SceneKind) -> tuple[SceneWord, ...]:
        """All scene words of one kind, in the file's order."""
        return tuple(word for word in self.words if word.kind == kind)

    def scene_word(self, kind: SceneKind, id: str) -> SceneWord:
        """The scene word of this kind and id; raises `UnknownName` with what there is."""
        known = self.scene(kind)
        for word in known:
            if word.id == id:
                return word
        ids = [word.id for word in known]
        listed = f"Known are {', '.join(ids)}." if ids else f"There is no {kind} at all."
        raise UnknownName(
            f"No {kind} is called {shown(id)}.",
            hint=f"{near(id, ids)} {listed}".strip(),
            code="unknown_scene_word",
            fields={"axis": kind, "got": id},
        )

    def search(self, words: str, limit: int = 20) -> list[Gesture]:
        """Gestures that fit some words (English, Chinese, emoji, phrases), best first."""
        return self._index.search(words, limit=limit)

    def find(self, words: str) -> Gesture:
        """The one gesture that fits ``words`` best: ``words.find("thumbs up")``.

        Raises:
            UnknownName: nothing fits.
        """
        found = self.search(words, limit=1)
        if not words.strip() or not found:
            raise UnknownName(
                f"No gesture fits {shown(words)}.", hint="List them with: gesture vocab list"
            )
        return found[0]

    @cached_property
    def _index(self) -> Index:
        return Index(self.gestures.values())

    def _near_gesture(self, id: str) -> str:
        direct = near(id, self.gestures)
        if direct:
            return direct
        found = [repr(gesture.id) for gesture in self.search(id, limit=3)]
        return f"Did you mean {' or '.join(found)}?" if found else ""


def _rebuilt(
    gestures: dict[str, Gesture],
    words: tuple[SceneWord, ...],
    flaws: tuple[Flaw, ...],
    parts: tuple[Flaw, ...],
    lists: tuple[OutsideList, ...],
    folder: Path | None,
    overlays: tuple[str, ...],
) -> Vocabulary:
    return Vocabulary(
        gestures=gestures,
        words=words,
        flaws=flaws,
        parts=parts,
        lists=lists,
        folder=folder,
        overlays=overlays,
    )
