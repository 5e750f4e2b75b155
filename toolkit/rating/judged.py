"""One picture in its place in a sweep, with what was said about it."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.rating.verdicts import Outcome


@dataclass(frozen=True, kw_only=True)
class JudgedCell:
    """One picture in its place in a sweep, with what was said about it: what yields are made of.

    ``values`` are the axis values of its cell, ``gesture`` is what it should show, ``seed`` the
    noise it shares with the other cells. ``outcome`` is "unjudged" when nobody looked.
    """

    cell: str
    gesture: str
    values: tuple[tuple[str, str], ...]
    seed: int
    request_hash: str
    outcome: Outcome
    reason: str
    judge: str = ""

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
