"""Rendered hands are found where they are, small, close, left and right."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import SIZE_PX, opened_judge, picture
from toolkit.errors import JudgeError
from toolkit.hands.measure import palm_length
from toolkit.hands.render import scene_points_px
from toolkit.judging.landmarker import HandLandmarker
from toolkit.judging.model_file import model_file
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene


@pytest.fixture(scope="module")
def landmarker():
    opened_judge()
    with HandLandmarker.open() as opened:
        yield opened


def joint_error(hand, truth: np.ndarray) -> float:
    """Mean distance of the joints from the truth, in palm lengths."""
    off = np.linalg.norm(hand.points_px[:, :2] - truth, axis=1)
    return float(off.mean() / palm_length(np.column_stack([truth, np.zeros(21)])))


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("gesture", ["palm", "peace"])
def test_joints_lie_where_the_renderer_put_them(landmarker, gesture, side):
    truth = scene_points_px(gesture_scene(load_vocabulary().gesture(gesture), side=side), SIZE_PX)
    (hand,) = landmarker.detect(picture(gesture, side))
    assert hand.side == side
    assert 0.5 < hand.presence <= 1.0
    assert hand.points_px.shape == hand.world_points_mm.shape == (21, 3)
    assert joint_error(hand, truth) < 0.2


def test_pixels_are_those_of_the_small_picture_given(landmarker):
    truth = scene_points_px(gesture_scene(load_vocabulary().gesture("palm")), 128)
    hand = landmarker.detect(picture("palm", size_px=128))[0]
    assert joint_error(hand, truth) < 0.2


def test_a_hand_that_fills_the_frame_is_found_in_its_own_pixels(landmarker):
    """The same hand cropped to its joints; a border must be laid around it and taken off."""
    truth = scene_points_px(gesture_scene(load_vocabulary().gesture("peace")), SIZE_PX)
    left, top = np.floor(truth.min(axis=0) - 4).astype(int)
    right, bottom = np.ceil(truth.max(axis=0) + 4).astype(int)
    crop = Image.fromarray(picture("peace")).crop((left, top, right, bottom))
    hands = landmarker.detect(np.asarray(crop))
    assert len(hands) == 1
    assert joint_error(hands[0], truth - [left, top]) < 0.25


def test_a_millimetre_hand_has_a_hands_size(landmarker):
    (hand,) = landmarker.detect(picture("palm"))
    assert 50.0 < palm_length(hand.world_points_mm) < 130.0


@pytest.mark.parametrize("shape", [(16, 16, 3), (200, 300, 3)])
def test_an_empty_picture_has_no_hand(landmarker, shape):
    assert landmarker.detect(np.full(shape, 128, np.uint8)) == []


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((64, 64), np.uint8),
        np.zeros((64, 64, 4), np.uint8),
        np.zeros((64, 64, 3), np.float32),
        np.zeros((0, 64, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(landmarker, image):
    with pytest.raises(JudgeError, match="uint8"):
        landmarker.detect(image)


def test_a_closed_landmarker_says_so():
    landmarker = HandLandmarker.open()
    landmarker.close()
    landmarker.close()
    with pytest.raises(JudgeError, match="closed"):
        landmarker.detect(picture("palm"))


def test_a_forgotten_landmarker_ends_quietly():
    """Neither native log lines nor a traceback at the interpreter's end."""
    code = (
        "from pathlib import Path; from toolkit.judging.landmarker import HandLandmarker\n"
        f"eye = HandLandmarker.open(Path({str(model_file())!r}))\n"
        "import numpy as np; print(eye.detect(np.zeros((64, 64, 3), np.uint8)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "[]", "")
