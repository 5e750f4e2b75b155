"""What a judge or a person answers about one picture; `toolkit.rating.settling` says what counts.

A verdict answers one question: whether the picture shows the gesture it was asked to show, whether
its hands are well formed, both at once, or how much of something there is. Facts travel as codes
and fields; the sentences are made where they are shown, in the reader's language
(`toolkit.ui.language.verdict_sentences`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Literal, cast, get_args

Asked = Literal["gesture", "form", "both", "number"]
"""What a verdict answers: does the picture show the gesture asked for (``gesture``), are all hands
that are large enough well formed (``form``), does it do both (``both``: what people are asked), or
how much does it measure (``number``)."""
Outcome = Literal["pass", "fail", "unsure", "unjudged", "measured"]
"""What came out. ``unsure``: looked at, and not clear (in n, never in k); ``unjudged``: nobody
looked (in neither); ``measured``: a number, the only answer to the question ``number``."""
Reason = Literal[
    "match",
    "any_hand",
    "no_hand",
    "one_hand",
    "other_gesture",
    "low_score",
    "wrong_direction",
    "no_judge",
    "unreadable",
    "person",
    "disagree",
    "taken_back",
    "nothing_expected",
    "whole",
    "flawed",
    "too_small",
    "unclear",
    "timed_out",
    "crashed",
    "measured",
    "other",
]
QUESTIONS: tuple[Asked, ...] = get_args(Asked)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
REASONS: tuple[Reason, ...] = get_args(Reason)

PEOPLE = "people"
"""The judge's name that stands for the majority of all people's answers."""
PERSON = "person:"
"""What the judge's name of one person's answers begins with."""

PARTS = "parts"
"""The code of the detail with which a person answered the gesture and the form apart: its fields
are ``gesture`` and ``form``, each pass, fail or unsure."""

Value = str | int | float


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One fact about a picture: a code and named fields, sorted by name; make it with `of`.

    The hand judge's codes are those of `toolkit.judging.gesture.differences`. ``text``, with the
    one field ``text``, is what has no code: it is shown as it is, in every language.
    """

    code: str
    fields: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, /, **fields: Value) -> Detail:
        """The detail ``code`` with ``fields``; equal whatever order they come in."""
        return cls(code=code, fields=tuple(sorted(fields.items())))

    def values(self) -> dict[str, Value]:
        """The fields by name."""
        return dict(self.fields)

    def with_fields(self, **fields: Value) -> Detail:
        """The same detail with more fields, or other values of them."""
        return Detail.of(self.code, **{**self.values(), **fields})


def text_detail(text: str) -> Detail:
    """What has no code, in its own words."""
    return Detail.of("text", text=text)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a judge says about one picture; who said it, and of which picture, is in `Verdict`.

    Args:
        outcome: "unjudged" only when nobody looked (no judge, unreadable file, hands too small); a
            hand that is not there is a "fail" with reason ``no_hand``; "unsure" when somebody
            looked and cannot say; "measured" is the outcome of a judge that gives a number.
        reason: why, as a code. A judge with reasons of its own says ``other`` and gives details.
        details: what differs from what was expected, the weightiest first; what is wrong with a
            hand is made by `toolkit.rating.flaws`.
        best_match: the id of the gesture that fits best; "" for none.
        score: 0..1, how well the picture fits what was expected; None where nothing measured it.
        number: what was measured, finite, of any range; with the outcome "measured" and no other.
    """

    outcome: Outcome
    reason: Reason
    details: tuple[Detail, ...] = ()
    best_match: str = ""
    score: float | None = None
    number: float | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judge's or a person's answer about one picture, for the gesture it was asked to show.

    ``judge`` is the judge's name (``hand-landmarks``, or ``person:<rater>``), ``judge_version``
    changes whenever its answers may, ``question`` is what it answers; the other fields are those
    of `Answer`.
    """

    request_hash: str
    expected: str
    outcome: Outcome
    reason: Reason
    judge: str
    judge_version: str
    details: tuple[Detail, ...] = ()
    best_match: str = ""
    score: float | None = None
    question: Asked = "gesture"
    number: float | None = None


def verdict_of(
    answer: Answer,
    *,
    request_hash: str,
    expected: str,
    judge: str,
    judge_version: str,
    question: Asked = "gesture",
) -> Verdict:
    """``answer`` with the picture it is about, what was asked and expected, and who gave it."""
    return Verdict(
        request_hash=request_hash,
        expected=expected,
        outcome=answer.outcome,
        reason=answer.reason,
        judge=judge,
        judge_version=judge_version,
        details=answer.details,
        best_match=answer.best_match,
        score=answer.score,
        question=question,
        # A judge may give numpy's numbers, which a database does not take.
        number=None if answer.number is None else float(answer.number),
    )


def parts_detail(gesture: Outcome, form: Outcome) -> Detail:
    """The detail of a person's answer to ``both`` that says each of the two questions apart."""
    return Detail.of(PARTS, gesture=gesture, form=form)


def answer_to(verdict: Verdict, of: Asked) -> Outcome:
    """What ``verdict`` says of the question ``of``: of one part of ``both``, where its details
    tell the parts apart, that part's answer."""
    if verdict.question == "both" and of in ("gesture", "form"):
        for detail in verdict.details:
            told = detail.values().get(of) if detail.code == PARTS else None
            if told in ("pass", "fail", "unsure"):
                return cast(Outcome, told)
    return verdict.outcome


def fits_question(outcome: Outcome, number: float | None, question: Asked) -> bool:
    """Whether ``outcome`` with ``number`` can be an answer to ``question``.

    "measured" answers ``number`` alone, and has a finite number; every question may be "unjudged";
    the others are answered "pass", "fail" or "unsure", without a number.
    """
    if outcome == "measured":
        return question == "number" and is_finite(number)
    return number is None and (outcome == "unjudged" or question != "number")


def is_finite(value: object) -> bool:
    """Whether ``value`` is a real number, numpy's too, that a float can hold."""
    try:
        return isinstance(value, Real) and math.isfinite(float(value))
    except OverflowError:
        return False


def detail_json(detail: Detail) -> dict[str, Value]:
    """``detail`` as one JSON object: its ``code`` beside its fields."""
    return {"code": detail.code, **detail.values()}


def detail_from_json(content: Mapping[str, Value]) -> Detail:
    """The detail whose `detail_json` is ``content``; raises KeyError where it has no code."""
    code = str(content["code"])
    return Detail.of(code, **{name: value for name, value in content.items() if name != "code"})
