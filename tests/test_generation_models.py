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
from toolkit.generation.models import (
    available_models,
    folder_revision,
    model_spec,
)


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


def test_without_a_defaults_file_the_family_decides(tiny: Path) -> None:
    (tiny / "gesture.json").unlink()
    assert model_spec(str(tiny)).defaults.width_px == 512


@pytest.mark.parametrize(
    ("build", "family"), [(build_tiny_sdxl, "sdxl"), (build_tiny_flux, "flux")]
)
def test_the_index_tells_the_family(build, family: str, tmp_path: Path) -> None:
    assert model_spec(str(build(tmp_path / "m"))).family.name == family


def test_the_revision_follows_the_weights_and_nothing_else(tiny: Path) -> None:
    before = folder_revision(tiny)
    (tiny / "README.md").write_text("words")
    (tiny / "gesture.json").write_text('{"steps": 5}')
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
    (tiny / "model_index.json").write_text('{"_class_name": "KolorsPipeline"}')
    with pytest.raises(ModelError, match=r"KolorsPipeline.*runs StableDiffusionPipeline"):
        model_spec(str(tiny))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"stepz": 3}, "unknown keys stepz"),
        ({"steps": "many"}, "steps: got 'many'; expected a whole number from 1 to 500"),
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
