"""What a judge that measures found: means with intervals, and same-seed differences of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

from toolkit.errors import BadInput
from toolkit.rating.differences.effects import compared_values
from toolkit.rating.differences.paired import holm, same_but
from toolkit.rating.differences.sign_flip import interval, p_value, seed_gains
from toolkit.rating.distributions import t_quantile
from toolkit.rating.judged import JudgedCell
from toolkit.rating.tables import Record, Table
from toolkit.rating.variants import Values, asked_of, pictures_by


@dataclass(frozen=True, kw_only=True)
class MeanRow:
    """The mean number of the pictures that share ``values`` (one pair per axis asked for).

    ``n`` pictures were measured, ``unjudged`` were not. ``mean`` is None when n is 0; ``low`` and
    ``high`` bound it and are None when n is below 2.
    """

    values: Values
    n: int
    unjudged: int
    mean: float | None
    low: float | None
    high: float | None


@final
class Means(Table[MeanRow]):
    """A list of `MeanRow`; `to_frame` has a column for each axis, then the numbers."""

    shares: ClassVar[tuple[str, ...]] = ()

    def records(self) -> list[Record]:
        """Every row as plain values: its axes, n, mean, low, high, unjudged."""
        names = ("n", "mean", "low", "high", "unjudged")
        return [
            {**dict(row.values), **{name: getattr(row, name) for name in names}} for row in self
        ]


@dataclass(frozen=True, kw_only=True)
class NumberPair:
    """The same gesture, seed and surroundings in two wordings, and what was measured of each."""

    seed: int
    first: float
    second: float


@dataclass(frozen=True, kw_only=True)
class MeanDifference:
    """How the mean changes from the first wording to the second, on the same seeds.

    ``difference`` is the second's mean minus the first's, in ``low``..``high``, which are infinite
    where so few ``seeds`` can bound nothing. ``p_value`` (0..1) is two-sided, of the same test
    that the interval inverts.
    """

    pairs: int
    seeds: int
    difference: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class MeanEffect:
    """What ``value`` on ``axis`` changes of the mean against ``reference``, on the same seeds.

    ``p_adjusted`` (0..1) is its p-value by Holm, for looking at all values of the axis at once.
    """

    axis: str
    value: str
    reference: str
    difference: MeanDifference
    p_adjusted: float


@final
class MeanEffects(Table[MeanEffect]):
    """A list of `MeanEffect`; `to_frame` has a row for each value."""

    shares: ClassVar[tuple[str, ...]] = ()

    def records(self) -> list[Record]:
        """Every row as plain values: axis, value, reference, difference with bounds, p, counts."""
        names = ("difference", "low", "high", "p_value", "pairs", "seeds")
        return [
            {
                "axis": row.axis,
                "value": row.value,
                "reference": row.reference,
                **{name: getattr(row.difference, name) for name in names},
                "p_adjusted": row.p_adjusted,
            }
            for row in self
        ]


def means(
    judged: Iterable[JudgedCell], by: Sequence[str] | str = (), *, confidence: float = 0.95
) -> Means:
    """Means by the axes ``by`` (none: one row for all), in order of appearance.

    The interval is Student's, mean ± t·s/√n with n - 1 degrees of freedom (Biometrika 6, 1908,
    p. 1); it takes the pictures as independent, so for wordings compared on shared seeds use
    `mean_effects`. Raises `UnknownName` for an axis that no picture has, `BadInput` for one that
    is named twice and for pictures that a judge passed or failed.
    """
    cells = list(judged)
    _check_measured(cells)
    by = (by,) if isinstance(by, str) else by
    return Means(
        _row(values, pictures, confidence) for values, pictures in pictures_by(cells, by).items()
    )


def mean_effects(
    judged: Sequence[JudgedCell], axis: str, *, reference: str | None = None
) -> MeanEffects:
    """Every value on ``axis`` against its reference, as `effects` does, of numbers.

    Raises as it does, and `BadInput` for pictures that a judge passed or failed.
    """
    _check_measured(judged)
    against, values = compared_values(judged, axis, reference)
    found: list[tuple[str, MeanDifference]] = []
    for value in values:
        if pairs := pair_numbers(judged, axis, against, value):
            found.append((value, mean_difference(pairs)))
    adjusted = holm([difference.p_value for _, difference in found])
    return MeanEffects(
        MeanEffect(axis=axis, value=value, reference=against, difference=difference, p_adjusted=p)
        for (value, difference), p in zip(found, adjusted, strict=True)
    )


def pair_numbers(
    judged: Sequence[JudgedCell], axis: str, first: str, second: str
) -> list[NumberPair]:
    """Pairs of measured pictures that differ in ``axis`` alone; raises as `pair_up`."""
    return [
        NumberPair(seed=one.seed, first=one.number, second=two.number)
        for one, two in same_but(judged, axis, first, second)
        if one.number is not None and two.number is not None
    ]


def mean_difference(pairs: Sequence[NumberPair], *, confidence: float = 0.95) -> MeanDifference:
    """How much more the second wording measures, with an interval and a p-value of one model.

    Both come from flipping the signs of whole seeds (`differences.sign_flip`), as for passes:
    the interval holds 0 exactly where the p-value is above 1 - ``confidence``. Raises `BadInput`
    without pairs.
    """
    if not pairs:
        raise BadInput(
            "There is no pair of measured pictures to compare.",
            hint="Both wordings need pictures of the same gesture and seed, and a judge.",
        )
    unit = _unit(number for pair in pairs for number in (pair.first, pair.second))
    gains = [(pair.seed, pair.second / unit - pair.first / unit) for pair in pairs]
    data = seed_gains(gains, measured=True)
    low, high = interval(data, confidence)
    return MeanDifference(
        pairs=len(pairs),
        seeds=len(data.gains),
        difference=data.difference * unit,
        low=low * unit,
        high=high * unit,
        p_value=p_value(data),
    )


def _row(values: Values, pictures: Sequence[JudgedCell], confidence: float) -> MeanRow:
    numbers = [cell.number for cell in pictures if cell.number is not None]
    n = len(numbers)
    mean = reach = None
    if n:
        unit = _unit(numbers)
        shares = [number / unit for number in numbers]
        centre = math.fsum(shares) / n
        mean = centre * unit
        if n > 1:
            spread = math.sqrt(math.fsum((each - centre) ** 2 for each in shares) / (n - 1))
            reach = unit * (t_quantile((1 + confidence) / 2, n - 1) * spread / math.sqrt(n))
    return MeanRow(
        values=values,
        n=n,
        unjudged=len(pictures) - n,
        mean=mean,
        low=None if mean is None or reach is None else mean - reach,
        high=None if mean is None or reach is None else mean + reach,
    )


def _unit(numbers: Iterable[float]) -> float:
    """The largest of ``numbers``, signs aside: in such units no square is too large to hold."""
    return max(map(abs, numbers), default=0.0) or 1.0


def _check_measured(judged: Iterable[JudgedCell]) -> None:
    cells = list(judged)
    if cells and asked_of(cells) != "number":
        raise BadInput(
            "These pictures were passed or failed, not measured.",
            hint="Use toolkit.yields, or name a judge that measures.",
        )
