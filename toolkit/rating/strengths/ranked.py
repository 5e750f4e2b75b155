"""A ranking as a result: strengths with intervals, groups that cannot be compared, differences.

pandas, whose frame one method returns, ships no types.
"""

# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from toolkit.errors import BadInput, UnknownName, shown
from toolkit.rating.raters.exclusions import Exclusion
from toolkit.rating.strengths.davidson import PairCounts
from toolkit.rating.strengths.spread import Spread, Way
from toolkit.rating.tables import Record, frame_of, records_html

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Strength:
    """One variant: ``strength`` in log odds (0 is the average of its component), its bounds,
    and the votes behind it (``votes`` = ``wins`` + ``losses`` + ``ties``).

    ``component`` numbers the set of variants that are linked by comparisons, from 0:
    strengths of different components say nothing about each other.
    """

    variant: str
    strength: float
    low: float
    high: float
    votes: int
    wins: int
    losses: int
    ties: int
    component: int


@dataclass(frozen=True, kw_only=True)
class StrengthDifference:
    """How much stronger ``first`` is than ``second``, in log odds in ``low``..``high``.

    ``error`` is its standard error, ``independent_error`` what it would be if all votes were
    independent. They are told ``apart`` where the interval holds no 0.
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    error: float
    independent_error: float

    @property
    def apart(self) -> bool:
        """Whether the interval holds no 0."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """All variants, strongest first, and how the fit went.

    ``components`` lists the variants of each component, the largest component first; with more
    than one the order between components is meaningless and must be shown as such.

    ``nu`` says how readily variants tie: two equal ones do so in nu / (nu + 2) of votes; None where
    there is no tie or each counts as half a win. ``clusters`` is what the intervals allow to depend
    on each other, the votes of one ``rater`` and those on one ``seed``; () with too few of both:
    such intervals are about these raters and seeds alone. ``raters``, ``seeds`` and ``votes`` count
    those that are known. ``excluded`` raters' votes, ``excluded_share`` (0..1) of all, are not
    among them. ``intervals_at`` is how many votes stood when the intervals were made.
    ``spread`` and ``counts`` are what differences and `first_place` are made of, the variants in
    ``order``; both are None of an empty ranking.
    """

    strengths: tuple[Strength, ...]
    components: tuple[tuple[str, ...], ...]
    iterations: int
    ridge: float
    confidence: float
    nu: float | None = None
    clusters: tuple[Way, ...] = ()
    raters: int = 0
    seeds: int = 0
    votes: int = 0
    intervals_at: int = 0
    excluded: tuple[Exclusion, ...] = ()
    excluded_share: float = 0.0
    spread: Spread | None = field(default=None, repr=False, compare=False)
    order: tuple[str, ...] = field(default=(), repr=False, compare=False)
    counts: PairCounts | None = field(default=None, repr=False, compare=False)

    @property
    def connected(self) -> bool:
        """Whether all variants can be ranked against each other."""
        return len(self.components) <= 1

    def difference(self, first: str, second: str) -> StrengthDifference:
        """How much stronger ``first`` is than ``second``, from one model with `Strength`.

        Raises `UnknownName` for a variant that nobody compared, `BadInput` for one with itself and
        for two that no votes link, not even through others.
        """
        one, two = self._found(first), self._found(second)
        if first == second:
            raise BadInput(f"The variant {shown(first)} was compared with itself.")
        if one.component != two.component or self.spread is None:
            raise BadInput(
                f"No votes link {shown(first)} and {shown(second)}, not even through others.",
                hint="Rate pairs of both groups, or compare within one.",
            )
        at = self.order.index(first), self.order.index(second)
        difference = one.strength - two.strength
        error = math.sqrt(self.spread.variance(*at))
        reach = self.spread.quantile(self.confidence) * error
        return StrengthDifference(
            first=first,
            second=second,
            difference=difference,
            low=difference - reach,
            high=difference + reach,
            error=error,
            independent_error=math.sqrt(max(0.0, self.spread.independent_variance(*at))),
        )

    def records(self) -> list[Record]:
        """Every variant as plain values, strongest first."""
        return [asdict(each) for each in self.strengths]

    def to_frame(self) -> pd.DataFrame:
        """The variants as a pandas frame, strongest first."""
        return frame_of(self.records())

    def _repr_html_(self) -> str:
        apart = "" if self.connected else "No votes link these groups; only ranks within one count."
        return records_html(self.records(), caption=apart)

    def _found(self, variant: str) -> Strength:
        for each in self.strengths:
            if each.variant == variant:
                return each
        raise UnknownName(
            f"There is no variant {shown(variant)} in this ranking.",
            hint=f"Variants: {', '.join(each.variant for each in self.strengths[:8])}.",
        )
