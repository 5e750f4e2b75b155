"""Whose votes count: each rater's checks, passed, failed or unknown, and who is left out for it.

A check that has too little to go by is unknown, and nobody is left out for what is unknown: an
outage of a bot check once counted every honest vote of three months as a bot's. How fast somebody
answers is no check: it punishes those who rate by keyboard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from toolkit.rating.distributions import binomial_at_most
from toolkit.rating.raters.crowd_checks import CrowdView, crowd_views
from toolkit.rating.raters.exclusions import Cause, Exclusion
from toolkit.rating.strengths.columns import VoteColumns, columns_of_votes
from toolkit.rating.verdicts import Value
from toolkit.rating.votes import Vote

Passed = Literal["pass", "fail", "unknown"]

ONE_SIDE_VOTES, ONE_SIDE_SHARE = 15, 0.8
"""From so many votes on, so large a share on one side fails, if chance alone would hardly give it:
a slight habit of the hand is none."""

GOLD_ASKED, GOLD_USUAL, GOLD_SHARE = 5, 0.9, 0.6
"""From so many known questions on; what attentive raters get right, and what is too little."""

REPEATS_ASKED, REPEATS_USUAL, REPEATS_SHARE = 8, 0.7, 0.5
"""From so many repeated pairs on; how often raters repeat themselves, and what is too seldom."""

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


def vote_quality(
    votes: Sequence[Vote], variant_of: Mapping[str, str], *, known: Iterable[KnownAnswer] = ()
) -> Quality:
    """Check every rater of ``votes``; variants by cell as `comparisons_from_votes` takes them.

    Votes that people took back, or on pictures that have gone, are not to be among them.
    """
    cast = Counter(vote.rater for vote in votes)
    gold: dict[str, list[bool]] = {}
    for answer in known:
        gold.setdefault(answer.rater, []).append(answer.right)
    columns = columns_of_votes(votes, variant_of)
    views = {columns.raters[n]: view for n, view in crowd_views(columns).items()}
    by_rater: dict[str, list[Vote]] = {}
    for vote in votes:
        by_rater.setdefault(vote.rater, []).append(vote)
    raters = tuple(
        _checked(rater, own, gold.get(rater, []), views.get(rater), columns)
        for rater, own in sorted(by_rater.items())
    )
    excluded = tuple(
        Exclusion(
            rater=each.rater,
            cause=each.failed.cause,
            votes=cast[each.rater],
            fields=each.failed.fields,
        )
        for each in raters
        if each.failed is not None
    )
    left_out = sum(each.votes for each in excluded)
    return Quality(raters=raters, excluded=excluded, share=left_out / len(votes) if votes else 0.0)


def _checked(
    rater: str,
    votes: Sequence[Vote],
    gold: Sequence[bool],
    view: CrowdView | None,
    columns: VoteColumns,
) -> RaterChecks:
    checks = (_side(votes), _gold(gold), _repeats(votes), *_crowd(view, columns))
    share = view.right / view.votes if view is not None and view.votes else None
    due = view.expected / view.votes if view is not None and view.votes else None
    return RaterChecks(
        rater=rater,
        votes=len(votes),
        checks=checks,
        agreement=share,
        expected=due,
        honest=None if view is None else view.honest,
    )


def _side(votes: Sequence[Vote]) -> RaterCheck:
    told = Counter(vote.winner for vote in votes)
    left, right = told["left"], told["right"]
    total, most = left + right, max(left, right)
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


def _repeats(votes: Sequence[Vote]) -> RaterCheck:
    """Of the same two pictures asked again, sides turned or not: the same one chosen?"""
    first: dict[tuple[str, str], str] = {}
    asked = same = 0
    for vote in votes:
        if vote.winner not in ("left", "right"):
            continue
        pictures = min(vote.left, vote.right), max(vote.left, vote.right)
        chosen = vote.left if vote.winner == "left" else vote.right
        if pictures in first:
            asked += 1
            same += first[pictures] == chosen
        first[pictures] = chosen
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
    opposes = view.fails and view.kind in ("guesses", "opposes")
    pushes = view.fails and view.kind in ("pushes", "sinks")
    return (
        RaterCheck(cause="against_others", outcome="fail" if opposes else "pass", fields=against),
        RaterCheck(cause="pushes_one", outcome="fail" if pushes else "pass", fields=pushed),
    )
