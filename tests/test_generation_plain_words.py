"""Every other text-to-image pipeline of diffusers: whole, with plain words, by its own call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from diffusers import DiffusionPipeline

from tests.tiny_models import build_tiny_sd, pipeline_picture
from tests.tiny_plain_models import (
    build_tiny_auraflow,
    build_tiny_lcm,
    build_tiny_pixart,
    build_tiny_sd3,
)
from toolkit.errors import BadInput, ModelError
from toolkit.generation.engine import Engine
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.outcomes import Failed
from toolkit.running.local import run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

BUILDERS = {
    "sd3": build_tiny_sd3,
    "pixart": build_tiny_pixart,
    "auraflow": build_tiny_auraflow,
    "latent-consistency-model": build_tiny_lcm,
}


@pytest.fixture(scope="module", params=BUILDERS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    build: Callable[[Path], Path] = BUILDERS[request.param]
    spec = model_spec(str(build(tmp_path_factory.mktemp("plain") / request.param)))
    assert spec.family.name == request.param
    return spec


def ask(spec: ModelSpec, **more) -> GenerationRequest:
    said = {"prompt": "a photo of a fist", "negative": "", "seed": 1, "steps": 2} | more
    return GenerationRequest(
        model=spec.identity,
        revision=spec.revision,
        width_px=32,
        height_px=32,
        guidance=said.pop("guidance", 3.0),
        **said,
    )


def pictures(spec: ModelSpec, *requests: GenerationRequest, size: int | None = None):
    made = Engine(spec, device="cpu").generate(requests, size)
    return {g.request.hash: np.asarray(g.image).astype(int) for g in made}


def test_it_draws_what_its_own_pipeline_draws(model: ModelSpec) -> None:
    pipe = DiffusionPipeline.from_pretrained(model.source)
    pipe.set_progress_bar_config(disable=True)
    literal = {"use_resolution_binning": False, "clean_caption": False}
    theirs = pipeline_picture(pipe, **(literal if model.family.name == "pixart" else {}))
    request = ask(model, prompt="a photo of a fist", seed=5)
    ours = pictures(model, request)[request.hash]
    assert np.abs(ours - theirs).max() <= 2
    assert ours.std() > 2


def test_a_picture_does_not_depend_on_its_batch(model: ModelSpec) -> None:
    words = ("a fist", "an open hand with five fingers spread", "a thumbs up gesture, back view")
    requests = [ask(model, prompt=text, seed=seed) for seed, text in enumerate(words)]
    together = pictures(model, *requests, size=3)
    for request in requests:
        alone = pictures(model, request)[request.hash]
        assert np.abs(together[request.hash] - alone).max() <= 2
    assert (together[requests[0].hash] != together[requests[1].hash]).any()


def test_weights_are_refused_before_anything_is_drawn(model: ModelSpec, tmp_path: Path) -> None:
    said = {"gestures": ["fist"], "axes": {"weight": [1, 1.3]}, "seeds": 1, "model": model.name}
    with Store.open(tmp_path) as store:
        with pytest.raises(BadInput, match="hears no weights"):
            run_sweep(load_plan(said, load_vocabulary()), store)
        assert store.runs() == []
    brackets = ask(model, prompt="a fist \\(closed\\)")
    assert pictures(model, brackets)  # escaped brackets are words


def test_a_sweep_goes_end_to_end(model: ModelSpec, tmp_path: Path) -> None:
    said = {
        "gestures": ["fist", "peace"],
        "seeds": 2,
        "model": model.name,
        "settings": {"steps": 2},
    }
    with Store.open(tmp_path) as store:
        report = run_sweep(load_plan(said, load_vocabulary()), store)
        assert (report.made, report.failed) == (4, 0), report.message
        assert {image.request.model for image in store.images("latest")} == {model.family.name}


def test_a_negative_where_the_pipeline_takes_none_fails_with_that_reason(
    tmp_path: Path,
) -> None:
    spec = model_spec(str(build_tiny_lcm(tmp_path / "lcm")))
    (failed,) = Engine(spec, device="cpu").outcomes([ask(spec, negative="blurry")])
    assert isinstance(failed, Failed)
    assert "takes no negative prompt" in failed.reason


def test_a_family_that_nobody_looked_at_has_its_own_sampler_only(tmp_path: Path) -> None:
    spec = model_spec(str(build_tiny_lcm(tmp_path / "lcm")))
    (failed,) = Engine(spec, device="cpu").outcomes([ask(spec, scheduler="DDIMScheduler")])
    assert isinstance(failed, Failed)
    assert "No scheduler 'DDIM' suits" in failed.reason


@pytest.mark.parametrize(
    "class_name",
    ["StableDiffusionInpaintPipeline", "FluxImg2ImgPipeline", "WanVideoPipeline", "Evil", "", 3],
)
def test_what_does_not_draw_from_words_alone_is_refused(tmp_path: Path, class_name: object) -> None:
    import json

    folder = build_tiny_sd(tmp_path / "m")
    (folder / "model_index.json").write_text(json.dumps({"_class_name": class_name}))
    with pytest.raises(ModelError, match="does not draw from words alone"):
        model_spec(str(folder))


def test_a_pipeline_that_this_diffusers_lacks_is_one_sentence(tmp_path: Path) -> None:
    spec = model_spec(str(build_tiny_lcm(tmp_path / "lcm")))
    unknown = replace(spec, family=replace(spec.family, pipeline_class="NoSuchPipeline"))
    with pytest.raises(ModelError, match="NoSuchPipeline, which this diffusers"):
        list(Engine(unknown, device="cpu").generate([ask(unknown)]))
