"""Facing and pointing are checked, relative to the view, and only when they are sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.hands.kinematics import joint_points, rotate
from toolkit.hands.pose import FingerPose, HandPose
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.differences import at_camera, facing, pointing
from toolkit.judging.gesture.direction import (
    Direction,
    direction_difference,
    pointing_parts,
    read_direction,
    seen_pointing,
    shown_side,
)
from toolkit.judging.gesture.features import TO_CAMERA
from toolkit.vocabulary import Localized, SceneWord, load_vocabulary
from toolkit.vocabulary.entries import Orientation

VOCABULARY = load_vocabulary()


def difference(gesture: str, *, view: str = "", side: str = "right", presence=0.99, **turn):
    """What is found of ``gesture``'s own pose, turned, when asked for ``gesture``."""
    entry = VOCABULARY.gesture(gesture)
    points = rotate(joint_points(replace(entry.pose, side=side)), **turn) * TO_CAMERA
    hand = DetectedHand(points_px=points, world_points_mm=points, side=side, presence=presence)
    word = VOCABULARY.scene_word("view", view) if view else None
    seen = read_direction(hand, side, pointing_parts(entry.pose))
    return direction_difference(seen, entry, word)


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_back_is_told_from_the_palm(side):
    assert difference("stop", side=side) is None
    assert difference("stop", side=side, yaw=180.0) == facing(seen="back", expected="palm")
    assert difference("stop_inverted", side=side, yaw=180.0) is None
    assert difference("stop_inverted", side=side) == facing(seen="palm", expected="back")


def test_a_hand_seen_from_the_side_shows_the_side_that_its_entry_shows():
    for gesture in ("push_left", "mute"):
        yaw = VOCABULARY.gesture(gesture).orientation.yaw
        assert shown_side(VOCABULARY.gesture(gesture)) == "palm"
        assert difference(gesture, yaw=yaw) is difference(gesture, yaw=1.4 * yaw) is None
        # Square to the camera, and clearly from the back.
        assert difference(gesture) == facing(seen="palm", expected="side")
        behind = 130.0 if yaw > 0.0 else -130.0
        assert difference(gesture, yaw=behind) == facing(seen="back", expected="side")
        assert difference(gesture, yaw=behind, presence=0.6) is None
    assert shown_side(VOCABULARY.gesture("flexing")) == "edge"
    assert shown_side(VOCABULARY.gesture("stop_inverted")) == "back"


def test_the_view_turns_what_is_expected():
    assert difference("stop", view="back", yaw=180.0) is None
    assert difference("stop", view="back") == facing(seen="palm", expected="back")
    assert difference("stop", view="palm") is None


def test_in_doubt_the_facing_is_not_held_against_the_hand():
    assert difference("stop", yaw=92.0) is None
    assert difference("stop", yaw=180.0, presence=0.55) is None
    assert difference("stop", view="side", yaw=180.0) is None


@pytest.mark.parametrize(
    ("roll", "said"), [(0.0, ""), (-35.0, ""), (90.0, "sideways"), (180.0, "down")]
)
def test_up_is_up(roll, said):
    expected = pointing(seen=said, expected="up") if said else None
    assert difference("one", roll=roll) == expected


@pytest.mark.parametrize("side", ["right", "left"])
def test_thumbs_point_too(side):
    sign = 1.0 if side == "right" else -1.0
    up = VOCABULARY.gesture("like").orientation.roll
    down = VOCABULARY.gesture("dislike").orientation.roll
    assert difference("like", side=side, roll=sign * up) is None
    assert difference("like", side=side, roll=sign * down) == pointing(seen="down", expected="up")
    assert difference("dislike", side=side, roll=sign * down) is None


def test_a_finger_at_the_camera_points_nowhere_in_the_picture():
    assert difference("point", pitch=75.0) is None
    assert difference("point") == at_camera()
    assert difference("one", pitch=89.0) is None


def test_which_parts_point():
    parts = {
        name: pointing_parts(VOCABULARY.gesture(name).pose) for name in ("peace", "like", "fist")
    }
    assert parts == {"peace": ("index", "middle"), "like": ("thumb",), "fist": ("palm",)}


