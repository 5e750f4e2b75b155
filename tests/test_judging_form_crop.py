"""A hand's crop: upright whatever way it lies, and every place of it found again in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from tests.judging_samples import made_hand, picture
from toolkit.judging.form.crop import (
    CHANNELS,
    CROP_PX,
    FINGER_JOINTS,
    KNUCKLES,
    MARGIN,
    TIPS,
    crop_hand,
    network_input,
)


@pytest.mark.parametrize("turned_deg", [0, 30, 90, 135, 180, -90, -160])
def test_the_hand_stands_upright_in_the_middle(turned_deg: float) -> None:
    hand = made_hand(turned_deg=turned_deg)
    crop = crop_hand(picture("palm"), hand)
    assert crop.pixels.shape == (CROP_PX, CROP_PX, 3) and crop.pixels.dtype == np.uint8
    knuckles, wrist = crop.points[list(KNUCKLES)].mean(axis=0), crop.points[0]
    assert knuckles[0] == pytest.approx(wrist[0]) and knuckles[1] < wrist[1]
    low, high = crop.points.min(axis=0), crop.points.max(axis=0)
    assert (high - low).max() == pytest.approx(CROP_PX / MARGIN)
    assert (low + high) / 2 == pytest.approx([CROP_PX / 2] * 2)
    assert crop.in_picture(crop.points) == pytest.approx(hand.points_px[:, :2])


@pytest.mark.parametrize("long_px", [60.0, 120.0, 900.0])
def test_a_length_in_the_picture_is_so_many_times_longer_in_the_crop(long_px: float) -> None:
    hand = made_hand(long_px=long_px, turned_deg=20)
    crop = crop_hand(picture("palm"), hand)
    there, here = (
        np.linalg.norm(each[0] - each[12]) for each in (hand.points_px[:, :2], crop.points)
    )
    assert here == pytest.approx(crop.enlarged * there)


def test_the_mirror_image_gives_the_crop_s_mirror_image() -> None:
    shown = picture("peace")
    hand = made_hand(turned_deg=25, at_px=(110.0, 140.0))
    width_px = shown.shape[1]
    mirrored = hand.mirrored(width_px)
    one, other = crop_hand(shown, hand), crop_hand(np.ascontiguousarray(shown[:, ::-1]), mirrored)
    assert other.points == pytest.approx(one.points * (-1, 1) + (CROP_PX, 0))
    away = np.abs(other.pixels[:, ::-1].astype(float) - one.pixels.astype(float)).mean()
    assert away < 3.0, "but for the pixel by which a mirror shifts"
    assert other.in_picture(other.points) == pytest.approx(mirrored.points_px[:, :2])


def test_what_lies_outside_the_picture_repeats_its_border() -> None:
    plain = np.full((64, 64, 3), (10, 90, 200), np.uint8)
    crop = crop_hand(plain, made_hand(at_px=(0.0, 60.0)))
    assert (crop.pixels == (10, 90, 200)).all()


def test_the_network_sees_colours_and_where_the_joints_are() -> None:
    crop = crop_hand(picture("palm"), made_hand())
    seen = network_input(crop)
    assert seen.shape == (CHANNELS, CROP_PX, CROP_PX) and seen.dtype == np.float32
    colours, maps = seen[:3], seen[3:]
    assert colours == pytest.approx(crop.pixels.transpose(2, 0, 1) / 127.5 - 1.0, abs=1e-6)
    assert maps.min() == 0.0 and maps.max() == 1.0
    column, row = np.round(crop.points).astype(int).T
    bones, tips, joints = maps[: len(FINGER_JOINTS)], maps[-2], maps[-1]
    for drawn, chain in zip(bones, FINGER_JOINTS, strict=True):
        assert (drawn[row[list(chain)], column[list(chain)]] > 0.5).all()
    assert (tips[row[list(TIPS)], column[list(TIPS)]] > 0.9).all()
    assert joints[row[6], column[6]] > 0.9 and joints[row[0], column[0]] == 0.0
