"""What a vocabulary file may say: pydantic models, and their way into frozen records.

Pydantic stands only here, at the door. Five kinds of file exist, told apart by their main
key: ``gestures``, ``words`` (scene words), ``flaws``, ``parts`` and ``lists``. Keys that no
model knows are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from toolkit.errors import PoseError
from toolkit.hands.contacts import Contact, read_contact
from toolkit.vocabulary.entries import (
    Colour,
    Facing,
    Flaw,
    Gesture,
    Lamp,
    Localized,
    Orientation,
    OutsideList,
    Pointing,
    SceneKind,
    SceneWord,
)
from toolkit.vocabulary.pose_schema import OrientationIn, OtherHandIn, PoseIn, Strict

Kind = Literal["emblem", "number", "letter", "grasp", "mudra", "action"]

Text = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=300)
]
MaybeText = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=300)]
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,47}$")]
ListId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,47}$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e6, le=1e6)]

NUMBERS_OF_KIND: dict[SceneKind, frozenset[str]] = {
    "view": frozenset({"yaw", "pitch", "roll"}),
    "skin": frozenset({"red", "green", "blue"}),
    "background": frozenset({"red", "green", "blue"}),
    "light": frozenset({"x", "y", "z", "ambient", "red", "green", "blue"}),
}
FRACTIONS = frozenset({"red", "green", "blue", "ambient"})


class LocalizedIn(Strict):
    """``{en: ..., zh: ...}``"""

    en: Text
    zh: Text

    def record(self) -> Localized:
        return Localized(en=self.en, zh=self.zh)


class AliasesIn(Strict):
    """Other names, by language."""

    en: tuple[Text, ...] = ()
    zh: tuple[Text, ...] = ()


class GestureIn(Strict):
    """One gesture as written in a file."""

    name: LocalizedIn
    phrases: Annotated[tuple[Text, ...], Field(min_length=3, max_length=12)]
    pose: PoseIn
    phrases_zh: tuple[Text, ...] = ()
    kind: Kind | None = None
    aliases: AliasesIn = AliasesIn()
    emoji: MaybeText = ""
    contacts: tuple[Text, ...] = ()
    orientation: OrientationIn = OrientationIn()
    other: OtherHandIn | None = None
    view: Id = "palm"
    facing: Facing = "any"
    pointing: Pointing = "any"
    twins: tuple[Id, ...] = ()
    confusable: tuple[Id, ...] = ()
    negatives: tuple[Text, ...] = ()
    negatives_zh: tuple[Text, ...] = ()
    note: MaybeText = ""
    region: MaybeText = ""
    tradition: MaybeText = ""
    offence: MaybeText = ""
    sources: tuple[Text, ...] = ()

    @field_validator("contacts")
    @classmethod
    def _known_places(cls, contacts: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for text in contacts:
                read_contact(text)
        except PoseError as error:
            raise ValueError(error.message.rstrip(".")) from error
        return contacts

    @model_validator(mode="after")
    def _two_hands(self) -> Self:
        if self.other is None and any(contact.two_handed for contact in self._contacts()):
            raise ValueError("a contact names the other hand, but the entry has no 'other' hand")
        return self

    def _contacts(self) -> tuple[Contact, ...]:
        return tuple(read_contact(text) for text in self.contacts)

    def record(self, *, id: str, kind: Kind, file: str) -> Gesture:
        pose = self.pose.record()
        return Gesture(
            id=id,
            kind=self.kind or kind,
            name=self.name.record(),
            phrases=self.phrases,
            written=pose,
            placed=self.other.record(pose, self.orientation) if self.other else None,
            contacts=self._contacts(),
            phrases_zh=self.phrases_zh,
            aliases_en=self.aliases.en,
            aliases_zh=self.aliases.zh,
            emoji=self.emoji,
            orientation=self.orientation.record(),
            facing=self.facing,
            pointing=self.pointing,
            view=self.view,
            twins=self.twins,
            confusable=self.confusable,
            negatives=self.negatives,
            negatives_zh=self.negatives_zh,
            note=self.note,
            region=self.region,
            tradition=self.tradition,
            offence=self.offence,
            sources=self.sources,
            file=file,
        )


class SceneWordIn(Strict):
    """One scene word as written in a file; ``text: ""`` says nothing in the prompt."""

    name: LocalizedIn
    text: MaybeText
    text_zh: MaybeText = ""
    numbers: dict[str, Number] = Field(default_factory=dict[str, float])

    @field_validator("numbers")
    @classmethod
    def _fractions(cls, numbers: dict[str, float]) -> dict[str, float]:
        for key, value in numbers.items():
            if key in FRACTIONS and not 0.0 <= value <= 1.0:
                raise ValueError(f"{key} is {value:g}; a share of light goes from 0 to 1")
        return numbers

    def record(self, *, id: str, kind: SceneKind, file: str) -> SceneWord:
        given = self.numbers
        return SceneWord(
            id=id,
            kind=kind,
            name=self.name.record(),
            text=self.text,
            text_zh=self.text_zh,
            turn=Orientation(**given) if kind == "view" else None,
            colour=_colour(given) if kind in ("skin", "background") and given else None,
            lamp=_lamp(given) if kind == "light" and given else None,
            file=file,
        )


def _colour(numbers: Mapping[str, float]) -> Colour:
    return Colour(red=numbers["red"], green=numbers["green"], blue=numbers["blue"])


def _lamp(numbers: Mapping[str, float]) -> Lamp:
    x, y, z = numbers["x"], numbers["y"], numbers["z"]
    return Lamp(x=x, y=y, z=z, ambient=numbers["ambient"], colour=_colour(numbers))


class FlawIn(Strict):
    """One flaw, or one anatomical part, as written in a file."""

    name: LocalizedIn
    words: Annotated[tuple[Text, ...], Field(min_length=1)]

    def record(self, *, id: str, file: str) -> Flaw:
        return Flaw(id=id, name=self.name.record(), words=self.words, file=file)


class GestureFile(Strict):
    """``kind: ...`` for the whole file, then ``gestures:`` by id."""

    kind: Kind
    gestures: Annotated[dict[Id, GestureIn], Field(min_length=1)]


class SceneFile(Strict):
    """``kind: ...``, then ``words:`` by id."""

    kind: SceneKind
    words: Annotated[dict[Id, SceneWordIn], Field(min_length=1)]

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        for id, word in self.words.items():
            check_numbers(self.kind, id, word.numbers)
        if self.kind == "side" and not set(self.words) <= {"right", "left"}:
            raise ValueError("a side is 'right' or 'left'")
        return self


def check_numbers(kind: SceneKind, id: str, numbers: Mapping[str, float]) -> None:
    """Raise ValueError unless a scene word's ``numbers`` are those that its kind takes."""
    needed = NUMBERS_OF_KIND.get(kind, frozenset[str]())
    got = frozenset(numbers)
    if got != needed:
        wanted = ", ".join(sorted(needed)) or "none"
        raise ValueError(
            f"words.{id}.numbers has {', '.join(sorted(got)) or 'nothing'}; a {kind} takes {wanted}"
        )
    if kind == "light" and not any(numbers[axis] for axis in "xyz"):
        raise ValueError(f"words.{id}.numbers: x, y and z are all 0; a lamp needs a place")


class FlawFile(Strict):
    """``flaws:`` by id."""

    flaws: Annotated[dict[Id, FlawIn], Field(min_length=1)]


class PartFile(Strict):
    """``parts:`` by id: anatomical words."""

    parts: Annotated[dict[Id, FlawIn], Field(min_length=1)]


class ListIn(Strict):
    """One outside list as written in a file."""

    name: Text
    prefix: Text
    items: Annotated[tuple[Text, ...], Field(min_length=1)]

    def record(self, *, id: str, file: str) -> OutsideList:
        return OutsideList(id=id, name=self.name, prefix=self.prefix, items=self.items, file=file)


class ListFile(Strict):
    """``lists:`` by id: what others have listed, for the coverage figure."""

    lists: Annotated[dict[ListId, ListIn], Field(min_length=1)]


FILE_MODELS: dict[str, type[Strict]] = {
    "gestures": GestureFile,
    "words": SceneFile,
    "flaws": FlawFile,
    "parts": PartFile,
    "lists": ListFile,
}
