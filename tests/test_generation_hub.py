"""Models of the hub without a network: what this machine's cache holds, checked as a folder is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants

from tests.tiny_models import build_tiny_control, build_tiny_sd, build_tiny_sdxl
from toolkit.errors import ModelError
from toolkit.generation import control_networks
from toolkit.generation.control_networks import control_models
from toolkit.generation.engine import Engine
from toolkit.generation.models import available_models, model_spec
from toolkit.sweeps.requests import GenerationRequest

pytestmark = pytest.mark.slow

COMMIT = "c0ffee" * 6 + "c0ff"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("hub") / "tiny")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


def fetched(cache: Path, model: Path, name: str) -> Path:
    """``model`` as the hub's library keeps the repository ``name``; its snapshot's folder."""
    repository = cache / f"models--{name.replace('/', '--')}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT)
    snapshot = repository / "snapshots" / COMMIT
    shutil.copytree(model, snapshot)
    return snapshot


def test_a_cached_model_is_known_by_its_commit_and_its_own_parts(cache: Path, tiny: Path) -> None:
    snapshot = fetched(cache, tiny, "owner/tiny")
    (snapshot / "gesture.json").unlink()
    spec = model_spec("owner/tiny")
    assert (spec.name, spec.identity, spec.folder) == ("owner/tiny", "owner/tiny", None)
    assert (spec.revision, spec.online) == (COMMIT, False)
    assert (spec.defaults.width_px, spec.text_width) == (32, 16)
    assert "owner/tiny" in available_models()


def test_a_cached_model_is_drawn_with(cache: Path, tiny: Path) -> None:
    fetched(cache, tiny, "owner/tiny")
    spec = model_spec("owner/tiny")
    request = GenerationRequest(
        prompt="a fist", negative="", seed=1, model=spec.name, steps=1, width_px=32, height_px=32
    )
    assert next(Engine(spec, device="cpu").generate([request])).image.size == (32, 32)


def test_weights_of_a_variant_and_pickles_are_told_apart(cache: Path, tiny: Path) -> None:
    snapshot = fetched(cache, tiny, "owner/tiny")
    for file in list(snapshot.glob("*/*.safetensors")):
        file.rename(file.with_name(f"{file.stem}.fp16.safetensors"))
    assert model_spec("owner/tiny").variant == "fp16"
    for file in list(snapshot.glob("*/*.safetensors")):
        file.rename(file.with_name(f"{file.name.partition('.')[0]}.bin"))
    with pytest.raises(ModelError, match=r"needs safetensors weights .* found only .*\.bin"):
        model_spec("owner/tiny")
    assert "owner/tiny" not in available_models()


def test_the_first_usual_control_network_that_fits_is_taken(
    cache: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        control_networks,
        "FAMILY_CONTROLS",
        {("sd", 16): {"skeleton": ("someone/absent", "someone/wide", "someone/fits")}},
    )
    fetched(cache, tiny, "owner/tiny")
    spec = model_spec("owner/tiny")
    with pytest.raises(ModelError, match="'someone/absent' is not on this machine"):
        control_models(spec, ["skeleton"])
    wide = build_tiny_control(build_tiny_sdxl(tmp_path / "xl"), tmp_path / "wide")
    fetched(cache, wide, "someone/wide")
    fetched(cache, build_tiny_control(tiny, tmp_path / "fits"), "someone/fits")
    [found] = control_models(spec, ["skeleton"])
    assert (found.name, found.revision) == ("someone/fits", COMMIT)
    with pytest.raises(ModelError, match="no control network for 'depth'"):
        control_models(spec, ["depth"])
