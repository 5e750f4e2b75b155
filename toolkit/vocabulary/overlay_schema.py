"""What a vocabulary of the user's own may say: the format of ours, of which little is required.

An entry under an id of ours extends it (`ExtensionIn`); any other is a gesture of its own, which
needs a name in one language, one phrase and a pose. Scene words may leave out their numbers and
their name. Flaws, parts and lists are as in a file of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self, cast

from pydantic import BeforeValidator, Field, model_validator

from toolkit.vocabulary.entries import SceneKind
from toolkit.vocabulary.entry_schema import (
    AliasesIn,
    FlawFile,
    GestureIn,
    Id,
    Kind,
    ListFile,
    LocalizedIn,
    PartFile,
    SceneWordIn,
    Strict,
    Text,
    check_numbers,
)

MOST_PHRASES = 100
Phrases = Annotated[tuple[Text, ...], Field(min_length=1, max_length=MOST_PHRASES)]


def _in_one_language(value: object) -> object:
    """Let ``name: web`` or ``name: {zh: 网}`` stand for the name in both languages."""
    if isinstance(value, str):
        return {"en": value, "zh": value}
    if isinstance(value, Mapping):
        given = dict(cast("Mapping[object, object]", value))
        if "en" in given or "zh" in given:
            return {"en": given.get("zh"), "zh": given.get("en"), **given}
        return given
    return value


OwnName = Annotated[LocalizedIn, BeforeValidator(_in_one_language)]


class OwnGestureIn(GestureIn):
    """A gesture of the user's own: an id, a name, a phrase and a pose are enough."""

    name: OwnName
    phrases: Phrases


class ExtensionIn(Strict):
    """Words that the user adds to a gesture of ours; they stand after ours."""

    phrases: Phrases | None = None
    phrases_zh: Phrases | None = None
    aliases: AliasesIn = AliasesIn()
    negatives: tuple[Text, ...] = ()
    negatives_zh: tuple[Text, ...] = ()


EXTENDING = tuple(ExtensionIn.model_fields)
"""What an entry under an id of ours may say."""


class OwnSceneWordIn(SceneWordIn):
    """A scene word of the user's own; without ``numbers`` the renderer draws nothing of it."""

    name: OwnName

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        """Name a word by its text where it has no name, and let ``neon: neon light`` be both."""
        if isinstance(value, str):
            return {"text": value, "name": value}
        if not isinstance(value, Mapping):
            return value
        given = dict(cast("Mapping[object, object]", value))
        if "name" not in given and given.get("text"):
            given["name"] = {"en": given["text"], "zh": given.get("text_zh") or given["text"]}
        return given


class OwnGestureFile(Strict):
    """``gestures:`` by id, those of the user's own."""

    kind: Kind = "emblem"
    gestures: dict[Id, OwnGestureIn]


class ExtensionFile(Strict):
    """``gestures:`` by id, those of ours."""

    kind: Kind = "emblem"
    gestures: dict[Id, ExtensionIn]


class OwnSceneFile(Strict):
    """``kind: ...``, then ``words:`` by id."""

    kind: SceneKind
    words: Annotated[dict[Id, OwnSceneWordIn], Field(min_length=1)]

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        for id, word in self.words.items():
            if word.numbers:
                check_numbers(self.kind, id, word.numbers)
        if self.kind == "side":
            raise ValueError("a hand is 'right' or 'left'; there is no third side")
        return self


OWN_MODELS: dict[str, type[Strict]] = {
    "gestures": OwnGestureFile,
    "words": OwnSceneFile,
    "flaws": FlawFile,
    "parts": PartFile,
    "lists": ListFile,
}
"""The models by a file's main key, as `toolkit.vocabulary.entry_schema.FILE_MODELS`."""
