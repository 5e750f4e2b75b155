"""What a vocabulary file may say: pydantic models, and their way into frozen records.

Pydantic stands only here, at the door. Five kinds of file exist, told apart by their main
key: ``gestures``, ``words`` (scene words), ``flaws``, ``parts`` and ``lists``. Keys that no
model knows are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from toolkit.errors import PoseError
from toolkit.hands.contacts import Contact, read_contact
from toolkit.hands.pose import FingerPose, HandPose, PlacedHand, Side
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
from toolkit.vocabulary.poses import (
    FINGER_NAMES,
    FingerName,
    FingerState,
    SpreadState,
    ThumbState,
    finger_pose,
    hand_pose,
    thumb_pose,
)

Kind = Literal["emblem", "number", "letter", "grasp", "mudra", "action"]

Text = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=300)
]
MaybeText = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=300)]
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,47}$")]
ListId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,47}$")]
Angle = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-360, le=360)]
Millimetres = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-600, le=600)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e6, le=1e6)]

NUMBERS_OF_KIND: dict[SceneKind, frozenset[str]] = {
    "view": frozenset({"yaw", "pitch", "roll"}),
    "skin": frozenset({"red", "green", "blue"}),
    "background": frozenset({"red", "green", "blue"}),
    "light": frozenset({"x", "y", "z", "ambient", "red", "green", "blue"}),
}
FRACTIONS = frozenset({"red", "green", "blue", "ambient"})


def _state_alone(value: object) -> object:
    """Let ``index: fist`` stand for ``index: {state: fist}``."""
    return {"state": value} if isinstance(value, str) else value


class Strict(BaseModel):
    """Root of the file models: frozen, and no key that is not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class FingerIn(Strict):
    """A finger's named state with overrides in degrees."""

    state: FingerState = "straight"
    mcp: Angle | None = None
    pip: Angle | None = None
    dip: Angle | None = None
    spread: Angle | None = None

    def record(self, finger: FingerName, spread_state: SpreadState) -> FingerPose:
        given = self.model_dump(exclude={"state"}, exclude_none=True)
        return finger_pose(finger, state=self.state, spread_state=spread_state, angles_deg=given)


class ThumbIn(Strict):
    """The thumb's named state with overrides in degrees."""

    state: ThumbState = "relaxed"
    radial: Angle | None = None
    palmar: Angle | None = None
    twist: Angle | None = None
    mcp: Angle | None = None
    ip: Angle | None = None


FingerField = Annotated[FingerIn, BeforeValidator(_state_alone)]
ThumbField = Annotated[ThumbIn, BeforeValidator(_state_alone)]


class PoseIn(Strict):
    """A pose: ``fingers`` speaks for the four fingers that have no line of their own."""

    fingers: FingerField | None = None
    spread: SpreadState = "together"
    thumb: ThumbField
    index: FingerField | None = None
    middle: FingerField | None = None
    ring: FingerField | None = None
    pinky: FingerField | None = None

    @model_validator(mode="after")
    def _posable(self) -> Self:
        for finger in FINGER_NAMES:
            if self._of(finger) is None:
                raise ValueError(
                    f"says nothing about the {finger} finger; write '{finger}: straight' "
                    "or give all four with 'fingers: ...'"
                )
        try:
            self.record()
        except PoseError as error:
            raise ValueError(error.message) from error
        return self

    def _of(self, finger: FingerName) -> FingerIn | None:
        own: dict[FingerName, FingerIn | None] = {
            "index": self.index,
            "middle": self.middle,
            "ring": self.ring,
            "pinky": self.pinky,
        }
        return own[finger] or self.fingers

    def record(self) -> HandPose:
        fingers: dict[FingerName, FingerPose] = {
            finger: part.record(finger, self.spread)
            for finger in FINGER_NAMES
            if (part := self._of(finger)) is not None
        }
        given = self.thumb.model_dump(exclude={"state"}, exclude_none=True)
        thumb = thumb_pose(state=self.thumb.state, angles_deg=given)
        return hand_pose(thumb=thumb, fingers=fingers)


class OrientationIn(Strict):
    """Turns in degrees; what is left out is 0."""

    yaw: Angle = 0.0
    pitch: Angle = 0.0
    roll: Angle = 0.0

    def record(self) -> Orientation:
        return Orientation(yaw=self.yaw, pitch=self.pitch, roll=self.roll)


class OtherHandIn(Strict):
    """The second hand: ``at`` is its wrist seen from the first wrist (mm: right, up, to you).

    It is a left one, the first being a right one, unless ``side`` says that it is another
    person's right. Without ``pose`` and ``orientation`` it is the first hand's mirror image.
    """

    at: tuple[Millimetres, Millimetres, Millimetres]
    side: Side = "left"
    pose: PoseIn | None = None
    orientation: OrientationIn | None = None

    def record(self, pose: HandPose, first: OrientationIn) -> PlacedHand:
        own = self.pose.record() if self.pose is not None else pose
        mirrored = OrientationIn(yaw=-first.yaw, pitch=first.pitch, roll=-first.roll)
        turn = self.orientation or mirrored
        return PlacedHand(
            pose=replace(own, side=self.side),
            yaw=turn.yaw,
            pitch=turn.pitch,
            roll=turn.roll,
            offset_mm=self.at,
        )


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
    note: MaybeText = ""
    region: MaybeText = ""
    tradition: MaybeText = ""
    offence: MaybeText = ""
    sources: tuple[Text, ...] = ()

    @field_validator("contacts")
    @classmethod
    def _known_places(cls, contacts: tuple[str, ...]) -> tuple[str, ...]:
        for text in contacts:
            read_contact(text)
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
    numbers: dict[str, Number] = {}

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
            turn=Orientation(**given) if kind == "view" else None,
            colour=_colour(given) if kind in ("skin", "background") else None,
            lamp=_lamp(given) if kind == "light" else None,
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
        needed = NUMBERS_OF_KIND.get(self.kind, frozenset[str]())
        for id, word in self.words.items():
            got = frozenset(word.numbers)
            if got != needed:
                wanted = ", ".join(sorted(needed)) or "none"
                raise ValueError(
                    f"words.{id}.numbers has {', '.join(sorted(got)) or 'nothing'}; "
                    f"a {self.kind} takes {wanted}"
                )
            if self.kind == "light" and not any(word.numbers[axis] for axis in "xyz"):
                raise ValueError(f"words.{id}.numbers: x, y and z are all 0; a lamp needs a place")
        if self.kind == "side" and not set(self.words) <= {"right", "left"}:
            raise ValueError("a side is 'right' or 'left'")
        return self


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
