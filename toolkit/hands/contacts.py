"""Where a gesture touches itself: the named places on the hands, as a file writes them.

A contact is written ``thumb.tip index.tip``. A place is a digit with a joint (``cmc`` of the
thumb, ``mcp``, ``pip``, ``dip``, the thumb's ``ip``, ``tip``) or a bone's middle (``proximal``,
``middle``, ``distal``), or ``palm`` or ``wrist``; with ``other.`` before it, it is on the second
hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from toolkit.errors import PoseError, shown
from toolkit.hands.pose import FINGERS

JOINTS = {"thumb": ("cmc", "mcp", "ip", "tip")} | dict.fromkeys(
    FINGERS[1:], ("mcp", "pip", "dip", "tip")
)
BONES = {"thumb": ("metacarpal", "proximal", "distal")} | dict.fromkeys(
    FINGERS[1:], ("proximal", "middle", "distal")
)
PALM, WRIST = "palm", "wrist"
OTHER = "other."


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
