"""What a judge or a person answers about one picture, and what counts out of several answers.

Facts travel as codes and fields; the sentences are made where they are shown, in the reader's
language (`toolkit.ui.language.verdict_sentences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

Outcome = Literal["pass", "fail", "unjudged"]
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
    "other",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
REASONS: tuple[Reason, ...] = get_args(Reason)

PEOPLE = "people"
"""The judge's name that stands for the majority of all people's answers."""
PERSON = "person:"
"""What the judge's name of one person's answers begins with."""

Value = str | int | float


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One fact about a picture: a code and named fields, sorted by name; make it with `of`.

    The hand judge's codes are those of `toolkit.judging.differences`. ``text``, with the one
    field ``text``, is what has no code: it is shown as it is, in every language.
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
        outcome: "unjudged" only when nobody looked (no judge, unreadable file); a hand that is
            not there is a "fail" with reason ``no_hand``.
        reason: why, as a code. A judge with reasons of its own says ``other`` and gives details.
        details: what differs from what was expected, the weightiest first.
        best_match: the id of the gesture that fits best; "" for none.
        score: 0..1, how well the picture fits what was expected; None where nothing measured it.
    """

    outcome: Outcome
    reason: Reason
    details: tuple[Detail, ...] = ()
    best_match: str = ""
    score: float | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judge's or a person's answer about one picture, for the gesture it was asked to show.

    ``judge`` is the judge's name (``hand-landmarks``, or ``person:<rater>``), ``judge_version``
    changes whenever its answers may; the other fields are those of `Answer`.
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


class Settled(NamedTuple):
    """What counts out of several answers about one picture; ``judge`` is whose answer it is."""

    outcome: Outcome
    reason: Reason
    judge: str


def settle(verdicts: Iterable[tuple[Verdict, datetime]], judge: str = "") -> Settled:
    """What counts out of all the verdicts about one picture and one expected gesture.

    Args:
        verdicts: each with the moment it was given.
        judge: whose word counts. "" takes the newest machine's answer, `PEOPLE` the majority of
            people (as many for as against is "unjudged", reason ``disagree``), any other name
            that judge's newest answer. An answer comes before an "unjudged", however old it is.
    """
    if judge == PEOPLE:
        return _majority(verdict for verdict, _ in verdicts)
    chosen = [
        (verdict.outcome != "unjudged", when, verdict)
        for verdict, when in verdicts
        if (verdict.judge == judge if judge else not verdict.judge.startswith(PERSON))
    ]
    if not chosen:
        return Settled("unjudged", "no_judge", judge)
    *_, verdict = max(chosen, key=lambda each: each[:2])
    return Settled(verdict.outcome, verdict.reason, verdict.judge)


def _majority(verdicts: Iterable[Verdict]) -> Settled:
    votes = [verdict.outcome for verdict in verdicts if verdict.judge.startswith(PERSON)]
    passed, failed = votes.count("pass"), votes.count("fail")
    if passed == failed:
        return Settled("unjudged", "disagree" if passed else "no_judge", PEOPLE)
    return Settled("pass" if passed > failed else "fail", "person", PEOPLE)


def verdict_of(
    answer: Answer, *, request_hash: str, expected: str, judge: str, judge_version: str
) -> Verdict:
    """``answer`` with the picture it is about, what was expected of it, and who gave it."""
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
    )


def detail_json(detail: Detail) -> dict[str, Value]:
    """``detail`` as one JSON object: its ``code`` beside its fields."""
    return {"code": detail.code, **detail.values()}


def detail_from_json(content: Mapping[str, Value]) -> Detail:
    """The detail whose `detail_json` is ``content``; raises KeyError where it has no code."""
    code = str(content["code"])
    return Detail.of(code, **{name: value for name, value in content.items() if name != "code"})
