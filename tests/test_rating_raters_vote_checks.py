"""Whose votes count: who fails, who passes, and of whom too little is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toolkit.rating.raters.crowd_checks import FEWEST_RATERS, crowd_views
from toolkit.rating.raters.vote_checks import KnownAnswer, RaterCheck, counted_votes, vote_quality
from toolkit.rating.strengths.columns import VoteColumns

SIZE = 5


def _study(
    honest: int, forged: int, each: int, answer: str = "", *, key: int = 1, step: float = 0.8
) -> VoteColumns:
    """Honest raters and, after them, forged ones; pairs and sides are drawn at random."""
    rng = np.random.default_rng(key)
    rater = np.repeat(np.arange(honest + forged), each)
    first = rng.integers(0, SIZE, len(rater))
    second = (first + rng.integers(1, SIZE, len(rater))) % SIZE
    chance = 1 / (1 + np.exp(-step * (first - second)))
    score = (rng.random(len(rater)) < chance).astype(np.float64)
    false = rater >= honest
    lies = {
        "left": np.ones(len(rater)),
        "turned": 1.0 - (first > second),
        "push": np.where(first == 1, 1.0, np.where(second == 1, 0.0, score)),
        "": score,
    }
    return VoteColumns(
        variants=tuple("abcde"),
        raters=tuple(f"r{n:02}" for n in range(honest + forged)),
        seeds=("1",),
        first=first,
        second=second,
        score=np.where(false, lies[answer], score),
        rater=rater,
        seed=np.zeros(len(rater), dtype=np.int64),
    )


def _check(votes: VoteColumns, rater: int, cause: str) -> RaterCheck:
    found = vote_quality(votes).raters[rater]
    return next(each for each in found.checks if each.cause == cause)


def test_the_one_who_always_presses_left_is_left_out_alone() -> None:
    votes = _study(3, 1, 30, "left")
    quality = vote_quality(votes)
    (out,) = quality.excluded
    assert (out.rater, out.cause, out.votes) == ("r03", "one_side", 30)
    assert out.values() == {"left": 30, "votes": 30} and quality.share == 0.25
    assert set(counted_votes(votes, quality).rater) == {0, 1, 2}
    assert _check(votes, 0, "one_side").outcome == "pass"


def test_too_little_is_unknown_and_nobody_is_left_out_for_it() -> None:
    votes = _study(2, 1, 8, "left")
    quality = vote_quality(votes)
    assert quality.excluded == () and quality.share == 0.0
    assert {each.outcome for row in quality.raters for each in row.checks} == {"unknown"}
    assert all(row.agreement is None and row.honest is None for row in quality.raters)
    nobody = _study(0, 0, 0)
    assert vote_quality(nobody).raters == () and crowd_views(nobody) == {}


def test_twenty_who_push_one_variant_are_found_among_fifty_honest() -> None:
    votes = _study(50, 20, 45, "push")
    quality = vote_quality(votes)
    forged = [each for each in quality.excluded if each.rater >= "r50"]
    assert len(forged) >= 18 and len(quality.excluded) - len(forged) <= 2
    assert {each.cause for each in forged} == {"pushes_one"}
    told = forged[0].values()
    assert told["variant"] == "b" and told["score"] == told["votes"]
    assert float(told["expected"]) < float(told["votes"]) * 0.6


def test_those_who_turn_every_answer_round_are_against_the_others() -> None:
    quality = vote_quality(_study(30, 10, 40, "turned"))
    assert [each.rater for each in quality.excluded] == [f"r{n}" for n in range(30, 40)]
    assert {each.cause for each in quality.excluded} == {"against_others"}
    by_rater = {row.rater: row for row in quality.raters}
    low, high = by_rater["r35"], by_rater["r05"]
    assert low.agreement is not None and high.agreement is not None
    assert low.agreement < 0.2 and high.agreement > 0.6
    assert low.honest is not None and low.honest < 0.05


def test_honest_raters_alone_are_hardly_ever_left_out_nor_the_few() -> None:
    out = sum(len(vote_quality(_study(40, 0, 40, key=key)).excluded) for key in range(10))
    assert out <= 8, "of 400"
    few = _study(FEWEST_RATERS - 3, 2, 60, "turned")
    assert vote_quality(few).excluded == (), "they are no crowd"


def test_known_answers_and_repeats() -> None:
    votes = _study(2, 0, 4)
    known = [KnownAnswer(rater="r00", right=n == 0) for n in range(8)]
    known += [KnownAnswer(rater="r01", right=n != 0) for n in range(8)]
    quality = vote_quality(votes, known=known)
    (out,) = quality.excluded
    assert (out.rater, out.cause, out.values()) == ("r00", "fails_gold", {"right": 1, "asked": 8})

    count = 12
    rater = np.repeat([0, 1], 2 * count)
    left = np.tile(np.arange(count), 4)
    right = left + count
    again = np.tile(np.repeat([0, 1], count), 2) == 1
    # The pair comes again with its sides turned: r0 chooses the same side, r1 the same picture.
    score = np.where(again & (rater == 1), 0.0, 1.0)
    pictures = np.stack([np.where(again, right, left), np.where(again, left, right)])
    twice = replace(
        votes,
        first=left % SIZE,
        second=(left + 1) % SIZE,
        score=score,
        rater=rater,
        seed=np.zeros(len(rater), dtype=np.int64),
        pictures=pictures,
    )
    told = {
        row.rater: {check.cause: check for check in row.checks}["contradicts_itself"]
        for row in vote_quality(twice).raters
    }
    assert (told["r00"].outcome, dict(told["r00"].fields)) == ("fail", {"same": 0, "asked": count})
    assert (told["r01"].outcome, dict(told["r01"].fields)) == (
        "pass",
        {"same": count, "asked": count},
    )
