"""Control networks: found, loaded beside the model, the same picture as the plain pipeline's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionXLControlNetPipeline,
)
from PIL import Image

from tests.tiny_models import (
    build_tiny_control,
    build_tiny_flux,
    build_tiny_sd,
    build_tiny_sdxl,
    pipeline_picture,
)
from toolkit.errors import ModelError
from toolkit.generation.control_networks import control_models, defaults_with_controls
from toolkit.generation.engine import Engine
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.outcomes import Failed
from toolkit.running.local import resume_run, run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import Control, GenerationRequest
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    folder = tmp_path_factory.mktemp("control")
    model = build_tiny_sd(folder / "model")
    build_tiny_control(model, folder / "lines")
    _name_controls(model, {"skeleton": "../lines"})
    return model_spec(str(model))


def _name_controls(model: Path, controls: object) -> None:
    file = model / "gesture.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "controls": controls}))


def picture(seed: int) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, size=(32, 32, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def ask(spec: ModelSpec, *, seed: int = 1, image: int = 0, strength: float = 1.0):
    found = control_models(spec, ["skeleton"])[0]
    return GenerationRequest(
        prompt="a photo of a fist",
        negative="blurry",
        seed=seed,
        model=spec.name,
        revision=spec.revision,
        steps=2,
        guidance=2.0,
        width_px=32,
        height_px=32,
        control=Control(
            kind="skeleton",
            sha256=f"{image:064x}",
            strength=strength,
            model=found.name,
            revision=found.revision,
        ),
    )


def engine(spec: ModelSpec) -> Engine:
    return Engine(spec, device="cpu", controls=lambda sha256: picture(int(sha256, 16)))


def drawn(spec: ModelSpec, *requests: GenerationRequest, size: int | None = None):
    made = engine(spec).generate(requests, size)
    return {g.request.hash: np.asarray(g.image).astype(int) for g in made}


def test_the_same_picture_as_the_plain_pipeline(spec: ModelSpec) -> None:
    request = ask(spec, image=3, strength=0.7)
    assert request.control is not None
    network = ControlNetModel.from_pretrained(request.control.model)
    pipe = StableDiffusionControlNetPipeline.from_pretrained(spec.source, controlnet=network)
    pipe.set_progress_bar_config(disable=True)
    theirs = held_picture(pipe, request)
    assert np.abs(drawn(spec, request)[request.hash] - theirs).max() <= 2


def held_picture(pipe, request: GenerationRequest, **more) -> np.ndarray:
    """The plain pipeline's picture of ``request``, held to the control image at strength 0.7."""
    return pipeline_picture(
        pipe,
        request.prompt,
        seed=1,
        image=picture(3),
        negative_prompt=request.negative,
        num_inference_steps=request.steps,
        guidance_scale=2.0,
        controlnet_conditioning_scale=0.7,
        **more,
    )


def test_sdxl_takes_one_too_from_start_to_end(tmp_path: Path) -> None:
    model = build_tiny_sdxl(tmp_path / "model")
    build_tiny_control(model, tmp_path / "lines")
    _name_controls(model, {"skeleton": "../lines"})
    spec = model_spec(str(model))
    request = replace(ask(spec, image=3, strength=0.7), steps=4)
    assert request.control is not None
    pipe = StableDiffusionXLControlNetPipeline.from_pretrained(
        spec.source, controlnet=ControlNetModel.from_pretrained(request.control.model)
    )
    pipe.set_progress_bar_config(disable=True)

    def theirs(start: float, end: float) -> np.ndarray:
        ends = {"control_guidance_start": start, "control_guidance_end": end}
        return held_picture(pipe, request, **ends)

    part = replace(request, control=replace(request.control, start=0.5, end=0.9))
    found = drawn(spec, request, part)
    assert np.abs(found[request.hash] - theirs(0.0, 1.0)).max() <= 2
    assert np.abs(found[part.hash] - theirs(0.5, 0.9)).max() <= 2
    assert (found[request.hash] != found[part.hash]).any()


