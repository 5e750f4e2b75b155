"""Inverse kinematics: what should touch touches, within human range, and the rest stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.collide import overlaps
from toolkit.hands.contacts import read_contact
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import FINGERS, HandPose, PlacedHand
from toolkit.hands.solve import Hands, hands_points, solved
from toolkit.hands.touching import gap_mm
from toolkit.vocabulary.poses import FINGER_NAMES, FINGER_STATES, THUMB_STATES, FingerName
from toolkit.vocabulary.poses import hand_pose as posed

NO_TURN = (0.0, 0.0, 0.0)
TIPS = dict(zip(FINGERS, (4, 8, 12, 16, 20), strict=True))


def pinching(finger: FingerName) -> HandPose:
    """A thumb half way to one half-bent finger; the others straight."""
    fingers = dict.fromkeys(FINGER_NAMES, FINGER_STATES["straight"])
    fingers[finger] = FINGER_STATES["half"]
    return posed(thumb=THUMB_STATES["oppose"], fingers=fingers)


@pytest.mark.parametrize("finger", FINGER_NAMES)
def test_the_thumb_opposes_every_finger_within_five_millimetres(finger: FingerName) -> None:
    written = pinching(finger)
    contact = read_contact(f"thumb.tip {finger}.tip")
    assert gap_mm([joint_points(written)], contact) > 10
    pose = solved(written, None, (contact,), NO_TURN).pose
    points = joint_points(pose)
    assert np.linalg.norm(points[4] - points[TIPS[finger]]) <= 5.0
    assert not overlaps(points, soft_mm=8.0)
    for other in FINGER_NAMES:
        if other != finger:
            assert getattr(pose, other) == getattr(written, other)


def test_a_pose_that_touches_already_is_taken_as_it_is() -> None:
    contact = (read_contact("thumb.tip index.tip"),)
    once = solved(pinching("index"), None, contact, NO_TURN).pose
    assert solved(once, None, contact, NO_TURN).pose == once
    assert solved(once, None, (), NO_TURN).pose == once


def test_what_no_hand_reaches_stays_within_range() -> None:
    backwards = replace(pinching("index"), index=FINGER_STATES["straight"])
    contact = (read_contact("index.tip wrist"),)
    pose = solved(backwards, None, contact, NO_TURN).pose  # raises beyond human range
    assert gap_mm([joint_points(pose)], contact[0]) < gap_mm([joint_points(backwards)], contact[0])


def test_two_hands_are_brought_together() -> None:
    pose = HandPose()
    other = PlacedHand(pose=replace(pose, side="left"), offset_mm=(150.0, 10.0, 0.0))
    contact = (read_contact("thumb.tip other.thumb.tip"),)
    found = solved(pose, other, contact, NO_TURN)
    assert found.other is not None
    points = hands_points(Hands(pose=found.pose, other=found.other), NO_TURN)
    assert gap_mm(points, contact[0]) < 5.0
