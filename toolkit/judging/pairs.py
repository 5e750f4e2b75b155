"""Two hands together: how well two measured hands fit each two-handed gesture.

Each hand is matched against its own pose, then where the hands are to each other (in palm
lengths, in the picture) and how each is turned in the picture. Both ways of calling the two
hands right and left are tried. One hand alone never makes a two-handed gesture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import PoseError
from toolkit.hands.measure import KNUCKLES, WRIST, palm_length
from toolkit.judging.features import TO_CAMERA, measure_detected
from toolkit.judging.landmarker import DetectedHand
from toolkit.judging.match import Match, Matcher, score_of
from toolkit.vocabulary.entries import Gesture

Floats = NDArray[np.float64]

PLACE_TOLERANCE = 0.45
PLACE_COST_MAX = 12.0
TURN_TOLERANCE_DEG = 25.0
TURN_COST_MAX = 5.0
# A hand that points at the camera has no direction in the picture.
FORESHORTENED = 0.5


@dataclass(frozen=True, kw_only=True)
class Stance:
    """How two hands stand in a picture.

    ``apart`` leads from the right palm to the left palm (x right, y up), in palm lengths;
    ``turns_deg`` is where each hand's fingers begin to go (right, left), 0 up, 90 right, NaN
    where the hand is foreshortened.
    """

    apart: Floats
    turns_deg: Floats


def stance(right: Floats, left: Floats) -> Stance:
    """The stance of two hands' points (21, 3): one unit, x right, y up, z to the camera."""
    length = (palm_length(right) + palm_length(left)) / 2
    palm = [WRIST, *KNUCKLES]
    apart = (left[palm].mean(axis=0) - right[palm].mean(axis=0))[:2] / length
    return Stance(apart=apart, turns_deg=np.array([_turn_deg(right), _turn_deg(left)]))


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
        self._gestures = tuple(gesture for gesture in gestures if gesture.hands == 2)
        self._rights = self._lefts = None
        if self._gestures:
            self._rights = Matcher.of_poses([(g.id, g.pose) for g in self._gestures])
            self._lefts = Matcher.of_poses(
                [(g.id, g.other.pose) for g in self._gestures if g.other is not None]
            )
        self._stances = [_expected_stance(gesture) for gesture in self._gestures]

    def matches(self, hands: Sequence[DetectedHand]) -> tuple[Match, ...]:
        """Every two-handed gesture against the two ``hands``, best first; none for one hand."""
        if len(hands) < 2 or self._rights is None:
            return ()
        ways = [self._one_way(hands[0], hands[1]), self._one_way(hands[1], hands[0])]
        best = [min(pair, key=lambda match: match.cost) for pair in zip(*ways, strict=True)]
        return tuple(sorted(best, key=lambda match: match.cost))

    def _one_way(self, right: DetectedHand, left: DetectedHand) -> list[Match]:
        assert self._rights is not None and self._lefts is not None
        try:
            rights = self._rights.in_order(measure_detected(right, "right"))
            lefts = self._lefts.in_order(measure_detected(left, "left"))
            seen = stance(right.points_px * TO_CAMERA, left.points_px * TO_CAMERA)
        except PoseError:
            return [
                Match(gesture=g.id, score=0.0, cost=np.inf, digit_costs=(), reasons=())
                for g in self._gestures
            ]
        return [
            _together(one, other, seen, expected)
            for one, other, expected in zip(rights, lefts, self._stances, strict=True)
        ]


def _expected_stance(gesture: Gesture) -> Stance:
    right, left = gesture.hand_points()
    return stance(right, left)


def _together(right: Match, left: Match, seen: Stance, expected: Stance) -> Match:
    off = np.linalg.norm(seen.apart - expected.apart) / PLACE_TOLERANCE
    place = min(float(off) ** 2, PLACE_COST_MAX)
    turned = (seen.turns_deg - expected.turns_deg + 180.0) % 360.0 - 180.0
    turns = np.minimum((turned / TURN_TOLERANCE_DEG) ** 2, TURN_COST_MAX)
    turn = float(np.nan_to_num(turns, nan=0.0).sum())
    cost = (right.cost + left.cost) / 2 + place + turn
    reasons = [f"right {reason}" for reason in right.reasons[:2]]
    reasons += [f"left {reason}" for reason in left.reasons[:2]]
    if place > 2.0:
        reasons.append("the hands are in another place to each other than expected")
    if turn > 2.0:
        reasons.append("the hands are turned another way than expected")
    return Match(
        gesture=right.gesture,
        score=score_of(cost),
        cost=cost,
        digit_costs=(*right.digit_costs, *left.digit_costs, place, turn),
        reasons=tuple(reasons),
    )
