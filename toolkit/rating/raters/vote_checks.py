"""Whose votes count: each rater's checks, passed, failed or unknown, and who is left out for it.

A check that has too little to go by is unknown, and nobody is left out for what is unknown: an
outage of a bot check once counted every honest vote of three months as a bot's. How fast somebody
answers is no check: it punishes those who rate by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.distributions import binomial_at_most
from toolkit.rating.raters.crowd_checks import CrowdView, crowd_views
from toolkit.rating.raters.exclusions import Cause, Exclusion
from toolkit.rating.strengths.columns import VoteColumns
from toolkit.rating.verdicts import Value

Ints = NDArray[np.int64]
Passed = Literal["pass", "fail", "unknown"]

ONE_SIDE_VOTES, ONE_SIDE_SHARE = 15, 0.8
"""From so many votes on, so large a share on one side fails, if chance alone would hardly give it:
a slight habit of the hand is none."""

GOLD_ASKED, GOLD_USUAL, GOLD_SHARE = 5, 0.9, 0.6
"""From so many known questions on; what attentive raters get right, and what is too little."""

REPEATS_ASKED, REPEATS_USUAL, REPEATS_SHARE = 8, 0.7, 0.5
"""From so many repeated pairs on; how often raters repeat themselves, and what is too seldom."""

CLEARLY = 0.01
"""What guessing gives more seldom than this (0..1) is worse than guessing."""

HARDLY = 1e-3
"""What chance (0..1) would give more seldom is none; a side is held to a tenth of it."""


@dataclass(frozen=True, kw_only=True)
class KnownAnswer:
    """A question whose answer is known (a render with a flaw against a whole one): ``right``?"""

    rater: str
    right: bool


@dataclass(frozen=True, kw_only=True)
class RaterCheck:
    """One check of one rater: ``outcome``, and its figures in ``fields`` (as in `Exclusion`)."""

    cause: Cause
    outcome: Passed
    fields: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, kw_only=True)
class RaterChecks:
    """What is known of a rater who cast ``votes``.

    ``agreement`` is the share (0..1) of their votes, ties apart, that went to the variant which the
    others hold stronger, and ``expected`` what it would be of somebody who is as the others; None
    where there is no crowd to ask. ``honest`` is the chance of that.
    """

    rater: str
    votes: int
    checks: tuple[RaterCheck, ...]
    agreement: float | None = None
    expected: float | None = None
    honest: float | None = None

    @property
    def failed(self) -> RaterCheck | None:
        """The first check that failed, None where none did."""
        return next((each for each in self.checks if each.outcome == "fail"), None)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Every rater's checks, and who is left out: ``share`` (0..1) of all votes is theirs."""

    raters: tuple[RaterChecks, ...]
    excluded: tuple[Exclusion, ...]
    share: float


def vote_quality(votes: VoteColumns, *, known: Iterable[KnownAnswer] = ()) -> Quality:
    """Check every rater of ``votes``, and of the ``known`` questions that they answered."""
    cast = np.bincount(votes.rater[votes.rater >= 0], minlength=len(votes.raters))
    gold: dict[str, list[bool]] = {}
    for answer in known:
        gold.setdefault(answer.rater, []).append(answer.right)
    views, sides, repeats = crowd_views(votes), _sides(votes), _repeats(votes)
    raters = tuple(
        RaterChecks(
            rater=name,
            votes=int(cast[n]),
            checks=(
                _side(*sides[n]),
                _gold(gold.get(name, [])),
                _repeated(*repeats[n]),
                *_crowd(views.get(n), votes),
            ),
            agreement=_of_votes(views, n, "right"),
            expected=_of_votes(views, n, "expected"),
            honest=views[n].honest if n in views else None,
        )
        for n, name in enumerate(votes.raters)
        if cast[n] or name in gold
    )
    excluded = tuple(
        Exclusion(
            rater=each.rater,
            cause=each.failed.cause,
            votes=each.votes,
            fields=each.failed.fields,
        )
        for each in raters
        if each.failed is not None
    )
    left_out = sum(each.votes for each in excluded)
    return Quality(
        raters=raters, excluded=excluded, share=left_out / len(votes) if len(votes) else 0.0
    )


def counted_votes(votes: VoteColumns, quality: Quality) -> VoteColumns:
    """The votes of everybody who was not left out."""
    out = {each.rater for each in quality.excluded}
    named = [n for n, name in enumerate(votes.raters) if name in out]
    return votes.only(~np.isin(votes.rater, named)) if named else votes


