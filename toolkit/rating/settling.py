"""What counts out of several answers about one picture, for the question that is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from toolkit.rating.verdicts import (
    PEOPLE,
    PERSON,
    Asked,
    Outcome,
    Reason,
    Verdict,
    answer_to,
)

Said = tuple[Verdict, datetime]
"""A verdict and the moment it was given."""


class Settled(NamedTuple):
    """What counts out of several answers about one picture.

    ``judge`` is whose answer it is, two names with a comma between where two judges' answers make
    one; ``number`` is what was measured, None where nothing was.
    """

    outcome: Outcome
    reason: Reason
    judge: str
    number: float | None = None


@dataclass(frozen=True, kw_only=True)
class _Pick:
    """An answer with the moment it was given; None where there is no verdict."""

    settled: Settled
    when: datetime | None

    @property
    def answers(self) -> bool:
        return self.settled.outcome != "unjudged"


def settle(verdicts: Iterable[Said], judge: str = "", *, of: Asked = "gesture") -> Settled:
    """What counts out of all the verdicts about one picture and one expected gesture.

    Args:
        verdicts: each with the moment it was given.
        judge: whose word counts. "" takes the newest machine's answer, `PEOPLE` the majority of
            people (as many for as against is "unjudged", reason ``disagree``), any other name
            that judge's newest answer. An answer comes before an "unjudged", however old it is.
        of: which question. Of ``both`` it is `combined` out of the answers about the gesture and
            about the form, or a judge's own answer to both, whichever is newer. What a person
            answered of ``both`` serves for ``gesture`` and for ``form`` too, each by its own part
            where they said the parts apart; a machine's does not: its "fail" would not say of
            which.
    """
    said = list(verdicts)
    if of != "both":
        return _pick(said, judge, of).settled
    parts = _combined(_pick(said, judge, "gesture"), _pick(said, judge, "form"))
    if _is_person(judge) or judge == PEOPLE:
        return parts.settled
    whole = _pick(said, judge, "both")
    if whole.when is None or (parts.answers and not whole.answers):
        return parts.settled
    if parts.when is None or (whole.answers and not parts.answers):
        return whole.settled
    return whole.settled if whole.when > parts.when else parts.settled


def combined(gesture: Outcome, form: Outcome) -> Outcome:
    """The outcome of ``both`` out of the two questions' own.

    "fail" where either fails, "pass" where both pass, "unjudged" where either is and none fails,
    else "unsure".
    """
    told = {gesture, form}
    for outcome in ("fail", "unjudged", "unsure"):
        if outcome in told:
            return outcome
    return "pass"


def questions_answered(verdicts: Iterable[Verdict], judge: str = "") -> tuple[Asked, ...]:
    """Which questions of a run's pictures ``judge`` (as in `settle`) has answers to.

    The first is what is asked when nobody says: ``both`` where both were answered, else the one
    that was; where nobody answered, what people are asked (``both``) or the ``gesture``. A number
    is asked for by its judge's name alone.
    """
    own = [each for each in verdicts if _counts(each, judge)]
    answered: set[Asked] = {each.question for each in own if each.outcome != "unjudged"}
    if judge and not answered:
        answered = {each.question for each in own}
    if not judge:
        answered.discard("number")
    if {"gesture", "form"} <= answered:
        return ("both", "gesture", "form")
    if "gesture" in answered and "both" in answered:
        return ("both", "gesture")
    if "form" in answered and "both" in answered:
        return ("both", "form")
    for question in answered:
        return (question,)
    return ("both",) if judge == PEOPLE or _is_person(judge) else ("gesture",)


def common_question(asked: Iterable[Asked]) -> Asked | None:
    """The question that all of ``asked`` answer: where some answer ``both``, what the others do.

    None where there is none, or nothing was asked.
    """
    told = set(asked)
    if len(told) > 1:
        told.discard("both")
    return told.pop() if len(told) == 1 else None


def _is_person(judge: str) -> bool:
    return judge.startswith(PERSON)


def _counts(verdict: Verdict, judge: str) -> bool:
    if judge == PEOPLE:
        return _is_person(verdict.judge)
    return verdict.judge == judge if judge else not _is_person(verdict.judge)


def _serves(verdict: Verdict, of: Asked) -> bool:
    if verdict.question == of:
        return True
    return verdict.question == "both" and of in ("gesture", "form") and _is_person(verdict.judge)


def _pick(said: Iterable[Said], judge: str, of: Asked) -> _Pick:
    chosen = [each for each in said if _counts(each[0], judge) and _serves(each[0], of)]
    if judge == PEOPLE:
        return _majority(chosen, of)
    if not chosen:
        return _Pick(settled=Settled("unjudged", "no_judge", judge), when=None)
    verdict, when = max(chosen, key=lambda each: (each[0].outcome != "unjudged", each[1]))
    settled = Settled(answer_to(verdict, of), verdict.reason, verdict.judge, verdict.number)
    return _Pick(settled=settled, when=when)


def _majority(said: Iterable[Said], of: Asked) -> _Pick:
    votes = [(answer_to(verdict, of), when) for verdict, when in said]
    when = max((moment for _, moment in votes), default=None)
    outcomes = [outcome for outcome, _ in votes]
    passed, failed = outcomes.count("pass"), outcomes.count("fail")
    settled = Settled("pass" if passed > failed else "fail", "person", PEOPLE)
    if passed == failed and (passed or "unsure" not in outcomes):
        settled = Settled("unjudged", "disagree" if passed else "no_judge", PEOPLE)
    elif passed == failed:
        settled = Settled("unsure", "person", PEOPLE)
    return _Pick(settled=settled, when=when)


def _combined(gesture: _Pick, form: _Pick) -> _Pick:
    """Both questions' answers as one: whoever decides gives the reason, the gesture's first."""
    outcome = combined(gesture.settled.outcome, form.settled.outcome)
    deciding = [each.settled for each in (gesture, form) if each.settled.outcome == outcome]
    judges = dict.fromkeys(each.judge for each in deciding if each.judge)
    when = max((each.when for each in (gesture, form) if each.when is not None), default=None)
    return _Pick(settled=Settled(outcome, deciding[0].reason, ", ".join(judges)), when=when)
