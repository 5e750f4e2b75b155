"""Who answers as the others do, who guesses, who turns answers round, who pushes one variant?

Every rater is of one kind: honest, guessing, opposing (answers turned round), or pushing or sinking
one variant. How likely each is follows from their answers under each kind and from how many there
are of it, which is learnt from all raters together (an EM of a mixture, as Raykar and Yu, Journal
of Machine Learning Research 13, 2012, p. 491, do for spammers): twenty that push one variant alike
are told by fewer votes than one alone. The ranking they are held against is fitted anew without
those who fail, round by round, and in the end everybody is looked at once more: a group that moves
the ranking does not hide in it. Honest raters have tastes (`TASTE`) and some answer with more noise
(`FAINTEST`). Speed is never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.strengths.columns import VoteColumns
from toolkit.rating.strengths.davidson import PairCounts, fit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Kind = Literal["honest", "guesses", "opposes", "pushes", "sinks"]

FEWEST_RATERS = 10
"""Fewer raters with `FEWEST_VOTES` are no crowd to be held against."""

FEWEST_VOTES = 15
"""A rater with fewer votes that are no ties is not held against the others."""

FEWEST_MEETINGS = 5
"""A rater's votes on one variant that it takes to say that they push it."""

TASTE = 0.3
"""How far (standard deviation, log odds) an honest rater's taste for a variant may lie."""

FAINTEST = 0.6
"""An honest rater may follow the others' ranking by this share of its gaps only."""

LEAST_PUSH = 0.15
"""How much more, or less, of each vote (0..1) a pushed variant gets than it should: a weaker
leaning is a taste, however certain it is."""

PUSHING = (0.97, 0.75)
"""In what share of votes on it a variant is pushed; one or the other."""

DOUBT = 0.3
"""From what chance (0..1) of being none of the honest on a rater is left out of the next round."""

SURE = 0.6
"""From what chance (0..1) of being none of the honest on a rater fails in the end."""

HONEST_BEFORE, OTHERS_BEFORE = 20.0, 1.0
"""What is believed before: so many raters honest, to one that is of another kind."""

MOST_LEFT_OUT = 0.45
"""No more than this share of raters is ever left out: beyond it, who is the crowd?"""

ROUNDS = 30
RIDGE = 0.1


@dataclass(frozen=True, kw_only=True)
class CrowdView:
    """How a rater stands to the others.

    ``honest`` is the chance (0..1) that they are; ``kind`` is the likeliest kind of all. Of
    ``votes`` that are no ties ``right`` went to the variant that the others hold stronger and
    ``expected`` would have. ``variant`` is the index of the one that is pushed or sunk, which got
    ``score`` of ``meetings`` votes and should have got ``due``; -1 where there is none.
    """

    honest: float
    kind: Kind
    votes: int
    right: float
    expected: float
    variant: int = -1
    score: float = 0.0
    due: float = 0.0
    meetings: int = 0

    @property
    def fails(self) -> bool:
        """Whether they are likelier of another kind."""
        return self.honest <= 1.0 - SURE and self.kind != "honest"


def crowd_views(votes: VoteColumns) -> dict[int, CrowdView]:
    """How each rater (by index) stands to the others; empty where they are no crowd, without those
    who gave too few votes. Votes without a rater are taken as they are."""
    decided = _decided(votes)
    given = np.bincount(decided.rater, minlength=len(votes.raters))
    enough = given >= FEWEST_VOTES
    if np.count_nonzero(enough) < FEWEST_RATERS:
        return {}
    out = np.zeros(len(given), dtype=np.bool_)
    seen: set[bytes] = set()
    while True:
        told = _told(decided, _strengths(votes, out), enough)
        chances = _chances(told.log_odds, enough)
        failed = _failed(chances, enough)
        if len(seen) == ROUNDS or failed.tobytes() in seen:
            break
        seen.add(failed.tobytes())
        out = failed
    return {int(n): _view(told, chances[n], int(n)) for n in np.flatnonzero(enough)}


