"""A board that takes one vote more, or one back, gives what counting anew gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BadInput, UnknownName
from toolkit.rating import Board, Comparison, Ranking, bradley_terry
from toolkit.rating.strengths.board import STALE_SHARE
from toolkit.rating.strengths.columns import VoteColumns

NAMES = ["ash", "birch", "cedar", "dogwood", "elm", "fir"]
VOTES = st.lists(
    st.builds(
        lambda pair, score, rater, seed: Comparison(
            first=pair[0], second=pair[1], score=score, rater=f"r{rater}", seed=f"s{seed}"
        ),
        st.permutations(NAMES).map(lambda names: names[:2]),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.integers(0, 8),
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=60,
)


def _told(ranking: Ranking) -> dict[str, tuple[float, ...]]:
    return {
        row.variant: (row.strength, row.low, row.high, row.wins, row.ties, row.component)
        for row in ranking.strengths
    }


def _same(one: Ranking, two: Ranking) -> None:
    assert one.components == two.components
    told, other = _told(one), _told(two)
    assert set(told) == set(other)
    for name, numbers in told.items():
        assert numbers == pytest.approx(other[name], abs=1e-5), name


@settings(max_examples=25, deadline=None)
@given(votes=VOTES, taken=st.integers(0, 5), again=st.booleans())
def test_votes_taken_back_are_as_if_they_never_were(
    votes: list[Comparison], taken: int, again: bool
) -> None:
    board = Board()
    for each in votes:
        board.add(each)
        if again:
            board.ranking()
    for each in votes[:taken]:
        board.retract(each)
    assert len(board) == len(votes) - len(votes[:taken])
    _same(board.ranking(), bradley_terry(votes[taken:]))


def test_columns_give_what_single_votes_give() -> None:
    rng = np.random.default_rng(2)
    first = rng.integers(0, 5, 300)
    second = (first + rng.integers(1, 5, 300)) % 5
    columns = VoteColumns(
        variants=tuple(NAMES[:5]),
        raters=tuple(f"r{n}" for n in range(12)),
        seeds=tuple(f"s{n}" for n in range(7)),
        first=first,
        second=second,
        score=rng.choice([0.0, 0.5, 1.0], 300),
        rater=rng.integers(-1, 12, 300),
        seed=rng.integers(0, 7, 300),
    )
    single = Board()
    for n in range(300):
        single.add(
            Comparison(
                first=NAMES[first[n]],
                second=NAMES[second[n]],
                score=float(columns.score[n]),
                rater=f"r{columns.rater[n]}" if columns.rater[n] >= 0 else "",
                seed=f"s{columns.seed[n]}",
            )
        )
    board = Board.from_columns(columns)
    _same(board.ranking(), single.ranking())
    # And it goes on from there: a known rater stays the same cluster.
    for each in (board, single):
        each.add(Comparison(first="ash", second="fir", score=1.0, rater="r3", seed="s1"))
    _same(board.ranking(), single.ranking())


def test_widths_stay_while_few_votes_came_and_are_made_anew_after() -> None:
    rng = np.random.default_rng(4)
    board = Board()
    for _ in range(400):
        one, two = rng.choice(4, 2, replace=False)
        board.add(Comparison(first=NAMES[one], second=NAMES[two], score=float(rng.integers(2))))
    made = board.ranking()
    vote = Comparison(first="ash", second="birch", score=1.0)
    board.add(vote)
    soon = board.ranking()
    assert (soon.votes, soon.intervals_at, made.intervals_at) == (401, 400, 400)
    fresh = bradley_terry([vote])
    assert fresh.intervals_at == 1
    assert _told(soon)["ash"][0] > _told(made)["ash"][0]
    for _ in range(int(STALE_SHARE * 400) + 1):
        board.add(vote)
    assert board.ranking().intervals_at == len(board)


def test_a_vote_that_links_two_groups_makes_the_widths_anew() -> None:
    board = Board()
    for one, two in (("ash", "birch"), ("elm", "fir")):
        for n in range(200):
            board.add(Comparison(first=one, second=two, score=float(n % 2)))
    apart = board.ranking()
    assert apart.components == (("ash", "birch"), ("elm", "fir")) and not apart.connected
    with pytest.raises(BadInput, match="No votes link 'ash' and 'elm'"):
        apart.difference("ash", "elm")
    board.add(Comparison(first="ash", second="elm", score=1.0))
    linked = board.ranking()
    assert linked.connected and linked.intervals_at == 401
    assert linked.difference("ash", "elm").difference > 0


def test_what_cannot_be_counted_is_bad_input() -> None:
    board = Board()
    assert board.ranking().strengths == ()
    with pytest.raises(BadInput, match="to take back"):
        board.retract(Comparison(first="ash", second="birch", score=1.0))
    board.add(Comparison(first="ash", second="birch", score=1.0))
    with pytest.raises(BadInput, match="to take back"):
        board.retract(Comparison(first="ash", second="birch", score=0.5))
    with pytest.raises(UnknownName, match="elm"):
        board.ranking().difference("ash", "elm")
    with pytest.raises(BadInput, match="with itself"):
        board.ranking().difference("ash", "ash")
    board.retract(Comparison(first="ash", second="birch", score=1.0))
    assert board.ranking().strengths == ()
    one, empty = np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    names = {"variants": ("a",), "raters": (), "seeds": ()}
    same = VoteColumns(
        **names, first=one, second=one, score=np.ones(1), rater=one - 1, seed=one - 1
    )
    with pytest.raises(BadInput, match="with itself"):
        Board.from_columns(same)
    nothing = VoteColumns(
        **names, first=empty, second=empty, score=np.zeros(0), rater=empty, seed=empty
    )
    assert Board.from_columns(nothing).ranking().strengths == ()
