"""An entry's pictures: two hands fit, a left hand mirrors, all options reach the picture."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.rendering.scene import scene_hands_px
from toolkit.vocabulary import Vocabulary, load_vocabulary
from toolkit.vocabulary.pictures import (
    FRAME_MM,
    gesture_depth,
    gesture_picture,
    gesture_scene,
    gesture_skeleton,
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_every_two_handed_gesture_fits_its_frame(vocabulary: Vocabulary) -> None:
    pairs = [gesture for gesture in vocabulary.gestures.values() if gesture.hands == 2]
    assert pairs
    for gesture in pairs:
        for side in ("right", "left"):
            scene = gesture_scene(gesture, side=side)
            points = scene_hands_px(scene, 100)
            assert points.shape == (2, 21, 2), gesture.id
            assert points.min() > 15, gesture.id
            assert points.max() < 85, gesture.id


def test_one_hand_keeps_the_usual_frame(vocabulary: Vocabulary) -> None:
    scene = gesture_scene(vocabulary.gesture("peace"))
    assert scene.frame_mm == FRAME_MM
    assert scene.second is None


@pytest.mark.parametrize("name", ["peace", "hand_heart"])
def test_a_left_first_hand_is_the_mirror_image(vocabulary: Vocabulary, name: str) -> None:
    gesture = vocabulary.gesture(name)
    right, left = (
        scene_hands_px(gesture_scene(gesture, side=side), 100) for side in ("right", "left")
    )
    left[..., 0] = 100 - left[..., 0]
    assert np.allclose(right, left)
    depths = [gesture_depth(gesture, 96, side=side).astype(int) for side in ("right", "left")]
    assert np.abs(depths[0] - depths[1][:, ::-1]).mean() < 1.5


def test_material_view_side_and_size_reach_the_pictures(vocabulary: Vocabulary) -> None:
    gesture = vocabulary.gesture("hand_heart")
    plain = gesture_picture(gesture, 64)
    assert plain.shape == (64, 64, 3)
    assert (plain != gesture_picture(gesture, 64, material="xray")).any()
    turned = vocabulary.scene_word("view", "three_quarter")
    for picture in (gesture_picture, gesture_skeleton, gesture_depth):
        usual = picture(gesture, 64)
        assert (usual != picture(gesture, 64, view=turned)).any(), picture.__name__
        one = vocabulary.gesture("peace")
        assert (picture(one, 64) != picture(one, 64, side="left")).any(), picture.__name__
    for picture in (gesture_skeleton, gesture_depth):
        assert (picture(gesture, 96) != picture(gesture, 96, forearm=True)).any()
