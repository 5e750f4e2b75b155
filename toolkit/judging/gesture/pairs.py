"""Two hands together: how well two measured hands fit each two-handed gesture.

Each hand is matched against its own pose, then where the hands are to each other (in palm
lengths, in the picture) and how each is turned in the picture. Both ways of calling one the
first are tried, as shown and mirrored. One hand alone never makes a two-handed gesture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import final

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import PoseError
from toolkit.hands.measure import KNUCKLES, WRIST, palm_length
from toolkit.hands.pose import Side
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.differences import WORTH_NAMING, of_hand, other_place, turned
from toolkit.judging.gesture.features import TO_CAMERA, measure_detected
from toolkit.judging.gesture.match import Match, Matcher, score_of
from toolkit.rating.verdicts import Detail
from toolkit.vocabulary.entries import Gesture

Floats = NDArray[np.float64]

PLACE_TOLERANCE = 0.45
PLACE_COST_MAX = 12.0
TURN_TOLERANCE_DEG = 25.0
TURN_COST_MAX = 5.0
# A hand that points at the camera has no direction in the picture.
FORESHORTENED = 0.5
_OPPOSITE: dict[Side, Side] = {"right": "left", "left": "right"}


@dataclass(frozen=True, kw_only=True)
class Stance:
    """How two hands stand in a picture.

    ``apart`` leads from the first palm to the second one (x right, y up), in palm lengths;
    ``turns_deg`` is where each hand's fingers begin to go (first, second), 0 up, 90 right, NaN
    where the hand is foreshortened.
    """

    apart: Floats
    turns_deg: Floats

    def swapped(self) -> Stance:
        """The same stance, told from the second hand."""
        return Stance(apart=-self.apart, turns_deg=self.turns_deg[::-1])

    def mirrored(self) -> Stance:
        """The stance of the same hands in a mirror."""
        return Stance(apart=self.apart * (-1.0, 1.0), turns_deg=-self.turns_deg)


def stance(first: Floats, second: Floats) -> Stance:
    """The stance of two hands' points (21, 3): one unit, x right, y up, z to the camera."""
    length = (palm_length(first) + palm_length(second)) / 2
    palm = [WRIST, *KNUCKLES]
    apart = (second[palm].mean(axis=0) - first[palm].mean(axis=0))[:2] / length
    return Stance(apart=apart, turns_deg=np.array([_turn_deg(first), _turn_deg(second)]))


def _turn_deg(points: Floats) -> float:
    along = points[[9, 13]].mean(axis=0) - points[WRIST]
    if np.linalg.norm(along[:2]) < FORESHORTENED * np.linalg.norm(along):
        return float("nan")
    return float(np.degrees(np.arctan2(along[0], along[1])))


@final
class PairMatcher:
    """The two-handed gestures of a vocabulary, prepared for comparison."""

    def __init__(self, gestures: Iterable[Gesture]) -> None:
        """Prepare the two-handed ones among ``gestures``; there may be none."""
        both = [(gesture, gesture.other.pose) for gesture in gestures if gesture.other is not None]
        self._gestures = tuple(gesture for gesture, _ in both)
        self._firsts = self._seconds = None
        if both:
            self._firsts = Matcher.of_poses([(gesture.id, gesture.pose) for gesture, _ in both])
            self._seconds = Matcher.of_poses([(gesture.id, pose) for gesture, pose in both])
        self._alike = [pose.side == gesture.pose.side for gesture, pose in both]
        self._stances = [_expected_stance(gesture) for gesture in self._gestures]

    def matches(self, hands: Sequence[DetectedHand]) -> tuple[Match, ...]:
        """Every two-handed gesture against the two ``hands``, best first; none for one hand.

        Either hand may be the first one, and the whole may be mirrored.
        """
        if len(hands) < 2 or not self._gestures:
            return ()
        try:
            fits = [self._fits(hand) for hand in hands[:2]]
            seen = stance(*(hand.points_px * TO_CAMERA for hand in hands[:2]))
        except PoseError:
            return tuple(
                Match(gesture=g.id, score=0.0, cost=np.inf, digit_costs=()) for g in self._gestures
            )
        best = [
            min(self._ways(number, fits, seen), key=lambda match: match.cost)
            for number in range(len(self._gestures))
        ]
        return tuple(sorted(best, key=lambda match: match.cost))

    def _fits(self, hand: DetectedHand) -> dict[Side, tuple[tuple[Match, ...], tuple[Match, ...]]]:
        """``hand``, taken for either side, against every first and every second pose."""
        assert self._firsts is not None and self._seconds is not None
        fits: dict[Side, tuple[tuple[Match, ...], tuple[Match, ...]]] = {}
        for side in _OPPOSITE:
            measured = measure_detected(hand, side)
            fits[side] = self._firsts.in_order(measured), self._seconds.in_order(measured)
        return fits

    def _ways(
        self,
        number: int,
        fits: Sequence[Mapping[Side, tuple[Sequence[Match], Sequence[Match]]]],
        seen: Stance,
    ) -> Iterator[Match]:
        """Gesture ``number`` with either hand as the first, as shown and mirrored."""
        expected = self._stances[number]
        for first, second, stood in ((0, 1, seen), (1, 0, seen.swapped())):
            stances: dict[Side, Stance] = {"right": stood, "left": stood.mirrored()}
            for own, shown in stances.items():
                other = own if self._alike[number] else _OPPOSITE[own]
                yield _together(
                    fits[first][own][0][number],
                    fits[second][other][1][number],
                    shown,
                    expected,
                    (own, other),
                )


def _expected_stance(gesture: Gesture) -> Stance:
    first, second = gesture.hand_points()
    return stance(first, second)


def _together(
    first: Match, second: Match, seen: Stance, expected: Stance, sides: tuple[Side, Side]
) -> Match:
    off = np.linalg.norm(seen.apart - expected.apart) / PLACE_TOLERANCE
    place = min(float(off) ** 2, PLACE_COST_MAX)
    off_deg = (seen.turns_deg - expected.turns_deg + 180.0) % 360.0 - 180.0
    turns = np.minimum((off_deg / TURN_TOLERANCE_DEG) ** 2, TURN_COST_MAX)
    turn = float(np.nan_to_num(turns, nan=0.0).sum())
    cost = (first.cost + second.cost) / 2 + place + turn
    return Match(
        gesture=first.gesture,
        score=score_of(cost),
        cost=cost,
        digit_costs=(*first.digit_costs, *second.digit_costs, place, turn),
        told=partial(_told, first, second, sides, place=place, turn=turn),
    )


def _told(
    first: Match, second: Match, sides: tuple[Side, Side], *, place: float, turn: float
) -> tuple[Detail, ...]:
    """The largest differences of either hand, then how they stand to each other."""
    found = [of_hand(each, sides[0]) for each in first.differences[:2]]
    found += [of_hand(each, sides[1]) for each in second.differences[:2]]
    if place > WORTH_NAMING:
        found.append(other_place())
    if turn > WORTH_NAMING:
        found.append(turned())
    return tuple(found)
