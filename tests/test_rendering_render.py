"""The rendered hand and its skeleton: deterministic, mirrored, where the points say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.pose import FingerPose, HandPose, PlacedHand
from toolkit.rendering.materials.skin import creases
from toolkit.rendering.raster import hits, nearest
from toolkit.rendering.render import depth_map, render
from toolkit.rendering.rods import FAR, look, surface
from toolkit.rendering.scene import HandScene, scene_hands_mm, scene_points_mm, scene_points_px
from toolkit.rendering.skeleton import EDGES, draw_skeleton

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


def test_two_hands_are_centred_together_and_the_nearer_hides_the_other() -> None:
    behind = PlacedHand(pose=HandPose(side="left"), offset_mm=(-90.0, 20.0, -80.0))
    scene = replace(OPEN, second=behind, frame_mm=400, yaw=0.0)
    both = scene_hands_mm(scene)
    assert both.shape == (2, 21, 3)
    assert (both[0] == scene_points_mm(scene)).all()
    flat = both[..., :2].reshape(-1, 2)
    assert np.allclose(flat.min(axis=0) + flat.max(axis=0), 0.0, atol=1e-6)
    assert np.allclose(both[1, 0] - both[0, 0], behind.offset_mm)
    body = look(scene, 256)
    alone = look(replace(scene, second=None, offset_mm=tuple(both[0, 0, :2])), 256)
    seen = [(body.owner >= 0) & (body.hand[body.owner] == number) for number in (0, 1)]
    assert min(mask.mean() for mask in seen) > 0.02
    assert seen[0].sum() >= 0.98 * (alone.owner >= 0).sum()


def test_two_hands_turn_with_the_camera_as_one() -> None:
    other = PlacedHand(pose=HandPose(side="left"), yaw=30, roll=15, offset_mm=(-100.0, 10.0, 40.0))
    scene = replace(POINTING, second=other)
    turned = scene_hands_mm(replace(scene, camera_yaw=70, camera_pitch=20)).reshape(-1, 3)
    still = scene_hands_mm(scene).reshape(-1, 3)
    gaps = [np.linalg.norm(p[:, None] - p[None], axis=-1) for p in (still, turned)]
    assert np.allclose(*gaps)


def test_a_two_handed_mirror_image_is_the_flipped_picture() -> None:
    other = PlacedHand(pose=HandPose(side="left"), yaw=40, roll=15, offset_mm=(-100.0, 10.0, 40.0))
    scene = replace(POINTING, second=other, light=(0.0, 0.0, 1.0), frame_mm=420)
    flipped = replace(
        scene,
        pose=replace(scene.pose, side="left"),
        yaw=-scene.yaw,
        roll=-scene.roll,
        second=PlacedHand(pose=HandPose(), yaw=-40, roll=-15, offset_mm=(100.0, 10.0, 40.0)),
    )
    difference = render(scene, 128).astype(int) - render(flipped, 128)[:, ::-1].astype(int)
    assert np.abs(difference).mean() < 0.5


def test_a_rods_depth_is_that_of_its_spheres() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        start, end = rng.uniform(-30, 30, (2, 3))
        radii = rng.uniform(4, 9, 2)
        if np.hypot(*(end - start)[:2]) < 8:
            continue
        found = hits(start[None], end[None], radii[:1], radii[1:], size_px=60, frame_mm=120.0)
        depth = nearest(found, 60, FAR)[0].reshape(60, 60)
        x, y = np.meshgrid(2.0 * np.arange(60) - 59, 59 - 2.0 * np.arange(60))
        slow = np.full((60, 60), FAR)
        for share in np.linspace(0, 1, 800):
            centre, radius = start + share * (end - start), radii @ (1 - share, share)
            square = radius**2 - (x - centre[0]) ** 2 - (y - centre[1]) ** 2
            slow = np.where(
                square > 0, np.maximum(slow, centre[2] + np.sqrt(np.maximum(square, 0))), slow
            )
        both = (slow > FAR) & (depth > FAR)
        assert ((slow > FAR) != (depth > FAR)).sum() <= 2
        assert np.abs(slow - depth)[both].max() < 0.2


def test_creases_lie_where_hands_have_them() -> None:
    scene = HandScene(pose=HandPose(), frame_mm=220)
    body = look(scene, 1024)
    on = surface(body)
    strength = creases(on, body.mm_per_px)
    # Along the palm side's middle line of the index: bones 5 (MCP-PIP) and 6 (PIP-DIP).
    for part, expected in ((5, ("start", 17.0)), (5, ("end", -2.5)), (6, ("end", -7.5))):
        line = (on.part == part) & (np.abs(on.lateral) < 1.5) & (on.dorsal < 0)
        place = on.along[line] - (on.length[line] if expected[0] == "end" else 0.0)
        near = np.abs(place - expected[1]) < 4.0
        peak = place[near][strength[line][near].argmax()]
        assert peak == pytest.approx(expected[1], abs=0.5)
    knuckle = (on.part == 5) & (np.abs(on.along) < 6) & (on.dorsal < 0)
    assert strength[knuckle].max() < 0.1


def test_nails_and_wrinkles_are_on_the_back_only_and_follow_detail() -> None:
    for yaw, changed in ((0.0, 0.0), (180.0, 0.004)):
        scene = HandScene(pose=HandPose(), yaw=yaw)
        body = look(scene, 256)
        distal = np.isin(body.rods.part[body.owner], (7, 11, 15, 19)) & (body.owner >= 0)
        plain, detailed = (render(replace(scene, detail=d), 256).astype(int) for d in (0.0, 1.0))
        differs = np.abs(plain - detailed).max(axis=2) > 14
        assert (differs & distal).mean() >= changed
        if yaw == 0.0:
            assert not (differs & distal).any()
