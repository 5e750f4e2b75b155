"""Which variant is best: Bradley-Terry strengths out of blind votes, or out of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.rating.judged import JudgedCell
from toolkit.rating.raters.vote_checks import KnownAnswer, Quality, counted_votes, vote_quality
from toolkit.rating.strengths.board import Board
from toolkit.rating.strengths.bradley_terry import bradley_terry
from toolkit.rating.strengths.columns import VoteTable, columns_of
from toolkit.rating.strengths.comparisons import (
    comparisons_from_verdicts,
    seeds_of_pictures,
    variants_of_cells,
)
from toolkit.rating.strengths.ranked import Ranking
from toolkit.rating.variants import check_variant_axes, varying_axes
from toolkit.rating.votes import Vote


def ranking(
    judged: Sequence[JudgedCell],
    votes: Iterable[Vote] | VoteTable,
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
    table = votes if isinstance(votes, VoteTable) else VoteTable.of(votes)
    columns = columns_of(table, variant_of, seeds_of_pictures(judged))
    if everyone:
        return Board.from_columns(columns).ranking()
    quality = vote_quality(columns, known=known)
    found = Board.from_columns(counted_votes(columns, quality)).ranking()
    return replace(found, excluded=quality.excluded, excluded_share=quality.share)


def rater_checks(
    judged: Sequence[JudgedCell],
    votes: Iterable[Vote] | VoteTable,
    by: Sequence[str] = (),
    *,
    known: Iterable[KnownAnswer] = (),
) -> Quality:
    """What `ranking` checks of every rater, and whom it leaves out; raises as it does."""
    variant_of = variants_of_cells(judged, _variant_axes(judged, by))
    table = votes if isinstance(votes, VoteTable) else VoteTable.of(votes)
    return vote_quality(columns_of(table, variant_of, seeds_of_pictures(judged)), known=known)


def verdict_ranking(judged: Sequence[JudgedCell], by: Sequence[str] = ()) -> Ranking:
    """As `ranking`, by a judge's verdicts: of two pictures of one seed, the one that passed won."""
    return bradley_terry(comparisons_from_verdicts(judged, _variant_axes(judged, by)))


def _variant_axes(judged: Sequence[JudgedCell], by: Sequence[str]) -> Sequence[str]:
    check_variant_axes(judged, by)
    return by or varying_axes(judged)