@pytest.mark.parametrize("side", ["right", "left"])
def test_where_nothing_is_straight_the_palm_points(side):
    sign = 1.0 if side == "right" else -1.0
    # A cup is upright and the fingers go round it, so the hand lies.
    assert difference("holding_cup", side=side, roll=sign * 80.0) is None
    assert difference("holding_cup", side=side) == pointing(seen="up", expected="sideways")
    assert difference("fist_left", side=side, roll=sign * 90.0) is None
    assert difference("fist_left", side=side) == pointing(seen="up", expected="sideways")
    assert difference("punch", side=side, pitch=78.0) is None
    assert difference("punch", side=side) == at_camera()


# Bounds, on records instead of hands


def seen(**fields) -> Direction:
    """A hand that faces with its palm, surely but not squarely, and points up in the picture."""
    plain = {
        "facing": "palm",
        "facing_sure": True,
        "square": False,
        "angle_deg": 0.0,
        "toward": 0.0,
    }
    return Direction(**{**plain, **fields})


def entry(facing: str = "any", pointing: str = "any", pitch: float = 0.0, yaw: float = 0.0):
    """An entry that says no more than these of its direction."""
    orientation = Orientation(pitch=pitch, yaw=yaw)
    fist = VOCABULARY.gesture("fist")
    return replace(fist, facing=facing, pointing=pointing, orientation=orientation)


def view(**turn: float) -> SceneWord:
    name = Localized(en="view", zh="视角")
    return SceneWord(id="view", kind="view", name=name, text="", turn=Orientation(**turn))


@pytest.mark.parametrize(
    ("expected", "angle_deg", "said"),
    [
        ("up", 59.0, None),
        ("up", -59.0, None),
        ("up", 61.0, "sideways"),
        ("sideways", 29.0, "up"),
        ("sideways", 31.0, None),
        ("sideways", -149.0, None),
        ("sideways", 151.0, "down"),
        ("down", 119.0, "sideways"),
        ("down", -121.0, None),
        ("down", 180.0, None),
        ("any", 180.0, None),
        ("up", None, None),
    ],
)
def test_a_direction_between_two_counts_as_both(expected, angle_deg, said):
    found = direction_difference(seen(angle_deg=angle_deg), entry(pointing=expected))
    assert found == (pointing(seen=said, expected=expected) if said else None)


@pytest.mark.parametrize(
    ("off_upright_deg", "said"),
    [(0.0, "up"), (44.9, "up"), (45.0, "sideways"), (135.0, "sideways"), (135.1, "down")],
)
def test_every_angle_has_one_word(off_upright_deg, said):
    assert seen_pointing(off_upright_deg) == said


def test_facing_needs_to_be_sure_and_the_view_to_show_a_side():
    back = seen(facing="back")
    wrong = facing(seen="back", expected="palm")
    assert direction_difference(back, entry("palm")) == wrong
    assert direction_difference(seen(facing="back", facing_sure=False), entry("palm")) is None
    assert direction_difference(back, entry("palm"), view(yaw=59.0)) == wrong
    assert direction_difference(back, entry("palm"), view(yaw=61.0)) is None
    assert direction_difference(back, entry("palm"), view(yaw=119.0)) is None
    assert direction_difference(back, entry("palm"), view(yaw=121.0)) is None
    assert direction_difference(seen(), entry("palm"), view(yaw=121.0)) == facing(
        seen="palm", expected="back"
    )
    assert direction_difference(back, entry("back"), view(yaw=121.0)) == wrong
    assert direction_difference(back, entry("any")) is None


def test_a_hand_from_the_side_is_checked_in_its_own_view_only():
    square = seen(square=True, facing_sure=False)
    wrong = facing(seen="palm", expected="side")
    assert direction_difference(square, entry("side")) == wrong
    assert direction_difference(square, entry("side"), view(yaw=25.0)) == wrong
    assert direction_difference(square, entry("side"), view(yaw=26.5)) is None
    shows_palm = entry("side", yaw=60.0)
    assert shown_side(shows_palm) == "palm"
    assert direction_difference(seen(), shows_palm) is None
    assert direction_difference(seen(facing="edge"), shows_palm) is None
    behind = facing(seen="back", expected="side")
    assert direction_difference(seen(facing="back"), shows_palm) == behind
    assert direction_difference(seen(facing="back", facing_sure=False), shows_palm) is None
    shown = {yaw: shown_side(entry("side", yaw=yaw)) for yaw in (66.0, 70.0, 106.0, 109.0)}
    assert list(shown.values()) == ["palm", "edge", "edge", "back"]
    assert direction_difference(seen(), entry("side", yaw=90.0)) is None


