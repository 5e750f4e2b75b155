"""Votes that change the first place, and that tell two apart: by doing it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from toolkit.rating import Comparison, bradley_terry, first_place, votes_to_tell_apart


def _met(first: str, second: str, wins: int, losses: int, ties: int = 0) -> list[Comparison]:
    scores = [1.0] * wins + [0.0] * losses + [0.5] * ties
    return [Comparison(first=first, second=second, score=score) for score in scores]


@pytest.mark.parametrize("ties", [0, 10])
def test_so_many_votes_change_the_first_place_and_one_less_does_not(ties: int) -> None:
    told = _met("a", "b", 20, 12, ties) + _met("b", "c", 18, 10) + _met("a", "c", 25, 6)
    told += _met("y", "z", 9, 0)
    ranking = bradley_terry(told)
    found = first_place(ranking)
    assert found is not None and found.votes is not None
    assert (found.leader, found.rival) == ("a", "b")
    assert found.share == pytest.approx(found.votes / len(told))

    def leader(more: int) -> str:
        found = bradley_terry(told + _met("b", "a", more, 0))
        return next(row.variant for row in found.strengths if row.component == 0)

    assert (leader(found.votes), leader(found.votes - 1)) == ("b", "a")
    others = bradley_terry(told + _met("c", "a", found.votes - 1, 0))
    assert next(row.variant for row in others.strengths if row.component == 0) == "a"


def test_without_two_to_compare_there_is_no_first_place() -> None:
    assert first_place(bradley_terry([])) is None


def test_so_many_votes_more_tell_two_apart_in_most_studies() -> None:
    begun = _met("a", "b", 16, 9)
    ranking = bradley_terry(begun, ridge=1e-3)
    told = ranking.difference("a", "b")
    assert not told.apart and told.difference == pytest.approx(math.log(16 / 9), abs=0.01)
    more = votes_to_tell_apart(ranking, told)
    assert more is not None and more > 20
    # What is measured at the gap seen, with all votes drawn anew from it.
    rng = np.random.default_rng(8)
    chance = 1 / (1 + math.exp(-told.difference))
    apart, studies = 0, 200
    for _ in range(studies):
        wins = int(rng.binomial(25 + more, chance))
        anew = bradley_terry(_met("a", "b", wins, 25 + more - wins), ridge=1e-3)
        apart += anew.difference("a", "b").apart
    assert 0.72 < apart / studies < 0.9
    clear = bradley_terry(_met("a", "b", 90, 9))
    assert votes_to_tell_apart(clear, clear.difference("a", "b")) == 0
    even = bradley_terry(_met("a", "b", 10, 10))
    assert votes_to_tell_apart(even, even.difference("a", "b")) is None
