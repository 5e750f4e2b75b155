"""Facing and pointing are checked, relative to the view, and only when they are sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.hands.kinematics import joint_points, rotate
from toolkit.judging.direction import (
    direction_complaint,
    pointing_parts,
    read_direction,
    shown_side,
)
from toolkit.judging.features import TO_CAMERA
from toolkit.judging.landmarker import DetectedHand
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def complaint(gesture: str, *, view: str = "", side: str = "right", presence=0.99, **turn) -> str:
    """What is said of ``gesture``'s own pose, turned, when asked for ``gesture``."""
    entry = VOCABULARY.gesture(gesture)
    points = rotate(joint_points(replace(entry.pose, side=side)), **turn) * TO_CAMERA
    hand = DetectedHand(points_px=points, world_points_mm=points, side=side, presence=presence)
    word = VOCABULARY.scene_word("view", view) if view else None
    seen = read_direction(hand, side, pointing_parts(entry.pose))
    return direction_complaint(seen, entry, word)


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_back_is_told_from_the_palm(side):
    assert complaint("stop", side=side) == ""
    assert "back of the hand" in complaint("stop", side=side, yaw=180.0)
    assert complaint("stop_inverted", side=side, yaw=180.0) == ""
    assert "palm of the hand" in complaint("stop_inverted", side=side)


def test_a_hand_seen_from_the_side_shows_the_side_that_its_entry_shows():
    for gesture in ("push_left", "mute"):
        yaw = VOCABULARY.gesture(gesture).orientation.yaw
        assert shown_side(VOCABULARY.gesture(gesture)) == "palm"
        assert complaint(gesture, yaw=yaw) == complaint(gesture, yaw=1.4 * yaw) == ""
        # Square to the camera, and clearly from the back.
        assert "palm of the hand" in complaint(gesture)
        behind = 130.0 if yaw > 0.0 else -130.0
        assert "back of the hand" in complaint(gesture, yaw=behind)
        assert complaint(gesture, yaw=behind, presence=0.6) == ""
    assert shown_side(VOCABULARY.gesture("flexing")) == "edge"
    assert shown_side(VOCABULARY.gesture("stop_inverted")) == "back"


def test_the_view_turns_what_is_expected():
    assert complaint("stop", view="back", yaw=180.0) == ""
    assert "palm of the hand" in complaint("stop", view="back")
    assert complaint("stop", view="palm") == ""


def test_in_doubt_the_facing_is_not_held_against_the_hand():
    assert complaint("stop", yaw=92.0) == ""
    assert complaint("stop", yaw=180.0, presence=0.55) == ""
    assert complaint("stop", view="side", yaw=180.0) == ""


@pytest.mark.parametrize(
    ("roll", "said"), [(0.0, ""), (-35.0, ""), (90.0, "sideways"), (180.0, "down")]
)
def test_up_is_up(roll, said):
    got = complaint("one", roll=roll)
    assert (got == "") if not said else (f"points {said}, expected up" in got)


@pytest.mark.parametrize("side", ["right", "left"])
def test_thumbs_point_too(side):
    sign = 1.0 if side == "right" else -1.0
    up = VOCABULARY.gesture("like").orientation.roll
    down = VOCABULARY.gesture("dislike").orientation.roll
    assert complaint("like", side=side, roll=sign * up) == ""
    assert "down, expected up" in complaint("like", side=side, roll=sign * down)
    assert complaint("dislike", side=side, roll=sign * down) == ""


def test_a_finger_at_the_camera_points_nowhere_in_the_picture():
    assert complaint("point", pitch=75.0) == ""
    assert "at the camera" in complaint("point")
    assert complaint("one", pitch=89.0) == ""


def test_which_parts_point():
    parts = {
        name: pointing_parts(VOCABULARY.gesture(name).pose) for name in ("peace", "like", "fist")
    }
    assert parts == {"peace": ("index", "middle"), "like": ("thumb",), "fist": ("palm",)}


@pytest.mark.parametrize("side", ["right", "left"])
def test_where_nothing_is_straight_the_palm_points(side):
    sign = 1.0 if side == "right" else -1.0
    # A cup is upright and the fingers go round it, so the hand lies.
    assert complaint("holding_cup", side=side, roll=sign * 80.0) == ""
    assert "points up, expected sideways" in complaint("holding_cup", side=side)
    assert complaint("fist_left", side=side, roll=sign * 90.0) == ""
    assert "points up, expected sideways" in complaint("fist_left", side=side)
    assert complaint("punch", side=side, pitch=78.0) == ""
    assert "at the camera" in complaint("punch", side=side)
