"""The shipped models: plain diffusers folders that draw hands, the same through every door."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline

from toolkit.generation.engine import Engine
from toolkit.generation.models import BUILT_IN, model_spec
from toolkit.judging.judge import HandJudge
from toolkit.sweeps.records import GenerationRequest
from toolkit.vocabulary import load_vocabulary

PROMPTS = ("a photo of peace sign, palm view", "a photo of raised fist, left hand, dark skin")


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_file_is_safe_and_below_ten_megabytes(name: str) -> None:
    folder = model_spec(name).folder
    assert folder is not None
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} <= {".safetensors", ".json", ".txt", ".md", ".jinja"}
    assert max(file.stat().st_size for file in files) < 10_000_000


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
            judge.verdict(np.asarray(made.image), asked[made.request.prompt])
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
