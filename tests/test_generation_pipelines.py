"""Pipelines in hand: their own picture, given back as they were, known again by their weights."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline

from tests.tiny_adapters import build_lora
from tests.tiny_models import build_tiny_flux, build_tiny_sd, build_tiny_sdxl, pipeline_picture
from tests.tiny_plain_models import build_tiny_sd3
from toolkit.errors import BadInput, ModelError
from toolkit.generation.engine import Engine
from toolkit.generation.pipelines import pipeline_revision, pipeline_spec
from toolkit.running.local import resume_run, run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("mine") / "sd")


@pytest.fixture
def pipe(folder: Path) -> Any:
    return DiffusionPipeline.from_pretrained(folder)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def planned(model: str = "mine", **axes: object) -> Plan:
    said = {"gestures": ["fist"], "axes": axes, "seeds": 2, "model": model}
    return load_plan({**said, "settings": {"steps": 2}}, load_vocabulary())


@pytest.mark.parametrize("build", [build_tiny_sd, build_tiny_sdxl, build_tiny_flux, build_tiny_sd3])
def test_its_own_picture_and_afterwards_it_is_as_it_was(build, tmp_path: Path) -> None:
    pipe = DiffusionPipeline.from_pretrained(build(tmp_path / "model"))
    pipe.set_progress_bar_config(leave=False, disable=True)

    theirs = pipeline_picture(pipe)
    was = {
        "scheduler": pipe.scheduler,
        "bar": copy.deepcopy(pipe._progress_bar_config),
        "length": pipe.tokenizer.model_max_length,
        "warned": dict(pipe.tokenizer.deprecation_warnings),
        "revision": pipeline_revision(pipe),
    }
    engine = Engine.from_pipeline(pipe)
    request = GenerationRequest(
        prompt="a photo of a fist",
        negative="",
        seed=5,
        model="mine",
        revision=engine.spec.revision,
        steps=2,
        guidance=3.0,
        width_px=32,
        height_px=32,
    )
    ours = np.asarray(next(engine.generate([request])).image).astype(int)
    assert np.abs(ours - theirs).max() <= 2
    engine.close()
    assert was == {
        "scheduler": pipe.scheduler,
        "bar": pipe._progress_bar_config,
        "length": pipe.tokenizer.model_max_length,
        "warned": pipe.tokenizer.deprecation_warnings,
        "revision": pipeline_revision(pipe),
    }
    assert (pipeline_picture(pipe) == theirs).all()


def test_a_sweep_with_a_pipeline_in_hand(pipe: Any, store: Store) -> None:
    plan = planned(scheduler=["default", "Euler a"])
    report = run_sweep(plan, store, pipelines={"mine": pipe})
    assert (report.made, report.failed) == (4, 0), report.message
    again = run_sweep(plan, store, pipelines={"mine": pipe})
    assert (again.run, again.made, again.reused) == (report.run, 0, 4)
    request = store.run_requests(report.run)[0][1]
    assert (request.model, request.width_px) == ("mine", 32)
    store.image_path(request.hash).unlink()
    assert resume_run(report.run, store, pipelines={"mine": pipe}).made == 1


def test_a_changed_weight_is_another_model(pipe: Any, folder: Path) -> None:
    first = pipeline_revision(pipe)
    assert pipeline_revision(DiffusionPipeline.from_pretrained(folder)) == first
    with torch.no_grad():
        next(pipe.unet.parameters()).add_(0.5)
    changed = pipeline_revision(pipe)
    assert changed != first
    build_lora(folder, folder.parent / "one.safetensors")
    pipe.load_lora_weights(folder.parent, weight_name="one.safetensors", adapter_name="one")
    with_lora = pipeline_revision(pipe)
    pipe.set_adapters(["one"], [0.3])
    assert len({first, changed, with_lora, pipeline_revision(pipe)}) == 4


def test_what_cannot_be_is_said_before_anything_is_drawn(
    pipe: Any, folder: Path, store: Store
) -> None:
    with pytest.raises(BadInput, match=r"expected a diffusers pipeline"):
        run_sweep(planned(), store, pipelines={"mine": 3})
    with pytest.raises(BadInput, match="has no model 'yours'"):
        run_sweep(planned(), store, pipelines={"yours": pipe})
    with pytest.raises(BadInput, match="cannot be called 'thumbelina'"):
        pipeline_spec("thumbelina", pipe)
    lora = build_lora(folder, folder.parent / "two.safetensors")
    with pytest.raises(ModelError, match="can join the pipeline 'mine', which is in hand"):
        run_sweep(planned(lora=[{"file": str(lora)}]), store, pipelines={"mine": pipe})
    assert store.runs() == []


def test_its_pictures_can_be_mended_too(pipe: Any, store: Store) -> None:
    """By the judge, who finds no hand in what random weights draw, and where there is one."""
    scheduler, before = pipe.scheduler, pipeline_revision(pipe)
    plan = planned(mend=["none", {"inpaint": 0.5, "hands": "all"}])
    report = run_sweep(plan, store, pipelines={"mine": pipe})
    assert (report.made, report.failed) == (4, 0), report.message
    assert pipe.scheduler is scheduler and pipeline_revision(pipe) == before
    engine = Engine.from_pipeline(
        pipe,
        name="mine",
        parents=store.read_image,
        hands=lambda _picture, _mend: [(8.0, 8.0, 24.0, 24.0)],
    )
    wanted = [request for _, request in store.run_requests(report.run) if request.mend]
    for made in engine.generate(wanted):
        assert made.request.mend is not None
        original = np.asarray(store.read_image(made.request.mend.parent))
        assert not np.array_equal(np.asarray(made.image), original)
    assert pipe.scheduler is scheduler and pipeline_revision(pipe) == before
