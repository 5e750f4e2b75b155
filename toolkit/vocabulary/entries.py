"""The vocabulary's frozen records: gestures, scene words, flaws.

The geometry behind a gesture's pose is imported when the pose is asked for: whoever reads words
alone does not wait for numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from toolkit.hands.contacts import Contact
from toolkit.hands.pose import HandPose, PlacedHand

if TYPE_CHECKING:
    from toolkit.hands.kinematics import Points
    from toolkit.hands.solve import Hands, Turn
    from toolkit.vocabulary.hand_shape import Features

Language = Literal["en", "zh"]
Facing = Literal["palm", "back", "side", "any"]
Pointing = Literal["up", "down", "sideways", "any"]
SceneKind = Literal[
    "view", "side", "subject", "skin", "light", "background", "style", "material", "negative"
]


@dataclass(frozen=True, kw_only=True)
class Localized:
    """One text in English and Chinese."""

    en: str
    zh: str

    def in_(self, lang: Language) -> str:
        """The text in one of the two."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True)
class Orientation:
    """How the hand is turned from palm-to-camera, fingers up; degrees, applied roll, pitch, yaw.

    ``yaw`` turns about the upright axis (180 shows the back), ``pitch`` tips the fingertips
    toward the camera, ``roll`` turns in the picture's plane, positive counter-clockwise as
    seen by the camera (for a right hand, 90 makes a stuck-out thumb point up).
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Gesture:
    """One vocabulary entry: words, pose, picture and judge in one place.

    ``phrases`` run from plain to explicit. ``written`` is the pose as the file gives it and
    ``placed`` the second hand of a two-handed gesture; ``pose`` and ``other`` are the same with
    the declared ``contacts`` met. ``twins`` are ids that no eye can tell apart from joint angles
    alone, the judge accepts a twin (the loader makes twinship mutual); ``confusable`` are ids
    that people mix up. ``view`` is the id of the view word that shows the gesture best.
    ``facing`` and ``pointing`` say what the picture must show besides the joint angles
    (``pointing``: where its straight digits go, or its palm where none is straight).
    ``region`` and ``tradition`` say where a sign belongs, ``offence`` where it insults.
    ``origin`` is the name of the user's vocabulary that the entry comes from, "" for ours; the
    last phrases of an entry of ours may be the user's: ``added_from`` (``added_from_zh`` for
    Chinese ones) are their files, one a phrase.
    """

    id: str
    kind: str
    name: Localized
    phrases: tuple[str, ...]
    written: HandPose
    placed: PlacedHand | None = None
    contacts: tuple[Contact, ...] = ()
    phrases_zh: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    aliases_zh: tuple[str, ...] = ()
    emoji: str = ""
    orientation: Orientation = field(default_factory=Orientation)
    facing: Facing = "any"
    pointing: Pointing = "any"
    view: str = "palm"
    twins: tuple[str, ...] = ()
    confusable: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    note: str = ""
    region: str = ""
    tradition: str = ""
    offence: str = ""
    negatives_zh: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    file: str = ""
    origin: str = ""
    added_from: tuple[str, ...] = ()
    added_from_zh: tuple[str, ...] = ()

    def __repr__(self) -> str:
        names = f"{self.emoji} {self.name.en} · {self.name.zh}".strip()
        return f"Gesture({self.id!r}, {names}, {len(self.phrases)} phrases)"

    def _repr_html_(self) -> str:
        from toolkit.vocabulary.notebook import gesture_html

        return gesture_html(self)

    def phrases_in(self, lang: Language) -> tuple[str, ...]:
        """The phrases in one language; the others where an entry of the user's has none in it."""
        return (self.phrases_zh or self.phrases) if lang == "zh" else self.phrases

    def explicit_phrase(self, lang: Language) -> int:
        """The number, from 1, of the most explicit phrase: the last before those added to ours."""
        if lang == "zh" and self.phrases_zh:
            return len(self.phrases_zh) - len(self.added_from_zh)
        return len(self.phrases) - len(self.added_from)

    def negatives_in(self, lang: Language) -> tuple[str, ...]:
        """The negative words in one language; the English ones where there are no Chinese."""
        return (self.negatives_zh or self.negatives) if lang == "zh" else self.negatives

    @property
    def pose(self) -> HandPose:
        """The (right) hand's pose, its contacts met; solved once, then remembered."""
        return self._hands.pose

    @property
    def other(self) -> PlacedHand | None:
        """The left hand of a two-handed gesture, its contacts met; None for one hand."""
        return self._hands.other

    @property
    def features(self) -> Features:
        """The (right) hand in plain words: handshape, which fingers are up, the thumb."""
        from toolkit.vocabulary.hand_shape import features

        return features(self.pose)

    @property
    def hands(self) -> int:
        """How many hands make the gesture: 1 or 2."""
        return 1 if self.placed is None else 2

    def hand_points(self) -> list[Points]:
        """The 21 points (21, 3) of each hand in mm, of two hands in one frame; see
        `toolkit.hands.solve.hands_points`."""
        from toolkit.hands.solve import hands_points

        return hands_points(self._hands, self._turn)

    @cached_property
    def _hands(self) -> Hands:
        from toolkit.hands.solve import solved

        return solved(self.written, self.placed, self.contacts, self._turn)

    @property
    def _turn(self) -> Turn:
        return self.orientation.yaw, self.orientation.pitch, self.orientation.roll


@dataclass(frozen=True, kw_only=True)
class OutsideList:
    """A list that others keep (HaGRIDv2's classes, the ASL letters): what there is to cover.

    An entry covers ``item`` when one of its sources reads ``<prefix> <item>``.
    """

    id: str
    name: str
    prefix: str
    items: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A colour, sRGB in 0..1."""

    red: float
    green: float
    blue: float

    @property
    def rgb(self) -> tuple[float, float, float]:
        """(red, green, blue)."""
        return self.red, self.green, self.blue


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """Where light comes from and how strong its ambient share is (0..1).

    ``x`` runs to the right, ``y`` up and ``z`` toward the camera; their length means nothing.
    """

    x: float
    y: float
    z: float
    ambient: float
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class SceneWord:
    """A word for everything around the gesture: view, skin, light, background, negative...

    ``text`` goes into the prompt (empty for "say nothing"), ``text_zh`` into a Chinese one.
    ``origin`` is as a gesture's. What the renderer needs to draw it
    depends on its kind: ``turn`` is how a view turns the camera, ``colour`` a skin's or
    background's, ``lamp`` a light's; None for words of another kind.
    """

    id: str
    kind: SceneKind
    name: Localized
    text: str
    turn: Orientation | None = None
    colour: Colour | None = None
    lamp: Lamp | None = None
    text_zh: str = ""
    file: str = ""
    origin: str = ""

    def text_in(self, lang: Language) -> str:
        """What goes into a prompt of that language; English where there is no Chinese."""
        return (self.text_zh or self.text) if lang == "zh" else self.text


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One way in which a hand goes wrong, with the words that name it."""

    id: str
    name: Localized
    words: tuple[str, ...]
    file: str = ""
