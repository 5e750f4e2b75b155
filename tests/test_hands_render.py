"""The rendered hand and its skeleton: deterministic, mirrored, where the points say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.pose import FingerPose, HandPose
from toolkit.hands.render import HandScene, depth_map, render, scene_points_px
from toolkit.hands.skeleton import EDGES, draw_skeleton

FIST = FingerPose(mcp=90, pip=100, dip=70)
OPEN = HandScene(pose=HandPose(index=FingerPose(spread=8), pinky=FingerPose(spread=12)))
POINTING = HandScene(pose=HandPose(middle=FIST, ring=FIST, pinky=FIST), yaw=20, roll=10)


@pytest.mark.parametrize("size_px", [64, 128, 200])
def test_a_render_has_the_size_asked_for_and_repeats_exactly(size_px: int) -> None:
    first = render(OPEN, size_px)
    assert first.shape == (size_px, size_px, 3)
    assert first.dtype == np.uint8
    assert (first == render(OPEN, size_px)).all()


def test_the_background_is_the_background_and_the_hand_is_skin() -> None:
    picture = render(replace(OPEN, background=(0.1, 0.2, 0.9)), 128).astype(int)
    assert picture[2, 2, 2] > 200
    red, blue = picture[..., 0], picture[..., 2]
    skin_share = (red > blue).mean()
    assert 0.08 < skin_share < 0.4


@pytest.mark.parametrize("scene", [OPEN, POINTING, replace(POINTING, camera_yaw=180)])
def test_every_joint_lies_on_the_hand(scene: HandScene) -> None:
    size_px = 256
    depth, owner, _rods = depth_map(scene, size_px)
    points = scene_points_px(scene, size_px)
    columns, rows = np.floor(points).astype(int).T
    assert (owner[rows, columns] >= 0).all()
    assert (depth[owner < 0] < -1e5).all()


def test_a_left_hand_is_the_flipped_picture() -> None:
    # Light from the camera, so that nothing but the hand can differ.
    right = replace(OPEN, light=(0.0, 0.0, 1.0))
    left = replace(right, pose=replace(right.pose, side="left"))
    difference = np.abs(render(right, 128).astype(int) - render(left, 128)[:, ::-1].astype(int))
    assert difference.mean() < 0.5


def test_a_nearer_finger_hides_the_palm_behind_it() -> None:
    depth, owner, rods = depth_map(HandScene(pose=HandPose(index=FIST, middle=FIST)), 256)
    fingers = np.isin(rods.part[owner], (6, 7, 10, 11)) & (owner >= 0)
    assert fingers.any()
    assert depth[fingers].mean() > depth[(owner >= 0) & (rods.part[owner] < 0)].mean()


def test_a_hand_outside_the_frame_leaves_the_background() -> None:
    away = replace(OPEN, offset_mm=(5000.0, 0.0), background=(1.0, 1.0, 1.0))
    assert render(away, 64).min() > 200


def test_the_skeleton_is_drawn_by_the_published_rule() -> None:
    points = scene_points_px(OPEN, 256)
    picture = draw_skeleton(points, 256)
    assert picture.shape == (256, 256, 3)
    for x, y in points.astype(int):
        assert tuple(picture[y, x]) == (0, 0, 255)
    assert len(EDGES) == 20
    assert EDGES[0] == (0, 1)
    assert EDGES[4] == (0, 5)
    middle = (points[5] + points[6]) / 2
    assert picture[int(middle[1]), int(middle[0])].any()
    assert not picture[:5].any()


def test_points_at_the_corner_are_skipped() -> None:
    assert not draw_skeleton(np.zeros((21, 2)), 64).any()
