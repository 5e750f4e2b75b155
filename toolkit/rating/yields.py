"""The yield: which share of the pictures is as it was asked to be, with an honest interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from toolkit.errors import BadInput
from toolkit.rating.distributions import wilson_bounds
from toolkit.rating.judged import JudgedCell
from toolkit.rating.tables import Record, Table
from toolkit.rating.variants import Values, asked_of, pictures_by
from toolkit.rating.verdicts import Asked, Outcome


@dataclass(frozen=True, kw_only=True)
class PassCount:
    """``k`` of ``n`` judged pictures passed; unjudged ones are in neither."""

    k: int
    n: int

    @property
    def rate(self) -> float | None:
        """k/n (0..1), None when n is 0."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True, kw_only=True)
class YieldRow:
    """The yield of the pictures that share ``values`` (one pair per axis asked for).

    ``k`` of ``n`` judged pictures passed the question ``of``; ``no_hand`` of the failures show no
    hand at all; ``unsure`` ones, which a judge looked at and could not tell, are in n and not in
    k; ``unjudged`` ones, which nobody looked at, are in neither. ``rate`` is k/n (0..1), None when
    n is 0; ``low`` and ``high`` bound it (0..1, and 0 and 1 when n is 0). ``gesture`` and ``form``
    count the same pictures for each of the two questions alone.
    """

    values: Values
    k: int
    n: int
    unjudged: int
    no_hand: int
    rate: float | None
    low: float
    high: float
    of: Asked = "gesture"
    unsure: int = 0
    gesture: PassCount = PassCount(k=0, n=0)
    form: PassCount = PassCount(k=0, n=0)


@final
class Yields(Table[YieldRow]):
    """A list of `YieldRow`; `to_frame` has a column for each axis, then the counts."""

    def records(self) -> list[Record]:
        """Every row as plain values: its axes, k, n, rate, low, high, no_hand, unsure, unjudged,
        the question ``of``, and the shares of gesture and form alone (None: nobody looked)."""
        names = ("k", "n", "rate", "low", "high", "no_hand", "unsure", "unjudged", "of")
        return [
            {
                **dict(row.values),
                **{name: getattr(row, name) for name in names},
                "gesture_rate": row.gesture.rate,
                "form_rate": row.form.rate,
            }
            for row in self
        ]


def yields(
    judged: Iterable[JudgedCell], by: Sequence[str] | str = (), *, confidence: float = 0.95
) -> Yields:
    """Yields by the axes ``by`` (none: one row for all), in order of appearance.

    Which question is counted was chosen where the pictures were read
    (``store.judged_cells(run, of="form")``). ``gesture`` and ``seed`` are always axes. A picture
    that serves several cells of a row counts once. Raises `UnknownName` for an axis that no
    picture has, `BadInput` for one that is named twice, for pictures that were asked different
    questions, and for numbers, of which `toolkit.rating.means` are taken.
    """
    cells = list(judged)
    of = asked_of(cells)
    if of == "number":
        raise BadInput(
            "These pictures were measured, not passed or failed.", hint="Use toolkit.means."
        )
    by = (by,) if isinstance(by, str) else by
    return Yields(
        _row(values, pictures, of, confidence)
        for values, pictures in pictures_by(cells, by).items()
    )


def _row(values: Values, pictures: Sequence[JudgedCell], of: Asked, confidence: float) -> YieldRow:
    counted = pass_count(cell.outcome for cell in pictures)
    low, high = wilson_interval(counted.k, counted.n, confidence=confidence)
    told = [(cell.outcome, cell.reason) for cell in pictures]
    return YieldRow(
        values=values,
        k=counted.k,
        n=counted.n,
        unjudged=len(pictures) - counted.n,
        no_hand=told.count(("fail", "no_hand")),
        rate=counted.rate,
        low=low,
        high=high,
        of=of,
        unsure=sum(outcome == "unsure" for outcome, _ in told),
        gesture=pass_count(cell.gesture_outcome for cell in pictures),
        form=pass_count(cell.form_outcome for cell in pictures),
    )


def pass_count(outcomes: Iterable[Outcome]) -> PassCount:
    """k and n of ``outcomes``: "unsure" is in n and not in k, "unjudged" in neither."""
    told = list(outcomes)
    return PassCount(k=told.count("pass"), n=len(told) - told.count("unjudged"))


def wilson_interval(k: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds (0..1) of a share of which ``k`` of ``n`` were seen; (0, 1) when n is 0.

    Wilson's score interval (JASA 22, 1927, p. 209): it solves |k/n - p| = z·sqrt(p(1-p)/n) for
    p, so it stays in 0..1 and has width even at 0 of n. It takes the pictures as independent;
    for wordings compared on shared seeds use `toolkit.rating.differences.paired`.
    """
    if n == 0:
        return 0.0, 1.0
    return wilson_bounds(k, n, confidence)
