"""Details as codes and fields; which outcome can answer which question."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from toolkit.rating.verdicts import (
    Answer,
    Asked,
    Detail,
    Outcome,
    Verdict,
    detail_from_json,
    detail_json,
    fits_question,
    text_detail,
    verdict_of,
)


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
    verdict = verdict_of(
        answer, request_hash="b" * 64, expected="fist", judge="me", judge_version="2"
    )
    assert verdict.question == "gesture", "what a judge is asked when it says nothing of it"
    assert verdict == Verdict(
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
    measured = verdict_of(
        replace(answer, outcome="measured", number=-0.25),
        request_hash="b" * 64,
        expected="fist",
        judge="me",
        judge_version="2",
        question="number",
    )
    assert (measured.question, measured.outcome, measured.number) == ("number", "measured", -0.25)


@pytest.mark.parametrize(
    ("outcome", "number", "question", "fits"),
    [
        ("pass", None, "gesture", True),
        ("unsure", None, "form", True),
        ("fail", None, "both", True),
        ("unjudged", None, "number", True),
        ("measured", 0.0, "number", True),
        ("measured", -1e300, "number", True),
        ("measured", None, "number", False),
        ("measured", math.inf, "number", False),
        ("measured", math.nan, "number", False),
        ("measured", 10**400, "number", False),
        ("measured", "0.5", "number", False),
        ("measured", np.float32(0.5), "number", True),
        ("measured", 1.0, "form", False),
        ("pass", None, "number", False),
        ("unsure", None, "number", False),
        ("pass", 1.0, "gesture", False),
        ("unjudged", 1.0, "number", False),
    ],
)
def test_a_number_answers_the_question_number_and_no_other(
    outcome: Outcome, number: Any, question: Asked, fits: bool
) -> None:
    assert fits_question(outcome, number, question) is fits
