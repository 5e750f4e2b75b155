"""A pose fits its own gesture best, and what differs is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.kinematics import joint_points, rotate
from toolkit.hands.pose import FingerPose
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.decide import decide
from toolkit.judging.gesture.differences import finger, gap
from toolkit.judging.gesture.features import (
    FEATURES,
    TO_CAMERA,
    expected_values,
    measure_detected,
    measure_pose,
    values,
)
from toolkit.judging.gesture.match import VERSION, Matcher, rarity
from toolkit.judging.gesture.pairs import PairMatcher
from toolkit.judging.gesture.reading import read_hands
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
MATCHER = Matcher(VOCABULARY.gestures.values())
PAIRS = PairMatcher(VOCABULARY.gestures.values())
CLEAR = ("fist", "palm", "peace", "rock", "call", "three3", "thumb_index", "little_finger", "four")


def detected(gesture: str, side: str = "right", said: str | None = None, **turn: float):
    """What a perfect landmark network would say of a gesture's own points."""
    pose = replace(VOCABULARY.gesture(gesture).pose, side=side)
    points = rotate(joint_points(pose), **turn) * TO_CAMERA
    return DetectedHand(
        points_px=points + np.array([300.0, 300.0, 0.0]),
        world_points_mm=points,
        side=said or side,
        presence=0.99,
    )


@pytest.mark.parametrize("gesture", CLEAR)
@pytest.mark.parametrize("side", ["right", "left"])
def test_a_pose_fits_its_own_gesture_best(gesture: str, side: str) -> None:
    reading = read_hands([detected(gesture, side, yaw=25.0, roll=140.0)], MATCHER, PAIRS)
    best = reading.matches[0]
    # Equal poses (an entry and its back view) and twins tie.
    twins = VOCABULARY.gesture(gesture).twins
    assert best.gesture in twins or reading.match(gesture).cost == pytest.approx(best.cost)
    ranks = [match.rank_cost for match in reading.matches]
    assert ranks == sorted(ranks)
    assert all(0.0 <= match.score <= 1.0 for match in reading.matches)
    assert len(reading.matches) == sum(g.hands == 1 for g in VOCABULARY.gestures.values())


def test_a_wrong_word_for_the_side_is_taken_back() -> None:
    reading = read_hands([detected("peace", "right", said="left")], MATCHER, PAIRS)
    assert reading.side == "right"


SIX = ("fist", "palm", "peace", "rock", "like", "four")
COSTS = {
    "fist": (2.65, 63.31, 31.06, 27.15, 10.03, 59.03),
    "palm": (53.46, 1.10, 30.65, 30.83, 46.15, 9.37),
    "peace": (25.89, 38.27, 2.12, 26.21, 30.28, 33.72),
    "rock": (24.90, 34.56, 26.39, 1.74, 29.47, 30.22),
    "like": (11.35, 57.32, 36.68, 33.05, 2.80, 61.67),
    "four": (47.43, 9.07, 24.44, 24.74, 50.20, 0.98),
}
"""What a turned hand of each of `SIX` costs as each of them."""


def test_costs_change_with_the_version_alone() -> None:
    """Whoever changes a tolerance or a line raises `VERSION`: kept verdicts rest on these."""
    assert VERSION == "7"
    for seen, expected in COSTS.items():
        reading = read_hands([detected(seen, yaw=25.0, roll=140.0)], MATCHER, PAIRS)
        costs = [reading.match(name).cost for name in SIX]
        assert costs == pytest.approx(expected, abs=0.02), seen
    places = [MATCHER.names.index(name) for name in SIX]
    exact = MATCHER.point_costs(joint_points(VOCABULARY.gesture("peace").pose), "right")[places]
    assert exact == pytest.approx((23.75, 35.52, 0.0, 24.75, 28.64, 30.21), abs=0.02)
    assert MATCHER.apart()[MATCHER.names.index("peace")][places] == pytest.approx(exact, abs=1e-6)
    named = Matcher.of_poses([("peace", VOCABULARY.gesture("peace").pose)])
    assert named.in_order(measure_detected(detected("peace")))[0].rarity == 0.0


