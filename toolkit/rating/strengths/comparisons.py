"""Comparisons out of votes and out of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import comparable_groups, values_on, variant_label
from toolkit.rating.votes import Vote

_SCORE = {"left": 1.0, "right": 0.0, "tie": 0.5}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two variants met once, on the same gesture and seed; what Bradley-Terry is fed.

    ``score`` is what ``first`` got: 1 for a win, 0 for a loss, 0.5 for a tie. ``cluster``
    names what makes comparisons depend on each other (a rater, a seed); '' for none.
    """

    first: str
    second: str
    score: float
    cluster: str = ""


def comparisons_from_votes(
    votes: Iterable[Vote],
    variant_of: Mapping[str, str],
    *,
    cluster: Literal["pictures", "rater"] = "pictures",
) -> list[Comparison]:
    """What people said, with each cell's variant from ``variant_of`` (cell id -> variant).

    "Both bad" and "not sure" are left out: the first belongs to the yield and is no tie. So
    are pairs of one and the same variant. Votes on the same two pictures depend on each other;
    cluster by rater instead when there are many raters, for five clusters say little.
    """
    return [
        Comparison(
            first=variant_of[vote.left_cell],
            second=variant_of[vote.right_cell],
            score=_SCORE[vote.winner],
            cluster=vote.rater if cluster == "rater" else "|".join(sorted((vote.left, vote.right))),
        )
        for vote in votes
        if vote.winner in _SCORE and variant_of[vote.left_cell] != variant_of[vote.right_cell]
    ]


def comparisons_from_verdicts(judged: Sequence[JudgedCell], by: Sequence[str]) -> list[Comparison]:
    """What a judge's verdicts imply: of two wordings on one seed, the one that passed won.

    Two passes are a tie; two that did not pass (failed, or unsure) and pictures that nobody judged
    or that were measured say nothing. Clustered by seed.
    Variants are named by `variant_label` of their values on ``by``.
    """
    found: list[Comparison] = []
    for group in comparable_groups(judged, by):
        for one, two in combinations(group, 2):
            told = {one.outcome, two.outcome}
            if told & {"unjudged", "measured"} or "pass" not in told:
                continue
            score = 0.5 if told == {"pass"} else float(one.outcome == "pass")
            found.append(
                Comparison(
                    first=variant_label(values_on(one, by)),
                    second=variant_label(values_on(two, by)),
                    score=score,
                    cluster=str(one.seed),
                )
            )
    return found


def variants_of_cells(judged: Iterable[JudgedCell], by: Sequence[str]) -> dict[str, str]:
    """Cell id -> variant label on ``by``, for `comparisons_from_votes`."""
    return {cell.cell: variant_label(values_on(cell, by)) for cell in judged}
