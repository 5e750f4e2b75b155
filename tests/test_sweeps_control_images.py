"""Control images in plans: drawn from the gesture, named by content, one for equal cells."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from toolkit.axes import CONTROL_KINDS
from toolkit.errors import PlanError, UnknownName
from toolkit.sweeps.control_images import (
    control_image,
    control_png,
    control_points_px,
    draw_control_image,
    picture_hash,
)
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.settings import ControlModel, ModelDefaults, resolve
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()
NETWORK = ControlModel(kind="skeleton", name="somewhere", revision="abc")
MODELS = {"thumbelina": ModelDefaults(revision="r", controls=(NETWORK,))}


def plan(**more: object):
    return load_plan({"gestures": ["peace", "fist"], "seeds": 2} | more, WORDS)


def decoded(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("kind", CONTROL_KINDS)
def test_a_control_image_shows_the_hand_where_the_points_are(kind: str) -> None:
    gesture = WORDS.gesture("palm")
    for width_px, height_px in ((128, 128), (512, 768)):
        png = control_png(gesture, kind, width_px=width_px, height_px=height_px)
        assert png == control_png(gesture, kind, width_px=width_px, height_px=height_px)
        picture = decoded(png)
        assert picture.shape == (height_px, width_px, 3)
        size_px = min(width_px, height_px)
        left, top = (width_px - size_px) // 2, (height_px - size_px) // 2
        for x, y in control_points_px(gesture, size_px):
            assert picture[int(y) + top, int(x) + left].max() > 40
        assert not picture[:4].any()


@pytest.mark.parametrize("gesture", ["fist", "like", "palm", "timeout"])
def test_a_control_image_is_filled_by_the_hand(gesture: str) -> None:
    drawn = decoded(control_png(WORDS.gesture(gesture), "skeleton", width_px=256, height_px=256))
    rows, columns = np.nonzero(drawn.max(axis=2))
    assert max(np.ptp(rows), np.ptp(columns)) > 0.5 * 256
    assert not drawn[0].any() and not drawn[:, 0].any()


def test_a_plan_draws_one_control_image_a_gesture_and_view() -> None:
    swept = plan(axes={"control": ["none", "skeleton"], "view": ["palm", "side"]})
    assert swept.control_kinds == {"skeleton"}
    requests = [request for _, request in swept.requests(MODELS)]
    bare = [request for request in requests if request.control is None]
    held = [request.control for request in requests if request.control is not None]
    assert len(bare) == len(held) == 8
    assert len({control.sha256 for control in held}) == 4
    assert {(c.kind, c.model, c.revision, c.strength) for c in held} == {
        ("skeleton", "somewhere", "abc", 1.0)
    }
    for cell, request in swept.requests(MODELS):
        made = resolve(MODELS["thumbelina"], swept.settings, dict(cell.values))
        image = swept.control_image(cell, made)
        assert (image is None) == (request.control is None)
        if image is not None and request.control is not None:
            assert picture_hash(image.png) == image.sha256 == request.control.sha256


def test_strength_and_side_count_and_settings_hold_for_all() -> None:
    swept = plan(axes={"control_strength": [0, 0.5]}, settings={"control": "skeleton"})
    strengths = [r.control.strength for _, r in swept.requests(MODELS) if r.control]
    assert strengths == [0.0, 0.0, 0.5, 0.5] * 2
    sides = plan(axes={"side": ["left", "right"]}, settings={"control": "skeleton"})
    images = {r.control.sha256 for _, r in sides.requests(MODELS) if r.control}
    assert len(images) == 4
    again = load_plan(json.loads(swept.to_json()), WORDS)
    assert again.to_json() == swept.to_json()


def test_a_plan_without_control_has_the_hashes_it_always_had() -> None:
    with_axis = plan(axes={"control": "none"})
    assert [r.hash for _, r in plan().requests(MODELS)] == [
        r.hash for _, r in with_axis.requests(MODELS)
    ]
    assert not plan().control_kinds


@pytest.mark.parametrize(
    ("more", "error", "complaint"),
    [
        ({"axes": {"control": "skelton"}}, UnknownName, "no control 'skelton'.*skeleton"),
        ({"axes": {"control_strength": [3]}}, PlanError, "got 3; expected a number from 0 to 2"),
        ({"settings": {"control": "pose"}}, UnknownName, "settings.control: there is no control"),
        ({"settings": {"control_strength": -1}}, PlanError, "control_strength"),
    ],
)
def test_bad_controls_are_refused(
    more: dict[str, object], error: type[Exception], complaint: str
) -> None:
    with pytest.raises(error, match=complaint):
        plan(**more)


def test_a_model_without_a_control_network_says_so() -> None:
    bare = {"thumbelina": replace(MODELS["thumbelina"], controls=())}
    with pytest.raises(PlanError, match="'thumbelina' has no control network for 'skeleton'"):
        list(plan(axes={"control": "skeleton"}).requests(bare))


def test_a_control_image_is_drawn_once_and_its_bytes_are_handed_on() -> None:
    gestures = list(WORDS.gestures)[:4]
    keys: dict[str, object] = {
        "gestures": gestures,
        "axes": {
            "view": ["none", "palm", "back"],  # the palm view turns nothing: two images a gesture
            "control_strength": [0.5, 1],
            "weight": [1, 1.2],
        },
        # A size of its own, so that no other test has drawn these images.
        "settings": {"control": "skeleton", "size": 72},
        "seeds": 3,
    }
    before = draw_control_image.cache_info().misses
    kept: list[bytes] = []
    swept = load_plan(keys, WORDS)
    pairs = list(swept.requests(MODELS, keep_control=kept.append))
    assert len(pairs) == 4 * 3 * 2 * 2 * 3
    distinct = {request.control.sha256 for _, request in pairs if request.control}
    assert len(distinct) == 8
    assert draw_control_image.cache_info().misses == before + 8
    assert {picture_hash(png) for png in kept} == distinct
    assert len(kept) == 8
    again = list(load_plan(keys, load_vocabulary()).requests(MODELS))  # as after a form's change
    assert [request.hash for _, request in again] == [request.hash for _, request in pairs]
    assert draw_control_image.cache_info().misses == before + 8


def test_whatever_decides_the_picture_is_drawn_anew() -> None:
    peace, fist = WORDS.gesture("peace"), WORDS.gesture("fist")
    turned = WORDS.scene_word("view", "three_quarter")
    images = [
        control_image(peace, "skeleton", width_px=64, height_px=64),
        control_image(fist, "skeleton", width_px=64, height_px=64),
        control_image(peace, "depth", width_px=64, height_px=64),
        control_image(peace, "skeleton", width_px=72, height_px=64),
        control_image(peace, "skeleton", width_px=64, height_px=72),
        control_image(peace, "skeleton", width_px=64, height_px=64, view=turned),
        control_image(peace, "skeleton", width_px=64, height_px=64, side="left"),
    ]
    assert len({image.sha256 for image in images}) == 7
    for image in images:
        assert picture_hash(image.png) == image.sha256
    drawn = control_png(peace, "skeleton", width_px=64, height_px=64, view=turned, side="left")
    image = control_image(peace, "skeleton", width_px=64, height_px=64, view=turned, side="left")
    assert image.png == drawn
