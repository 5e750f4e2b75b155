"""Two wordings on the same noise: is the second better, and by how much?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import BadInput, shown
from toolkit.rating.differences.sign_flip import interval, p_value, seed_gains
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import comparable_groups, values_on


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The same gesture, seed and surroundings in two wordings; True is a pass."""

    seed: int
    first: bool
    second: bool


@dataclass(frozen=True, kw_only=True)
class PairedDifference:
    """How the yield changes from the first wording to the second, on the same seeds.

    ``pairs`` = ``both`` + ``only_first`` + ``only_second`` + ``neither`` passed; ``seeds`` of
    them are different. ``difference`` is the second's yield minus the first's (-1..1), in
    ``low``..``high``. ``p_value`` (0..1) is two-sided, of the same test that the interval
    inverts; no difference can bring it below `sign_flip.smallest_p` of ``seeds``.
    """

    pairs: int
    seeds: int
    both: int
    only_first: int
    only_second: int
    neither: int
    difference: float
    low: float
    high: float
    p_value: float


def pair_up(judged: Sequence[JudgedCell], axis: str, first: str, second: str) -> list[Pair]:
    """Pairs of judged pictures that differ in ``axis`` alone, over all gestures and seeds.

    A pair with an unjudged picture is left out; an unsure one did not pass. Raises `UnknownName`
    for an unknown axis and `BadInput` when no picture has the value ``first`` or ``second``.
    """
    return [
        Pair(seed=one.seed, first=one.outcome == "pass", second=two.outcome == "pass")
        for one, two in same_but(judged, axis, first, second)
        if not {"unjudged", "measured"} & {one.outcome, two.outcome}
    ]


def same_but(
    judged: Sequence[JudgedCell], axis: str, first: str, second: str
) -> list[tuple[JudgedCell, JudgedCell]]:
    """The pictures with the values ``first`` and ``second`` on ``axis`` that are the same in
    everything else, judged or not; raises as `pair_up`.

    A picture whose seed is not known has no such other.
    """
    known = dict.fromkeys(value for cell in judged for _, value in values_on(cell, [axis]))
    groups = comparable_groups(judged, [axis])
    for value in (first, second):
        if value not in known:
            raise BadInput(
                f"No picture has the value {shown(value)} on the axis {shown(axis)}.",
                hint=f"Values: {', '.join(known)}.",
            )
    found: list[tuple[JudgedCell, JudgedCell]] = []
    for group in groups:
        if group[0].seed < 0:
            continue
        by_value = {cell.value(axis): cell for cell in group if dict(cell.values).get(axis)}
        if first in by_value and second in by_value:
            found.append((by_value[first], by_value[second]))
    return found


def paired_difference(pairs: Sequence[Pair], *, confidence: float = 0.95) -> PairedDifference:
    """How much better the second wording is, with an interval and a p-value of one model.

    Both come from flipping the signs of whole seeds (`differences.sign_flip`): the interval
    holds 0 exactly where the p-value is above 1 - ``confidence``. Its coverage is measured by
    ``benchmarks/coverage.py``. Raises `BadInput` without pairs.
    """
    if not pairs:
        raise BadInput(
            "There is no pair of judged pictures to compare.",
            hint="Both wordings need pictures of the same gesture and seed, and a judge.",
        )
    passed = [(pair.first, pair.second) for pair in pairs]
    data = seed_gains([(pair.seed, pair.second - pair.first) for pair in pairs])
    low, high = interval(data, confidence)
    return PairedDifference(
        pairs=len(pairs),
        seeds=len(data.gains),
        both=passed.count((True, True)),
        only_first=passed.count((True, False)),
        only_second=passed.count((False, True)),
        neither=passed.count((False, False)),
        difference=data.difference,
        low=low,
        high=high,
        p_value=p_value(data),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for looking at all of them, in the given order (each 0..1).

    Holm, Scandinavian Journal of Statistics 6 (1979), p. 65: the i-th smallest of m is
    multiplied by m - i + 1, and none may fall below a smaller one.
    """
    adjusted = [0.0] * len(p_values)
    floor = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        floor = max(floor, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = floor
    return adjusted
