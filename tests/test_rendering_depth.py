"""The depth picture: HandRefiner's grays, near bright, one scale for both hands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.pose import FingerPose, HandPose, PlacedHand
from toolkit.rendering.depth import draw_depth
from toolkit.rendering.rods import FAR, look
from toolkit.rendering.scene import HandScene

TABLETOP = FingerPose(mcp=90)
REACHING = HandScene(pose=HandPose(index=TABLETOP))


@pytest.mark.parametrize("size_px", [65, 128])
@pytest.mark.parametrize("yaw", [0.0, 60.0, 180.0])
def test_the_grays_are_those_of_the_formula(size_px: int, yaw: float) -> None:
    scene = replace(REACHING, yaw=yaw)
    picture = draw_depth(scene, size_px)
    assert picture.shape == (size_px, size_px, 3)
    assert picture.dtype == np.uint8
    gray = picture[..., 0].astype(float)
    assert (picture == picture[..., :1]).all()
    body = look(scene, size_px, forearm=False)
    hand = body.depth > FAR / 2
    assert gray[~hand].max() == 0
    assert gray[hand].min() == 51
    assert gray.max() == 255
    distance = -body.depth[hand]
    share = (distance - distance.min()) / np.ptp(distance)
    assert np.abs(gray[hand] - 255 * (1 - 0.8 * share)).max() <= 0.5


def test_what_reaches_to_the_camera_is_brighter() -> None:
    gray = draw_depth(REACHING, 256)[..., 0]
    assert (draw_depth(REACHING, 256) == gray[..., None]).all()
    body = look(REACHING, 256, forearm=False)
    index = np.isin(body.rods.part[body.owner], (6, 7)) & (body.owner >= 0)
    palm = (body.rods.part[body.owner] == -1) & (body.owner >= 0)
    assert gray[index].mean() > gray[palm].mean() + 60


def test_the_forearm_is_a_switch() -> None:
    bare, armed = (draw_depth(REACHING, 128, forearm=on)[..., 0] > 0 for on in (False, True))
    assert armed.sum() > bare.sum() * 1.1
    assert (armed | ~bare).all()
    assert not bare[-1].any()
    assert armed[-1].any()


def test_two_hands_share_one_scale() -> None:
    near = PlacedHand(pose=HandPose(side="left"), offset_mm=(-120.0, 0.0, 150.0))
    gray = draw_depth(replace(REACHING, pose=HandPose(), second=near, frame_mm=420), 256)[..., 0]
    left, right = gray[:, :110], gray[:, 146:]
    assert left[left > 0].mean() > right[right > 0].mean() + 80


def test_an_empty_frame_is_black() -> None:
    assert not draw_depth(replace(REACHING, offset_mm=(4000.0, 0.0)), 64).any()
