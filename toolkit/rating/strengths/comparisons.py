"""Comparisons out of votes and out of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import comparable_groups, values_on, variant_label
from toolkit.rating.votes import Vote

SCORES = {"left": 1.0, "right": 0.0, "tie": 0.5}
"""What the left picture gets; other answers say nothing of which is better."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two variants met once, on the same gesture and seed; what Bradley-Terry is fed.

    ``score`` is what ``first`` got: 1 for a win, 0 for a loss, 0.5 for a tie. ``rater`` and
    ``seed`` name what makes comparisons depend on each other; '' where that is not known.
    """

    first: str
    second: str
    score: float
    rater: str = ""
    seed: str = ""


def comparisons_from_votes(
    votes: Iterable[Vote],
    variant_of: Mapping[str, str],
    seed_of: Mapping[str, str] | None = None,
) -> list[Comparison]:
    """What people said, with each cell's variant from ``variant_of`` (cell id -> variant).

    "Both bad" and "not sure" are left out: the first belongs to the yield and is no tie. So
    are pairs of one and the same variant. ``seed_of`` gives the seed of a picture (request hash
    -> seed, as `seeds_of_pictures`); votes on pictures it does not know are of one seed where they
    are on the same two pictures.
    """
    seeds = seed_of or {}
    return [
        Comparison(
            first=variant_of[vote.left_cell],
            second=variant_of[vote.right_cell],
            score=SCORES[vote.winner],
            rater=vote.rater,
            seed=seeds.get(vote.left, "|".join(sorted((vote.left, vote.right)))),
        )
        for vote in votes
        if vote.winner in SCORES and variant_of[vote.left_cell] != variant_of[vote.right_cell]
    ]


def comparisons_from_verdicts(judged: Sequence[JudgedCell], by: Sequence[str]) -> list[Comparison]:
    """What a judge's verdicts imply: of two wordings on one seed, the one that passed won.

    Two passes are a tie; two that did not pass (failed, or unsure) and pictures that nobody judged
    or that were measured say nothing.
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
                    seed=str(one.seed),
                )
            )
    return found


def variants_of_cells(judged: Iterable[JudgedCell], by: Sequence[str]) -> dict[str, str]:
    """Cell id -> variant label on ``by``, for `comparisons_from_votes`."""
    return {cell.cell: variant_label(values_on(cell, by)) for cell in judged}


def seeds_of_pictures(judged: Iterable[JudgedCell]) -> dict[str, str]:
    """Request hash -> seed, where it is known, for `comparisons_from_votes`."""
    return {cell.request_hash: str(cell.seed) for cell in judged if cell.seed >= 0}