def test_costs_add_up() -> None:
    match = read_hands([detected("peace")], MATCHER, PAIRS).match("rock")
    assert match.cost == pytest.approx(sum(match.digit_costs))
    assert len(match.digit_costs) == 6


def test_a_wrong_finger_is_named_first() -> None:
    reading = read_hands([detected("peace")], MATCHER, PAIRS)
    too_straight = finger("middle", seen="extended", expected="folded")
    too_bent = finger("ring", seen="folded", expected="extended")
    assert too_straight in reading.match("one").differences
    assert reading.match("three").differences[0] == too_bent


def test_spread_and_thumb_are_named() -> None:
    together = read_hands([detected("two_up")], MATCHER, PAIRS).match("peace").differences
    assert gap("index", "middle", seen="together", expected="apart") in together
    out = read_hands([detected("thumb_index")], MATCHER, PAIRS).match("one").differences[0]
    assert (out.code, out.values()["seen"]) == ("thumb", "out")


def test_one_wild_joint_does_not_decide_alone() -> None:
    """A landmark thrown far off costs no more than one digit's bound, and its neighbours'."""
    hand = detected("palm")
    thrown = hand.points_px.copy()
    thrown[8, 1] += 400.0
    wild = replace(hand, points_px=thrown)
    match = read_hands([wild], MATCHER, PAIRS).match("palm")
    assert match.cost - read_hands([hand], MATCHER, PAIRS).match("palm").cost < 24.0


def test_one_hand_seen_twice_is_one_hand() -> None:
    hand = detected("palm")
    far = replace(hand, points_px=hand.points_px + np.array([900.0, 0.0, 0.0]))
    assert read_hands([hand, hand], MATCHER, PAIRS).hands == 1
    assert read_hands([hand, far], MATCHER, PAIRS).hands == 2
    assert read_hands([], MATCHER, PAIRS).hands == 0


def test_the_larger_hand_is_read() -> None:
    small, large = detected("fist"), detected("palm")
    large = replace(large, points_px=large.points_px * 2.0 + np.array([900.0, 0.0, 0.0]))
    assert read_hands([small, large], MATCHER, PAIRS).matches[0].gesture == "palm"


def test_points_that_are_no_hand_are_no_hand() -> None:
    flat = replace(detected("palm"), points_px=np.zeros((21, 3)), world_points_mm=np.zeros((21, 3)))
    assert read_hands([flat], MATCHER, PAIRS).hands == 0


def test_features_of_every_pose_are_finite_and_expected_values_follow_the_lines() -> None:
    for gesture in VOCABULARY.gestures.values():
        own, expected = values(measure_pose(gesture.pose)), expected_values(gesture.pose)
        lines = [f.slope * value + f.intercept for f, value in zip(FEATURES, own, strict=True)]
        assert np.isfinite(own).all()
        assert expected == pytest.approx(lines)


def test_bending_one_finger_costs_more_and_more() -> None:
    pose = VOCABULARY.gesture("palm").pose
    costs = []
    for bend in (0.0, 30.0, 60.0, 90.0):
        bent = replace(pose, ring=FingerPose(mcp=bend, pip=bend, dip=bend * 0.7))
        points = joint_points(bent) * TO_CAMERA
        hand = DetectedHand(points_px=points, world_points_mm=points, side="right", presence=1.0)
        costs.append(read_hands([hand], MATCHER, PAIRS).match("palm").digit_costs[3])
    assert costs == sorted(costs)
    assert costs[-1] > 8.0


def test_a_matcher_without_gestures_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Matcher([])


def test_what_everybody_shows_needs_less_evidence_than_what_few_do() -> None:
    """A flat hand is taken for `stop`, not for a mudra of the same shape, unless that is asked."""
    gestures = VOCABULARY.gestures
    assert rarity(gestures["stop"]) == 0.0 < rarity(gestures["pataka"])
    reading = read_hands([detected("pataka")], MATCHER, PAIRS)
    assert reading.match("pataka").cost == pytest.approx(0, abs=6)
    assert reading.matches[0].gesture in ("stop", "stop_inverted", "high_five")
    assert decide(reading, gestures["pataka"], gestures).outcome == "pass"
