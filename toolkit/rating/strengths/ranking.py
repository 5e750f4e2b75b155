"""Which variant is best: Bradley-Terry strengths out of blind votes, or out of verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.rating.judged import JudgedCell
from toolkit.rating.strengths.bradley_terry import Ranking, bradley_terry
from toolkit.rating.strengths.comparisons import (
    comparisons_from_verdicts,
    comparisons_from_votes,
    variants_of_cells,
)
from toolkit.rating.variants import check_variant_axes, varying_axes
from toolkit.rating.votes import Vote


def ranking(judged: Sequence[JudgedCell], votes: Sequence[Vote], by: Sequence[str] = ()) -> Ranking:
    """The variants that differ on the axes ``by`` (all that vary when empty), by people's votes.

    Votes on cells that are not among ``judged``, for one because a picture has gone, are left
    out. Raises `UnknownName` or `BadInput` for an axis that cannot make a variant,
    `NotConverged` when the fit does not settle.
    """
    variant_of = variants_of_cells(judged, _variant_axes(judged, by))
    known = [v for v in votes if v.left_cell in variant_of and v.right_cell in variant_of]
    return bradley_terry(comparisons_from_votes(known, variant_of))


def verdict_ranking(judged: Sequence[JudgedCell], by: Sequence[str] = ()) -> Ranking:
    """As `ranking`, by a judge's verdicts: of two pictures of one seed, the one that passed won."""
    return bradley_terry(comparisons_from_verdicts(judged, _variant_axes(judged, by)))


def _variant_axes(judged: Sequence[JudgedCell], by: Sequence[str]) -> Sequence[str]:
    check_variant_axes(judged, by)
    return by or varying_axes(judged)
