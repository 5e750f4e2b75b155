"""Details as codes and fields; what counts out of several answers, beside a slow twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rating.verdicts import (
    PEOPLE,
    Answer,
    Detail,
    Outcome,
    Reason,
    Settled,
    Verdict,
    detail_from_json,
    detail_json,
    settle,
    text_detail,
    verdict_of,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(judge: str, outcome: Outcome, minute: int = 0, reason: Reason = "match"):
    """One verdict and the moment it was given."""
    verdict = Verdict(
        request_hash="a" * 64,
        expected="fist",
        outcome=outcome,
        reason=reason,
        judge=judge,
        judge_version="1",
    )
    return verdict, START + timedelta(minutes=minute)


def test_equal_details_are_equal_whatever_the_order_of_their_fields() -> None:
    one = Detail.of("finger", digit="index", seen="folded")
    assert one == Detail.of("finger", seen="folded", digit="index")
    assert len({one, Detail.of("finger", seen="folded", digit="index")}) == 1
    assert one.values() == {"digit": "index", "seen": "folded"}
    assert one.with_fields(hand="left", seen="extended") == Detail.of(
        "finger", digit="index", seen="extended", hand="left"
    )
    assert detail_json(one) == {"code": "finger", "digit": "index", "seen": "folded"}
    assert detail_from_json(detail_json(one)) == one
    assert text_detail("why") == Detail.of("text", text="why")


def test_a_verdict_is_an_answer_with_its_picture_and_its_judge() -> None:
    answer = Answer(
        outcome="fail",
        reason="other",
        details=(text_detail("why"),),
        best_match="palm",
        score=0.5,
    )
    assert verdict_of(
        answer, request_hash="b" * 64, expected="fist", judge="me", judge_version="2"
    ) == Verdict(
        request_hash="b" * 64,
        expected="fist",
        outcome="fail",
        reason="other",
        judge="me",
        judge_version="2",
        details=(text_detail("why"),),
        best_match="palm",
        score=0.5,
    )


def test_nobody_has_answered() -> None:
    assert settle([]) == Settled("unjudged", "no_judge", "")
    assert settle([], "me") == Settled("unjudged", "no_judge", "me")
    assert settle([], PEOPLE) == Settled("unjudged", "no_judge", PEOPLE)
    assert settle([said("other", "pass")], "me") == Settled("unjudged", "no_judge", "me")


def test_the_newest_machine_counts_and_people_are_no_machines() -> None:
    verdicts = [
        said("b", "pass", 2),
        said("a", "fail", 1, "no_hand"),
        said("person:ann", "fail", 9),
    ]
    assert settle(verdicts) == Settled("pass", "match", "b")
    assert settle(verdicts, "a") == Settled("fail", "no_hand", "a")
    assert settle(verdicts, "person:ann") == Settled("fail", "match", "person:ann")


def test_an_answer_comes_before_an_unjudged_however_old() -> None:
    verdicts = [said("a", "fail", 0), said("b", "unjudged", 5)]
    assert settle(verdicts).judge == "a"
    assert settle(verdicts, "b") == Settled("unjudged", "match", "b")


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        (["pass"], Settled("pass", "person", PEOPLE)),
        (["pass", "pass", "fail"], Settled("pass", "person", PEOPLE)),
        (["fail", "pass", "fail"], Settled("fail", "person", PEOPLE)),
        (["pass", "fail"], Settled("unjudged", "disagree", PEOPLE)),
        (["unjudged"], Settled("unjudged", "no_judge", PEOPLE)),
        (["unjudged", "pass"], Settled("pass", "person", PEOPLE)),
    ],
)
def test_the_majority_of_people(votes: Sequence[Outcome], expected: Settled) -> None:
    people = [said(f"person:{number}", vote, number) for number, vote in enumerate(votes)]
    assert settle([*people, said("machine", "fail", 9)], PEOPLE) == expected


def slow_twin(verdicts: Sequence[tuple[Verdict, datetime]], judge: str) -> Outcome:
    """The same, told step by step."""
    if judge == PEOPLE:
        balance = 0
        for verdict, _ in verdicts:
            if verdict.judge.startswith("person:"):
                balance += {"pass": 1, "fail": -1, "unjudged": 0}[verdict.outcome]
        return "unjudged" if balance == 0 else "pass" if balance > 0 else "fail"
    newest = None
    for verdict, when in verdicts:
        mine = verdict.judge == judge or (not judge and not verdict.judge.startswith("person:"))
        if mine and verdict.outcome != "unjudged" and (newest is None or when > newest[1]):
            newest = verdict.outcome, when
    return newest[0] if newest else "unjudged"


OUTCOME = st.sampled_from(("pass", "fail", "unjudged"))
JUDGE = st.sampled_from(("a", "b", "person:ann", "person:bob", "person:cho"))


@given(
    answers=st.lists(st.tuples(JUDGE, OUTCOME), max_size=8),
    judge=st.sampled_from(("", "a", PEOPLE, "person:ann")),
    order=st.randoms(use_true_random=False),
)
def test_settling_does_as_its_slow_twin_in_any_order(answers, judge, order) -> None:
    verdicts = [said(name, outcome, minute) for minute, (name, outcome) in enumerate(answers)]
    shuffled = list(verdicts)
    order.shuffle(shuffled)
    assert settle(shuffled, judge).outcome == slow_twin(verdicts, judge)