@dataclass(frozen=True, kw_only=True, eq=False)
class _Decided:
    """The votes of known raters that are no ties, (N,); ``won`` is 1 where the first did."""

    rater: Ints
    first: Ints
    second: Ints
    won: Floats
    raters: int
    variants: int

    def by_rater(self, amounts: Floats) -> Floats:
        """Summed by rater, (R,)."""
        return _summed(self.rater, amounts, self.raters)

    def by_both(self, of_first: Floats, of_second: Floats) -> Floats:
        """Summed by rater and by each of the two variants, (R, K)."""
        size, row = self.raters * self.variants, self.rater * self.variants
        cells = _summed(row + self.first, of_first, size)
        cells += _summed(row + self.second, of_second, size)
        return cells.reshape(self.raters, self.variants)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Told:
    """What the raters' answers say under a ranking.

    ``log_odds`` (R, 2 + 2V) of guessing, opposing, pushing and sinking each of ``variants`` (V,),
    those that somebody met often enough, against being honest; the others as in `CrowdView`, (R,)
    or (R, K).
    """

    log_odds: Floats
    variants: Ints
    given: Floats
    right: Floats
    expected: Floats
    score: Floats
    due: Floats
    meetings: Floats


def _decided(votes: VoteColumns) -> _Decided:
    chosen = (votes.rater >= 0) & (votes.score != 0.5)
    return _Decided(
        rater=votes.rater[chosen],
        first=votes.first[chosen],
        second=votes.second[chosen],
        won=votes.score[chosen],
        raters=len(votes.raters),
        variants=len(votes.variants),
    )


def _strengths(votes: VoteColumns, out: Bools) -> Floats:
    """The ranking by all but those who are ``out``."""
    kept = (votes.rater < 0) | ~out[votes.rater]
    size = len(votes.variants)
    first, second, score = votes.first[kept], votes.second[kept], votes.score[kept]
    tied = score == 0.5
    won = np.where(score > 0.5, first, second)[~tied]
    lost = np.where(score > 0.5, second, first)[~tied]
    wins = np.bincount(won * size + lost, minlength=size * size).reshape(size, size)
    ties = np.bincount((first * size + second)[tied], minlength=size * size).reshape(size, size)
    counts = PairCounts(wins=wins.astype(np.float64), ties=(ties + ties.T).astype(np.float64))
    return fit(counts, ridge=RIDGE, davidson=True).strengths


def _told(votes: _Decided, strengths: Floats, enough: Bools) -> _Told:
    gap = strengths[votes.first] - strengths[votes.second]
    signed = np.where(votes.won > 0.5, gap, -gap)  # of the winner over the loser
    expected = _sigma(gap)
    ones = np.ones(len(gap))
    stronger = gap >= 0
    given = votes.by_rater(ones)
    plain, faint = votes.by_rater(_log_sigma(signed)), votes.by_rater(_log_sigma(FAINTEST * signed))
    honest = np.logaddexp(plain, faint) - np.log(2.0)
    guesses = given * np.log(0.5) - honest
    opposes = votes.by_rater(_log_sigma(-signed)) - honest
    meetings = votes.by_both(ones, ones)
    score = votes.by_both(votes.won, 1.0 - votes.won)
    due = votes.by_both(expected, 1.0 - expected)
    often = (meetings >= FEWEST_MEETINGS) & enough[:, None]
    variants = np.flatnonzero(often.any(axis=0))
    pushes, sinks = _pushes(votes, gap, plain, given, meetings, often)
    lean = (score[often] - due[often]) / meetings[often]
    rows, columns = np.nonzero(often)
    # Both are told against an honest rater of plain sense; the faint ones are honest too.
    pushes, sinks = pushes + (plain - honest)[rows], sinks + (plain - honest)[rows]
    odds = np.full((2, len(given), len(variants)), -np.inf)
    places = np.searchsorted(variants, columns)
    odds[0, rows, places] = np.where(lean >= LEAST_PUSH, pushes, -np.inf)
    odds[1, rows, places] = np.where(lean <= -LEAST_PUSH, sinks, -np.inf)
    return _Told(
        log_odds=np.column_stack([guesses, opposes, odds[0], odds[1]]),
        variants=variants,
        given=given,
        right=votes.by_rater(np.where(stronger, votes.won, 1.0 - votes.won)),
        expected=votes.by_rater(np.where(stronger, expected, 1.0 - expected)),
        score=score,
        due=due,
        meetings=meetings,
    )


