"""What judges and people say about pictures, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["pass", "fail", "unjudged"]
Winner = Literal["left", "right", "tie", "both_bad", "not_sure"]


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


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One blind comparison of two pictures of the same gesture.

    ``uuid`` is made by the client, so that a repeated press is stored once. ``left`` and
    ``right`` are request hashes as shown; ``left_cell``/``right_cell`` the cells they stand
    for. ``propensity`` (0..1] is the probability with which this pair was drawn.
    """

    uuid: str
    run: str
    gesture: str
    left: str
    right: str
    left_cell: str
    right_cell: str
    winner: Winner
    rater: str
    latency_ms: int
    propensity: float
    created_at: datetime
    app_version: str = ""


@dataclass(frozen=True, kw_only=True)
class PassCount:
    """``k`` of ``n`` judged pictures passed; unjudged ones are in neither."""

    k: int
    n: int


@dataclass(frozen=True, kw_only=True)
class JudgedCell:
    """One picture in its place in a sweep, with what was said about it: what yields are made of.

    ``values`` are the axis values of its cell, ``gesture`` is what it should show, ``seed`` the
    noise it shares with the other cells. ``outcome`` is "unjudged" when nobody looked.
    """

    cell: str
    gesture: str
    values: tuple[tuple[str, str], ...]
    seed: int
    request_hash: str
    outcome: Outcome
    reason: str
    judge: str = ""

    def value(self, axis: str) -> str:
        """The value on ``axis``; ``gesture`` and ``seed`` are always axes. Raises KeyError."""
        for name, value in self.values:
            if name == axis:
                return value
        if axis == "gesture":
            return self.gesture
        if axis == "seed":
            return str(self.seed)
        raise KeyError(axis)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two variants met once, on the same gesture and seed; what Bradley-Terry is fed.

    ``score`` is what ``first`` got: 1 for a win, 0 for a loss, 0.5 for a tie. ``cluster``
    names what makes comparisons depend on each other (a rater, a seed); '' for none.
    """

    first: str
    second: str
    score: float
    cluster: str = ""
