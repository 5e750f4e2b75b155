"""The shipped models: plain diffusers folders that draw hands, the same through every door."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionPipeline,
)
from PIL import Image

from toolkit.axes import BUILT_IN_MODELS
from toolkit.generation.control_networks import control_models
from toolkit.generation.engine import Engine
from toolkit.generation.models import model_spec
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import Question
from toolkit.sweeps.control_images import control_png, control_points_px, picture_hash
from toolkit.sweeps.requests import Control, GenerationRequest
from toolkit.thumbelina.measuring.control_error import landmark_error
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

PROMPTS = ("a photo of peace sign, palm view", "a photo of raised fist, left hand, dark skin")


@pytest.mark.parametrize("name", BUILT_IN_MODELS)
def test_every_file_is_safe_and_below_ten_megabytes(name: str) -> None:
    folder = model_spec(name).folder
    assert folder is not None
    assert_small_and_safe(folder)


def test_the_control_network_is_small_and_safe_and_traces_a_skeleton() -> None:
    spec = model_spec("thumbelina")
    network = control_models(spec, ["skeleton"])[0]
    assert_small_and_safe(Path(network.name))
    words = load_vocabulary()
    gestures = [words.gesture(name) for name in ("palm", "peace", "call", "vulcan")]
    images = {
        picture_hash(png): Image.open(io.BytesIO(png)).convert("RGB")
        for gesture in gestures
        for png in [control_png(gesture, "skeleton", width_px=128, height_px=128)]
    }
    requests = [
        replace(
            _request(f"a photo of {gesture.phrases[0]}", 1, steps=spec.defaults.steps),
            control=Control(
                kind="skeleton", sha256=sha256, model=network.name, revision=network.revision
            ),
        )
        for gesture, sha256 in zip(gestures, images, strict=True)
    ]
    made = {
        g.request.hash: np.asarray(g.image)
        for g in Engine(spec, controls=images.__getitem__).generate(requests)
    }
    # The very same through stock diffusers.
    pipeline = StableDiffusionControlNetPipeline.from_pretrained(
        spec.source, controlnet=ControlNetModel.from_pretrained(network.name)
    )
    pipeline.set_progress_bar_config(disable=True)
    theirs = pipeline(
        requests[0].prompt,
        image=images[requests[0].control.sha256] if requests[0].control else None,
        negative_prompt="",
        num_inference_steps=requests[0].steps,
        guidance_scale=requests[0].guidance,
        generator=torch.Generator().manual_seed(1),
        output_type="np",
    ).images[0]
    ours = made[requests[0].hash].astype(float)
    assert np.abs(ours - np.round(theirs * 255)).max() <= 2
    errors: list[float] = []
    with HandJudge.open(words) as judge:
        for gesture, request in zip(gestures, requests, strict=True):
            hand = judge.read(made[request.hash]).hand
            if hand is not None:
                expected = control_points_px(gesture, 128)
                errors.append(landmark_error(hand.points_px[:, :2], expected))
    assert len(errors) >= 3 and np.median(errors) < 0.25


def assert_small_and_safe(folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} <= {".safetensors", ".json", ".txt", ".md", ".jinja"}
    assert max(file.stat().st_size for file in files) < 10_000_000
    assert sum(file.stat().st_size for file in files) < 30_000_000
    # No folder of the machine that made it.
    assert not [file for file in files if file.suffix == ".json" and '": "/' in file.read_text()]


def test_compel_and_the_plain_pipeline_draw_the_same_picture() -> None:
    spec = model_spec("thumbelina")
    pipeline = StableDiffusionPipeline.from_pretrained(spec.source)
    pipeline.set_progress_bar_config(disable=True)
    requests = [_request(prompt, seed) for seed, prompt in enumerate(PROMPTS)]
    ours = {made.request.seed: made.image for made in Engine(spec).generate(requests)}
    theirs = pipeline(
        list(PROMPTS),
        negative_prompt=["", ""],
        num_inference_steps=8,
        guidance_scale=spec.defaults.guidance,
        generator=[torch.Generator().manual_seed(seed) for seed in range(2)],
        height=128,
        width=128,
        output_type="np",
    ).images
    for seed, picture in enumerate(theirs):
        difference = np.abs(np.asarray(ours[seed], dtype=float) - np.round(picture * 255))
        assert difference.max() <= 2


def test_the_model_draws_hands_and_listens() -> None:
    vocabulary = load_vocabulary()
    spec = model_spec("thumbelina")
    asked = {
        f"a photo of {vocabulary.gesture(name).phrases[0]}, palm view": name
        for name in ("fist", "palm", "peace", "one", "rock", "call", "thumb_index", "like")
    }
    requests = [
        _request(prompt, seed, steps=spec.defaults.steps) for prompt in asked for seed in (0, 1)
    ]
    with HandJudge.open(vocabulary) as judge:
        verdicts = [
            judge.answer(made.image, Question(expected=asked[made.request.prompt]))
            for made in Engine(spec).generate(requests)
        ]
    assert len(verdicts) == 16
    assert sum(verdict.reason != "no_hand" for verdict in verdicts) >= 12
    assert sum(verdict.outcome == "pass" for verdict in verdicts) >= 5


def _request(prompt: str, seed: int, *, steps: int = 8) -> GenerationRequest:
    spec = model_spec("thumbelina")
    return GenerationRequest(
        prompt=prompt,
        negative="",
        seed=seed,
        model="thumbelina",
        revision=spec.revision,
        steps=steps,
        guidance=spec.defaults.guidance,
    )