def _pushes(
    votes: _Decided, gap: Floats, plain: Floats, given: Floats, meetings: Floats, often: Bools
) -> tuple[Floats, Floats]:
    """For each rater and variant that met ``often`` (C,): the log odds of pushing it, and of
    sinking it, against being honest and of ``plain`` sense.

    Votes on other pairs are answered honestly or guessed, the one as likely as the other.
    """
    cells = int(np.count_nonzero(often))
    number = np.full(often.shape, cells)
    number[often] = np.arange(cells)
    of_first, of_second = number[votes.rater, votes.first], number[votes.rater, votes.second]
    touched = (of_first < cells) | (of_second < cells)
    of_first, of_second = of_first[touched], of_second[touched]
    won, gap = votes.won[touched] > 0.5, gap[touched]
    signed = np.where(won, gap, -gap)

    def summed(first: Floats, second: Floats) -> Floats:
        told = _summed(of_first, first, cells + 1) + _summed(of_second, second, cells + 1)
        return told[:cells]

    honest = summed(_log_sigma(signed), _log_sigma(signed))
    # An honest rater's taste for the variant, by Gauss-Hermite quadrature.
    nodes, weights = np.polynomial.hermite_e.hermegauss(5)
    tasted = np.full(cells, -np.inf)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        taste = TASTE * np.where(won, node, -node)
        told = summed(_log_sigma(signed + taste), _log_sigma(signed - taste))
        tasted = np.logaddexp(tasted, np.log(weight) + told)
    rater = np.nonzero(often)[0]
    others = plain[rater] - honest
    guessed = (given[rater] - meetings[often]) * np.log(0.5)
    elsewhere = np.logaddexp(0.0, guessed - others) - np.log(2.0)
    found: list[Floats] = []
    for up in (True, False):
        pushed = np.full(cells, -np.inf)
        for share in PUSHING:
            # The chance that the winner wins when the first, or the second, is pushed.
            first = _pushed(signed, won if up else ~won, share)
            second = _pushed(signed, ~won if up else won, share)
            pushed = np.logaddexp(pushed, summed(first, second))
        found.append(pushed - np.log(len(PUSHING)) - tasted + elsewhere)
    return found[0], found[1]


def _pushed(signed: Floats, wins: Bools, share: float) -> Floats:
    """The log chance of what happened where the pushed one won (``wins``) or lost all the same."""
    chance = _sigma(signed)
    return np.log(np.where(wins, share + (1.0 - share) * chance, (1.0 - share) * chance))


def _chances(log_odds: Floats, enough: Bools) -> Floats:
    """(R, 1 + kinds): how likely each rater is honest, or of each other kind, by EM.

    Kinds are as frequent as the raters say, `HONEST_BEFORE` and `OTHERS_BEFORE` being said before.
    """
    kinds = log_odds.shape[1]
    before = np.full(1 + kinds, OTHERS_BEFORE / kinds)
    before[0] = HONEST_BEFORE
    share = before / before.sum()
    all_odds = np.column_stack([np.zeros(len(log_odds)), log_odds])
    chance = np.zeros_like(all_odds)
    for _ in range(200):
        weight = all_odds + np.log(share)
        weight -= weight.max(axis=1, keepdims=True)
        chance = np.exp(weight)
        chance /= chance.sum(axis=1, keepdims=True)
        counted = before + chance[enough].sum(axis=0)
        new = counted / counted.sum()
        settled = float(np.abs(new - share).max()) < 1e-6
        share = new
        if settled:
            break
    return chance


def _failed(chances: Floats, enough: Bools) -> Bools:
    """Who is doubted; the most doubted where they are too many."""
    doubt = np.where(enough, 1.0 - chances[:, 0], 0.0)
    failed = doubt > DOUBT
    most = int(MOST_LEFT_OUT * np.count_nonzero(enough))
    if np.count_nonzero(failed) > most:
        surest = np.argsort(-doubt, kind="stable")[:most]
        failed = failed & np.isin(np.arange(len(failed)), surest)
    return failed


def _view(told: _Told, chance: Floats, rater: int) -> CrowdView:
    size = len(told.variants)
    likeliest = int(np.argmax(chance))
    kinds: tuple[Kind, ...] = ("honest", "guesses", "opposes")
    kind: Kind = kinds[likeliest] if likeliest < 3 else "pushes"
    if likeliest >= 3 + size:
        kind = "sinks"
    variant = int(told.variants[(likeliest - 3) % size]) if likeliest >= 3 else -1
    return CrowdView(
        honest=float(chance[0]),
        kind=kind,
        votes=int(told.given[rater]),
        right=float(told.right[rater]),
        expected=float(told.expected[rater]),
        variant=variant,
        score=float(told.score[rater, variant]) if variant >= 0 else 0.0,
        due=float(told.due[rater, variant]) if variant >= 0 else 0.0,
        meetings=int(told.meetings[rater, variant]) if variant >= 0 else 0,
    )


def _summed(places: Ints, amounts: Floats, size: int) -> Floats:
    return np.bincount(places, weights=amounts, minlength=size).astype(np.float64)


def _sigma(logit: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(logit / 2))


def _log_sigma(logit: Floats) -> Floats:
    return -np.logaddexp(0.0, -logit)
