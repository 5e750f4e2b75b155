"""LoRA and embedding files: the plain pipeline's picture, on and off again, refused by shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from diffusers import DiffusionPipeline

from tests.tiny_adapters import build_embedding, build_lora, kohya
from tests.tiny_models import build_tiny_flux, build_tiny_sd, build_tiny_sdxl, pipeline_picture
from tests.tiny_plain_models import build_tiny_pixart
from toolkit.errors import BadInput, ModelError, PlanError
from toolkit.generation.adapter_files import check_adapters, file_hashes
from toolkit.generation.engine import Engine
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.outcomes import Failed, Generated
from toolkit.running.local import resume_run, run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import EmbeddingUse, GenerationRequest, LoraUse
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

PROMPT = "a photo of a fist"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("adapters")


@pytest.fixture(scope="module")
def sd(folder: Path) -> ModelSpec:
    return model_spec(str(build_tiny_sd(folder / "sd")))


@pytest.fixture(scope="module")
def lora(folder: Path, sd: ModelSpec) -> Path:
    return build_lora(Path(sd.source), folder / "hands.safetensors", words=True)


def use(file: Path, scale: float = 1.0) -> LoraUse:
    return LoraUse(file=file.name, sha256=file_hashes([str(file)])[str(file)], scale=scale)


def ask(spec: ModelSpec, **more) -> GenerationRequest:
    said = {"prompt": PROMPT, "negative": "", "seed": 5, "steps": 2, "guidance": 3.0} | more
    return GenerationRequest(
        model=spec.identity, revision=spec.revision, width_px=32, height_px=32, **said
    )


class Drawer:
    """One engine that keeps its model, and the files that it may need."""

    def __init__(self, spec: ModelSpec, *files: Path) -> None:
        hashes = {sha256: Path(path) for path, sha256 in file_hashes(map(str, files)).items()}
        self.engine = Engine(spec, device="cpu", files=hashes.__getitem__)
        self.spec = spec

    def __call__(self, **more) -> np.ndarray:
        made = next(self.engine.generate([ask(self.spec, **more)]))
        return np.asarray(made.image).astype(int)


def plain_picture(spec: ModelSpec, lora: Path | None, scale: float = 1.0, **more) -> np.ndarray:
    pipe = DiffusionPipeline.from_pretrained(spec.source)
    pipe.set_progress_bar_config(disable=True)
    if lora is not None:
        pipe.load_lora_weights(lora.parent, weight_name=lora.name, adapter_name="one")
        pipe.set_adapters(["one"], [scale])
    return pipeline_picture(pipe, **more)


def near(one: np.ndarray, two: np.ndarray) -> bool:
    return int(np.abs(one - two).max()) <= 2


@pytest.mark.parametrize("scale", [0.4, 1.0])
def test_the_plain_pipelines_picture_words_too(sd: ModelSpec, lora: Path, scale: float) -> None:
    ours = Drawer(sd, lora)(loras=(use(lora, scale),))
    assert near(ours, plain_picture(sd, lora, scale))
    assert not near(ours, plain_picture(sd, None))


def test_off_again_it_is_the_first_picture(sd: ModelSpec, lora: Path, folder: Path) -> None:
    other = build_lora(Path(sd.source), folder / "other.safetensors", seed=7)
    draw = Drawer(sd, lora, other)
    bare = draw()
    with_one = draw(loras=(use(lora),))
    with_both = draw(loras=(use(lora), use(other, 0.5)))
    assert (draw() == bare).all()
    assert (draw(loras=(use(lora),)) == with_one).all()
    assert not near(with_both, with_one)
    assert (draw(loras=(use(lora), use(other, 0.5))) == with_both).all()


def test_one_that_cannot_join_costs_its_own_pictures_alone(
    sd: ModelSpec, lora: Path, tmp_path: Path
) -> None:
    weights = safetensors.torch.load_file(lora)
    key = next(key for key in weights if key.startswith("unet.") and "down" in key)
    weights[key] = torch.zeros(weights[key].shape[0] + 1, weights[key].shape[1])
    bad = tmp_path / "bad.safetensors"
    safetensors.torch.save_file(weights, bad)
    draw = Drawer(sd, lora, bad)
    bare = draw()
    requests = [ask(sd, loras=(use(bad),)), ask(sd), ask(sd, loras=(use(lora),))]
    outcomes = {each.request.hash: each for each in draw.engine.outcomes(requests)}
    failed, without, with_good = (outcomes[request.hash] for request in requests)
    assert isinstance(failed, Failed)
    assert "cannot join the model" in failed.reason
    assert isinstance(without, Generated)
    assert (np.asarray(without.image).astype(int) == bare).all()
    assert isinstance(with_good, Generated)
    assert near(np.asarray(with_good.image).astype(int), plain_picture(sd, lora))


def test_batches_keep_the_sets_apart(sd: ModelSpec, lora: Path) -> None:
    draw = Drawer(sd, lora)
    alone = [draw(seed=1), draw(seed=1, loras=(use(lora),)), draw(seed=2)]
    requests = [ask(sd, seed=1), ask(sd, seed=1, loras=(use(lora),)), ask(sd, seed=2)]
    made = {g.request.hash: np.asarray(g.image) for g in draw.engine.generate(requests, 8)}
    for request, picture in zip(requests, alone, strict=True):
        assert near(made[request.hash].astype(int), picture)


def test_kohyas_names_are_read(sd: ModelSpec, lora: Path, folder: Path) -> None:
    theirs = kohya(lora, folder / "kohya.safetensors")
    assert any(key.startswith("lora_unet_") for key in safetensors.torch.load_file(theirs))
    assert near(Drawer(sd, theirs)(loras=(use(theirs),)), Drawer(sd, lora)(loras=(use(lora),)))


@pytest.mark.parametrize("build", [build_tiny_sdxl, build_tiny_flux])
def test_the_other_families_take_one_too(build, tmp_path: Path) -> None:
    spec = model_spec(str(build(tmp_path / "model")))
    file = build_lora(Path(spec.source), tmp_path / "one.safetensors")
    ours = Drawer(spec, file)(loras=(use(file, 0.7),))
    assert near(ours, plain_picture(spec, file, 0.7))
    assert not near(ours, Drawer(spec)())


@pytest.mark.parametrize("vectors", [1, 3])
def test_an_embedding_is_the_plain_pipelines(sd: ModelSpec, tmp_path: Path, vectors: int) -> None:
    file = build_embedding(tmp_path / "bad.safetensors", vectors=vectors)
    pipe = DiffusionPipeline.from_pretrained(sd.source)
    pipe.set_progress_bar_config(disable=True)
    pipe.load_textual_inversion(tmp_path, weight_name=file.name, token="badhands")
    theirs = pipeline_picture(pipe, negative_prompt="blurry, badhands")
    use_it = EmbeddingUse(
        file=file.name, sha256=file_hashes([str(file)])[str(file)], token="badhands"
    )
    draw = Drawer(sd, file)
    ours = draw(negative="blurry, badhands", embeddings=(use_it,))
    assert near(ours, theirs)
    without = draw(negative="blurry, badhands")
    assert not near(ours, without)
    assert near(
        without,
        pipeline_picture(
            DiffusionPipeline.from_pretrained(sd.source), negative_prompt="blurry, badhands"
        ),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def planned(spec: ModelSpec, **axes: object) -> Plan:
    said = {"gestures": ["fist"], "axes": axes, "seeds": 2, "model": spec.name}
    return load_plan(said, load_vocabulary())


def test_a_sweep_over_scales_and_a_resume(
    sd: ModelSpec, lora: Path, tmp_path: Path, store: Store
) -> None:
    bad = build_embedding(tmp_path / "bad.safetensors")
    plan = planned(
        sd,
        lora=["none", {"file": str(lora), "scale": [0, 0.5, 1]}],
        embedding=["none", {"file": str(bad), "token": "badhands"}],
    )
    assert plan.axes["lora"][1:] == (f"{lora}@0", f"{lora}@0.5", f"{lora}@1")
    report = run_sweep(plan, store)
    # A scale of 0 is the same picture as none.
    assert (report.made, report.reused, report.failed) == (12, 4, 0)
    again = load_plan(plan.to_json(), load_vocabulary())
    assert again.to_json() == plan.to_json()
    request = next(r for _, r in store.run_requests(report.run) if r.loras and r.embeddings)
    assert request.negative.endswith("badhands")
    store.image_path(request.hash).unlink()
    assert resume_run(report.run, store).made == 1
    moved = lora.rename(tmp_path / "moved.safetensors")
    store.image_path(request.hash).unlink()
    try:
        with pytest.raises(BadInput, match=r"hands\.safetensors' is not there"):
            resume_run(report.run, store)
    finally:
        moved.rename(lora)


def test_a_file_for_another_model_is_refused_before_anything_is_drawn(
    sd: ModelSpec, lora: Path, tmp_path: Path, store: Store
) -> None:
    sdxl = model_spec(str(build_tiny_sdxl(tmp_path / "sdxl")))
    with pytest.raises(ModelError, match=r"width 16\), not for the sdxl model .* width 32"):
        run_sweep(planned(sdxl, lora=[{"file": str(lora)}]), store)
    flux = model_spec(str(build_tiny_flux(tmp_path / "flux")))
    with pytest.raises(ModelError, match="a model with a unet, not for the flux model"):
        run_sweep(planned(flux, lora=[{"file": str(lora)}]), store)
    other = build_lora(Path(flux.source), tmp_path / "flux.safetensors")
    with pytest.raises(ModelError, match="a flux model, not for the sd model"):
        run_sweep(planned(sd, lora=[{"file": str(other)}]), store)
    wide = build_embedding(tmp_path / "wide.safetensors", width=24)
    with pytest.raises(ModelError, match="width 24"):
        run_sweep(planned(sd, embedding=[{"file": str(wide), "token": "x"}]), store)
    pixart = model_spec(str(build_tiny_pixart(tmp_path / "pixart")))
    with pytest.raises(ModelError, match="takes no LoRA files for pixart"):
        run_sweep(planned(pixart, lora=[{"file": str(lora)}]), store)
    assert store.runs() == []


@pytest.mark.parametrize(
    ("name", "flux"),
    [
        ("transformer.transformer_blocks.0.attn.to_q.lora_A.weight", True),
        ("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", True),
        ("lora_transformer_single_transformer_blocks_0_attn_to_q.lora_down.weight", True),
        ("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora.down.weight", False),
        ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.alpha", False),
    ],
)
def test_a_flux_lora_is_known_by_its_names(
    sd: ModelSpec, tmp_path: Path, name: str, flux: bool
) -> None:
    file = tmp_path / "one.safetensors"
    safetensors.torch.save_file({name: torch.zeros(1, 1)}, file)
    [cell] = planned(sd, lora=[{"file": str(file)}]).cells()
    if not flux:
        check_adapters([cell], {sd.name: sd})
        return
    with pytest.raises(ModelError, match="a flux model, not for the sd model"):
        check_adapters([cell], {sd.name: sd})


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff" * 40, b"\x02\0\0\0\0\0\0\0{}x", b"\x08\0\0\0\0\0\0\0[1,2,3] "],
    ids=["empty", "a header too long", "longer than it says", "no object"],
)
def test_a_damaged_file_is_one_sentence(sd: ModelSpec, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.safetensors"
    file.write_bytes(content)
    with (
        Store.open(tmp_path / "home") as store,
        pytest.raises(BadInput, match="no whole safetensors file"),
    ):
        run_sweep(planned(sd, lora=[{"file": str(file)}]), store)


def test_a_cut_file_is_not_whole(sd: ModelSpec, lora: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.safetensors"
    file.write_bytes(lora.read_bytes()[:-7])
    with pytest.raises(BadInput, match="no whole safetensors file"):
        file_hashes([str(file)])


@pytest.mark.parametrize(
    ("axis", "value", "said"),
    [
        ("lora", {"file": "x.ckpt"}, "is a pickle"),
        ("lora", {"file": "x.pt", "scale": 1}, "is a pickle"),
        ("lora", {"file": "x.gguf"}, r"is no \.safetensors file"),
        ("lora", {"scale": 1}, "expected a file"),
        ("lora", {"file": "x.safetensors", "scale": "much"}, r"scale: got 'much'"),
        ("lora", {"file": "x.safetensors", "scale": 9}, r"scale: got 9"),
        ("lora", {"file": 3}, "expected the name of a file"),
        ("lora", 3, "expected a file"),
        ("embedding", {"file": "x.safetensors"}, "expected a file"),
        ("embedding", {"file": "x.safetensors", "token": "two words"}, "expected one word"),
        ("embedding", {"file": "x.safetensors", "token": "x", "in": "both"}, "prompt or negative"),
        ("embedding", "x.safetensors", "expected FILE as TOKEN"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    sd: ModelSpec, axis: str, value: object, said: str
) -> None:
    with pytest.raises(PlanError, match=said) as caught:
        planned(sd, **{axis: ["none", value]})
    assert f"axes.{axis}[1]" in str(caught.value) or "expected FILE" in str(caught.value)
