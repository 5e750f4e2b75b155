"""One picture in its place in a sweep, with what was said about it."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.rating.verdicts import Asked, Outcome


@dataclass(frozen=True, kw_only=True)
class JudgedCell:
    """One picture in its place in a sweep, with what was said about it: what yields are made of.

    ``values`` are the axis values of its cell, ``gesture`` is what it should show, ``seed`` the
    noise it shares with the other cells. ``outcome`` answers the question ``of``; it is
    "unjudged" when nobody looked. ``gesture_outcome`` and ``form_outcome`` answer those two
    questions whatever was asked, so that each one's share can be shown. ``number`` is what a judge
    that measures gave, None where none did.
    """

    cell: str
    gesture: str
    values: tuple[tuple[str, str], ...]
    seed: int
    request_hash: str
    outcome: Outcome
    reason: str
    judge: str = ""
    of: Asked = "gesture"
    gesture_outcome: Outcome = "unjudged"
    form_outcome: Outcome = "unjudged"
    number: float | None = None

    def value(self, axis: str) -> str:
        """The value on ``axis``; ``gesture`` and ``seed`` are always axes. Raises KeyError."""
        for name, value in self.values:
            if name == axis:
                return value
        if axis == "gesture":
            return self.gesture
        if axis == "seed":
            return str(self.seed)
        raise KeyError(axis)
