"""How firm a ranking is: votes that would change the first place, and that would tell two apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toolkit.rating.distributions import normal_quantile
from toolkit.rating.strengths.davidson import Fit, PairCounts, chances, fit
from toolkit.rating.strengths.ranked import Ranking, StrengthDifference

POWER = 0.8
"""How often (0..1) so many more votes tell two variants apart, if their gap is as it seems."""

MOST = 1_000_000
"""No larger number of votes is told: beyond it the answer is "practically never"."""

LEVEL = 1e-6
"""Strengths (log odds) that differ by less are level: a level rival is not ahead."""

TRIED = 3
"""How many rivals are tried exactly, those that a first guess puts nearest to the first place."""


@dataclass(frozen=True, kw_only=True)
class FirstPlace:
    """How many more votes would move the ``leader`` of the largest group from the first place.

    ``votes`` votes more of ``rival`` over the leader, and nothing else, would put the rival ahead:
    the fewest of any rival. ``share`` is that of all votes. None where `MOST` would not do it.
    """

    leader: str
    rival: str
    votes: int | None
    share: float | None


def first_place(ranking: Ranking) -> FirstPlace | None:
    """The fewest votes that change the first place of the largest group.

    Found by fitting again with so many votes more, doubled and then halved (how few can move a
    rank: Min and others, arXiv 2501.17858). None where there are no two variants to compare.
    """
    counts, names = ranking.counts, ranking.order
    group = [row for row in ranking.strengths if row.component == 0]
    if len(group) < 2 or counts is None:
        return None
    at = {name: n for n, name in enumerate(names)}
    fitted = _fit_of(ranking)
    leader = at[group[0].variant]
    rivals = _nearest(ranking, fitted, leader, [at[row.variant] for row in group[1:]])
    found: list[tuple[int, int]] = []
    for rival in rivals:
        most = min((votes for votes, _ in found), default=MOST)
        needed = _votes_to_overtake(ranking, counts, fitted, leader, rival, most)
        if needed is not None:
            found.append((needed, rival))
    if not found:
        rival = group[1].variant
        return FirstPlace(leader=group[0].variant, rival=rival, votes=None, share=None)
    votes, rival = min(found)
    return FirstPlace(
        leader=group[0].variant, rival=names[rival], votes=votes, share=votes / ranking.votes
    )


def _fit_of(ranking: Ranking) -> Fit:
    level = {row.variant: row.strength for row in ranking.strengths}
    return Fit(
        strengths=np.array([level.get(name, 0.0) for name in ranking.order]),
        log_nu=None if ranking.nu is None else math.log(ranking.nu),
        iterations=ranking.iterations,
    )


def _nearest(ranking: Ranking, fitted: Fit, leader: int, rivals: list[int]) -> list[int]:
    """The rivals whom the fewest votes would lift, by the slope of one vote at the fit."""
    guesses: list[tuple[float, int]] = []
    for rival in rivals:
        gap = float(fitted.strengths[leader] - fitted.strengths[rival])
        spread = ranking.spread
        moved = spread.independent_variance(leader, rival) if spread is not None else 1.0
        surprise = 1.0 / (1.0 + math.exp(-gap))
        guesses.append((gap / max(surprise * moved, 1e-12), rival))
    return [rival for _, rival in sorted(guesses)[:TRIED]]


def _votes_to_overtake(
    ranking: Ranking, counts: PairCounts, fitted: Fit, leader: int, rival: int, most: int
) -> int | None:
    def ahead(votes: int) -> bool:
        wins = counts.wins.copy()
        wins[rival, leader] += votes
        told = fit(
            PairCounts(wins=wins, ties=counts.ties),
            ridge=ranking.ridge,
            davidson=ranking.nu is not None,
            start=fitted,
        )
        return bool(told.strengths[rival] > told.strengths[leader] + LEVEL)

    low, high = 0, 1
    while not ahead(high):
        low, high = high, high * 2
        if low >= most:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if ahead(middle) else (middle, high)
    return high


def votes_to_tell_apart(
    ranking: Ranking, difference: StrengthDifference, *, power: float = POWER
) -> int | None:
    """About how many more votes on these two tell them apart; 0 where they are told apart now.

    Were the gap d as it seems, the interval of d would hold no 0 in ``power`` of studies once its
    standard error is d / (z + z') with z and z' the quantiles of the confidence and of ``power``.
    One vote more brings the information of the model, divided by how much more such votes vary than
    independent ones (the design effect). None where that is more than `MOST`. It is a guess: the
    gap itself is one, and it takes the votes to come from raters and seeds like those so far.
    """
    if difference.apart:
        return 0
    gap = abs(difference.difference)
    needed = normal_quantile((1 + ranking.confidence) / 2) + normal_quantile(power)
    effect = max(1.0, (difference.error / max(difference.independent_error, 1e-12)) ** 2)
    two = np.array([gap / 2, -gap / 2])
    told = chances(two, None if ranking.nu is None else math.log(ranking.nu))
    one_vote = float(told.variance[0, 1]) / effect
    if gap <= 0.0:
        return None
    missing = (needed / gap) ** 2 - 1.0 / difference.error**2
    votes = math.ceil(max(1.0, missing / one_vote))
    return votes if votes <= MOST else None
