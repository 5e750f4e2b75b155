"""Which gestures the hands of a picture most likely make, when none was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.judging.gesture.decide import direction_cost
from toolkit.judging.gesture.match import Match, score_of
from toolkit.judging.gesture.reading import Reading
from toolkit.rating.verdicts import Answer
from toolkit.vocabulary.entries import Gesture

SHOWN = 5
CONSIDERED = 60
# A gesture of one hand leaves the second hand of a picture unexplained.
LEFT_OVER_COST = 6.0


def likeliest(
    reading: Reading, gestures: Mapping[str, Gesture]
) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """The best matches of the largest hand, and of one and two hands together.

    Thumb up and thumb down are one pose: how the hand points and faces weighs too.
    """
    single = [
        _dearer(match, match.rarity + direction_cost(reading, gestures[match.gesture]))
        for match in reading.matches[:CONSIDERED]
    ]
    single.sort(key=lambda match: match.cost)
    alone = [_dearer(match, LEFT_OVER_COST) for match in single] if reading.pairs else single
    together = sorted((*alone, *reading.pairs), key=lambda match: match.cost)
    return tuple(single[:SHOWN]), tuple(together[:SHOWN])


def any_hand(reading: Reading, gestures: Mapping[str, Gesture]) -> Answer:
    """``reading`` as a picture of which nothing but a hand was asked: what it looks like."""
    if reading.hand is None:
        return Answer(outcome="fail", reason="no_hand")
    best = likeliest(reading, gestures)[0]
    return Answer(outcome="pass", reason="any_hand", best_match=best[0].gesture if best else "")


def _dearer(match: Match, more: float) -> Match:
    cost = match.cost + more
    return replace(match, cost=cost, score=score_of(cost))
