"""What a judge or a person answers about one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "fail", "unjudged"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judge's or a person's answer about one picture, for the gesture it was asked to show.

    ``outcome`` is "unjudged" only when nobody looked (no judge, unreadable file); a hand that
    is not there is a "fail" with reason ``no_hand``. ``reason`` starts with a short code
    (``match``, ``no_hand``, ``other_gesture``, ``wrong_direction``, ``wrong_side``,
    ``no_judge``, ``unreadable``, ``person``), ``explanation`` says it in words.
    ``score`` is 0..1, how well the picture fits ``expected``. ``judge`` is the judge's name
    (``hand-landmarks``, or ``person:<rater>``), ``judge_version`` changes whenever answers may.
    """

    request_hash: str
    expected: str
    outcome: Outcome
    reason: str
    explanation: str
    judge: str
    judge_version: str
    best_match: str = ""
    score: float | None = None