def test_a_network_for_another_model_is_refused_before_drawing(tmp_path: Path) -> None:
    model = build_tiny_sd(tmp_path / "model")
    build_tiny_control(build_tiny_sdxl(tmp_path / "xl"), tmp_path / "lines")
    _name_controls(model, {"skeleton": "../lines"})
    with pytest.raises(ModelError, match="reads vectors of width 32, the model's unet 16"):
        control_models(model_spec(str(model)), ["skeleton"])
    (tmp_path / "lines" / "config.json").write_text('{"_class_name": "T2IAdapter"}')
    with pytest.raises(ModelError, match="is a 'T2IAdapter'; expected a ControlNetModel"):
        control_models(model_spec(str(model)), ["skeleton"])


def test_images_and_strength_decide_and_neighbours_do_not(spec: ModelSpec) -> None:
    asked = [ask(spec, image=image, seed=seed) for image in (1, 2) for seed in (1, 2)]
    together = drawn(spec, *asked, size=4)
    for request in asked:
        alone = drawn(spec, request)[request.hash]
        assert np.abs(together[request.hash] - alone).max() <= 2
    assert (together[asked[0].hash] != together[asked[2].hash]).any()
    weak = ask(spec, image=1, strength=0.0)
    bare = replace(weak, control=None)
    found = drawn(spec, weak, bare)
    assert np.abs(found[weak.hash] - found[bare.hash]).max() <= 2


def test_a_sweep_keeps_its_control_images_and_resumes(spec: ModelSpec, tmp_path: Path) -> None:
    plan = load_plan(
        {
            "gestures": ["peace", "fist"],
            "axes": {"control": ["none", "skeleton"]},
            "seeds": 2,
            "model": spec.name,
        },
        load_vocabulary(),
    )
    with Store.open(tmp_path) as store:
        report = run_sweep(plan, store)
        assert (report.made, report.failed) == (8, 0)
        assert len(list((tmp_path / "controls").glob("??/*.png"))) == 2
        request = next(r for _, r in store.run_requests(report.run) if r.control)
        store.image_path(request.hash).unlink()
        assert resume_run(report.run, store).made == 1
        # Without its control image a picture cannot be made, and says why.
        store.image_path(request.hash).unlink()
        for file in (tmp_path / "controls").glob("??/*.png"):
            file.unlink()
        again = resume_run(report.run, store)
        assert again.failed == 1
        assert "control image" in str(again.failures)


def test_what_is_not_there_is_said(spec: ModelSpec, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no control network for 'depth'"):
        control_models(spec, ["depth"])
    assert defaults_with_controls(spec, []) == spec.defaults
    request = ask(spec)
    (failed,) = Engine(spec, device="cpu").outcomes([request])
    assert isinstance(failed, Failed)
    assert "control image is not at hand" in failed.reason
    model = build_tiny_sd(tmp_path / "model")
    _name_controls(model, {"skeleton": "../nowhere"})
    with pytest.raises(ModelError, match=r"is not in .*nowhere"):
        control_models(model_spec(str(model)), ["skeleton"])
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text("{}")
    (pickled / "diffusion_pytorch_model.bin").write_bytes(b"")
    _name_controls(model, {"skeleton": "../pickled"})
    with pytest.raises(ModelError, match="no safetensors weights"):
        control_models(model_spec(str(model)), ["skeleton"])
    _name_controls(model, ["skeleton"])
    with pytest.raises(ModelError, match="controls must map"):
        model_spec(str(model))


def test_a_network_that_cannot_be_read_is_one_clear_failure(
    spec: ModelSpec, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{}")
    request = ask(spec)
    assert request.control is not None
    request = replace(request, control=replace(request.control, model=str(broken)))
    with pytest.raises(ModelError, match=r"control network .* cannot be loaded"):
        list(engine(spec).generate([request]))


def test_flux_takes_none_yet(tmp_path: Path) -> None:
    spec = model_spec(str(build_tiny_flux(tmp_path / "flux")))
    request = GenerationRequest(
        prompt="a fist",
        negative="",
        seed=1,
        model=spec.name,
        revision=spec.revision,
        width_px=32,
        height_px=32,
        control=Control(kind="skeleton", sha256="0" * 64),
    )
    (failed,) = Engine(spec, device="cpu").outcomes([request])
    assert isinstance(failed, Failed)
    assert "no control images for flux" in failed.reason
