"""Hands drawn once more in a finished picture, on real tiny pipelines of each family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from diffusers import StableDiffusionXLInpaintPipeline, StableDiffusionXLPipeline

from tests.tiny_models import build_tiny_control, build_tiny_flux, build_tiny_sd, build_tiny_sdxl
from tests.tiny_plain_models import build_tiny_pixart, build_tiny_sd3
from toolkit.errors import BadInput
from toolkit.generation.engine import Engine
from toolkit.generation.mending import _noise
from toolkit.generation.models import model_spec
from toolkit.generation.outcomes import Failed
from toolkit.generation.patches import Box, cut, put_back
from toolkit.sweeps.mend_values import MendValue, mended, parent_of
from toolkit.sweeps.requests import Control, GenerationRequest, Mend

HAND = (20.0, 24.0, 36.0, 44.0)
OTHER = (70.0, 50.0, 84.0, 70.0)
BUILDERS = {
    "sd": build_tiny_sd,
    "sdxl": build_tiny_sdxl,
    "flux": build_tiny_flux,
    "sd3": build_tiny_sd3,
}
NOISE = np.random.default_rng(0).integers(0, 256, (96, 96, 3)).astype(np.uint8)
PARENT = PIL.Image.fromarray(NOISE).resize((96, 96))


def opened(
    folder: Path, hands: Sequence[Box], *, controls: Callable[[str], PIL.Image.Image] | None = None
) -> Engine:
    """An engine whose pictures to mend are all `PARENT`, with ``hands`` in it."""
    return Engine(
        model_spec(str(folder)),
        device="cpu",
        parents=lambda _hash: PARENT,
        hands=lambda _picture, _mend: hands,
        controls=controls,
    )


def ask(engine: Engine, *, seed: int = 1, value: MendValue | None = None, **more: object):
    spec = engine.spec
    said = {"steps": 2, "guidance": 3.0, "width_px": 32, "height_px": 32} | more
    plain = GenerationRequest(
        prompt="a photo of a fist",
        negative="",
        seed=seed,
        model=spec.name,
        revision=spec.revision,
        **said,  # type: ignore[arg-type]
    )
    return mended(plain, value or MendValue(strength=0.6), judge="form 1")


def picture(engine: Engine, request: GenerationRequest) -> np.ndarray:
    (made,) = engine.generate([request])
    return np.asarray(made.image).astype(int)


@pytest.mark.slow
@pytest.mark.parametrize("family", BUILDERS)
def test_only_the_hands_change_whatever_the_batch(family: str, tmp_path: Path) -> None:
    engine = opened(BUILDERS[family](tmp_path / family), [HAND, OTHER])
    requests = [ask(engine, seed=seed) for seed in range(3)]
    together = {
        made.request.hash: np.asarray(made.image).astype(int)
        for made in engine.generate(requests, 3)
    }
    size = (32, 32)
    left = np.ones((96, 96), bool)
    for hand in (HAND, OTHER):
        x, y, right, bottom = cut(PARENT, hand, size).box
        left[max(y, 0) : bottom, max(x, 0) : right] = False
    for request in requests:
        made = together[request.hash]
        assert made.shape == NOISE.shape
        assert np.array_equal(made[left], NOISE[left])
        for hand in (HAND, OTHER):
            x, y, right, bottom = map(round, hand)
            assert np.abs(made[y:bottom, x:right] - NOISE[y:bottom, x:right]).mean() > 3
        assert np.abs(made - picture(engine, request)).max() <= 2
    assert not np.array_equal(together[requests[0].hash], together[requests[1].hash])


@pytest.mark.slow
def test_a_picture_without_such_a_hand_stays_as_it_is(tmp_path: Path) -> None:
    engine = opened(build_tiny_sd(tmp_path / "sd"), [])
    assert np.array_equal(picture(engine, ask(engine)), NOISE)


@pytest.mark.slow
def test_it_draws_what_diffusers_draws_inside_the_mask(tmp_path: Path) -> None:
    """The patch, put back: equal to the plain inpainting pipeline's own call on our noise."""
    folder = build_tiny_sdxl(tmp_path / "sdxl")
    engine = opened(folder, [HAND])
    plain = StableDiffusionXLPipeline.from_pretrained(folder)
    theirs = StableDiffusionXLInpaintPipeline(**plain.components)
    theirs.set_progress_bar_config(disable=True)
    patch = cut(PARENT, HAND, (32, 32))
    request = ask(engine)
    drawn = theirs(
        prompt=request.prompt,
        image=patch.image,
        mask_image=patch.mask,
        strength=0.6,
        num_inference_steps=2,
        guidance_scale=3.0,
        width=32,
        height=32,
        generator=_noise(request, "hand 0"),
        output_type="np",
    ).images[0]
    expected = np.asarray(put_back(PARENT, patch, drawn)).astype(int)
    assert np.abs(expected - picture(engine, request)).max() <= 2


