"""What a judge sees in one picture, before anybody asks whether it is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.errors import PoseError
from toolkit.hands.pose import Side
from toolkit.judging.finding.enlarged import enlarged_hand
from toolkit.judging.finding.landmarker import DetectedHand, same_hand
from toolkit.judging.gesture.features import MeasuredHand, measure_detected
from toolkit.judging.gesture.match import Match, Matcher
from toolkit.judging.gesture.pairs import PairMatcher

# The network's word for the side is taken back only when the other side fits much better.
OTHER_SIDE_COST = 4.0
# What share of the largest hand's size a hand has that a gesture is read from.
SMALL_BESIDE = 0.4


@dataclass(frozen=True, kw_only=True)
class SeenHand:
    """One hand in the picture: the side it was taken for, and its matches, best first."""

    hand: DetectedHand
    side: Side
    matches: tuple[Match, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One picture as the judge sees it.

    ``seen`` holds the hands found, largest first; ``pairs`` every two-handed gesture against
    the two largest, best first, empty when there are not two.
    """

    seen: tuple[SeenHand, ...] = ()
    pairs: tuple[Match, ...] = ()

    def by_hand(self) -> Iterator[Reading]:
        """The same picture read from each hand that is large enough, largest first.

        A hand of less than `SMALL_BESIDE` of the largest one's size is somebody's in the
        background, or none.
        """
        for number, one in enumerate(self.seen):
            if one.hand.extent_px >= SMALL_BESIDE * self.seen[0].hand.extent_px:
                others = self.seen[:number] + self.seen[number + 1 :]
                yield replace(self, seen=(one, *others))

    @property
    def hands(self) -> int:
        """How many hands were found."""
        return len(self.seen)

    @property
    def hand(self) -> DetectedHand | None:
        """The largest hand found, or None."""
        return self.seen[0].hand if self.seen else None

    @property
    def side(self) -> Side:
        """The side that the largest hand was taken for."""
        return self.seen[0].side if self.seen else "right"

    @property
    def matches(self) -> tuple[Match, ...]:
        """Every one-handed gesture against the largest hand, best first."""
        return self.seen[0].matches if self.seen else ()

    def match(self, gesture: str) -> Match:
        """The match of one gesture; raises KeyError when it was not compared."""
        return {match.gesture: match for match in (*self.matches, *self.pairs)}[gesture]


def read_hands(
    hands: Sequence[DetectedHand], matcher: Matcher, pair_matcher: PairMatcher
) -> Reading:
    """Match every detected hand against the one-handed gestures, the two largest as a pair."""
    seen: list[SeenHand] = []
    for hand in sorted(_without_doubles(hands), key=lambda hand: hand.extent_px, reverse=True):
        try:
            side, measured = _best_side(hand, matcher)
        except PoseError:  # joints that fall on one point: no hand that could be measured
            continue
        seen.append(SeenHand(hand=hand, side=side, matches=matcher.matches(measured)))
    pairs = pair_matcher.matches([one.hand for one in seen[:2]])
    return Reading(seen=tuple(seen), pairs=pairs)


def enlarged_reading(reading: Reading, scale: float) -> Reading:
    """``reading`` with the points of every hand ``scale`` times as far from the corner."""
    if scale == 1.0:
        return reading
    seen = tuple(replace(one, hand=enlarged_hand(one.hand, scale)) for one in reading.seen)
    return replace(reading, seen=seen)


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
        if not any(same_hand(hand, other) for other in kept):
            kept.append(hand)
    return kept
