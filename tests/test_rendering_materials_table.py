"""Each material: drawn, its own, repeatable, and telling what it is by its pixels."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pytest

from toolkit.errors import UnknownName
from toolkit.hands.pose import FingerPose, HandPose, PlacedHand
from toolkit.rendering.bones import bones
from toolkit.rendering.materials.table import MATERIALS, PAINTERS
from toolkit.rendering.render import depth_map, render
from toolkit.rendering.scene import HandScene, Material, scene_points_px, seen_hands

OPEN = HandScene(pose=HandPose(index=FingerPose(spread=8), pinky=FingerPose(spread=12)))
SIZE_PX = 128


def drawn(material: Material, **changes: Any) -> np.ndarray:
    return render(replace(OPEN, material=material, **changes), SIZE_PX).astype(float)


@lru_cache
def plain(material: Material) -> np.ndarray:
    return drawn(material)


@lru_cache
def on_hand() -> np.ndarray:
    return depth_map(OPEN, SIZE_PX)[1] >= 0


def shrunk(mask: np.ndarray, steps: int) -> np.ndarray:
    for _ in range(steps):
        for axis in (0, 1):
            mask = mask & np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
    return mask


def test_every_material_has_its_painter() -> None:
    assert set(MATERIALS) == set(PAINTERS)
    assert MATERIALS[0] == OPEN.material == "skin"


@pytest.mark.parametrize("material", MATERIALS)
def test_a_material_is_its_own_and_repeats_exactly(material: Material) -> None:
    picture = plain(material)
    assert (picture == drawn(material)).all()
    others = [plain(other) for other in MATERIALS if other != material]
    hand = on_hand()
    assert min(np.abs(picture - other)[hand].mean() for other in others) > 8


@pytest.mark.parametrize("material", MATERIALS)
def test_a_hand_out_of_the_frame_leaves_a_smooth_background(material: Material) -> None:
    picture = drawn(material, offset_mm=(5000.0, 0.0))
    assert np.ptp(picture, axis=1).max() == 0


@pytest.mark.parametrize("material", MATERIALS)
def test_two_hands_can_be_of_any_material(material: Material) -> None:
    other = PlacedHand(pose=HandPose(side="left"), offset_mm=(-120.0, 0.0, 10.0))
    one, two = drawn(material, frame_mm=420.0), drawn(material, second=other, frame_mm=420.0)
    assert (np.abs(one - two).max(axis=2) > 12).mean() > 0.03


def test_an_unknown_material_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"glass.*got 'gold'"):
        render(replace(OPEN, material=cast(Material, "gold")), 32)


def test_glass_lets_the_background_through_and_is_bright_at_its_edge() -> None:
    hand = on_hand()
    blue, red = (drawn("glass", background=c) for c in ((0.2, 0.3, 0.9), (0.9, 0.3, 0.2)))
    assert (blue[hand, 2] - blue[hand, 0]).mean() > 60
    assert (red[hand, 0] - red[hand, 2]).mean() > 60
    skin = drawn("skin", background=(0.2, 0.3, 0.9))
    assert (skin[hand, 0] > skin[hand, 2]).mean() > 0.9
    glass = drawn("glass", background=(0.1, 0.1, 0.1))
    assert glass[hand & ~shrunk(hand, 2)].mean() > glass[shrunk(hand, 2)].mean() + 12


def test_the_xray_glows_at_the_bones_on_a_dark_film() -> None:
    film = drawn("xray").mean(axis=2)
    hand = on_hand()
    assert film[~hand].mean() < 15
    points = scene_points_px(OPEN, SIZE_PX)
    middles = ((points[5:17:4] + points[6:18:4]) / 2).astype(int)
    bones_light = film[middles[:, 1], middles[:, 0]].mean()
    assert bones_light > np.median(film[hand]) + 30
    assert np.percentile(film[hand], 5) > film[~hand].min() + 2


def test_there_are_27_bones_and_the_forearms_two() -> None:
    rods, which = bones(seen_hands(OPEN)[0])
    assert len(set(which.tolist())) == 27 + 2
    assert len(rods.part) == len(which)
    assert (rods.start_radius > 0).all()


def test_a_skeleton_is_thinner_than_its_hand_and_shows_the_wall_between() -> None:
    picture, hand = drawn("skeleton", background=(0.1, 0.2, 0.9)), on_hand()
    bone = picture[..., 0] > picture[..., 2]
    assert not (bone & ~hand).any()
    assert 0.15 < bone.sum() / hand.sum() < 0.6


def test_the_ecorche_is_red_with_pale_tendons_on_the_back() -> None:
    back = drawn("ecorche", yaw=180.0)
    hand = depth_map(replace(OPEN, yaw=180.0), SIZE_PX)[1] >= 0
    red, green = back[..., 0], back[..., 1]
    muscle, tendon = hand & (red > 2.2 * green), hand & (green > 110) & (red < 1.6 * green)
    assert muscle.sum() > 0.35 * hand.sum()
    assert tendon.sum() > 0.08 * hand.sum()
    points = scene_points_px(replace(OPEN, yaw=180.0), SIZE_PX).astype(int)
    assert tendon[points[[6, 10, 14], 1], points[[6, 10, 14], 0]].all()


def test_a_wireframe_is_lines_on_dark() -> None:
    picture, hand = drawn("wireframe"), on_hand()
    bright = picture[..., 1] > 110
    wall = shrunk(~hand, 1)
    assert not bright[wall].any()
    assert 0.1 < bright[hand].mean() < 0.7
    assert picture[wall].max() < 60


@pytest.mark.parametrize("material", ["marble", "porcelain"])
def test_stone_and_china_are_white(material: Material) -> None:
    colour = drawn(material)[on_hand()]
    assert np.median(colour) > 190
    assert np.abs(np.median(colour, axis=0) - np.median(colour)).max() < 22


@pytest.mark.parametrize("material", ["bronze", "wood"])
def test_bronze_and_wood_are_brown(material: Material) -> None:
    red, green, blue = np.median(drawn(material)[on_hand()], axis=0)
    assert red > green + 20 > blue + 40


def test_the_skins_tone_does_not_reach_other_materials() -> None:
    dark = (0.3, 0.2, 0.15)
    assert (drawn("marble") == drawn("marble", skin=dark)).all()
    assert (drawn("skin") != drawn("skin", skin=dark)).any()
