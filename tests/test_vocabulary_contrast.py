"""Two hands side by side: what counts as a difference, and what is left out."""

from __future__ import annotations

import pytest

from toolkit.hands.measure import LONG_FINGERS
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.contrast import (
    FingerContrast,
    GapContrast,
    ThumbContrast,
    contrast,
)
from toolkit.vocabulary.hand_shape import finger_look, gap_look

VOCABULARY = load_vocabulary()


def test_every_digit_and_gap_is_compared_in_order() -> None:
    found = contrast(VOCABULARY.gesture("peace").pose, VOCABULARY.gesture("three").pose)
    assert tuple(each.finger for each in found.fingers) == LONG_FINGERS
    assert [each.fingers for each in found.gaps] == [
        ("index", "middle"),
        ("middle", "ring"),
        ("ring", "pinky"),
    ]
    ring = found.fingers[2]
    assert ring.looks == ("folded", "extended") and ring.differ
    assert ring.bends_deg[0] > 140 and ring.bends_deg[1] < 65
    assert [each.finger for each in found.fingers if each.differ] == ["ring"]


def test_a_hand_does_not_differ_from_itself() -> None:
    for id in ("peace", "ok", "fist", "palm", "crossed_fingers"):
        pose = VOCABULARY.gesture(id).pose
        found = contrast(pose, pose)
        assert not found.thumb.differ
        assert not any(each.differ for each in (*found.fingers, *found.gaps))


def test_a_thumb_that_touches_is_told_by_the_finger_it_touches() -> None:
    ok, fist = VOCABULARY.gesture("ok").pose, VOCABULARY.gesture("fist").pose
    found = contrast(ok, fist).thumb
    assert found.looks[0] == "opposed" and found.touching == ("index", "") and found.differ
    assert ThumbContrast(looks=("opposed", "opposed"), touching=("index", "ring")).differ
    assert ThumbContrast(looks=("out", "along"), touching=("", "")).differ
    assert not ThumbContrast(looks=("out", "out"), touching=("", "")).differ


@pytest.mark.parametrize(
    ("bends_deg", "differ"), [((10.0, 35.0), False), ((10.0, 35.1), True), ((35.1, 10.0), True)]
)
def test_a_finger_that_bends_much_more_differs_by_the_same_word(
    bends_deg: tuple[float, float], differ: bool
) -> None:
    looks = ("extended", "extended")
    assert FingerContrast(finger="ring", looks=looks, bends_deg=bends_deg).differ is differ
    unlike = FingerContrast(finger="ring", looks=("extended", "bent"), bends_deg=(64.0, 66.0))
    assert unlike.differ


@pytest.mark.parametrize(
    ("looks", "differ"),
    [
        (("apart", "together"), True),
        (("apart", "apart"), False),
        (("apart", None), False),
        ((None, "crossed"), False),
        ((None, None), False),
    ],
)
def test_a_gap_differs_only_where_both_can_be_seen(looks: tuple, differ: bool) -> None:
    assert GapContrast(fingers=("index", "middle"), looks=looks).differ is differ


def test_gaps_beside_a_bent_finger_are_left_out() -> None:
    peace = VOCABULARY.gesture("peace").pose
    looks = [each.looks[0] for each in contrast(peace, peace).gaps]
    assert looks == ["apart", None, None]
    crossed = VOCABULARY.gesture("crossed_fingers").pose
    assert contrast(crossed, peace).gaps[0].looks == ("crossed", "apart")


def test_the_words_change_at_their_thresholds() -> None:
    gaps = (-7.1, -7.0, 6.9, 7.0)
    assert [gap_look(deg) for deg in gaps] == ["crossed", "together", "together", "apart"]
    bends = (64.9, 65.0, 140.0, 140.1)
    assert [finger_look(deg) for deg in bends] == ["extended", "bent", "bent", "folded"]
