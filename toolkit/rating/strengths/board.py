"""A board of votes that takes one more, or one back, without counting all of them again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self, final

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput, shown
from toolkit.rating.strengths.columns import VoteColumns
from toolkit.rating.strengths.comparisons import Comparison
from toolkit.rating.strengths.components import components
from toolkit.rating.strengths.davidson import Fit, PairCounts, fit
from toolkit.rating.strengths.ranked import Ranking, Strength
from toolkit.rating.strengths.spread import Spread, Votes, spread_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ties = Literal["davidson", "half"]

STALE_SHARE = 0.01
"""Intervals are made anew once more than this share of the votes came or went: a hundredth more
votes narrows an interval by a two-hundredth. Strengths are always those of every vote."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fitted:
    """The last fit, and the intervals' model with what it was made of."""

    fit: Fit
    spread: Spread
    component: Ints
    votes: int
    raters: int
    seeds: int


@final
class Board:
    """Who met whom, counted so that the ranking after one more vote is found from the last one.

    An added or retracted vote costs the same however many there are. `ranking` begins at the last
    fit and keeps its intervals' widths while few votes came since (`STALE_SHARE`).

    Args:
        ridge: precision of the prior, above 0; 0.1 is a standard deviation of 3.2 log odds.
        confidence: of the intervals, 0..1.
        ties: Davidson's model of ties, or each as half a win.
        max_iterations: Newton steps before giving up.
        tolerance: the largest slope, in votes per vote, that counts as converged.
    """

    def __init__(
        self,
        *,
        ridge: float = 0.1,
        confidence: float = 0.95,
        ties: Ties = "davidson",
        max_iterations: int = 100,
        tolerance: float = 1e-9,
    ) -> None:
        if not 0.0 < ridge < np.inf:
            raise BadInput(f"The ridge must be a number above 0; got {shown(ridge)}.")
        if not 0.0 < confidence < 1.0:
            raise BadInput(f"The confidence must lie between 0 and 1; got {shown(confidence)}.")
        self._ridge, self._confidence = ridge, confidence
        self._ties: Ties = ties
        self._max_iterations, self._tolerance = max_iterations, tolerance
        self._variants: dict[str, int] = {}
        self._raters: dict[str, int] = {}
        self._seeds: dict[str, int] = {}
        self._wins, self._tied = np.zeros((4, 4)), np.zeros((4, 4))
        # first, second, 2 x score, rater, seed, times: one column a vote, room for more.
        self._log: NDArray[np.int32] = np.zeros((6, 16), dtype=np.int32)
        self._length = 0
        self._changed = 0
        self._last: _Fitted | None = None

    @classmethod
    def from_columns(cls, votes: VoteColumns, *, ties: Ties = "davidson") -> Self:
        """A board of many votes at once. Raises `BadInput` as `add`."""
        board = cls(ties=ties)
        size = len(votes.variants)
        first, second, score = votes.first, votes.second, votes.score
        votes.check()
        board._variants = {name: n for n, name in enumerate(votes.variants)}
        board._raters = {name: n for n, name in enumerate(votes.raters)}
        board._seeds = {name: n for n, name in enumerate(votes.seeds)}
        won, lost = np.where(score > 0.5, first, second), np.where(score > 0.5, second, first)
        decided = score != 0.5
        board._wins = _counted(won[decided], lost[decided], size)
        tied = _counted(first[~decided], second[~decided], size)
        board._tied = tied + tied.T
        columns = [first, second, np.rint(score * 2), votes.rater, votes.seed, np.ones(len(first))]
        board._log = np.array(columns, dtype=np.int32)
        board._length = board._changed = len(first)
        return board

    def __len__(self) -> int:
        """How many votes stand."""
        return round(float(self._wins.sum() + self._tied.sum() / 2))

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants in the order of `counts`."""
        return tuple(self._variants)

    def counts(self) -> PairCounts:
        """How often each two met and who won, as it stands now."""
        size = len(self._variants)
        return PairCounts(
            wins=self._wins[:size, :size].copy(), ties=self._tied[:size, :size].copy()
        )

    def add(self, comparison: Comparison) -> None:
        """Count one more vote. Raises `BadInput` for a score that is none of 0, 0.5 and 1 and for
        a variant against itself."""
        self._count(comparison, 1)

    def retract(self, comparison: Comparison) -> None:
        """Take back a vote that was added; raises `BadInput` where no such vote stands."""
        first = self._variants.get(comparison.first, -1)
        second = self._variants.get(comparison.second, -1)
        standing = 0.0
        if min(first, second) >= 0:
            won = (first, second) if comparison.score > 0.5 else (second, first)
            tied = comparison.score == 0.5
            standing = self._tied[first, second] if tied else self._wins[won]
        if standing < 1.0:
            raise BadInput(
                f"There is no vote of {shown(comparison.first)} against {shown(comparison.second)}"
                f" with the score {shown(comparison.score)} to take back."
            )
        self._count(comparison, -1)

    def ranking(self) -> Ranking:
        """The strengths of all that stands. Raises `NotConverged` where the fit does not settle."""
        counts = self.counts()
        met = counts.meetings > 0
        there = np.flatnonzero(met.any(axis=1))
        if not len(there):
            return Ranking(
                strengths=(),
                components=(),
                iterations=0,
                ridge=self._ridge,
                confidence=self._confidence,
            )
        self._last = self._fitted(counts, components(met))
        return self._result(counts, there, self._last)

    def _fitted(self, counts: PairCounts, component: Ints) -> _Fitted:
        last = self._last
        fitted = fit(
            counts,
            ridge=self._ridge,
            davidson=self._ties == "davidson",
            start=last.fit if last else None,
            max_iterations=self._max_iterations,
            tolerance=self._tolerance,
        )
        if (
            last is not None
            and self._changed <= STALE_SHARE * len(self)
            and (last.fit.log_nu is None) == (fitted.log_nu is None)
            and np.array_equal(last.component, component)
        ):
            return replace(last, fit=fitted)
        self._changed = 0
        votes = self._votes()
        return _Fitted(
            fit=fitted,
            spread=spread_of(fitted, counts, votes, component, ridge=self._ridge),
            component=component,
            votes=len(self),
            raters=_standing(votes.rater, votes.times),
            seeds=_standing(votes.seed, votes.times),
        )

    def _result(self, counts: PairCounts, there: Ints, last: _Fitted) -> Ranking:
        names, fitted, spread = list(self._variants), last.fit, last.spread
        reach = spread.quantile(self._confidence) * np.sqrt(spread.variances)
        wins, losses = counts.wins.sum(axis=1), counts.wins.sum(axis=0)
        ties = counts.ties.sum(axis=1)
        # Variants without a vote that stands are in no group; of equal ones the first by name
        # leads, whatever the order in which votes came.
        members: dict[int, list[str]] = {}
        for i in there:
            members.setdefault(int(last.component[i]), []).append(names[int(i)])
        ordered = sorted(members, key=lambda group: (-len(members[group]), min(members[group])))
        number = {old: new for new, old in enumerate(ordered)}
        rows = [
            Strength(
                variant=names[int(i)],
                strength=float(fitted.strengths[i]),
                low=float(fitted.strengths[i] - reach[i]),
                high=float(fitted.strengths[i] + reach[i]),
                votes=round(float(wins[i] + losses[i] + ties[i])),
                wins=round(float(wins[i])),
                losses=round(float(losses[i])),
                ties=round(float(ties[i])),
                component=number[int(last.component[i])],
            )
            for i in there
        ]
        groups: list[list[str]] = [[] for _ in number]
        for row in sorted(rows, key=lambda row: row.variant):
            groups[row.component].append(row.variant)
        return Ranking(
            strengths=tuple(sorted(rows, key=lambda row: (-row.strength, row.variant))),
            components=tuple(tuple(group) for group in groups),
            iterations=fitted.iterations,
            ridge=self._ridge,
            confidence=self._confidence,
            nu=None if fitted.log_nu is None else float(np.exp(fitted.log_nu)),
            clusters=spread.ways,
            raters=last.raters,
            seeds=last.seeds,
            votes=len(self),
            intervals_at=last.votes,
            spread=spread,
            order=tuple(names),
            counts=counts,
        )

    def _votes(self) -> Votes:
        first, second, score, rater, seed, times = self._log[:, : self._length].astype(np.int64)
        return Votes(
            first=first,
            second=second,
            score=score / 2,
            rater=rater,
            seed=seed,
            times=times.astype(np.float64),
        )

    def _count(self, comparison: Comparison, times: int) -> None:
        if comparison.score not in (0.0, 0.5, 1.0):
            raise BadInput(f"A comparison's score is 0, 0.5 or 1; got {shown(comparison.score)}.")
        if comparison.first == comparison.second:
            raise BadInput(f"The variant {shown(comparison.first)} was compared with itself.")
        first, second = self._number(comparison.first), self._number(comparison.second)
        if comparison.score == 0.5:
            self._tied[first, second] += times
            self._tied[second, first] += times
        elif comparison.score > 0.5:
            self._wins[first, second] += times
        else:
            self._wins[second, first] += times
        if self._length == self._log.shape[1]:
            self._log = np.concatenate([self._log, np.zeros(self._log.shape, np.int32)], axis=1)
        self._log[:, self._length] = (
            first,
            second,
            round(comparison.score * 2),
            self._raters.setdefault(comparison.rater, len(self._raters))
            if comparison.rater
            else -1,
            self._seeds.setdefault(comparison.seed, len(self._seeds)) if comparison.seed else -1,
            times,
        )
        self._length += 1
        self._changed += 1

    def _number(self, variant: str) -> int:
        number = self._variants.setdefault(variant, len(self._variants))
        if number == len(self._wins):
            room = ((0, number), (0, number))
            self._wins, self._tied = np.pad(self._wins, room), np.pad(self._tied, room)
        return number


def _standing(named: Ints, times: Floats) -> int:
    known = named >= 0
    return int(np.count_nonzero(np.bincount(named[known], weights=times[known]) > 0.5))


def _counted(rows: Ints, columns: Ints, size: int) -> Floats:
    cells = np.bincount(rows * size + columns, minlength=size * size)
    return cells.astype(np.float64).reshape(size, size)
