"""Counts that one more vote changes choose the same pairs as all votes read anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rating_samples import judged, vote
from toolkit.rating import Vote, Winner, choose_pair, pair_pool
from toolkit.rating.strengths.pair_tallies import PairTallies

CELLS = [
    judged(gesture=gesture, seed=seed, phrase=phrase)
    for gesture in ("fist", "peace")
    for seed in range(2)
    for phrase in ("plain", "mid", "explicit")
]
POOL = pair_pool(CELLS, ["phrase"])
WINNERS: tuple[Winner, ...] = ("left", "right", "tie", "both_bad", "not_sure")


def some_votes(draws: list[tuple[int, bool, int, str]]) -> list[Vote]:
    found: list[Vote] = []
    for number, (pair, turned, winner, rater) in enumerate(draws):
        one, two = (
            next(c for c in CELLS if c.request_hash == POOL.candidates[int(n)].request_hash)
            for n in (POOL.first[pair], POOL.second[pair])
        )
        left, right = (two, one) if turned else (one, two)
        cast = vote(left, right, WINNERS[winner], rater=rater)
        found.append(replace(cast, uuid=f"vote-{number}"))
    return found


DRAWS = st.lists(
    st.tuples(
        st.integers(0, len(POOL) - 1), st.booleans(), st.integers(0, 4), st.sampled_from("ab")
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(draws=DRAWS, gone=st.integers(0, 5), index=st.integers(0, 50))
def test_it_draws_what_a_reading_of_all_votes_draws(
    draws: list[tuple[int, bool, int, str]], gone: int, index: int
) -> None:
    votes = some_votes(draws)
    tallies = PairTallies(POOL)
    for each in votes:
        tallies.add(each)
    for each in votes[:gone]:
        tallies.remove(each)
    stand = votes[gone:]
    strengths = dict(zip(tallies.variants, tallies.strengths().strength.tolist(), strict=True))
    asked = {"rater": "a", "index": index, "seed": 3}
    expected = choose_pair(POOL, **asked, votes=stand, strengths=strengths)
    chosen = tallies.choose(**asked)
    assert (chosen is None) == (expected is None)
    if chosen is not None and expected is not None:
        assert (chosen.left, chosen.right) == (expected.left, expected.right)
        assert chosen.propensity == pytest.approx(expected.propensity, rel=1e-6)
    assert tallies.votes_of("a") == sum(each.rater == "a" for each in stand)
    alone = tallies.wins_of("a") + tallies.wins_of("b")
    assert np.array_equal(alone, tallies.wins())
    assert tallies.decided == round(float(tallies.wins().sum()))


def test_what_waits_and_what_is_left_out_is_not_asked() -> None:
    tallies = PairTallies(POOL)
    waiting = []
    for index in range(len(POOL)):
        chosen = tallies.choose(rater="a", index=index, seed=1, waiting=waiting)
        assert chosen is not None
        waiting.append(chosen)
    assert tallies.choose(rater="a", index=99, seed=1, waiting=waiting) is None
    met = {frozenset((each.left.request_hash, each.right.request_hash)) for each in waiting}
    assert len(met) == len(POOL) == len(tallies)
    for one, other in [tuple(pair) for pair in met][1:]:
        tallies.leave_out(one, other)
    assert (len(tallies), tallies.left_out) == (1, len(POOL) - 1)
    assert tallies.choose(rater="b", index=0, seed=1) is not None


def test_votes_about_strangers_harm_nothing() -> None:
    tallies = PairTallies(POOL)
    stranger = replace(some_votes([(0, False, 0, "a")])[0], left="f" * 64, left_cell="gone")
    tallies.add(stranger)
    assert tallies.seen("a") == 0 and tallies.votes_of("a") == 1 and tallies.decided == 0
    tallies.remove(stranger)
    tallies.remove(stranger)
    assert tallies.votes_of("a") == 0


def test_choosing_reads_no_more_with_more_votes() -> None:
    """The state that a choice reads has the pool's size, whatever was voted by others."""
    tallies = PairTallies(POOL)
    for number in range(3000):
        tallies.add(some_votes([(number % len(POOL), False, number % 5, f"r{number}")])[0])
    assert tallies.wins().shape == (3, 3) and tallies.decided == 1800
    assert len(tallies._asked) == len(POOL.meetings) and tallies.seen("a") == 0
