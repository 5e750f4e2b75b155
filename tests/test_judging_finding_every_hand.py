"""Small hands in large pictures, several at once, and nothing where there is no hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.judging.finding import every_hand as finding
from toolkit.judging.finding.every_hand import MOST_HANDS, every_hand, tiles
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import Question
from toolkit.rendering.scene import scene_points_px
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene

GREY = (140, 148, 158)


@pytest.fixture(scope="module")
def landmarker():
    opened_judge()
    with HandLandmarker.open() as opened:
        yield opened


def on_plain_ground(places, *, size_px=1024):
    """A picture of ``size_px`` with rendered hands: (gesture, left, top, side of its square)."""
    whole = Image.new("RGB", (size_px, size_px), GREY)
    for gesture, left, top, side in places:
        hand = Image.fromarray(picture(gesture)).resize((side, side), Image.Resampling.LANCZOS)
        whole.paste(hand, (left, top))
    return np.asarray(whole)


def middle(gesture, left, top, side):
    """Where the joints of a hand so placed have their middle."""
    points = scene_points_px(gesture_scene(load_vocabulary().gesture(gesture)), side)
    return points.mean(axis=0) + np.array([left, top])


def test_hands_of_a_fifteenth_of_the_picture_are_found_where_they_are(landmarker):
    places = [("palm", 90, 700, 110), ("peace", 800, 120, 110)]
    assert len(landmarker.detect(on_plain_ground(places))) < 2, "else tiles prove nothing"
    found = every_hand(on_plain_ground(places), landmarker)
    assert len(found) == 2
    for place in places:
        off = [np.linalg.norm(h.points_px[:, :2].mean(axis=0) - middle(*place)) for h in found]
        assert min(off) < 0.15 * place[3]


def test_a_hand_is_found_once_however_many_tiles_show_it(landmarker):
    (hand,) = every_hand(on_plain_ground([("palm", 380, 380, 260)]), landmarker)
    left, top, right, bottom = hand.box
    assert 380 < left < right < 640
    assert 380 < top < bottom < 640
    assert hand.longer_side_px == max(right - left, bottom - top)


def test_no_more_than_ten_and_the_largest_first(landmarker):
    places = [
        ("palm", 40 + 240 * column, 40 + 320 * row, 190 if (column, row) == (2, 1) else 160)
        for column in range(4)
        for row in range(3)
    ]
    found = every_hand(on_plain_ground(places), landmarker)
    sizes = [hand.longer_side_px for hand in found]
    assert len(found) == MOST_HANDS
    assert sizes == sorted(sizes, reverse=True)
    assert np.linalg.norm(found[0].points_px[:, :2].mean(axis=0) - middle(*places[7])) < 40


def test_nothing_is_found_in_noise_stripes_and_plain_ground(landmarker):
    generator = np.random.default_rng(0)
    stripes = np.tile(np.arange(600) % 40 * 6, (600, 1))[..., None].repeat(3, axis=2)
    for ground in (
        np.zeros((600, 600, 3), np.uint8),
        generator.integers(0, 256, (600, 600, 3), dtype=np.uint8),
        stripes.astype(np.uint8),
    ):
        assert every_hand(ground, landmarker) == []


def test_the_same_picture_is_looked_at_once(landmarker, monkeypatch):
    whole = on_plain_ground([("fist", 300, 300, 300)])
    first = every_hand(whole, landmarker)
    monkeypatch.setattr(finding, "_every_hand", lambda *_: pytest.fail("looked again"))
    assert every_hand(whole.copy(), landmarker) == first


@pytest.mark.parametrize(("width", "height"), [(1024, 1024), (2048, 700), (300, 500), (401, 400)])
def test_tiles_cover_the_picture_and_share_a_part_with_their_neighbours(width, height):
    cut = tiles(width, height)
    for side in {each[2] for each in cut}:
        covered = np.zeros((height, width), bool)
        for left, top, _ in (each for each in cut if each[2] == side):
            assert left >= 0
            assert top >= 0
            covered[top : top + side, left : left + side] = True
        assert covered.all()
        lefts = sorted({each[0] for each in cut if each[2] == side})
        assert all(b - a <= 0.6 * side + 1 for a, b in pairwise(lefts))


def test_any_hand_may_show_the_gesture_or_the_largest_or_all_must(landmarker):
    whole = on_plain_ground([("palm", 40, 300, 420), ("peace", 560, 300, 400)])
    peace, palm = Question(expected="peace"), Question(expected="palm")
    vocabulary = load_vocabulary()
    outcomes = {}
    for which in ("any", "largest", "all"):
        judge = HandJudge(landmarker, vocabulary, which=which)
        outcomes[which] = (judge.answer(whole, peace).outcome, judge.answer(whole, palm).outcome)
    assert outcomes["any"] == ("pass", "pass")
    assert outcomes["all"] == ("fail", "fail")
    assert sorted(outcomes["largest"]) == ["fail", "pass"]
