"""What is wrong with a hand, and where: a flaw as a record, and as a verdict's detail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from toolkit.errors import BadInput, shown
from toolkit.rating.verdicts import Detail, is_finite
from toolkit.rendering.malformed import Malformation

FlawKind = Malformation | Literal["other"]
FLAW_KINDS: tuple[FlawKind, ...] = (*get_args(Malformation), "other")
"""The seven malformations that can be drawn on purpose, and whatever else is wrong."""

FLAW = "flaw"
"""The code of a detail that is a flaw."""


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a hand.

    ``score`` (0..1) is how sure the judge is, ``x`` and ``y`` are where, in pixels of the picture
    as it is stored from its upper left corner, or both None from a judge that cannot point;
    ``hand`` is which of the hands found, from 0.
    """

    kind: FlawKind
    score: float
    x: float | None = None
    y: float | None = None
    hand: int = 0

    def detail(self) -> Detail:
        """The flaw as a detail with the code ``flaw``; one without a place has no x and no y."""
        detail = Detail.of(FLAW, kind=self.kind, score=self.score, hand=self.hand)
        if self.x is None or self.y is None:
            return detail
        return detail.with_fields(x=self.x, y=self.y)


def flaw_of(detail: Detail) -> Flaw | None:
    """The flaw that ``detail`` says, None where it is another code or not a whole flaw.

    Verdicts are read from a file that anybody may edit, so half a place is no error.
    """
    values = detail.values()
    kind, hand = values.get("kind"), values.get("hand")
    placed = "x" in values or "y" in values
    numbers = [values.get(name) for name in (("score", "x", "y") if placed else ("score",))]
    if detail.code != FLAW or kind not in FLAW_KINDS or not isinstance(hand, int) or hand < 0:
        return None
    if not all(map(is_finite, numbers)):
        return None
    score, *place = (float(cast("float", each)) for each in numbers)
    if not 0.0 <= score <= 1.0:
        return None
    x, y = place if placed else (None, None)
    return Flaw(kind=kind, score=score, x=x, y=y, hand=hand)


def flaws_of(details: Iterable[Detail]) -> tuple[Flaw, ...]:
    """The flaws among ``details``, in order."""
    return tuple(flaw for flaw in map(flaw_of, details) if flaw is not None)


def check_flaws(details: Iterable[Detail]) -> None:
    """Raise `BadInput` for a detail that is called ``flaw`` and is none, saying what one is."""
    for detail in details:
        if detail.code == FLAW and flaw_of(detail) is None:
            raise BadInput(
                f"A flaw has the fields {shown(detail.values())}; expected kind (one of "
                f"{', '.join(FLAW_KINDS)}), score (0..1), x and y (pixels; or neither), hand "
                "(from 0).",
                hint="Make it with `toolkit.rating.flaws.Flaw(...).detail()`.",
            )
