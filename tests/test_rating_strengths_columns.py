"""Votes as columns say what the same votes say one by one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rating_samples import judged, vote
from toolkit.errors import BadInput
from toolkit.rating import Winner, comparisons_from_votes, variants_of_cells
from toolkit.rating.strengths.columns import VoteColumns, VoteTable, columns_of
from toolkit.rating.strengths.comparisons import seeds_of_pictures

CELLS = [judged(phrase=phrase, seed=seed) for phrase in ("a", "b", "c") for seed in (1, 2)]
ANSWERS: list[Winner] = ["left", "right", "tie", "both_bad", "not_sure"]


@pytest.mark.parametrize("known", [True, False])
def test_columns_are_the_comparisons(known: bool) -> None:
    votes = [
        vote(CELLS[n % 6], CELLS[(n * 5 + 1) % 6], ANSWERS[n % 5], rater=f"r{n % 3}")
        for n in range(40)
    ]
    names = variants_of_cells(CELLS, ["phrase"])
    seeds = seeds_of_pictures(CELLS) if known else {}
    told = comparisons_from_votes(votes, names, seeds)
    columns = columns_of(VoteTable.of(votes), names, seeds)
    assert len(columns) == len(told) > 0
    seen: dict[int, str] = {}
    for n, each in enumerate(told):
        assert columns.variants[columns.first[n]] == each.first
        assert columns.variants[columns.second[n]] == each.second
        assert columns.score[n] == each.score
        assert columns.raters[columns.rater[n]] == each.rater
        assert seen.setdefault(int(columns.seed[n]), each.seed) == each.seed
    assert len(set(seen.values())) == len(seen)
    assert columns.pictures is not None and columns.pictures.shape == (2, len(told))
    assert len(columns.only(columns.score == 0.5)) == sum(each.score == 0.5 for each in told)


def test_votes_on_cells_that_have_gone_are_left_out() -> None:
    votes = [vote(CELLS[0], CELLS[2], "left"), vote(CELLS[0], CELLS[4], "left")]
    names = variants_of_cells(CELLS[:4], ["phrase"])
    assert len(columns_of(VoteTable.of(votes), names, {})) == 1
    assert len(columns_of(VoteTable.of([]), {}, {})) == 0


def test_columns_are_checked() -> None:
    place = np.array([0])
    with pytest.raises(BadInput, match="none of the 1"):
        _columns(place, np.array([1]), 1.0).check()
    with pytest.raises(BadInput, match="got another"):
        _columns(place, np.array([1]), 0.7, variants=("a", "b")).check()


def _columns(
    first: np.ndarray, second: np.ndarray, score: float, variants: tuple[str, ...] = ("a",)
) -> VoteColumns:
    nobody = np.array([-1])
    return VoteColumns(
        variants=variants,
        raters=(),
        seeds=(),
        first=first,
        second=second,
        score=np.array([score]),
        rater=nobody,
        seed=nobody,
    )
