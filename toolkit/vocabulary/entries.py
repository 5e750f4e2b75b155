"""The vocabulary's frozen records: gestures, scene words, flaws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.hands.pose import HandPose

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

    ``phrases`` run from plain to explicit. ``twins`` are ids that no eye can tell apart from
    joint angles alone; the judge accepts a twin. ``facing`` and ``pointing`` say what the
    picture must show besides the joint angles (``pointing``: where the straight digit goes).
    """

    id: str
    kind: str
    name: Localized
    phrases: tuple[str, ...]
    pose: HandPose
    phrases_zh: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    aliases_zh: tuple[str, ...] = ()
    emoji: str = ""
    orientation: Orientation = field(default_factory=Orientation)
    facing: Facing = "any"
    pointing: Pointing = "any"
    twins: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class SceneWord:
    """A word for everything around the gesture: view, skin, light, background, negative...

    ``text`` goes into the prompt (empty for "say nothing"). ``numbers`` carry what the
    renderer needs to draw it, by name: a view's ``yaw``/``pitch``/``roll`` in degrees, a
    skin's or background's ``red``/``green``/``blue`` in 0..1, a light's ``x``/``y``/``z``
    direction and ``ambient`` in 0..1.
    """

    id: str
    kind: SceneKind
    name: Localized
    text: str
    numbers: Mapping[str, float] = field(default_factory=dict[str, float])
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One way in which a hand goes wrong, with the words that name it."""

    id: str
    name: Localized
    words: tuple[str, ...]
    file: str = ""