@pytest.mark.slow
@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_a_controlled_picture_is_mended_under_its_control(family: str, tmp_path: Path) -> None:
    folder = BUILDERS[family](tmp_path / family)
    network = build_tiny_control(folder, tmp_path / "control")
    lines = PIL.Image.new("RGB", (32, 32))
    lines.paste((255, 255, 255), (8, 8, 14, 14))
    engine = opened(folder, [HAND], controls=lambda _sha: lines)
    control = Control(kind="skeleton", sha256="0" * 64, model=str(network), strength=2.0)
    value = MendValue(strength=1.0)
    with_control = picture(engine, ask(engine, value=value, control=control, steps=6))
    without = picture(engine, ask(engine, value=value, steps=6))
    assert np.array_equal(with_control[60:, :50], NOISE[60:, :50])
    assert np.abs(with_control - without).max() > 3


@pytest.mark.slow
def test_a_family_that_cannot_inpaint_says_so_before_anything_is_drawn(tmp_path: Path) -> None:
    engine = opened(build_tiny_pixart(tmp_path / "pixart"), [HAND])
    with pytest.raises(BadInput, match="pixart family cannot mend"):
        list(engine.generate([ask(engine)]))
    assert engine._image_side is None


@pytest.mark.slow
def test_little_strength_takes_a_step_and_a_stop_is_heard(tmp_path: Path) -> None:
    folder = build_tiny_sd(tmp_path / "sd")
    engine = opened(folder, [HAND])
    assert not np.array_equal(picture(engine, ask(engine, value=MendValue(strength=0.05))), NOISE)
    assert list(engine.outcomes([ask(engine, steps=50)], stop=lambda: True)) == []


@pytest.mark.slow
def test_without_the_parent_the_picture_fails_and_says_why(tmp_path: Path) -> None:
    engine = Engine(model_spec(str(build_tiny_sd(tmp_path / "sd"))), device="cpu")
    (made,) = engine.outcomes([ask(engine)])
    assert isinstance(made, Failed)
    assert "picture to mend" in made.reason


@pytest.mark.parametrize("size", [(64, 64), (96, 64), (64, 96)])
@pytest.mark.parametrize(
    "hand", [HAND, (0.0, 0.0, 9.0, 20.0), (-4.0, 70.0, 60.0, 99.0), (2.0, 2.0, 94.0, 90.0)]
)
def test_a_patch_holds_the_hand_in_the_models_shape(hand: Box, size: tuple[int, int]) -> None:
    patch = cut(PARENT, hand, size)
    left, top, right, bottom = patch.box
    assert patch.image.size == patch.mask.size == size
    assert patch.edge.size == (right - left, bottom - top)
    assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.1
    assert left <= max(hand[0], 0) + 1 and right >= min(hand[2], 96) - 1
    assert top <= max(hand[1], 0) + 1 and bottom >= min(hand[3], 96) - 1
    drawn = np.asarray(patch.image, np.float32) / 255.0
    drawn[np.asarray(patch.mask) > 127] = (1.0, 0.0, 0.0)
    same = np.asarray(put_back(PARENT, patch, np.asarray(patch.image, np.float32) / 255.0))
    made = np.asarray(put_back(PARENT, patch, drawn)).astype(int)
    changed = np.argwhere((made != same).any(axis=2))
    assert len(changed) and (changed >= (max(top, 0), max(left, 0))).all()
    assert (changed < (bottom, right)).all()
    beyond = np.ones((96, 96), bool)
    beyond[max(top, 0) : bottom, max(left, 0) : right] = False
    assert np.array_equal(made[beyond], NOISE[beyond])


def test_each_pass_is_a_request_whose_parent_is_the_one_before() -> None:
    plain = GenerationRequest(prompt="a", negative="", seed=1, model="m")
    twice = mended(plain, MendValue(strength=0.5, passes=2), judge="form 1")
    once = parent_of(twice)
    assert once == mended(plain, MendValue(strength=0.5), judge="form 1")
    assert once is not None and parent_of(once) == plain
    assert parent_of(plain) is None
    foreign = replace(plain, mend=Mend(parent="0" * 64, strength=0.5))
    assert parent_of(foreign) is None
    assert len({plain.hash, once.hash, twice.hash}) == 3
    assert '"mend"' not in plain.to_json()
