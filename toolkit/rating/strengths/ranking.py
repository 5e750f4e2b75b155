"""Which variant is best: Bradley-Terry strengths out of blind votes, or out of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.rating.judged import JudgedCell
from toolkit.rating.raters.vote_checks import KnownAnswer, vote_quality
from toolkit.rating.strengths.bradley_terry import bradley_terry
from toolkit.rating.strengths.comparisons import (
    comparisons_from_verdicts,
    comparisons_from_votes,
    seeds_of_pictures,
    variants_of_cells,
)
from toolkit.rating.strengths.ranked import Ranking
from toolkit.rating.variants import check_variant_axes, varying_axes
from toolkit.rating.votes import Vote


def ranking(
    judged: Sequence[JudgedCell],
    votes: Sequence[Vote],
    by: Sequence[str] = (),
    *,
    everyone: bool = False,
    known: Iterable[KnownAnswer] = (),
) -> Ranking:
    """The variants that differ on the axes ``by`` (all that vary when empty), by people's votes.

    Raters whose votes fail a check are left out, named in ``excluded`` with the reason
    (`toolkit.rating.raters.vote_checks`, which gets the answers ``known``), unless ``everyone``
    counts. Votes on cells that are not among ``judged``, for one because a picture has gone, are
    left out. Raises `UnknownName` or `BadInput` for an axis that cannot make a variant,
    `NotConverged` when the fit does not settle.
    """
    variant_of = variants_of_cells(judged, _variant_axes(judged, by))
    there = [v for v in votes if v.left_cell in variant_of and v.right_cell in variant_of]
    quality = None if everyone else vote_quality(there, variant_of, known=known)
    excluded = quality.excluded if quality is not None else ()
    out = {each.rater for each in excluded}
    counted = [vote for vote in there if vote.rater not in out]
    found = bradley_terry(comparisons_from_votes(counted, variant_of, seeds_of_pictures(judged)))
    return replace(
        found, excluded=excluded, excluded_share=quality.share if quality is not None else 0.0
    )


def verdict_ranking(judged: Sequence[JudgedCell], by: Sequence[str] = ()) -> Ranking:
    """As `ranking`, by a judge's verdicts: of two pictures of one seed, the one that passed won."""
    return bradley_terry(comparisons_from_verdicts(judged, _variant_axes(judged, by)))


def _variant_axes(judged: Sequence[JudgedCell], by: Sequence[str]) -> Sequence[str]:
    check_variant_axes(judged, by)
    return by or varying_axes(judged)
