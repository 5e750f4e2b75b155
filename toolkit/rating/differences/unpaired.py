"""Two groups of pictures that share no seed: is the second better, and by how much?

Pictures of a closed service, or of anybody who kept no seeds, cannot be paired. Their yields can
still be compared as those of two independent samples, which says less of as many pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.errors import BadInput
from toolkit.rating.distributions import t_two_sided
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import Values, values_on
from toolkit.rating.yields import PassCount, pass_count

RESOLUTION = 1e-4
"""How exactly the bounds of an interval are found."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pictures of one gesture and surroundings in two wordings; both have judged ones."""

    first: PassCount
    second: PassCount

    @property
    def weight(self) -> float:
        """How much the group's difference counts, nm/(n + m) (Cochran, Biometrics 10, 1954)."""
        return self.first.n * self.second.n / (self.first.n + self.second.n)


@dataclass(frozen=True, kw_only=True)
class UnpairedDifference:
    """How the yield changes from the first wording to the second, over pictures without pairs.

    ``first`` and ``second`` count the pictures of both, over ``groups`` that agree in gesture and
    surroundings. ``difference`` is the second's yield minus the first's (-1..1), groups weighted by
    their sizes, in ``low``..``high``. ``p_value`` (0..1) is two-sided, of the same test that the
    interval inverts.
    """

    groups: int
    first: PassCount
    second: PassCount
    difference: float
    low: float
    high: float
    p_value: float

    @property
    def pairs(self) -> int:
        """None: no two of the pictures share a seed that is known."""
        return 0

    @property
    def seeds(self) -> int:
        """None is shared."""
        return 0


def unpaired_groups(
    judged: Sequence[JudgedCell], axis: str, first: str, second: str
) -> list[Group]:
    """The judged pictures with the values ``first`` and ``second`` on ``axis``, grouped by all
    else but the seed; groups where one of the two has no judged picture are left out."""
    found: dict[tuple[str, Values], dict[str, dict[str, JudgedCell]]] = {}
    for cell in judged:
        ((_, value),) = values_on(cell, [axis])
        if value in (first, second):
            rest = tuple(pair for pair in sorted(cell.values) if pair[0] != axis)
            group = found.setdefault((cell.gesture, rest), {})
            group.setdefault(value, {}).setdefault(cell.request_hash, cell)
    counted = [
        [pass_count(cell.outcome for cell in group.get(value, {}).values()) for value in both]
        for group in found.values()
        for both in [(first, second)]
    ]
    return [Group(first=one, second=two) for one, two in counted if one.n and two.n]


def are_independent(judged: Sequence[JudgedCell]) -> bool:
    """Whether some of the pictures were made elsewhere, and no two are known to share their noise.

    A sweep of ours that has no pair yet will have some: it is not compared by halves.
    """
    if not any(cell.elsewhere for cell in judged):
        return False
    seeds = [seed for seed, _ in {(cell.seed, cell.request_hash) for cell in judged}]
    known = [seed for seed in seeds if seed >= 0]
    return len(known) == len(set(known))


def unpaired_difference(groups: Sequence[Group], *, confidence: float = 0.95) -> UnpairedDifference:
    """How much better the second wording is, with an interval and a p-value of one model.

    The score test of Miettinen and Nurminen (Statistics in Medicine 4, 1985, p. 213), by groups,
    held against Student's t with n + m - 2 degrees of freedom a group, which keeps what it
    promises with few pictures too: ``benchmarks/coverage.py`` computes its coverage. The interval
    holds 0 exactly where the p-value is above 1 - ``confidence``. Pictures are taken as
    independent. Raises `BadInput` without groups.
    """
    if not groups:
        raise BadInput(
            "There are no judged pictures to compare.",
            hint="Both wordings need judged pictures of the same gesture and surroundings.",
        )
    total = math.fsum(group.weight for group in groups)
    difference = math.fsum(group.weight * _gain(group) for group in groups) / total
    alpha = 1.0 - confidence
    return UnpairedDifference(
        groups=len(groups),
        first=_sum(group.first for group in groups),
        second=_sum(group.second for group in groups),
        difference=difference,
        low=_bound(groups, difference, -1.0, alpha),
        high=_bound(groups, difference, 1.0, alpha),
        p_value=unpaired_p(groups),
    )


def unpaired_p(groups: Sequence[Group], difference: float = 0.0) -> float:
    """Two-sided p-value (0..1) that the true difference is ``difference`` in every group."""
    beyond = math.fsum(group.weight * (_gain(group) - difference) for group in groups)
    variance = math.fsum(group.weight**2 * _variance(group, difference) for group in groups)
    if abs(beyond) < 1e-12:
        return 1.0
    if variance < 1e-15:
        return 0.0  # such a difference allows one outcome alone, and it was another
    freedom = sum(group.first.n + group.second.n - 2 for group in groups)
    return t_two_sided(beyond / math.sqrt(variance), max(1, freedom))


def likeliest_rates(group: Group, difference: float) -> tuple[float, float]:
    """The likeliest yields (0..1) of the two wordings that differ by ``difference``.

    The closed form of Farrington and Manning (Statistics in Medicine 9, 1990, p. 1447).
    """
    one, two = group.first, group.second
    ratio = one.n / two.n
    rate_1, rate_2 = one.k / one.n, two.k / two.n
    a = 1.0 + ratio
    b = -(1.0 + ratio + rate_2 + ratio * rate_1 + difference * (ratio + 2.0))
    c = difference**2 + difference * (2.0 * rate_2 + ratio + 1.0) + rate_2 + ratio * rate_1
    d = -rate_2 * difference * (1.0 + difference)
    v = (b / (3.0 * a)) ** 3 - b * c / (6.0 * a**2) + d / (2.0 * a)
    u = math.copysign(math.sqrt(max(0.0, (b / (3.0 * a)) ** 2 - c / (3.0 * a))), v)
    turn = 0.0 if u == 0.0 else max(-1.0, min(1.0, v / u**3))
    second = 2.0 * u * math.cos((math.pi + math.acos(turn)) / 3.0) - b / (3.0 * a)
    second = min(max(second, difference, 0.0), 1.0 + difference, 1.0)
    return second - difference, second


def _variance(group: Group, difference: float) -> float:
    rate_1, rate_2 = likeliest_rates(group, difference)
    size = group.first.n + group.second.n
    spread = rate_1 * (1.0 - rate_1) / group.first.n + rate_2 * (1.0 - rate_2) / group.second.n
    return max(0.0, spread) * size / (size - 1)


def _gain(group: Group) -> float:
    return group.second.k / group.second.n - group.first.k / group.first.n


def _bound(groups: Sequence[Group], centre: float, end: float, alpha: float) -> float:
    if unpaired_p(groups, end) > alpha:
        return end
    kept, beyond = centre, end
    while abs(beyond - kept) > RESOLUTION:
        middle = (kept + beyond) / 2
        if unpaired_p(groups, middle) > alpha:
            kept = middle
        else:
            beyond = middle
    return beyond


def _sum(counts: Iterable[PassCount]) -> PassCount:
    told = list(counts)
    return PassCount(k=sum(each.k for each in told), n=sum(each.n for each in told))
