"""Measuring gives back the angles that the kinematics were given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PoseError
from toolkit.hands.kinematics import joint_points, rotate
from toolkit.hands.measure import (
    LONG_FINGERS,
    finger_direction,
    joint_angles,
    palm_length,
    palm_normal,
)
from toolkit.hands.pose import FingerPose, HandPose, ThumbPose

SIDES = ("right", "left")
flexion = st.builds(
    FingerPose,
    mcp=st.floats(-10, 90),
    pip=st.floats(1, 100),
    dip=st.floats(1, 70),
    spread=st.just(0.0),
)
turns = st.floats(-180, 180)


@settings(max_examples=40, deadline=None)
@given(
    fingers=st.tuples(flexion, flexion, flexion, flexion),
    side=st.sampled_from(SIDES),
    yaw=turns,
    pitch=turns,
    roll=turns,
)
def test_flexions_come_back_however_the_hand_is_turned(fingers, side, yaw, pitch, roll):
    pose = HandPose(side=side, **dict(zip(LONG_FINGERS, fingers, strict=True)))
    points = rotate(joint_points(pose), yaw=yaw, pitch=pitch, roll=roll)
    points += np.array([5.0, -70.0, 300.0])
    measured = joint_angles(points, side)
    for name, finger in zip(LONG_FINGERS, fingers, strict=True):
        got = measured.finger(name)
        # The palm's plane is fitted to knuckles that do not lie in one plane: a few degrees.
        assert got.mcp == pytest.approx(finger.mcp, abs=9.0)
        assert got.pip == pytest.approx(finger.pip, abs=1e-6)
        assert got.dip == pytest.approx(finger.dip, abs=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_a_bend_away_from_the_palm_is_negative(side):
    pose = HandPose(side=side, index=FingerPose(pip=-5.0, dip=-10.0), middle=FingerPose(mcp=-40.0))
    measured = joint_angles(joint_points(pose), side)
    assert measured.index.pip == pytest.approx(-5.0, abs=1e-6)
    assert measured.index.dip == pytest.approx(-10.0, abs=1e-6)
    assert measured.middle.mcp < -30.0


def test_the_wrong_side_turns_every_flexion_round():
    pose = HandPose(index=FingerPose(mcp=40.0, pip=60.0, dip=30.0))
    wrong = joint_angles(joint_points(pose), "left").index
    assert wrong.mcp < -30.0
    assert wrong.pip == pytest.approx(-60.0, abs=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_spread_and_crossing_have_opposite_signs(side):
    spread = HandPose(side=side, index=FingerPose(spread=15.0), pinky=FingerPose(spread=20.0))
    crossed = HandPose(side=side, index=FingerPose(spread=-15.0), middle=FingerPose(spread=10.0))
    assert joint_angles(joint_points(spread), side).gaps[0] > 12.0
    assert joint_angles(joint_points(spread), side).gaps[2] > 15.0
    assert joint_angles(joint_points(crossed), side).gaps[0] < -10.0


@pytest.mark.parametrize("side", SIDES)
def test_the_thumb_is_measured_as_it_was_posed(side):
    thumb = ThumbPose(radial=45.0, palmar=25.0, twist=30.0, mcp=20.0, ip=35.0)
    measured = joint_angles(joint_points(HandPose(side=side, thumb=thumb)), side).thumb
    assert measured.radial == pytest.approx(45.0, abs=10.0)
    assert measured.palmar == pytest.approx(25.0, abs=10.0)
    assert measured.mcp == pytest.approx(20.0, abs=1e-6)
    assert measured.ip == pytest.approx(35.0, abs=1e-6)


def test_reach_tells_straight_from_folded():
    fist = FingerPose(mcp=90.0, pip=100.0, dip=70.0)
    measured = joint_angles(joint_points(HandPose(ring=fist)), "right")
    assert measured.index.reach == pytest.approx(1.0)
    assert measured.ring.reach < 0.6


@pytest.mark.parametrize("side", SIDES)
def test_the_palm_looks_where_it_was_turned(side):
    points = joint_points(HandPose(side=side))
    assert palm_normal(points, side)[2] > 0.95
    assert palm_normal(rotate(points, yaw=180.0), side)[2] < -0.95
    assert palm_normal(rotate(points, yaw=90.0), side)[0] > 0.95


def test_a_straight_finger_points_up_and_follows_the_roll():
    points = joint_points(HandPose())
    assert finger_direction(points, "middle")[1] > 0.98
    assert finger_direction(rotate(points, roll=90.0), "middle")[0] < -0.98


def test_measures_do_not_depend_on_the_unit():
    points = joint_points(HandPose(index=FingerPose(mcp=30.0)))
    small, large = joint_angles(points, "right"), joint_angles(points * 7.0, "right")
    assert small.thumb.to_tips == pytest.approx(large.thumb.to_tips)
    assert palm_length(points * 7.0) == pytest.approx(7.0 * palm_length(points))


@pytest.mark.parametrize(
    "points",
    [np.zeros((21, 2)), np.zeros((20, 3)), np.full((21, 3), np.nan), np.zeros((21, 3))],
)
def test_points_that_are_no_hand_are_refused(points):
    with pytest.raises(PoseError):
        joint_angles(points, "right")
