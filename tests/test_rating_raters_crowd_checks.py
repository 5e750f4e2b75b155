"""The kinds of raters are told from each other, and a group does not hide in what it moves."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.rating.raters.crowd_checks import FEWEST_VOTES, MOST_LEFT_OUT, crowd_views
from toolkit.rating.strengths.columns import VoteColumns

SIZE = 6


def _votes(kinds: list[str], each: int = 60, key: int = 0) -> VoteColumns:
    rng = np.random.default_rng(key)
    rater = np.repeat(np.arange(len(kinds)), each)
    first = rng.integers(0, SIZE, len(rater))
    second = (first + rng.integers(1, SIZE, len(rater))) % SIZE
    won = rng.random(len(rater)) < 1 / (1 + np.exp(-0.6 * (first - second)))
    kind = np.array(kinds)[rater]
    won = np.where(kind == "guesses", rng.random(len(rater)) < 0.5, won)
    won = np.where(kind == "opposes", ~won, won)
    won = np.where((kind == "pushes") & (first == 1), True, won)
    won = np.where((kind == "pushes") & (second == 1), False, won)
    won = np.where((kind == "sinks") & (first == 4), False, won)
    won = np.where((kind == "sinks") & (second == 4), True, won)
    return VoteColumns(
        variants=tuple("abcdef"),
        raters=tuple(f"r{n}" for n in range(len(kinds))),
        seeds=(),
        first=first,
        second=second,
        score=won.astype(np.float64),
        rater=rater,
        seed=np.full(len(rater), -1, dtype=np.int64),
    )


@pytest.mark.parametrize(("kind", "variant"), [("opposes", -1), ("pushes", 1), ("sinks", 4)])
def test_each_kind_is_told_by_its_name(kind: str, variant: int) -> None:
    views = crowd_views(_votes(["honest"] * 20 + [kind] * 5))
    told = [views[n] for n in range(20, 25)]
    assert [each.kind for each in told] == [kind] * 5
    assert {each.variant for each in told} == {variant} and all(each.fails for each in told)
    assert sum(views[n].fails for n in range(20)) <= 1


def test_a_third_that_moves_the_ranking_is_seen_all_the_same() -> None:
    views = crowd_views(_votes(["honest"] * 40 + ["pushes"] * 18))
    assert sum(views[n].fails for n in range(40, 58)) >= 17
    # Held against the ranking that they moved, they would look nearly right.
    forged = views[45]
    assert forged.due < 0.5 * forged.meetings < forged.score


def test_no_more_than_so_many_are_doubted_and_few_votes_are_not_looked_at() -> None:
    views = crowd_views(_votes(["honest"] * 6 + ["opposes"] * 7 + ["guesses"] * 5))
    assert len(views) == 18 and 0 < MOST_LEFT_OUT < 0.5
    assert crowd_views(_votes(["honest"] * 20, each=FEWEST_VOTES - 1)) == {}


def test_a_quick_or_slow_hand_is_nothing_that_is_asked_for() -> None:
    assert "latency" not in str(VoteColumns.__dataclass_fields__)
