"""Where a gesture touches itself: named places on the hands, and how far two are from touching.

A contact is written ``thumb.tip index.tip``. A place is a digit with a joint (``cmc`` of the
thumb, ``mcp``, ``pip``, ``dip``, the thumb's ``ip``, ``tip``) or a bone's middle (``proximal``,
``middle``, ``distal``), or ``palm`` or ``wrist``; with ``other.`` before it, it is on the second
hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import PoseError, shown
from toolkit.hands.flesh import FINGER_RADII_MM, THUMB_RADII_MM
from toolkit.hands.pose import FINGERS

Points = NDArray[np.float64]

JOINTS = {"thumb": ("cmc", "mcp", "ip", "tip")} | dict.fromkeys(
    FINGERS[1:], ("mcp", "pip", "dip", "tip")
)
BONES = {"thumb": ("metacarpal", "proximal", "distal")} | dict.fromkeys(
    FINGERS[1:], ("proximal", "middle", "distal")
)
PALM, WRIST = "palm", "wrist"
OTHER = "other."
PALM_DEPTH_MM, WRIST_DEPTH_MM = 13.0, 17.0
# Two soft tips that touch lie about so near; skin gives way a little everywhere else.
TIP_MM = 1.5
SOFT = 0.92
MET_WITHIN_MM = 5.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """One named place: a joint or bone of a ``digit`` (empty for palm and wrist), on the first
    hand or on the ``second``."""

    digit: str
    part: str
    second: bool = False

    def __str__(self) -> str:
        name = f"{self.digit}.{self.part}" if self.digit else self.part
        return f"{OTHER}{name}" if self.second else name


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Two places that touch."""

    one: Place
    other: Place

    @property
    def two_handed(self) -> bool:
        """Whether the second hand takes part."""
        return self.one.second or self.other.second

    def __str__(self) -> str:
        return f"{self.one} {self.other}"


@lru_cache(maxsize=2048)
def read_contact(text: str) -> Contact:
    """The contact that ``text`` says; raises `PoseError` with the known places."""
    names = text.split()
    if len(names) != 2 or names[0] == names[1]:
        raise PoseError(
            f"a contact names two places, such as 'thumb.tip index.tip'; got {shown(text)}",
            hint="Write the two places with a blank between them.",
        )
    return Contact(one=_read_place(names[0]), other=_read_place(names[1]))


def _read_place(name: str) -> Place:
    second = name.startswith(OTHER)
    bare = name.removeprefix(OTHER)
    if bare in (PALM, WRIST):
        return Place(digit="", part=bare, second=second)
    digit, _, part = bare.partition(".")
    if digit not in JOINTS or part not in (*JOINTS[digit], *BONES[digit]):
        known = (*JOINTS[digit], *BONES[digit]) if digit in JOINTS else (*FINGERS, PALM, WRIST)
        raise PoseError(
            f"a hand has no place {shown(name)}; known are {', '.join(known)}",
            hint="A place is digit.joint, such as index.pip, or palm or wrist.",
        )
    return Place(digit=digit, part=part, second=second)


def spot(points: Points, place: Place) -> tuple[Points, float]:
    """Where ``place`` is on a hand's 21 points (21, 3) in mm, and its flesh's radius there."""
    if place.part == WRIST:
        return points[0], WRIST_DEPTH_MM
    if place.part == PALM:
        knuckles = points[[5, 9, 13, 17]].mean(axis=0)
        return 0.4 * points[0] + 0.6 * knuckles, PALM_DEPTH_MM
    first = 1 + 4 * FINGERS.index(place.digit)
    radii = THUMB_RADII_MM if place.digit == "thumb" else FINGER_RADII_MM[place.digit]
    joints = JOINTS[place.digit]
    if place.part in joints:
        number = joints.index(place.part)
        return points[first + number], TIP_MM if place.part == "tip" else radii[number]
    number = BONES[place.digit].index(place.part)
    middle = (points[first + number] + points[first + number + 1]) / 2
    return middle, (radii[number] + radii[number + 1]) / 2


def gap_mm(hands: Sequence[Points], contact: Contact) -> float:
    """How far the two places are from touching, in mm; negative when one is inside the other.

    ``hands`` holds the first hand's points (21, 3) and, for two hands, the second's, in mm in
    one common frame.
    """
    one, one_radius = spot(hands[int(contact.one.second)], contact.one)
    other, other_radius = spot(hands[int(contact.other.second)], contact.other)
    reach = one_radius + other_radius
    tips = contact.one.part == contact.other.part == "tip"
    return float(np.linalg.norm(one - other)) - (reach if tips else SOFT * reach)
