"""One picture in its place in a sweep, with what was said about it."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.rating.verdicts import Asked, Outcome


@dataclass(frozen=True, kw_only=True)
class JudgedCell:
    """One picture in its place in a sweep, with what was said about it: what yields are made of.

    ``values`` are the axis values of its cell, ``gesture`` is what it should show, ``seed`` the
    noise it shares with the other cells; below 0 it is not known, and is the picture's number in
    its cell (of pictures that were made elsewhere). ``outcome`` answers the question ``of``; it is
    "unjudged" when nobody looked. ``gesture_outcome`` and ``form_outcome`` answer those two
    questions whatever was asked, so that each one's share can be shown. ``number`` is what a judge
    that measures gave, None where none did. ``elsewhere`` says that it was not drawn by a sweep of
    ours, which gives all cells the same seeds. ``seconds`` is what its making took, 0 where that
    is not known.
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
    elsewhere: bool = False
    seconds: float = 0.0

    @property
    def seed_words(self) -> str:
        """The seed, or "no. 3" where only the picture's number in its cell is known."""
        return str(self.seed) if self.seed >= 0 else f"no. {-self.seed}"

    def value(self, axis: str) -> str:
        """The value on ``axis``; ``gesture`` and ``seed`` are always axes. Raises KeyError."""
        for name, value in self.values:
            if name == axis:
                return value
        if axis == "gesture":
            return self.gesture
        if axis == "seed":
            return self.seed_words
        raise KeyError(axis)
