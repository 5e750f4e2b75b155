"""Sana and Lumina 2 through compel: weights, and masks that say where the words end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from compel import CompelForLumina2, CompelForSana
from diffusers import DiffusionPipeline

from tests.tiny_plain_models import build_tiny_lumina2, build_tiny_sana
from toolkit.generation.conditioning import Conditioner
from toolkit.generation.engine import Engine
from toolkit.generation.loading import load_text_side
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.running.local import run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

BUILDERS = {"sana": build_tiny_sana, "lumina2": build_tiny_lumina2}
WORDS = "a photo of a fist, palm view"


@pytest.fixture(scope="module", params=BUILDERS)
def spec(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    build: Callable[[Path], Path] = BUILDERS[request.param]
    found = model_spec(str(build(tmp_path_factory.mktemp("masked") / request.param)))
    assert found.family.name == request.param
    return found


def ask(spec: ModelSpec, *, prompt: str = WORDS, seed: int = 1, negative: str = ""):
    return GenerationRequest(
        prompt=prompt,
        negative=negative,
        seed=seed,
        model=spec.identity,
        revision=spec.revision,
        steps=3,
        guidance=3.0,
        width_px=32,
        height_px=32,
    )


def pictures(spec: ModelSpec, *requests: GenerationRequest, size: int | None = None):
    made = Engine(spec, device="cpu").generate(requests, size)
    return {g.request.hash: np.asarray(g.image).astype(int) for g in made}


@pytest.mark.parametrize("negative", ["", "blurry, deformed"])
def test_an_unweighted_prompt_gives_the_plain_pipelines_picture(
    spec: ModelSpec, negative: str
) -> None:
    pipe: Any = DiffusionPipeline.from_pretrained(spec.source)
    pipe.set_progress_bar_config(disable=True)
    more: dict[str, Any] = {}
    if spec.family.name == "sana":
        more = {"use_resolution_binning": False, "complex_human_instruction": None}
    theirs = pipe(
        WORDS,
        negative_prompt=negative,
        num_inference_steps=3,
        guidance_scale=3.0,
        width=32,
        height=32,
        generator=torch.Generator().manual_seed(1),
        output_type="np",
        **more,
    ).images[0]
    request = ask(spec, negative=negative)
    ours = pictures(spec, request)[request.hash]
    assert np.abs(ours - (theirs * 255).round()).max() <= 2


@pytest.mark.parametrize("prompt", [WORDS, "a (fist)1.4, palm+ view", "an (open hand)0.5"])
def test_the_embedding_and_its_mask_are_compels_own(spec: ModelSpec, prompt: str) -> None:
    pipe = load_text_side(spec, device="cpu", dtype=torch.float32)
    made = Conditioner(spec.family, pipe).condition(prompt, "")
    kind = CompelForSana if spec.family.name == "sana" else CompelForLumina2
    theirs = kind(pipe)(prompt)
    torch.testing.assert_close(made.prompt, theirs.embeds)
    assert made.mask is not None and theirs.attention_mask is not None
    assert torch.equal(made.mask, theirs.attention_mask)
    assert 0 < int(made.mask.sum()) < made.tokens


def test_a_picture_does_not_depend_on_its_batch_and_hears_weights(spec: ModelSpec) -> None:
    words = (WORDS, "a photo of a (fist)1.6, palm view", "an open hand with five fingers spread")
    requests = [ask(spec, prompt=text, negative="blurry") for text in words]
    together = pictures(spec, *requests, size=3)
    for request in requests:
        assert np.abs(together[request.hash] - pictures(spec, request)[request.hash]).max() <= 2
    assert (together[requests[0].hash] != together[requests[1].hash]).any()


def test_a_sweep_of_weights_goes_end_to_end(spec: ModelSpec, tmp_path: Path) -> None:
    said = {
        "gestures": ["fist"],
        "axes": {"weight": [1, 1.4]},
        "seeds": 2,
        "model": spec.name,
        "settings": {"steps": 2},
    }
    with Store.open(tmp_path) as store:
        report = run_sweep(load_plan(said, load_vocabulary()), store)
        assert (report.made, report.failed) == (4, 0), report.message
