"""Forward kinematics: rigid bones, mirror image, turns, and what a hand cannot do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PoseError
from toolkit.hands.kinematics import (
    PHALANGES_MM,
    THUMB_MM,
    Proportions,
    joint_points,
    rotate,
    rotation,
)
from toolkit.hands.pose import (
    FINGER_RANGES_DEG,
    THUMB_RANGES_DEG,
    FingerPose,
    HandPose,
    ThumbPose,
)


def _angles(ranges: dict[str, tuple[float, float]]) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries({key: st.floats(*bounds) for key, bounds in ranges.items()})


fingers = _angles(FINGER_RANGES_DEG).map(lambda angles: FingerPose(**angles))
thumbs = _angles(THUMB_RANGES_DEG).map(lambda angles: ThumbPose(**angles))
poses = st.builds(
    HandPose, thumb=thumbs, index=fingers, middle=fingers, ring=fingers, pinky=fingers
)


@settings(max_examples=40)
@given(poses)
def test_bones_keep_their_lengths_in_every_pose(pose: HandPose) -> None:
    points = joint_points(pose)
    for number, name in enumerate(("index", "middle", "ring", "pinky")):
        first = 5 + 4 * number
        lengths = np.linalg.norm(np.diff(points[first : first + 4], axis=0), axis=1)
        assert lengths == pytest.approx(PHALANGES_MM[name])
    assert np.linalg.norm(np.diff(points[1:5], axis=0), axis=1) == pytest.approx(THUMB_MM)
    assert points.shape == (21, 3)
    assert (points[0] == 0).all()


@settings(max_examples=20)
@given(poses)
def test_a_left_hand_is_the_mirror_image(pose: HandPose) -> None:
    left = HandPose(
        side="left",
        thumb=pose.thumb,
        index=pose.index,
        middle=pose.middle,
        ring=pose.ring,
        pinky=pose.pinky,
    )
    assert np.allclose(joint_points(left), joint_points(pose) * [-1, 1, 1])


def test_straight_fingers_point_away_from_the_wrist_and_flexion_bends_to_the_palm() -> None:
    flat = joint_points(HandPose())
    bent = joint_points(HandPose(index=FingerPose(mcp=90)))
    assert flat[8, 1] > flat[5, 1] + 70
    assert bent[8, 2] > flat[8, 2] + 60
    fist = joint_points(HandPose(index=FingerPose(mcp=90, pip=100, dip=70)))
    assert np.linalg.norm(fist[8] - fist[5]) < 35


def test_spread_moves_fingers_apart_and_the_thumb_stands_on_the_right() -> None:
    together = joint_points(HandPose())
    apart = joint_points(HandPose(index=FingerPose(spread=15), ring=FingerPose(spread=15)))
    assert apart[8, 0] > together[8, 0] + 10
    assert apart[16, 0] < together[16, 0] - 10
    assert together[4, 0] > 30


def test_proportions_scale_the_whole_hand() -> None:
    big = joint_points(HandPose(), Proportions(scale=1.1))
    assert np.allclose(big, 1.1 * joint_points(HandPose()))


@settings(max_examples=30)
@given(st.floats(-180, 180), st.floats(-180, 180), st.floats(-180, 180))
def test_turns_are_rotations(yaw: float, pitch: float, roll: float) -> None:
    matrix = rotation(yaw=yaw, pitch=pitch, roll=roll)
    assert np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


def test_roll_is_counter_clockwise_and_yaw_180_shows_the_back() -> None:
    up = np.array([[0.0, 1.0, 0.0]])
    assert rotate(up, roll=90)[0] == pytest.approx([-1, 0, 0], abs=1e-9)
    assert rotate(np.array([[0.0, 0, 1]]), yaw=180)[0] == pytest.approx([0, 0, -1], abs=1e-9)
    assert rotate(up, pitch=90)[0] == pytest.approx([0, 0, 1], abs=1e-9)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"index": {"pip": 170}}, "index.pip is 170"),
        ({"pinky": {"spread": 80}}, "pinky.spread is 80"),
        ({"thumb": {"ip": float("nan")}}, "thumb.ip is nan"),
    ],
)
def test_inhuman_angles_are_refused_by_name(part: dict[str, dict[str, float]], words: str) -> None:
    ((finger, angles),) = part.items()
    made = ThumbPose(**angles) if finger == "thumb" else FingerPose(**angles)
    with pytest.raises(PoseError, match=words.replace(".", r"\.")):
        HandPose(**{finger: made})  # pyright: ignore[reportArgumentType]
