"""Finding models: folders, built-in ones, hub ids without a network; what is refused."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.tiny_models import build_tiny_flux, build_tiny_sd, build_tiny_sdxl
from toolkit.errors import ModelError
from toolkit.generation import models
from toolkit.generation.engine import Engine
from toolkit.generation.models import (
    available_models,
    folder_revision,
    model_spec,
)
from toolkit.sweeps.requests import GenerationRequest


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def tiny(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "tiny"))


def test_a_folder_is_a_model_with_its_own_defaults(tiny: Path) -> None:
    spec = model_spec(str(tiny))
    assert (spec.name, spec.source, spec.family.name) == (str(tiny), str(tiny), "sd")
    assert spec.folder == tiny
    assert (spec.defaults.steps, spec.defaults.guidance) == (3, 2.0)
    assert (spec.defaults.width_px, spec.defaults.height_px) == (32, 32)
    assert len(spec.revision) == 40


def edit(file: Path, **changes: object) -> None:
    said = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({key: value for key, value in said.items() if value is not None}))


def test_without_a_defaults_file_its_own_parts_and_its_family_decide(tiny: Path) -> None:
    (tiny / "gesture.json").unlink()
    own = model_spec(str(tiny)).defaults
    assert (own.width_px, own.height_px, own.steps, own.guidance) == (32, 32, 30, 7.0)
    assert dict(own.why)["width_px"] == "unet/config.json, sample_size 4"
    edit(tiny / "unet" / "config.json", sample_size=96)
    assert model_spec(str(tiny)).defaults.height_px == 768
    edit(tiny / "unet" / "config.json", sample_size=None)
    own = model_spec(str(tiny)).defaults
    assert (own.width_px, dict(own.why)["width_px"]) == (512, "usual for sd")


def test_a_model_distilled_for_few_steps_is_known_by_its_parts(tiny: Path) -> None:
    (tiny / "gesture.json").unlink()
    scheduler = tiny / "scheduler" / "scheduler_config.json"
    was = scheduler.read_text()

    def suited() -> tuple[int, float]:
        own = model_spec(str(tiny)).defaults
        return own.steps, own.guidance

    turbo = {"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}
    edit(scheduler, **turbo)
    assert suited() == (4, 0.0)
    edit(scheduler, rescale_betas_zero_snr=True)  # spaced so for another reason
    assert suited() == (30, 7.0)
    scheduler.write_text(was)
    edit(scheduler, _class_name="LCMScheduler")
    assert suited() == (4, 1.0)
    edit(tiny / "unet" / "config.json", time_cond_proj_dim=256)
    assert suited() == (4, 8.0)
    (tiny / "gesture.json").write_text(json.dumps({"steps": 9}))
    assert suited() == (9, 8.0)


def test_schnell_is_told_from_dev(tmp_path: Path) -> None:
    folder = build_tiny_flux(tmp_path / "flux")
    (folder / "gesture.json").unlink()
    assert model_spec(str(folder)).defaults.steps == 28
    edit(folder / "transformer" / "config.json", guidance_embeds=False)
    own = model_spec(str(folder)).defaults
    assert (own.steps, own.guidance) == (4, 0.0)
    assert "no guidance_embeds" in dict(own.why)["steps"]


def test_one_folder_is_one_model_however_it_is_spelled(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.parent)
    monkeypatch.setenv("HOME", str(tiny.parent))
    spellings = [
        str(tiny),
        f"{tiny}/",
        "tiny",
        "./tiny",
        "../" + tiny.parent.name + "/tiny",
        "~/tiny",
    ]
    specs = [model_spec(name) for name in spellings]
    assert all(spec == specs[0] for spec in specs)
    copy = model_spec(str(shutil.copytree(tiny, tiny.parent / "elsewhere" / "tiny")))
    assert (copy.identity, copy.revision) == (specs[0].identity, specs[0].revision)


@pytest.mark.parametrize("part", ["tokenizer"])
def test_a_model_without_words_is_refused(tiny: Path, part: str) -> None:
    for file in (tiny / part).glob("*"):
        if file.name != "tokenizer_config.json":
            file.unlink()
    with pytest.raises(ModelError, match=f"has no words: its folder '{part}'"):
        model_spec(str(tiny))


def test_parts_of_two_models_are_refused(tiny: Path) -> None:
    edit(tiny / "text_encoder" / "config.json", hidden_size=32)
    with pytest.raises(ModelError, match="gives vectors of width 32, its unet reads 16"):
        model_spec(str(tiny))


def test_weights_of_the_fp16_variant_are_read(tiny: Path) -> None:
    assert model_spec(str(tiny)).variant is None
    for part, name in (
        ("unet", "diffusion_pytorch_model"),
        ("vae", "diffusion_pytorch_model"),
        ("text_encoder", "model"),
    ):
        file = tiny / part / f"{name}.safetensors"
        file.rename(file.with_name(f"{name}.fp16.safetensors"))
    spec = model_spec(str(tiny))
    assert spec.variant == "fp16"
    request = GenerationRequest(
        prompt="a fist", negative="", seed=1, model=spec.name, steps=1, width_px=32, height_px=32
    )
    assert next(Engine(spec, device="cpu").generate([request])).image.size == (32, 32)


@pytest.mark.parametrize(
    ("build", "family"), [(build_tiny_sdxl, "sdxl"), (build_tiny_flux, "flux")]
)
def test_the_index_tells_the_family(build, family: str, tmp_path: Path) -> None:
    assert model_spec(str(build(tmp_path / "m"))).family.name == family


def test_the_revision_follows_the_weights_and_nothing_else(tiny: Path) -> None:
    before = folder_revision(tiny)
    (tiny / "README.md").write_text("words")
    (tiny / "gesture.json").write_text('{"steps": 5}')
    (tiny / "my_lora.safetensors").write_bytes(b"not a part of it")
    assert folder_revision(tiny) == before
    weights = tiny / "unet" / "diffusion_pytorch_model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    info = weights.stat()
    os.utime(weights, ns=(info.st_atime_ns, info.st_mtime_ns + 1))
    after = folder_revision(tiny)
    assert after != before
    assert folder_revision(Path(shutil.copytree(tiny, tiny.parent / "copy"))) == after


def test_an_unknown_name_suggests_near_names_and_says_what_is_there() -> None:
    with pytest.raises(ModelError, match="no model 'thumbelna'") as caught:
        model_spec("thumbelna")
    assert "Did you mean 'thumbelina'" in caught.value.hint
    assert "Available here" in caught.value.hint


def test_a_hub_id_without_network_is_one_clear_sentence() -> None:
    with pytest.raises(ModelError, match="not on this machine and the hub cannot be reached"):
        model_spec("nobody/no-such-model")


def test_a_built_in_model_without_weights_says_how_to_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "WEIGHT_FOLDER", tmp_path)
    with pytest.raises(ModelError, match="weights of the built-in model 'thumbelina' are missing"):
        model_spec("thumbelina")
    assert "thumbelina" not in available_models()


def test_a_built_in_model_is_found_by_its_name(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.rename(tiny.parent / "thumbelina")
    monkeypatch.setattr(models, "WEIGHT_FOLDER", tiny.parent)
    assert model_spec("thumbelina").folder == tiny.parent / "thumbelina"
    assert available_models()[0] == "thumbelina"


def test_pickled_weights_are_refused(tiny: Path) -> None:
    weights = tiny / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(ModelError, match=r"safetensors.*'unet'; found only .*\.bin"):
        model_spec(str(tiny))


def test_other_pipelines_are_refused_by_name(tiny: Path) -> None:
    (tiny / "model_index.json").write_text('{"_class_name": "KolorsImg2ImgPipeline"}')
    with pytest.raises(ModelError, match=r"KolorsImg2ImgPipeline.*words alone"):
        model_spec(str(tiny))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"stepz": 3}, "unknown keys stepz"),
        ({"steps": "many"}, "steps: got 'many'; expected a whole number from 1 to 500"),
        ({"scheduler": "Eulr a"}, r"'Eulr a' suits no sd model .Did you mean 'Euler a'"),
        ({"scheduler": "Flow Euler"}, "'Flow Euler' suits no sd model"),
        ({"steps": 2.7}, "steps: got 2.7; expected a whole number"),
        ({"guidance": -1}, "guidance: got -1; expected a number from 0 to 100"),
    ],
)
def test_a_wrong_defaults_file_names_file_and_key(tiny: Path, said: object, complaint: str) -> None:
    (tiny / "gesture.json").write_text(json.dumps(said))
    with pytest.raises(ModelError, match=complaint) as caught:
        model_spec(str(tiny))
    assert "gesture.json" in str(caught.value)


@pytest.mark.parametrize("content", ["", "not json", "[1]"])
def test_a_corrupt_index_is_one_clear_sentence(tiny: Path, content: str) -> None:
    (tiny / "model_index.json").write_text(content)
    with pytest.raises(ModelError, match=r"model_index\.json"):
        model_spec(str(tiny))


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no model_index\.json"):
        model_spec(str(tmp_path))