def _of_votes(
    views: Mapping[int, CrowdView], rater: int, what: Literal["right", "expected"]
) -> float | None:
    view = views.get(rater)
    if view is None or not view.votes:
        return None
    return (view.right if what == "right" else view.expected) / view.votes


def _sides(votes: VoteColumns) -> list[tuple[int, int]]:
    """For each rater how often they chose the left, and how often either side."""
    told = (votes.rater >= 0) & (votes.score != 0.5)
    chosen = np.bincount(votes.rater[told], minlength=len(votes.raters))
    left = np.bincount(votes.rater[told & (votes.score == 1.0)], minlength=len(votes.raters))
    return [(int(one), int(both)) for one, both in zip(left, chosen, strict=True)]


def _side(left: int, total: int) -> RaterCheck:
    most = max(left, total - left)
    fields = (("left", left), ("votes", total))
    if total < ONE_SIDE_VOTES:
        return RaterCheck(cause="one_side", outcome="unknown", fields=fields)
    chance = 2 * binomial_at_most(total - most, total, 0.5)
    failed = most >= ONE_SIDE_SHARE * total and chance < HARDLY / 10
    return RaterCheck(cause="one_side", outcome="fail" if failed else "pass", fields=fields)


def _gold(right: Sequence[bool]) -> RaterCheck:
    asked, got = len(right), sum(right)
    fields = (("right", got), ("asked", asked))
    if asked < GOLD_ASKED:
        return RaterCheck(cause="fails_gold", outcome="unknown", fields=fields)
    failed = got <= GOLD_SHARE * asked and binomial_at_most(got, asked, GOLD_USUAL) < HARDLY
    return RaterCheck(cause="fails_gold", outcome="fail" if failed else "pass", fields=fields)


def _repeats(votes: VoteColumns) -> list[tuple[int, int]]:
    """For each rater how often the same two pictures came again, sides turned or not, and the same
    one was chosen; and how often they came again."""
    raters = len(votes.raters)
    if votes.pictures is None or not len(votes):
        return [(0, 0)] * raters
    told = (votes.rater >= 0) & (votes.score != 0.5)
    rater, score = votes.rater[told], votes.score[told]
    left: Ints = votes.pictures[0][told]
    right: Ints = votes.pictures[1][told]
    chosen = left + (right - left) * (score == 0.0)
    count = int(votes.pictures.max()) + 1
    pair = np.minimum(left, right) * count + np.maximum(left, right)
    order = np.lexsort((pair, rater))
    rater, pair, chosen = rater[order], pair[order], chosen[order]
    again = (rater[1:] == rater[:-1]) & (pair[1:] == pair[:-1])
    asked = np.bincount(rater[1:][again], minlength=raters)
    alike = again & (chosen[1:] == chosen[:-1])
    same = np.bincount(rater[1:][alike], minlength=raters)
    return [(int(one), int(both)) for one, both in zip(same, asked, strict=True)]


def _repeated(same: int, asked: int) -> RaterCheck:
    fields = (("same", same), ("asked", asked))
    if asked < REPEATS_ASKED:
        return RaterCheck(cause="contradicts_itself", outcome="unknown", fields=fields)
    seldom = binomial_at_most(same, asked, REPEATS_USUAL) < HARDLY
    failed = same <= REPEATS_SHARE * asked and seldom
    return RaterCheck(
        cause="contradicts_itself", outcome="fail" if failed else "pass", fields=fields
    )


def _crowd(view: CrowdView | None, columns: VoteColumns) -> tuple[RaterCheck, RaterCheck]:
    if view is None:
        return (
            RaterCheck(cause="against_others", outcome="unknown"),
            RaterCheck(cause="pushes_one", outcome="unknown"),
        )
    against: tuple[tuple[str, Value], ...] = (
        ("right", int(np.rint(view.right))),
        ("votes", view.votes),
        ("expected", round(view.expected, 1)),
    )
    pushed: tuple[tuple[str, Value], ...] = ()
    if view.variant >= 0:
        pushed = (
            ("variant", columns.variants[view.variant]),
            ("score", view.score),
            ("votes", view.meetings),
            ("expected", round(view.due, 1)),
        )
    # Whoever answers all of it wrong also sinks the best: what is said is the plainer of the two.
    worse = binomial_at_most(int(view.right), view.votes, 0.5) < CLEARLY
    opposes = view.fails and (view.kind in ("guesses", "opposes") or worse)
    pushes = view.fails and not opposes
    return (
        RaterCheck(cause="against_others", outcome="fail" if opposes else "pass", fields=against),
        RaterCheck(cause="pushes_one", outcome="fail" if pushes else "pass", fields=pushed),
    )
