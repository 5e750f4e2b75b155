"""Blind pairs: comparable, reproducible, honestly drawn, and never the same twice."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rating_samples import judged, vote
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import JudgedCell, PairPool, choose_pair, pair_pool
from toolkit.rating.strengths.pairing import UNIFORM_SHARE, pair_chances

CELLS = [
    judged(gesture=gesture, seed=seed, phrase=phrase, view=view)
    for gesture in ("fist", "peace")
    for seed in range(2)
    for phrase in ("plain", "mid", "explicit")
    for view in ("palm", "back")
]
BY_HASH = {cell.request_hash: cell for cell in CELLS}
POOL = pair_pool(CELLS, ["phrase"])


def test_the_pool_holds_exactly_the_comparable_pairs() -> None:
    # 2 gestures × 2 seeds × 2 views × 3 pairs of phrases.
    assert len(POOL) == 24
    for one, two in zip(POOL.first.tolist(), POOL.second.tolist(), strict=True):
        left = BY_HASH[POOL.candidates[one].request_hash]
        right = BY_HASH[POOL.candidates[two].request_hash]
        assert (left.gesture, left.seed, left.value("view")) == (
            right.gesture,
            right.seed,
            right.value("view"),
        )
        assert left.value("phrase") != right.value("phrase")
    with pytest.raises(UnknownName):
        pair_pool(CELLS, ["phrases"])
    with pytest.raises(BadInput):
        pair_pool(CELLS, ["gesture"])


def test_one_picture_in_two_wordings_makes_no_pair() -> None:
    same = [judged(phrase="plain", picture="p"), judged(phrase="1", picture="p")]
    pool = pair_pool(same, ["phrase"])
    assert len(pool) == 0
    assert choose_pair(pool, rater="ann", index=0, seed=1) is None
    assert len(pair_pool([], ["phrase"])) == 0


def test_a_run_too_large_to_pair_is_refused() -> None:
    many = [judged(phrase=str(n)) for n in range(2002)]
    with pytest.raises(BadInput, match="2,003,001 pairs"):
        pair_pool(many, ["phrase"])


@settings(max_examples=40, deadline=None)
@given(rater=st.text(max_size=5), index=st.integers(0, 1000), seed=st.integers(0, 99))
def test_the_same_question_gives_the_same_pair_whatever_the_order(
    rater: str, index: int, seed: int
) -> None:
    chosen = choose_pair(POOL, rater=rater, index=index, seed=seed)
    again = choose_pair(pair_pool(CELLS[::-1], ["phrase"]), rater=rater, index=index, seed=seed)
    assert chosen is not None
    assert chosen == again
    assert 0.0 < chosen.propensity <= 1.0


def _ask_all(pool: PairPool, rater: str) -> list[tuple[str, str]]:
    votes = []
    asked: list[tuple[str, str]] = []
    while True:
        chosen = choose_pair(pool, rater=rater, index=len(asked), seed=4, votes=votes)
        if chosen is None:
            return asked
        left, right = BY_HASH[chosen.left.request_hash], BY_HASH[chosen.right.request_hash]
        asked.append((left.request_hash, right.request_hash))
        votes.append(vote(left, right, "tie", rater=rater))


def test_a_rater_sees_every_pair_once_and_then_none() -> None:
    asked = _ask_all(POOL, "ann")
    assert len(asked) == len({frozenset(pair) for pair in asked}) == len(POOL)
    assert asked != _ask_all(POOL, "bob")


def test_sides_are_fair_and_another_raters_votes_hide_nothing() -> None:
    sides = Counter[bool]()
    for index in range(600):
        chosen = choose_pair(POOL, rater="ann", index=index, seed=9)
        assert chosen is not None
        sides[chosen.left.variant < chosen.right.variant] += 1
    assert 250 < sides[True] < 350
    votes = [vote(CELLS[0], CELLS[2], "left", rater="bob")]
    assert pair_chances(POOL, "ann", votes, {}, 0.25).all()
    assert (pair_chances(POOL, "bob", votes, {}, 0.25) == 0).sum() == 1


def _votes_on(phrases: tuple[str, str], count: int) -> list:
    cells = {cell.value("phrase"): cell for cell in CELLS[:6]}
    return [vote(cells[phrases[0]], cells[phrases[1]], "tie", rater=f"r{n}") for n in range(count)]


def _by_meeting(chances: np.ndarray) -> dict[tuple[str, str], float]:
    return {
        meeting: float(chances[POOL.meeting == n].sum()) for n, meeting in enumerate(POOL.meetings)
    }


def test_seldom_asked_and_close_meetings_come_first_but_a_quarter_stays_uniform() -> None:
    votes = _votes_on(("plain", "mid"), 9)
    chances = pair_chances(POOL, "ann", votes, {}, UNIFORM_SHARE)
    meetings = _by_meeting(chances)
    rare = meetings["phrase=explicit", "phrase=mid"]
    often = meetings["phrase=mid", "phrase=plain"]
    assert rare == pytest.approx(0.25 / 3 + 0.75 / 2.1)
    assert often == pytest.approx(0.25 / 3 + 0.75 * 0.1 / 2.1)
    strengths = {"phrase=explicit": 6.0, "phrase=mid": 0.0, "phrase=plain": 0.0}
    close = _by_meeting(pair_chances(POOL, "ann", [], strengths, UNIFORM_SHARE))
    # 4p(1-p) for a gap of 6: sigma(6)(1 - sigma(6))·4 = 0.00987.
    assert close["phrase=mid", "phrase=plain"] == pytest.approx(
        0.25 / 3 + 0.75 / (1 + 2 * 0.0098660), abs=1e-5
    )
    for told in (chances, pair_chances(POOL, "ann", votes, strengths, UNIFORM_SHARE)):
        assert told.sum() == pytest.approx(1.0)
        assert told.min() >= UNIFORM_SHARE / len(POOL) - 1e-12


def test_pairs_come_as_often_as_their_propensity_says() -> None:
    votes = _votes_on(("plain", "mid"), 9)
    drawn = Counter[frozenset[str]]()
    expected: dict[frozenset[str], float] = {}
    draws = 4000
    for index in range(draws):
        chosen = choose_pair(POOL, rater="ann", index=index, seed=1, votes=votes)
        assert chosen is not None
        pair = frozenset((chosen.left.request_hash, chosen.right.request_hash))
        drawn[pair] += 1
        expected[pair] = chosen.propensity
    assert sum(expected.values()) == pytest.approx(1.0)
    squares = sum(
        (drawn[pair] - draws * chance) ** 2 / (draws * chance) for pair, chance in expected.items()
    )
    assert squares < 50  # chi-square with 23 degrees of freedom: 49.7 leaves one in a thousand


def test_too_small_a_uniform_share_is_refused() -> None:
    for share in (0.0, 0.2, 1.1, float("nan")):
        with pytest.raises(BadInput, match="uniform share"):
            choose_pair(POOL, rater="ann", index=0, seed=1, uniform_share=share)


def test_extreme_strengths_do_not_overflow() -> None:
    strengths = {"phrase=explicit": 1e9, "phrase=mid": -1e9, "phrase=plain": 0.0}
    chances = pair_chances(POOL, "ann", [], strengths, UNIFORM_SHARE)
    assert chances.sum() == pytest.approx(1.0)


def test_candidates_say_nothing_about_verdicts() -> None:
    unjudged: list[JudgedCell] = [
        judged(
            "unjudged",
            gesture=cell.gesture,
            seed=cell.seed,
            phrase=cell.value("phrase"),
            view=cell.value("view"),
        )
        for cell in CELLS
    ]
    assert pair_pool(unjudged, ["phrase"]).candidates == POOL.candidates