def test_pointing_at_the_camera_is_asked_of_entries_that_are_pitched_far():
    flat, close = seen(toward=0.44), seen(toward=0.45)
    assert direction_difference(flat, entry(pitch=45.0)) == at_camera()
    assert direction_difference(close, entry(pitch=45.0)) is None
    assert direction_difference(flat, entry(pitch=44.0)) is None
    assert direction_difference(flat, entry(pitch=60.0), view(yaw=45.0)) == at_camera()
    assert direction_difference(flat, entry(pitch=60.0), view(yaw=46.0)) is None


def test_a_view_that_rolls_or_tips_the_picture_leaves_everything_unchecked():
    wrong = seen(facing="back", angle_deg=180.0)
    asked = entry("palm", "up")
    assert direction_difference(wrong, asked, view(pitch=45.0)) is not None
    assert direction_difference(wrong, asked, view(pitch=-46.0)) is None
    assert direction_difference(wrong, asked, view(roll=1.0)) is None


def test_the_facing_comes_before_the_pointing():
    wrong = seen(facing="back", angle_deg=180.0, toward=0.0)
    asked = entry("palm", "up", pitch=60.0)
    assert direction_difference(wrong, asked) == facing(seen="back", expected="palm")
    turned = replace(wrong, facing="palm")
    assert direction_difference(turned, asked) == pointing(seen="down", expected="up")


def looked(presence: float = 0.99, **turn: float) -> Direction:
    """How an open palm stands when it is turned."""
    points = rotate(joint_points(VOCABULARY.gesture("palm").pose), **turn) * TO_CAMERA
    hand = DetectedHand(points_px=points, world_points_mm=points, side="right", presence=presence)
    return read_direction(hand, "right", ("middle",))


def test_what_is_read_of_a_hand_that_turns():
    assert (looked().facing, looked().square, looked().facing_sure) == ("palm", True, True)
    assert (looked(yaw=180.0).facing, looked(yaw=180.0).square) == ("back", True)
    # |cos| of the turn against 0.35 and 0.85.
    assert [looked(yaw=yaw).facing for yaw in (66.0, 67.0, 107.0, 108.0)] == [
        "palm",
        "edge",
        "edge",
        "back",
    ]
    assert [looked(yaw=yaw).square for yaw in (29.0, 30.0, 145.0, 146.0)] == [
        True,
        False,
        False,
        True,
    ]
    assert not looked(yaw=90.0).facing_sure
    assert looked(presence=0.8).facing_sure
    assert not looked(presence=0.79).facing_sure


def test_where_a_hand_points_in_the_picture():
    for roll in (-90.0, 0.0, 90.0):
        assert looked(roll=roll).angle_deg == pytest.approx(-roll, abs=8.0)
    assert looked(pitch=85.0).angle_deg is None
    assert looked(pitch=85.0).toward > 0.9
    assert looked(pitch=-85.0).toward < -0.9
    assert abs(looked().toward) < 0.3
    # Foreshortened to less than 0.35 of the palm's length: the middle finger is about as long.
    assert looked(pitch=70.0).angle_deg is not None
    assert looked(pitch=72.0).angle_deg is None


def bent(curl_deg: float, thumb_deg: float) -> HandPose:
    """All fingers bent by ``curl_deg`` in all, the thumb's two outer joints by ``thumb_deg``."""
    finger = FingerPose(mcp=curl_deg / 3, pip=curl_deg / 3, dip=curl_deg / 3)
    thumb = replace(HandPose().thumb, mcp=thumb_deg / 2, ip=thumb_deg / 2)
    return HandPose(index=finger, middle=finger, ring=finger, pinky=finger, thumb=thumb)


def test_straight_fingers_point_else_a_straight_thumb_else_the_palm():
    assert pointing_parts(bent(54.0, 0.0)) == ("index", "middle", "ring", "pinky")
    assert pointing_parts(bent(66.0, 14.0)) == ("thumb",)
    assert pointing_parts(bent(66.0, 16.0)) == ("palm",)
