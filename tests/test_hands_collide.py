"""Capsules of one hand: apart in an open hand, in one another where a finger goes through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.hands.collide import _distances, overlaps  # pyright: ignore[reportPrivateUsage]
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import FingerPose, HandPose, ThumbPose
from toolkit.vocabulary.poses import FINGER_STATES


def test_an_open_hand_is_free_of_itself() -> None:
    spread = HandPose(
        index=FingerPose(spread=8), ring=FingerPose(spread=8), pinky=FingerPose(spread=14)
    )
    assert overlaps(joint_points(spread)) == []


def test_a_thumb_through_the_fist_is_found() -> None:
    fist = FINGER_STATES["fist"]
    through = HandPose(
        thumb=ThumbPose(radial=-5, palmar=0, twist=40, mcp=60, ip=80),
        index=fist,
        middle=fist,
        ring=fist,
        pinky=fist,
    )
    found = overlaps(joint_points(through))
    assert found and found[0].depth_mm > 9
    assert any("thumb" in overlap.one for overlap in found)
    assert [o.depth_mm for o in found] == sorted((o.depth_mm for o in found), reverse=True)


def test_fingers_crossed_within_one_plane_are_found() -> None:
    crossed = HandPose(index=FingerPose(spread=-15), middle=FingerPose(spread=15))
    assert {(o.one.split(".")[0], o.other.split(".")[0]) for o in overlaps(joint_points(crossed))}


POINT = st.lists(st.floats(-50, 50), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(POINT, min_size=4, max_size=4))
def test_the_closed_form_agrees_with_a_slow_search(points: list[list[float]]) -> None:
    p1, q1, p2, q2 = (np.array([point]) for point in points)
    steps = np.linspace(0, 1, 81)
    one = p1[0] + steps[:, None] * (q1[0] - p1[0])
    other = p2[0] + steps[:, None] * (q2[0] - p2[0])
    slow = np.linalg.norm(one[:, None] - other[None], axis=2).min()
    grain = (np.linalg.norm(q1 - p1) + np.linalg.norm(q2 - p2)) / 80
    exact = _distances(p1, q1, p2, q2)[0]
    assert exact == pytest.approx(slow, abs=grain + 1e-6)
    assert exact <= slow + 1e-6
