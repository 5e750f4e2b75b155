"""The answer about one hand's form, and what those of its hands make of a picture.

Apart from the network, so that what was answered is read and shown without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.rating.flaws import Flaw
from toolkit.rating.verdicts import Answer, Outcome, Reason


@dataclass(frozen=True, kw_only=True)
class HandForm:
    """The answer about one hand.

    Args:
        box: left, top, right, bottom in pixels of the picture.
        outcome: pass, fail, unsure, or unjudged (``too_small``).
        score: how likely the hand is flawed (0..1); None for one that was not judged.
        flaws: what is wrong, the surest first; empty unless it fails.
        tips: how many fingertips are seen.
    """

    box: tuple[float, float, float, float]
    outcome: Outcome
    reason: Reason
    score: float | None
    flaws: tuple[Flaw, ...]
    tips: int


def picture_answer(hands: Sequence[HandForm]) -> Answer:
    """What the forms of its hands make of a picture."""
    if not hands:
        return Answer(outcome="fail", reason="no_hand", score=0.0)
    judged = [hand for hand in hands if hand.score is not None]
    if not judged:
        return Answer(outcome="unjudged", reason="too_small")
    worst = max(judged, key=lambda hand: hand.score or 0.0)
    flaws = sorted((flaw for hand in judged for flaw in hand.flaws), key=lambda flaw: -flaw.score)
    return Answer(
        outcome=worst.outcome,
        reason=worst.reason,
        details=tuple(flaw.detail() for flaw in flaws),
        score=1.0 - (worst.score or 0.0),
    )


def enlarged_form(form: HandForm, scale: float) -> HandForm:
    """``form`` with its box and its flaws' places ``scale`` times as far from the corner."""
    if scale == 1.0:
        return form
    left, top, right, bottom = form.box
    return replace(
        form,
        box=(left * scale, top * scale, right * scale, bottom * scale),
        flaws=tuple(
            each
            if each.x is None or each.y is None
            else replace(each, x=each.x * scale, y=each.y * scale)
            for each in form.flaws
        ),
    )
