"""What was seen in a picture that was made smaller, told in the pixels of its own size."""

from __future__ import annotations

from dataclasses import replace

from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.rating.flaws import flaw_of
from toolkit.rating.verdicts import Answer, Detail


def enlarged_hand(
    hand: DetectedHand, scale: float, *, x_px: float = 0.0, y_px: float = 0.0
) -> DetectedHand:
    """``hand`` with its points ``scale`` times as far from the picture's corner.

    Of a part of a picture, (x, y) is where the part begins in the whole.
    """
    if (scale, x_px, y_px) == (1.0, 0.0, 0.0):
        return hand
    points_px = hand.points_px * scale
    points_px[:, :2] += (x_px, y_px)
    return replace(hand, points_px=points_px)


def enlarged_answer(answer: Answer, scale: float) -> Answer:
    """``answer`` with the places of its flaws ``scale`` times as far from the corner."""
    if scale == 1.0:
        return answer
    return replace(answer, details=tuple(_enlarged(each, scale) for each in answer.details))


def _enlarged(detail: Detail, scale: float) -> Detail:
    flaw = flaw_of(detail)
    if flaw is None or flaw.x is None or flaw.y is None:
        return detail
    return detail.with_fields(x=flaw.x * scale, y=flaw.y * scale)
