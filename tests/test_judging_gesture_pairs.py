"""Two hands: each pose, where they are to each other, and what one hand cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.decide import decide
from toolkit.judging.gesture.differences import other_place
from toolkit.judging.gesture.features import TO_CAMERA
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.gesture.pairs import PairMatcher
from toolkit.judging.gesture.reading import read_hands
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
MATCHER = Matcher(VOCABULARY.gestures.values())
PAIRS = PairMatcher(VOCABULARY.gestures.values())
TWO_HANDED = [gesture.id for gesture in VOCABULARY.gestures.values() if gesture.hands == 2]
PX_PER_MM = 1.5


def detected(gesture_id: str, shift_mm: float = 0.0) -> list[DetectedHand]:
    """Both hands as a perfect landmark network would give them, the left one moved aside."""
    gesture = VOCABULARY.gesture(gesture_id)
    points = gesture.hand_points()
    points[1] = points[1] + np.array([shift_mm, 0.0, 0.0])
    return [
        DetectedHand(
            points_px=hand * TO_CAMERA * PX_PER_MM + np.array([400.0, 400.0, 0.0]),
            world_points_mm=hand * TO_CAMERA,
            side="right" if number == 0 or gesture_id == "handshake" else "left",
            presence=0.99,
        )
        for number, hand in enumerate(points)
    ]


def in_a_mirror(hands: list[DetectedHand]) -> list[DetectedHand]:
    """The same hands with right and left exchanged."""
    flip = np.array([-1.0, 1.0, 1.0])
    return [
        replace(
            hand,
            points_px=hand.points_px * flip + np.array([800.0, 0.0, 0.0]),
            world_points_mm=hand.world_points_mm * flip,
            side="left" if hand.side == "right" else "right",
        )
        for hand in hands
    ]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("gesture_id", TWO_HANDED)
def test_a_pair_fits_its_own_gesture_best(gesture_id: str, mirrored: bool) -> None:
    hands = detected(gesture_id)[::-1]
    matches = PAIRS.matches(in_a_mirror(hands) if mirrored else hands)
    own = next(match for match in matches if match.gesture == gesture_id)
    twins = VOCABULARY.gesture(gesture_id).twins
    assert matches[0].gesture in (gesture_id, *twins) or own.cost - matches[0].cost < 0.5


def test_two_people_shake_their_right_hands() -> None:
    handshake = VOCABULARY.gesture("handshake")
    assert handshake.other is not None
    assert (handshake.pose.side, handshake.other.pose.side) == ("right", "right")
    assert PAIRS.matches(detected("handshake"))[0].gesture == "handshake"


def test_one_hand_makes_no_two_handed_gesture() -> None:
    hands = detected("timeout")[:1]
    assert PAIRS.matches(hands) == ()
    reading = read_hands(hands, MATCHER, PAIRS)
    answer = decide(reading, VOCABULARY.gesture("timeout"), VOCABULARY.gestures)
    assert (answer.outcome, answer.reason) == ("fail", "one_hand")


def test_a_finger_that_differs_is_said_of_the_hand_it_is_on() -> None:
    hands = detected("hand_heart")
    for number, side in enumerate(("right", "left")):
        other = detected("handshake")[0] if number == 0 else detected("namaste")[1]
        mixed = [other, hands[1]] if number == 0 else [hands[0], other]
        seen = next(m for m in PAIRS.matches(mixed) if m.gesture == "hand_heart")
        whose = {dict(each.fields).get("hand") for each in seen.differences}
        assert side in whose, side


COSTS = {
    ("hand_heart", 0.0): (0.97, 53.63, 61.14, 53.82),
    ("hand_heart", 40.0): (1.97, 59.25, 61.14, 58.15),
    ("timeout", 25.0): (50.37, 16.09, 1.33, 18.45),
}


def test_pairs_cost_what_they_did() -> None:
    """As for one hand: kept verdicts rest on these; see `test_judging_match`."""
    names = ("hand_heart", "namaste", "timeout", "handshake")
    for seen, shift_mm in (("hand_heart", 0.0), ("hand_heart", 40.0), ("timeout", 25.0)):
        cost = {m.gesture: m.cost for m in PAIRS.matches(detected(seen, shift_mm=shift_mm))}
        assert [cost[name] for name in names] == pytest.approx(COSTS[seen, shift_mm], abs=0.02)


def test_hands_in_another_place_cost_more_and_say_so() -> None:
    near = PAIRS.matches(detected("hand_heart"))
    far = PAIRS.matches(detected("hand_heart", shift_mm=300.0))
    cost = {match.gesture: match.cost for match in near}["hand_heart"]
    moved = next(match for match in far if match.gesture == "hand_heart")
    assert moved.cost > cost + 5
    assert other_place() in moved.differences
    assert other_place() not in {match.gesture: match for match in near}["hand_heart"].differences
