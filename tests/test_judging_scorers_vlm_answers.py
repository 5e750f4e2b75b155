"""What a model's words mean: the format exactly, and whatever else comes is unsure."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.judging.scorers.vlm_answers import (
    CHOICES,
    FLAW_WORDS,
    FORM_QUESTION,
    MAX_CHARACTERS,
    form_answer,
    gesture_answer,
    gesture_choices,
    gesture_question,
)
from toolkit.rating.flaws import FLAW_KINDS, check_flaws, flaws_of
from toolkit.rating.verdicts import Answer, fits_question
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.any_hand import ANY_HAND

GESTURES = load_vocabulary().gestures
CHOSEN = ("fist", "palm", "peace")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["hands", "fingers", "wrong", "choice", "x"]), inner)
    ),
    max_leaves=12,
)
NEARLY = st.builds(
    lambda hands: json.dumps({"hands": hands}),
    st.lists(
        st.fixed_dictionaries(
            {
                "fingers": st.integers(-2, 25) | st.none() | st.booleans() | st.floats(),
                "wrong": st.lists(st.sampled_from([*FLAW_KINDS, "sixth", "", 5])) | st.none(),
            },
            optional={"side": st.just("left")},
        ),
        max_size=12,
    ),
)


def hand(fingers: Any = 5, *wrong: Any) -> dict[str, Any]:
    return {"fingers": fingers, "wrong": list(wrong)}


def hands(*said: Any) -> str:
    return json.dumps({"hands": list(said)})


def is_unsure(answer: Answer) -> bool:
    return (answer.outcome, answer.reason) == ("unsure", "unclear")


@given(st.text() | JSON.map(json.dumps) | NEARLY)
def test_whatever_text_comes_is_an_answer(text: str) -> None:
    for answer, question in (
        (form_answer(text), "form"),
        (gesture_answer(text, "peace", CHOSEN), "gesture"),
    ):
        assert fits_question(answer.outcome, answer.number, question)
        assert answer.outcome in ("pass", "fail", "unsure")
        check_flaws(answer.details)
        if answer.outcome == "unsure":
            assert len(str(answer.details[0].values()["text"])) <= 200


@given(st.text(max_size=200).filter(lambda text: "{" not in text))
def test_words_that_are_no_json_are_unsure(text: str) -> None:
    assert is_unsure(form_answer(text))
    assert is_unsure(gesture_answer(text, "peace", CHOSEN))


@given(NEARLY)
def test_nothing_is_claimed_that_was_not_said(text: str) -> None:
    answer, said = form_answer(text), json.loads(text)["hands"]
    if answer.outcome == "pass":
        assert said and all(each == hand() for each in said)
    if answer.reason == "no_hand":
        assert said == []
    for flaw in flaws_of(answer.details):
        assert flaw.kind in said[flaw.hand]["wrong"] and (flaw.x, flaw.y) == (None, None)


@given(st.lists(st.sampled_from(FLAW_KINDS), max_size=3), st.integers(0, 9))
def test_a_flaw_is_a_flaw_of_its_hand(kinds: list[Any], fingers: int) -> None:
    answer = form_answer(hands(hand(), hand(fingers, *kinds)))
    found = flaws_of(answer.details)
    if answer.outcome == "fail":
        assert answer.reason == "flawed"
        assert [flaw.kind for flaw in found] == [kind for kind in FLAW_KINDS if kind in kinds]
        assert {(flaw.hand, flaw.score) for flaw in found} == {(1, 1.0)}
    elif answer.outcome == "pass":
        assert not kinds and fingers == 5
    else:
        assert fingers != 5 or kinds


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        (hands(hand()), "pass", "whole"),
        (hands(hand(), hand()), "pass", "whole"),
        (f"  {hands(hand())}\n", "pass", "whole"),
        (f"```json\n{hands(hand())}\n```", "pass", "whole"),
        (f"```\n{hands(hand())}```", "pass", "whole"),
        (json.dumps({"hands": [hand()]}, indent=2), "pass", "whole"),
        (hands(), "fail", "no_hand"),
        (hands(hand(6, "extra_finger")), "fail", "flawed"),
        (hands(hand(6, "extra_finger", "too_long", "too_long")), "fail", "flawed"),
        (hands(hand(4, "missing_finger")), "fail", "flawed"),
        (hands(hand(4, "fused_fingers")), "fail", "flawed"),
        (hands(hand(5, "two_thumbs")), "fail", "flawed"),
        (hands(hand(6, "extra_finger", "missing_finger")), "unsure", "unclear"),
    ],
)
def test_answers_in_the_format(text: str, outcome: str, reason: str) -> None:
    answer = form_answer(text)
    assert (answer.outcome, answer.reason) == (outcome, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The hand has five fingers.",
        f"Here you are: {hands(hand())}",
        f"{hands(hand())} I hope this helps!",
        f"{hands(hand())}\n{hands(hand())}",
        f"```python\n{hands(hand())}\n```",
        '{"hands": null}',
        '{"hands": {}}',
        '{"hands": "none"}',
        '{"hands": [{"fingers": NUMBER, "wrong": [WORDS]}]}',
        '{"hands": [null]}',
        '{"hands": [[5, []]]}',
        '{"hands": [{"fingers": 5}]}',
        '{"hands": [{"fingers": 5, "wrong": []}], "hands": []}',
        '{"hands": [{"fingers": 5, "fingers": 6, "wrong": []}]}',
        '{"hands": [{"fingers": NaN, "wrong": []}]}',
        '{"hands": [{"fingers": ' + "9" * 3000 + ', "wrong": []}]}',
        "[" * 3999,
        '{"hands":' * 400,
        json.dumps([hand()]),
        json.dumps({"Hands": [hand()]}),
        json.dumps({"hands": [hand()], "sure": True}),
        json.dumps({"hands": [{**hand(), "side": "left"}]}),
        hands(hand("5")),
        hands(hand(5.0)),
        hands(hand(True)),
        hands(hand(-1, "other")),
        hands(hand(99, "extra_finger")),
        hands({"fingers": 5, "wrong": "extra_finger"}),
        hands({"fingers": 5, "wrong": None}),
        hands(hand(6, "Extra_Finger")),
        hands(hand(6, "extra finger")),
        hands(hand(6, ["extra_finger"])),
        hands(hand(6, "extra_finger", None)),
        hands(hand(6)),
        hands(hand(4)),
        hands(hand(5, "extra_finger")),
        hands(hand(5, "missing_finger")),
        hands(hand(6, "extra_finger"), hand(4)),
        hands(*[hand()] * 11),
        hands(hand()) + " " * MAX_CHARACTERS + ".",
    ],
    ids=lambda text: text[:40],
)
def test_anything_else_is_unsure(text: str) -> None:
    assert is_unsure(form_answer(text))


def test_what_was_said_is_kept_in_one_line() -> None:
    (said,) = form_answer("I see\na hand\0\ud800").details
    assert said.values() == {"text": "I see a hand\\x00\\ud800"}
    (nothing,) = form_answer(" \n").details
    assert nothing.values() == {"text": "(nothing)"}


def test_the_question_explains_every_kind() -> None:
    assert set(FLAW_WORDS) == set(FLAW_KINDS)
    assert all(f"\n{kind}: " in FORM_QUESTION for kind in FLAW_KINDS)
    # A model that repeats the pattern has answered nothing.
    (pattern,) = [line for line in FORM_QUESTION.splitlines() if line.startswith("{")]
    assert is_unsure(form_answer(pattern))


@pytest.mark.parametrize("gesture", sorted(GESTURES))
def test_the_choices_hold_the_expected_one_and_none_that_looks_like_it(gesture: str) -> None:
    expected = GESTURES[gesture]
    choices = gesture_choices(expected, GESTURES)
    assert gesture in choices and 2 <= len(choices) <= CHOICES
    assert list(choices) == sorted(set(choices))
    assert not set(choices) & (set(expected.twins) - {gesture})


def test_any_hand_is_offered_alone() -> None:
    assert gesture_choices(ANY_HAND, GESTURES) == ("any",)
    assert gesture_answer('{"choice": "A"}', "any", ("any",)).outcome == "pass"
    assert gesture_answer('{"choice": "C"}', "any", ("any",)).reason == "no_hand"


def test_the_question_offers_each_by_a_letter() -> None:
    asked = gesture_question(CHOSEN, {id: f"the {id}" for id in CHOSEN}).splitlines()
    assert asked[1:7] == [
        "A: the fist",
        "B: the palm",
        "C: the peace",
        "D: none of these",
        "E: there is no hand",
        "F: it cannot be told",
    ]
    assert is_unsure(gesture_answer(asked[-1], "peace", CHOSEN))


@pytest.mark.parametrize(
    ("letter", "outcome", "reason", "best"),
    [
        ("C", "pass", "match", "peace"),
        ("A", "fail", "other_gesture", "fist"),
        ("D", "fail", "low_score", ""),
        ("E", "fail", "no_hand", ""),
        ("F", "unsure", "unclear", ""),
        ("G", "unsure", "unclear", ""),
        ("c", "unsure", "unclear", ""),
        ("", "unsure", "unclear", ""),
        ("AB", "unsure", "unclear", ""),
        ("peace", "unsure", "unclear", ""),
    ],
)
def test_a_letter_answers(letter: str, outcome: str, reason: str, best: str) -> None:
    answer = gesture_answer(json.dumps({"choice": letter}), "peace", CHOSEN)
    assert (answer.outcome, answer.reason, answer.best_match) == (outcome, reason, best)


@pytest.mark.parametrize("text", ["C", '"C"', '{"choice": 3}', '{"choice": ["C"]}', '{"c": "C"}'])
def test_a_letter_in_another_format_is_unsure(text: str) -> None:
    assert is_unsure(gesture_answer(text, "peace", CHOSEN))
