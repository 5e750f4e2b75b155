"""What a judge sees in one picture, before anybody asks whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.errors import PoseError
from toolkit.hands.pose import Side
from toolkit.judging.features import MeasuredHand, measure_detected
from toolkit.judging.landmarker import DetectedHand
from toolkit.judging.match import Match, Matcher

# The network's word for the side is taken back only when the other side fits much better.
OTHER_SIDE_COST = 4.0
# Two detections closer than this (mean joint distance over palm size) are one hand seen twice.
SAME_HAND = 0.5


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One picture as the judge sees it.

    ``hand`` is the largest hand found, or None; ``hands`` how many there are; ``side`` the
    side it was taken for; ``matches`` every gesture of the vocabulary, best first, empty
    when there is no hand.
    """

    hands: int
    hand: DetectedHand | None = None
    side: Side = "right"
    matches: tuple[Match, ...] = ()

    def match(self, gesture: str) -> Match:
        """The match of one gesture; raises KeyError when it was not compared."""
        return {match.gesture: match for match in self.matches}[gesture]


def read_hands(hands: Sequence[DetectedHand], matcher: Matcher) -> Reading:
    """Match the largest of the detected hands against every gesture."""
    single = _without_doubles(hands)
    if not single:
        return Reading(hands=0)
    hand = max(single, key=_extent_px)
    try:
        side, measured = _best_side(hand, matcher)
    except PoseError:  # joints that fall on one point: no hand that could be measured
        return Reading(hands=0)
    return Reading(hands=len(single), hand=hand, side=side, matches=matcher.matches(measured))


def _best_side(hand: DetectedHand, matcher: Matcher) -> tuple[Side, MeasuredHand]:
    """The side the hand is taken for: fingers bend only to the palm, so a wrong side shows."""
    other: Side = "left" if hand.side == "right" else "right"
    named, turned = measure_detected(hand), measure_detected(hand, other)
    if matcher.best_cost(turned) + OTHER_SIDE_COST < matcher.best_cost(named):
        return other, turned
    return hand.side, named


def _without_doubles(hands: Sequence[DetectedHand]) -> list[DetectedHand]:
    """The hands, without those that lie on a surer one."""
    kept: list[DetectedHand] = []
    for hand in hands:
        flat = hand.points_px[:, :2]
        near = SAME_HAND * _extent_px(hand)
        if all(
            np.linalg.norm(flat - other.points_px[:, :2], axis=1).mean() > near for other in kept
        ):
            kept.append(hand)
    return kept


def _extent_px(hand: DetectedHand) -> float:
    """Mean distance of the joints from their middle, in pixels: the hand's size."""
    flat = hand.points_px[:, :2]
    return float(np.linalg.norm(flat - flat.mean(axis=0), axis=1).mean())
