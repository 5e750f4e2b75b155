"""Models in one file: their folder's picture, bases by shape, a VAE of one's own, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import pytest
import safetensors.torch
import torch
from accelerate import init_empty_weights
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from tests.tiny_adapters import build_lora
from tests.tiny_checkpoint import write_checkpoint
from tests.tiny_models import autoencoder, build_tiny_flux, build_tiny_sd
from toolkit.errors import BadInput, ModelError
from toolkit.generation.engine import Engine
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.single_files import BASES, base_files, base_folder, base_of
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.clip_tokens import count_tokens

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("single") / "sd")


@pytest.fixture
def file(model: Path, tmp_path: Path) -> Path:
    """The model as one file, and beside it the folder of its base."""
    written = write_checkpoint(model, tmp_path / "mine.safetensors")
    say(written, config=str(model), steps=2, guidance=3.0, width_px=32, height_px=32)
    return written


def say(file: Path, **settings: object) -> None:
    file.with_suffix(".json").write_text(json.dumps(settings))


def picture(spec: ModelSpec, *, negative: str = "blurry", guidance: float = 3.0) -> np.ndarray:
    request = GenerationRequest(
        prompt="a photo of a (fist)1.3",
        negative=negative,
        seed=5,
        model=spec.identity,
        revision=spec.revision,
        steps=2,
        guidance=guidance,
        width_px=32,
        height_px=32,
    )
    made = next(Engine(spec, device="cpu").generate([request]))
    return np.asarray(made.image).astype(int)


def test_a_file_draws_what_its_folder_draws(file: Path, model: Path) -> None:
    spec = model_spec(str(file))
    assert (spec.family.name, spec.identity, spec.folder) == ("sd", "mine.safetensors", None)
    assert (spec.defaults.steps, spec.defaults.width_px) == (2, 32)
    ours = picture(spec)
    assert np.abs(ours - picture(model_spec(str(model)))).max() <= 2
    assert ours.std() > 5


def test_a_vae_of_ones_own_is_another_model(file: Path, model: Path, tmp_path: Path) -> None:
    plain = model_spec(str(file))
    torch.manual_seed(9)
    autoencoder(latent_channels=8).save_pretrained(tmp_path / "vae")
    say(file, config=str(model), vae="vae")
    other = model_spec(str(file))
    assert other.revision != plain.revision
    assert (picture(other) != picture(plain)).any()
    folder = Path(shutil.copytree(model, tmp_path / "copy"))
    (folder / "gesture.json").write_text(json.dumps({"vae": "../vae"}))
    assert np.abs(picture(model_spec(str(folder))) - picture(other)).max() <= 2


def test_a_plan_names_the_file_relative_to_itself(file: Path) -> None:
    plan = file.parent / "plan.yaml"
    plan.write_text("gestures: [fist]\nmodel: mine.safetensors\n")
    assert load_plan(plan, load_vocabulary()).models == (str(file),)


@pytest.mark.parametrize("base", BASES)
def test_the_bases_are_real_architectures_and_tell_themselves_apart(
    base: str, tmp_path: Path
) -> None:
    files = base_files(base)
    with init_empty_weights():
        unet = UNet2DConditionModel.from_config(dict(files["unet/config.json"]))
        vae = AutoencoderKL.from_config(dict(files["vae/config.json"]))
        config = CLIPTextConfig(**files["text_encoder/config.json"])
        encoder = CLIPTextModel(config)
    millions = {"sd15": 860, "sd2": 866, "sdxl": 2567}[base]
    assert sum(p.numel() for p in unet.parameters()) // 10**6 in (millions - 1, millions)
    assert sum(p.numel() for p in vae.parameters()) // 10**6 == 83
    assert sum(p.numel() for p in encoder.parameters()) // 10**6 == {"sd2": 340}.get(base, 123)
    width = unet.config["cross_attention_dim"]
    unet_key = "model.diffusion_model.input_blocks"
    header = {
        f"{unet_key}.0.0.weight": torch.zeros(1, 4, 3, 3),
        f"{unet_key}.4.1.transformer_blocks.0.attn2.to_k.weight": torch.zeros(1, width),
    }
    file = tmp_path / "one.safetensors"
    safetensors.torch.save_file(header, file)
    assert base_of(file) == base
    spec = model_spec(str(file))
    assert spec.defaults.width_px == {"sd15": 512, "sd2": 768, "sdxl": 1024}[base]
    assert spec.text_width == width


def test_the_tokenizer_is_clips_own() -> None:
    tokenizer = CLIPTokenizer.from_pretrained(base_folder("sd15") / "tokenizer")
    # OpenAI's numbers of these words.
    assert tokenizer("a photo of a cat")["input_ids"] == [49406, 320, 1125, 539, 320, 2368, 49407]
    text = "a photo of a peace sign, palm view, thumbs-up"
    ids = tokenizer(text)["input_ids"]
    assert len(ids) == count_tokens(text) + 2
    assert tokenizer.pad_token == "<|endoftext|>"
    assert CLIPTokenizer.from_pretrained(base_folder("sdxl") / "tokenizer_2").pad_token == "!"


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ({"double_blocks.0.img_attn.qkv.weight": (1, 1)}, "a flux transformer alone"),
        ({"something": (1, 1)}, "its 1 tensors have other names"),
        (
            {
                "model.diffusion_model.input_blocks.0.0.weight": (1, 9, 3, 3),
                "model.diffusion_model.x.attn2.to_k.weight": (1, 768),
            },
            "is an inpainting model .9 input channels",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, shapes: dict, said: str) -> None:
    file = tmp_path / "odd.safetensors"
    safetensors.torch.save_file({key: torch.zeros(shape) for key, shape in shapes.items()}, file)
    with pytest.raises(ModelError, match=said):
        model_spec(str(file))


def test_a_lora_is_no_model_and_a_pickle_is_none_either(model: Path, tmp_path: Path) -> None:
    lora = build_lora(model, tmp_path / "hands.safetensors")
    with pytest.raises(ModelError, match="looks like a LoRA, which is an axis"):
        model_spec(str(lora))
    pickle = tmp_path / "old.ckpt"
    pickle.write_bytes(b"x")
    with pytest.raises(ModelError, match=r"'old\.ckpt' is no \.safetensors file") as caught:
        model_spec(str(pickle))
    assert "weights_only=True" in caught.value.hint


def test_a_cut_file_and_wrong_notes_are_one_sentence_each(file: Path, model: Path) -> None:
    say(file, config="nowhere")
    with pytest.raises(ModelError, match="config: 'nowhere' is not there"):
        model_spec(str(file))
    say(file, config=str(model), vae=3)
    with pytest.raises(ModelError, match="vae: got 3; expected a path"):
        model_spec(str(file))
    say(file, stepz=3)
    with pytest.raises(ModelError, match="unknown keys stepz"):
        model_spec(str(file))
    file.with_suffix(".json").unlink()
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(BadInput, match="no whole safetensors file"):
        model_spec(str(file))


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_flux(tmp_path_factory.mktemp("single") / "flux")


def flux_picture(spec: ModelSpec) -> np.ndarray:
    return picture(spec, negative="", guidance=3.5)


def write_gguf(weights: dict[str, torch.Tensor], file: Path) -> Path:
    """As a GGUF file: what can be in 8 bits (Q8_0), the rest in float32."""
    writer = gguf.GGUFWriter(str(file), arch="flux")
    eight = gguf.GGMLQuantizationType.Q8_0
    for name, tensor in weights.items():
        data = tensor.numpy()
        if data.ndim == 2 and data.shape[-1] % 32 == 0:
            writer.add_tensor(name, gguf.quantize(data, eight), raw_dtype=eight)
        else:
            writer.add_tensor(name, data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


@pytest.mark.parametrize("ending", [".safetensors", ".gguf"])
def test_a_flux_transformer_alone_takes_all_else_from_its_base(
    flux: Path, tmp_path: Path, ending: str
) -> None:
    weights = safetensors.torch.load_file(
        flux / "transformer" / "diffusion_pytorch_model.safetensors"
    )
    file = tmp_path / f"mine{ending}"
    if ending == ".gguf":
        write_gguf(weights, file)
    else:
        safetensors.torch.save_file(weights, file)
    with pytest.raises(ModelError, match=r"mine\.json"):
        model_spec(str(file))
    say(file, config=str(flux), steps=2, width_px=32, height_px=32)
    spec = model_spec(str(file))
    assert (spec.family.name, spec.identity, spec.defaults.steps) == ("flux", file.name, 2)
    ours, theirs = flux_picture(spec), flux_picture(model_spec(str(flux)))
    # Eight bits are nearly the same weights, float32 the very same.
    assert np.abs(ours - theirs).max() <= (12 if ending == ".gguf" else 2)
    assert load_plan(
        {"gestures": ["fist"], "model": file.name}, load_vocabulary(), folder=tmp_path
    ).models == (str(file),)


def test_what_is_no_flux_transformer_is_refused(flux: Path, model: Path, tmp_path: Path) -> None:
    vae = tmp_path / "vae.safetensors"
    shutil.copy(flux / "vae" / "diffusion_pytorch_model.safetensors", vae)
    say(vae, config=str(flux))
    with pytest.raises(ModelError, match="no flux transformer"):
        model_spec(str(vae))
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGXX")
    say(broken, config=str(flux))
    with pytest.raises(ModelError, match="no whole GGUF"):
        model_spec(str(broken))
    say(broken, config=str(model))
    with pytest.raises(ModelError, match="sd family"):
        model_spec(str(broken))
    broken.write_bytes(b"GGUF" + bytes(40))
    say(broken, config=str(flux))
    with pytest.raises(ModelError, match="cannot be loaded"):
        flux_picture(model_spec(str(broken)))
