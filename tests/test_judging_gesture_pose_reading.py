"""A drawn hand of known pose: what is read of its picture is that pose, nearly."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from tests.judging_samples import opened_judge, picture
from toolkit.errors import NotConverged
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import HandPose
from toolkit.judging.gesture import pose_reading
from toolkit.judging.gesture.features import measure_detected, measure_pose
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.gesture.pose_reading import PoseReading, fitted_pose, read_pose
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary(extra=())
MATCHER = Matcher(WORDS.gestures.values())
LONG_FINGERS = ("index", "middle", "ring", "pinky")


def read(gesture: str, side: str) -> PoseReading:
    """What is read of a drawn hand, beginning with the nearest entry that is another pose."""
    judge = opened_judge()
    (seen, *_) = judge.read(picture(gesture, side), pairs=False).seen
    family = {gesture, *WORDS[gesture].twins}
    nearest = next(match.gesture for match in seen.matches if match.gesture not in family)
    measured = measure_detected(seen.hand, seen.side)
    return read_pose(seen.hand, measured, seen.side, start=WORDS[nearest].pose)


def bends_deg(pose: HandPose) -> np.ndarray:
    """The three flexions of each long finger, (4, 3)."""
    return np.array([astuple(getattr(pose, name))[:3] for name in LONG_FINGERS])


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("gesture", ["peace", "rock", "palm", "three_gun", "thumb_index"])
def test_the_pose_of_a_drawn_hand_comes_back(gesture: str, side: str) -> None:
    found = read(gesture, side)
    off = np.abs(bends_deg(found.pose) - bends_deg(WORDS[gesture].pose))
    assert off.mean() < 15 and off.max() < 40
    assert found.pose.side == "right" and found.cost < 30 and found.steps > 0
    assert found.facing in ("palm", "any")
    assert found.pointing == WORDS[gesture].pointing
    # The judge takes the read pose for the gesture: that is what it is for.
    likely = np.argsort(MATCHER.point_costs(joint_points(found.pose), "right"))[:12]
    assert {gesture, *WORDS[gesture].twins} & {MATCHER.names[int(place)] for place in likely}


def test_the_back_of_a_hand_is_told() -> None:
    found = read("point_sideways", "right")
    assert (found.facing, found.pointing) == ("back", "sideways")
    assert abs(found.orientation.yaw) == 180 and found.orientation.roll == 90


def test_a_fit_that_does_not_settle_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pose_reading, "MOST_STEPS", 1)
    with pytest.raises(NotConverged, match="did not settle in 1 steps"):
        fitted_pose(measure_pose(WORDS["fist"].pose), start=WORDS["palm"].pose)
