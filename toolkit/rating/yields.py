"""The yield: which share of the pictures is well formed, with an honest interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from toolkit.rating.distributions import wilson_bounds
from toolkit.rating.judged import JudgedCell
from toolkit.rating.tables import Record, Table
from toolkit.rating.variants import Values, check_axes, values_on


@dataclass(frozen=True, kw_only=True)
class PassCount:
    """``k`` of ``n`` judged pictures passed; unjudged ones are in neither."""

    k: int
    n: int


@dataclass(frozen=True, kw_only=True)
class YieldRow:
    """The yield of the pictures that share ``values`` (one pair per axis asked for).

    ``k`` of ``n`` judged pictures passed; ``no_hand`` of the failures show no hand at all;
    ``unjudged`` pictures, which nobody looked at, are in neither. ``rate`` is k/n (0..1), None
    when n is 0; ``low`` and ``high`` bound it (0..1, and 0 and 1 when n is 0).
    """

    values: Values
    k: int
    n: int
    unjudged: int
    no_hand: int
    rate: float | None
    low: float
    high: float


@final
class Yields(Table[YieldRow]):
    """A list of `YieldRow`; `to_frame` has a column for each axis, then the counts."""

    def records(self) -> list[Record]:
        """Every row as plain values: its axes, k, n, rate, low, high, no_hand, unjudged."""
        names = ("k", "n", "rate", "low", "high", "no_hand", "unjudged")
        return [
            {**dict(row.values), **{name: getattr(row, name) for name in names}} for row in self
        ]


def yields(
    judged: Iterable[JudgedCell], by: Sequence[str] | str = (), *, confidence: float = 0.95
) -> Yields:
    """Yields by the axes ``by`` (none: one row for all), in order of appearance.

    ``gesture`` and ``seed`` are always axes. A picture that serves several cells of a row
    counts once. Raises `UnknownName` for an axis that no picture has, `BadInput` for one that
    is named twice.
    """
    cells = list(judged)
    by = (by,) if isinstance(by, str) else by
    check_axes(cells, by)
    groups: dict[Values, dict[tuple[str, str], JudgedCell]] = {}
    for cell in cells:
        pictures = groups.setdefault(values_on(cell, by), {})
        pictures.setdefault((cell.request_hash, cell.gesture), cell)
    return Yields(
        _row(values, pictures.values(), confidence) for values, pictures in groups.items()
    )


def _row(values: Values, pictures: Iterable[JudgedCell], confidence: float) -> YieldRow:
    outcomes = [(cell.outcome, cell.reason) for cell in pictures]
    k = sum(outcome == "pass" for outcome, _ in outcomes)
    unjudged = sum(outcome == "unjudged" for outcome, _ in outcomes)
    n = len(outcomes) - unjudged
    low, high = wilson_interval(k, n, confidence=confidence)
    return YieldRow(
        values=values,
        k=k,
        n=n,
        unjudged=unjudged,
        no_hand=sum(outcome == ("fail", "no_hand") for outcome in outcomes),
        rate=k / n if n else None,
        low=low,
        high=high,
    )


def wilson_interval(k: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds (0..1) of a share of which ``k`` of ``n`` were seen; (0, 1) when n is 0.

    Wilson's score interval (JASA 22, 1927, p. 209): it solves |k/n - p| = z·sqrt(p(1-p)/n) for
    p, so it stays in 0..1 and has width even at 0 of n. It takes the pictures as independent;
    for wordings compared on shared seeds use `toolkit.rating.paired`.
    """
    if n == 0:
        return 0.0, 1.0
    return wilson_bounds(k, n, confidence)
