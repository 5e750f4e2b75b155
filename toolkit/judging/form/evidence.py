"""From what was read of one hand to an answer: well formed, flawed (how, and where), or unsure.

The weights below were fitted, and the two bounds chosen, on people and pictures that nothing is
measured on; `benchmarks/judge_form.py` measures them, ``docs/judge.md`` prints the figures.
"""

from __future__ import annotations

import math

from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.form.hand_form import HandForm
from toolkit.judging.form.reader import FormReading, Spot
from toolkit.rating.flaws import FLAW_KINDS, Flaw, FlawKind
from toolkit.rating.verdicts import Outcome, Reason

SMALLEST_JUDGED_PX = 32.0
"""A hand whose longer side is shorter is not judged: ``too_small``. (In renders of 96 px, where
hands are 30 to 55 px long, flaws are told as well as in those of 256 px.)"""

WHOLE_UP_TO, FLAWED_FROM = 0.6, 0.8
"""How likely flawed a hand is that counts as whole, and one that counts as flawed; between is
``unsure``. A claimed flaw should be there: about 1 in 20 whole hands is called flawed."""

HEAD, BIAS = 1.105, -0.375
"""The weight of the head's logit, and what is added. The oddest place and the surest tip that no
landmark explains add nothing to it that could be measured; they say where the flaw is."""

VERSION = "2"
"""Goes up whenever the same reading may get another answer."""

# A kind is named when it has this share of what is flawed; the likeliest always is.
WORTH_NAMING = 0.3
_ADDED: tuple[FlawKind, ...] = ("extra_finger", "two_thumbs")


def too_small(hand: DetectedHand) -> HandForm | None:
    """The answer about a hand of which too little is seen, else None."""
    if hand.longer_side_px >= SMALLEST_JUDGED_PX:
        return None
    return HandForm(
        box=hand.box, outcome="unjudged", reason="too_small", score=None, flaws=(), tips=0
    )


def form_of(hand: DetectedHand, reading: FormReading, *, number: int = 0) -> HandForm:
    """What ``reading`` says of ``hand``, the ``number``-th of its picture (from 0)."""
    score = flawed_score(reading)
    outcome, reason = _bounded(score)
    return HandForm(
        box=hand.box,
        outcome=outcome,
        reason=reason,
        score=score,
        flaws=_flaws(reading, score, number) if outcome == "fail" else (),
        tips=len(reading.tips),
    )


def flawed_score(reading: FormReading) -> float:
    """How likely the hand is flawed (0..1), calibrated on pictures that are not measured."""
    return 1.0 / (1.0 + math.exp(-(HEAD * _logit(reading.flawed) + BIAS)))


def _bounded(score: float) -> tuple[Outcome, Reason]:
    if score >= FLAWED_FROM:
        return "fail", "flawed"
    return ("pass", "whole") if score <= WHOLE_UP_TO else ("unsure", "unclear")


def _flaws(reading: FormReading, score: float, number: int) -> tuple[Flaw, ...]:
    kinds = dict(reading.kinds)
    total = max(sum(p for kind, p in kinds.items() if kind not in ("whole", "no_hand")), 1e-9)
    shares: list[tuple[float, FlawKind]] = sorted(
        ((kinds[kind] / total, kind) for kind in FLAW_KINDS), reverse=True
    )
    named = [each for each in shares if each[0] >= WORTH_NAMING] or shares[:1]
    return tuple(
        Flaw(kind=kind, score=round(score * share, 4), x=at.x, y=at.y, hand=number)
        for share, kind in named
        for at in [_place(reading, kind)]
    )


def _place(reading: FormReading, kind: FlawKind) -> Spot:
    """Where a flaw is: what is added has a tip of its own, the rest is where most is odd."""
    if kind in _ADDED and reading.unexplained is not None:
        return reading.unexplained
    return reading.oddest


def _logit(share: float) -> float:
    kept = min(max(share, 0.005), 0.995)
    return math.log(kept / (1.0 - kept))
