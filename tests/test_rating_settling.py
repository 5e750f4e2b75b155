"""What counts out of several answers, question by question, beside a slow twin."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rating.settling import Settled, combined, questions_answered, settle
from toolkit.rating.verdicts import (
    PEOPLE,
    QUESTIONS,
    Asked,
    Detail,
    Outcome,
    Reason,
    Verdict,
    parts_detail,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(
    judge: str,
    outcome: Outcome,
    minute: int = 0,
    reason: Reason = "match",
    question: Asked = "gesture",
    number: float | None = None,
):
    """One verdict and the moment it was given."""
    verdict = Verdict(
        request_hash="a" * 64,
        expected="fist",
        outcome=outcome,
        reason=reason,
        judge=judge,
        judge_version="1",
        question=question,
        number=number,
    )
    return verdict, START + timedelta(minutes=minute)


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


BOTH: dict[tuple[Outcome, Outcome], Outcome] = {
    ("pass", "pass"): "pass",
    ("pass", "fail"): "fail",
    ("pass", "unsure"): "unsure",
    ("pass", "unjudged"): "unjudged",
    ("fail", "fail"): "fail",
    ("fail", "unsure"): "fail",
    ("fail", "unjudged"): "fail",
    ("unsure", "unsure"): "unsure",
    ("unsure", "unjudged"): "unjudged",
    ("unjudged", "unjudged"): "unjudged",
}
"""Both questions, written out."""


@pytest.mark.parametrize("pair", BOTH)
def test_both_questions_fail_together_and_pass_together(pair: tuple[Outcome, Outcome]) -> None:
    for gesture, form in {pair, pair[::-1]}:
        assert combined(gesture, form) == BOTH[pair]
        verdicts = [said("hand", gesture, 1), said("form", form, 2, "whole", "form")]
        assert settle(verdicts, of="both").outcome == BOTH[pair]
        assert settle(verdicts, of="gesture").outcome == gesture
        assert settle(verdicts, of="form").outcome == form


def test_who_decides_gives_the_reason() -> None:
    no_hand = said("hand", "fail", 1, "no_hand")
    flawed = said("form", "fail", 2, "flawed", "form")
    whole = said("form", "pass", 2, "whole", "form")
    assert settle([no_hand, flawed], of="both") == Settled("fail", "no_hand", "hand, form")
    assert settle([no_hand, whole], of="both") == Settled("fail", "no_hand", "hand")
    shown = said("hand", "pass", 1)
    assert settle([shown, flawed], of="both") == Settled("fail", "flawed", "form")
    assert settle([shown, whole], of="both") == Settled("pass", "match", "hand, form")
    assert settle([shown], of="both") == Settled("unjudged", "no_judge", "")
    assert settle([shown, whole], "hand", of="both") == Settled("unjudged", "no_judge", "hand")


def test_one_question_is_not_answered_by_another() -> None:
    verdicts = [
        said("hand", "pass", 1),
        said("form", "fail", 5, "flawed", "form"),
        said("clip", "measured", 9, "measured", "number", 0.3),
    ]
    assert settle(verdicts, of="gesture") == Settled("pass", "match", "hand")
    assert settle(verdicts, of="form") == Settled("fail", "flawed", "form")
    assert settle(verdicts, of="number") == Settled("measured", "measured", "clip", 0.3)
    assert settle(verdicts, "clip", of="gesture").outcome == "unjudged"
    assert settle(verdicts, "hand", of="form").outcome == "unjudged"


def test_a_person_s_answer_to_both_serves_each_and_a_machine_s_does_not() -> None:
    ann = said("person:ann", "fail", 1, "person", "both")
    vlm = said("vlm", "fail", 1, "other", "both")
    for of in ("gesture", "form", "both"):
        assert settle([ann, vlm], PEOPLE, of=of) == Settled("fail", "person", PEOPLE)
        assert settle([ann, vlm], "person:ann", of=of).outcome == "fail"
    assert settle([ann, vlm], PEOPLE, of="number").outcome == "unjudged"
    assert settle([ann, vlm], of="both") == Settled("fail", "other", "vlm")
    assert settle([ann, vlm], of="gesture").outcome == "unjudged"


def test_of_both_the_newer_answer_counts_and_an_answer_before_none() -> None:
    apart = [said("hand", "pass", 3), said("form", "pass", 4, "whole", "form")]
    for minute, outcome in ((2, "pass"), (5, "fail")):
        whole = said("vlm", "fail", minute, "other", "both")
        assert settle([*apart, whole], of="both").outcome == outcome
    silent = said("vlm", "unjudged", 9, "crashed", "both")
    assert settle([*apart, silent], of="both").outcome == "pass"
    assert settle([silent], of="both") == Settled("unjudged", "crashed", "vlm")
    asleep = [said("hand", "unjudged", 9), said("vlm", "pass", 1, "other", "both")]
    assert settle(asleep, of="both").outcome == "pass"


def test_people_who_are_not_sure_weigh_neither_way() -> None:
    def people(*outcomes: Outcome):
        return [
            said(f"person:{number}", each, number, "person", "both")
            for number, each in enumerate(outcomes)
        ]

    assert settle(people("unsure"), PEOPLE) == Settled("unsure", "person", PEOPLE)
    assert settle(people("unsure", "unsure", "pass"), PEOPLE).outcome == "pass"
    assert settle(people("unsure", "fail", "pass"), PEOPLE).reason == "disagree"


@pytest.mark.parametrize(
    ("answered", "judge", "expected"),
    [
        ([], "", ("gesture",)),
        ([("hand", "gesture")], "", ("gesture",)),
        ([("hand", "gesture"), ("form", "form")], "", ("both", "gesture", "form")),
        ([("hand", "gesture"), ("form", "form")], "hand", ("gesture",)),
        ([("hand", "gesture"), ("form", "form")], "form", ("form",)),
        ([("hand", "gesture"), ("clip", "number")], "", ("gesture",)),
        ([("clip", "number")], "clip", ("number",)),
        ([("clip", "number")], "", ("gesture",)),
        ([("vlm", "both")], "", ("both",)),
        ([("hand", "gesture"), ("vlm", "both")], "", ("both", "gesture")),
        ([("form", "form"), ("vlm", "both")], "", ("both", "form")),
        ([("person:ann", "both")], "", ("gesture",)),
        ([("person:ann", "both")], PEOPLE, ("both",)),
        ([("hand", "gesture")], "person:ann", ("both",)),
        ([("hand", "gesture")], PEOPLE, ("both",)),
        ([("person:ann", "gesture")], PEOPLE, ("gesture",)),
        ([("person:ann", "gesture"), ("person:bob", "both")], PEOPLE, ("both", "gesture")),
        ([("hand", "gesture")], PEOPLE, ("both",)),
        ([("person:ann", "gesture")], PEOPLE, ("gesture",)),
        ([("person:ann", "gesture"), ("person:bob", "both")], PEOPLE, ("both", "gesture")),
    ],
)
def test_which_questions_were_answered(
    answered: list[tuple[str, Asked]], judge: str, expected: tuple[Asked, ...]
) -> None:
    verdicts = [
        said(name, "measured" if asked == "number" else "fail", 0, "other", asked)[0]
        for name, asked in answered
    ]
    assert questions_answered(verdicts, judge) == expected
    assert questions_answered(verdicts[::-1], judge) == expected


def test_a_judge_that_never_answered_still_has_its_question() -> None:
    silent = said("form", "unjudged", 0, "crashed", "form")[0]
    seen = said("hand", "pass", 0)[0]
    assert questions_answered([silent, seen]) == ("gesture",)
    assert questions_answered([silent, seen], "form") == ("form",)


def slow_twin(verdicts: Sequence[tuple[Verdict, datetime]], judge: str, of: Asked) -> Outcome:
    """The same, told step by step."""
    if of == "both":
        people = judge.startswith("person:") or judge == PEOPLE
        gesture, form = (slow_twin(verdicts, judge, each) for each in ("gesture", "form"))
        parts = BOTH.get((gesture, form)) or BOTH[form, gesture]
        whole = newest(verdicts, judge, ("both",))
        if people or whole is None:
            return parts
        moments = [newest(verdicts, judge, (each,)) for each in ("gesture", "form")]
        latest = max((each[1] for each in moments if each is not None), default=START)
        return whole[0] if parts == "unjudged" or whole[1] > latest else parts
    serving = (of, "both") if of != "number" else (of,)
    if judge == PEOPLE:
        balance, unsure = 0, False
        against = False
        for verdict, _ in verdicts:
            if verdict.judge.startswith("person:") and verdict.question in serving:
                balance += {"pass": 1, "fail": -1}.get(verdict.outcome, 0)
                unsure |= verdict.outcome == "unsure"
                against |= verdict.outcome in ("pass", "fail")
        if balance == 0:
            return "unsure" if unsure and not against else "unjudged"
        return "pass" if balance > 0 else "fail"
    found = newest(verdicts, judge, serving if judge.startswith("person:") else (of,))
    return found[0] if found else "unjudged"


def newest(
    verdicts: Sequence[tuple[Verdict, datetime]], judge: str, questions: Sequence[str]
) -> tuple[Outcome, datetime] | None:
    """The newest answer of ``judge`` to one of ``questions``; None where it has none."""
    found: tuple[Outcome, datetime] | None = None
    for verdict, when in verdicts:
        mine = verdict.judge == judge or (not judge and not verdict.judge.startswith("person:"))
        answers = verdict.question in questions and verdict.outcome != "unjudged"
        if mine and answers and (found is None or when > found[1]):
            found = verdict.outcome, when
    return found


OUTCOME = st.sampled_from(("pass", "fail", "unsure", "unjudged"))
JUDGE = st.sampled_from(("a", "b", "person:ann", "person:bob", "person:cho"))
QUESTION = st.sampled_from(("gesture", "form", "both"))


@given(
    answers=st.lists(st.tuples(JUDGE, OUTCOME, QUESTION), max_size=8),
    judge=st.sampled_from(("", "a", PEOPLE, "person:ann")),
    order=st.randoms(use_true_random=False),
)
def test_settling_does_as_its_slow_twin_in_any_order(answers, judge, order) -> None:
    verdicts = [
        said(name, outcome, minute, "other", question)
        for minute, (name, outcome, question) in enumerate(answers)
    ]
    shuffled = list(verdicts)
    order.shuffle(shuffled)
    for of in QUESTIONS:
        assert settle(shuffled, judge, of=of).outcome == slow_twin(verdicts, judge, of)


def test_every_pair_of_outcomes_was_written_out() -> None:
    outcomes: list[Outcome] = ["pass", "fail", "unsure", "unjudged"]
    assert {frozenset(pair) for pair in BOTH} == {
        frozenset(pair) for pair in itertools.product(outcomes, repeat=2)
    }


def test_who_tells_the_parts_apart_answers_each_with_its_own() -> None:
    ann, when = said("person:ann", "fail", question="both")
    apart = (replace(ann, details=(parts_detail("pass", "fail"),)), when)
    for judge in (PEOPLE, "person:ann"):
        assert settle([apart], judge, of="gesture").outcome == "pass"
        assert settle([apart], judge, of="form").outcome == "fail"
        assert settle([apart], judge, of="both").outcome == "fail"
    bob = said("person:bob", "fail", question="both")
    assert settle([apart, bob], PEOPLE, of="gesture").reason == "disagree"
    assert settle([apart, bob], PEOPLE, of="form").outcome == "fail"
    damaged = (replace(ann, details=(Detail.of("parts", gesture="perhaps"),)), when)
    assert settle([damaged], "person:ann", of="gesture").outcome == "fail"
