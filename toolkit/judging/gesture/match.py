"""How well a measured hand fits each gesture of the vocabulary, and where it differs.

Pure: no network, no picture. Each digit is scored by itself over its joints (one curl for a
whole finger would take a tabletop, a claw and a half-bent finger for the same), then the
gaps between straight neighbours. Costs are squared differences over squared tolerances, each
bounded, so that one wild landmark cannot decide alone; a wrong digit costs about 8, a hand
that fits costs 1 to 5 in all (photographs 4 to 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import final

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.measure import LONG_FINGERS, joint_angles
from toolkit.hands.pose import HandPose, Side
from toolkit.judging.gesture.differences import differences
from toolkit.judging.gesture.features import (
    DIGITS,
    FEATURES,
    MeasuredHand,
    expected_values,
    measure_pose,
    network_values,
    values,
)
from toolkit.rating.verdicts import Detail
from toolkit.vocabulary.entries import Gesture

VERSION = "7"
FEATURE_COST_MAX = 12.0
GAP_COST_MAX = 6.0
GAP_TOLERANCE_DEG = 6.0
GAP_WEIGHT = 0.5
GAP_SLOPE, GAP_INTERCEPT_DEG = 0.75, 1.0
# A finger whose joints add up to less counts as straight where its gaps are concerned.
STRAIGHT_CURL_DEG = 60.0
# A folded finger's tolerances are this much wider than a straight one's.
FOLDED_SLACK = 0.35
FOLDED_CURL_DEG = 250.0
# The cost at which the score has fallen to 1/e.
SCORE_SCALE = 8.0


# How much less often people show a gesture than one that everybody's lists hold, as a cost: log
# odds in the matcher's own unit, about ten to one for each 1. Chosen on one half of the
# photographs, looked at on the other.
RARITY = {"mudra": 3.0, "grasp": 3.0, "action": 2.0, "letter": 1.0, "number": 1.0, "emblem": 1.0}
EVERYDAY = ("HaGRIDv2 ", "CLDR ")


def rarity(gesture: Gesture) -> float:
    """How rare a gesture is, as a cost of 0 or more; 0 for those of HaGRIDv2 and emoji."""
    if any(source.startswith(EVERYDAY) for source in gesture.sources):
        return 0.0
    return RARITY.get(gesture.kind, 0.0)


@dataclass(frozen=True, kw_only=True)
class Match:
    """One gesture against one hand.

    ``score`` is 0..1, 1 a perfect fit; ``cost`` is 0 or more, in tolerances squared, the sum
    of ``digit_costs`` (thumb, index, middle, ring, pinky, gaps). ``rarity`` counts
    only where gestures are held against each other. ``told`` gives the `differences`: of
    most matches nobody asks for them.
    """

    gesture: str
    score: float
    cost: float
    rarity: float = 0.0
    digit_costs: tuple[float, ...]
    told: Callable[[], tuple[Detail, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def differences(self) -> tuple[Detail, ...]:
        """The largest ones (see `toolkit.judging.gesture.differences`), largest first.

        Empty when nothing is amiss.
        """
        return self.told()

    @property
    def rank_cost(self) -> float:
        """Cost and rarity together: what decides which gesture a picture most likely shows."""
        return self.cost + self.rarity


@final
class Matcher:
    """Poses, prepared for comparison with one hand; about 0.5 ms a hand for 200 poses."""

    def __init__(self, gestures: Iterable[Gesture]) -> None:
        """Prepare every one-handed gesture's pose; raises ValueError when there is none."""
        single = [gesture for gesture in gestures if gesture.hands == 1]
        self._prepare([(gesture.id, gesture.pose) for gesture in single])
        self._rarity = tuple(rarity(gesture) for gesture in single)

    @classmethod
    def of_poses(cls, poses: Sequence[tuple[str, HandPose]]) -> Matcher:
        """A matcher of named poses: one side of the two-handed gestures."""
        matcher = cls.__new__(cls)
        matcher._prepare(poses)
        return matcher

    def _prepare(self, named: Sequence[tuple[str, HandPose]]) -> None:
        if not named:
            raise ValueError("A matcher needs at least one gesture.")
        self.names = tuple(name for name, _ in named)
        self._rarity = (0.0,) * len(named)
        poses = [pose for _, pose in named]
        self._measured = [measure_pose(pose) for pose in poses]
        self._expected = np.stack([expected_values(pose) for pose in poses])
        gaps = np.array([hand.picture.gaps for hand in self._measured])
        self._gaps_deg = GAP_SLOPE * gaps + GAP_INTERCEPT_DEG
        straight = np.array(
            [
                [hand.picture.finger(name).curl < STRAIGHT_CURL_DEG for name in LONG_FINGERS]
                for hand in self._measured
            ]
        )
        self._gap_counts = straight[:, :-1] & straight[:, 1:]
        self._tolerances = np.stack([_tolerances(hand) for hand in self._measured])
        self._shares = _digit_shares()

    def matches(self, hand: MeasuredHand) -> tuple[Match, ...]:
        """Every gesture against ``hand``, the likeliest first."""
        costs = self._costs(values(hand), hand.picture.gaps)
        order = np.argsort(costs.sum(axis=1) + np.array(self._rarity), kind="stable")
        return tuple(self._match(int(number), costs[number], hand) for number in order)

    def in_order(self, hand: MeasuredHand) -> tuple[Match, ...]:
        """Every gesture against ``hand``, in the order they were given."""
        costs = self._costs(values(hand), hand.picture.gaps)
        return tuple(self._match(number, row, hand) for number, row in enumerate(costs))

    def point_costs(self, points: NDArray[np.float64], side: Side) -> NDArray[np.float64]:
        """What each gesture costs for exact ``points`` (21, 3) that no network has seen.

        The points are first turned into what the network would say of them, (gestures,).
        """
        angles = joint_angles(points, side)
        gaps = GAP_SLOPE * np.array(angles.gaps) + GAP_INTERCEPT_DEG
        return self._costs(network_values(MeasuredHand(picture=angles, world=angles)), gaps).sum(
            axis=1
        )

    def apart(self) -> NDArray[np.float64]:
        """How much each gesture's own pose costs as each other one, (gestures, gestures).

        Row a, column b: a perfect hand of a taken for b. Below about 3 no eye of this kind
        tells the two apart.
        """
        rows = [
            self._costs(expected, gaps).sum(axis=1)
            for expected, gaps in zip(self._expected, self._gaps_deg, strict=True)
        ]
        return np.stack(rows)

    def best_cost(self, hand: MeasuredHand) -> float:
        """The cost of the gesture that fits best."""
        return float(self._costs(values(hand), hand.picture.gaps).sum(axis=1).min())

    def _costs(self, seen: NDArray[np.float64], gaps_deg: Iterable[float]) -> NDArray[np.float64]:
        """(gestures, 6): cost of the thumb, the four fingers, the gaps."""
        off = (seen[None, :] - self._expected) / self._tolerances
        digits = np.minimum(off**2, FEATURE_COST_MAX) @ self._shares
        gap_off = (np.array(tuple(gaps_deg))[None, :] - self._gaps_deg) / GAP_TOLERANCE_DEG
        gaps = np.minimum(gap_off**2, GAP_COST_MAX) * self._gap_counts
        return np.column_stack([digits, GAP_WEIGHT * gaps.sum(axis=1)])

    def _match(self, number: int, costs: NDArray[np.float64], hand: MeasuredHand) -> Match:
        cost = float(costs.sum())
        return Match(
            gesture=self.names[number],
            score=score_of(cost),
            cost=cost,
            rarity=self._rarity[number],
            digit_costs=tuple(float(part) for part in costs),
            told=partial(
                differences,
                seen=hand.picture,
                expected=self._measured[number].picture,
                costs=costs,
            ),
        )


def score_of(cost: float) -> float:
    """A cost of 0 or more as a score from 1 down to 0."""
    return float(np.exp(-cost / SCORE_SCALE))


def _tolerances(hand: MeasuredHand) -> NDArray[np.float64]:
    """(features,): people fold a finger more or less tightly, but a straight one is straight."""
    curls = {name: hand.picture.finger(name).curl for name in LONG_FINGERS}
    bent = [
        np.clip(curls.get(feature.digit, 0.0) / FOLDED_CURL_DEG, 0.0, 1.0) for feature in FEATURES
    ]
    return np.array([f.tolerance for f in FEATURES]) * (1.0 + FOLDED_SLACK * np.array(bent))


def _digit_shares() -> NDArray[np.float64]:
    """(features, digits): each feature's weight in its digit, each column adding up to 1."""
    shares = np.zeros((len(FEATURES), len(DIGITS)))
    for row, feature in enumerate(FEATURES):
        shares[row, DIGITS.index(feature.digit)] = feature.weight
    return shares / shares.sum(axis=0)
