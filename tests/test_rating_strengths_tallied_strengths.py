"""Strengths out of tallies: the same as vote by vote, and no dearer with more votes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import NotConverged
from toolkit.rating import Comparison, bradley_terry
from toolkit.rating.strengths.tallied_strengths import tallied_strengths

NAMES = ("a", "b", "c", "d")
MET = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from((0.0, 0.5, 1.0))),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(met=MET)
def test_it_agrees_with_the_fit_vote_by_vote(met: list[tuple[str, str, float]]) -> None:
    votes = [Comparison(first=a, second=b, score=s) for a, b, s in met if a != b]
    wins = np.zeros((4, 4))
    for vote in votes:
        one, two = NAMES.index(vote.first), NAMES.index(vote.second)
        wins[one, two] += vote.score
        wins[two, one] += 1 - vote.score
    found = tallied_strengths(wins)
    for each in bradley_terry(votes, ties="half").strengths:
        assert found.strength[NAMES.index(each.variant)] == pytest.approx(each.strength, abs=1e-4)


def test_a_gap_has_its_error_and_many_votes_narrow_it() -> None:
    wins = np.array([[0.0, 8.0], [2.0, 0.0]])
    gap, error = tallied_strengths(wins).gap(0, 1)
    assert gap > 0.8 and error > 0.6
    many, narrow = tallied_strengths(wins * 1000).gap(0, 1)
    assert many == pytest.approx(np.log(4), abs=0.01) and narrow < 0.05


def test_nobody_and_an_unbeaten_one_are_finite_and_a_short_fit_says_so() -> None:
    assert len(tallied_strengths(np.zeros((0, 0))).strength) == 0
    assert tallied_strengths(np.zeros((3, 3))).strength.tolist() == [0.0, 0.0, 0.0]
    unbeaten = np.array([[0.0, 1e6], [0.0, 0.0]])
    assert np.isfinite(tallied_strengths(unbeaten).strength).all()
    with pytest.raises(NotConverged):
        tallied_strengths(unbeaten, max_iterations=1)
