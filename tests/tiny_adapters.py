"""LoRA and embedding files for the tiny models, as training writes them: random, not trained."""

from __future__ import annotations

from pathlib import Path

import safetensors.torch
import torch
from diffusers import DiffusionPipeline
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")


def build_lora(model: Path, file: Path, *, words: bool = False, seed: int = 0) -> Path:
    """A LoRA of the denoiser of the pipeline in ``model``, of its text encoder too with ``words``;
    in diffusers' own layout."""
    pipe = DiffusionPipeline.from_pretrained(model)
    flux = hasattr(pipe, "transformer")
    part = "transformer" if flux else "unet"
    layers = {f"{part}_lora_layers": _layers(getattr(pipe, part), ATTENTION, seed)}
    if words:
        projections = ("q_proj", "k_proj", "v_proj", "out_proj")
        layers["text_encoder_lora_layers"] = _layers(pipe.text_encoder, projections, seed + 1)
    type(pipe).save_lora_weights(
        file.parent, **layers, weight_name=file.name, safe_serialization=True
    )
    return file


def kohya(lora: Path, file: Path) -> Path:
    """The same LoRA under kohya's names, as A1111 and ComfyUI read it."""
    named: dict[str, torch.Tensor] = {}
    for key, value in safetensors.torch.load_file(lora).items():
        path, _, end = key.partition(".lora")
        part, _, rest = path.partition(".")
        if part == "text_encoder":  # trainers were written when the encoder had a text_model
            rest = f"text_model.{rest.removeprefix('text_model.')}"
        start = {"unet": "lora_unet", "text_encoder": "lora_te"}[part]
        module = f"{start}_{rest.replace('.', '_')}"
        named[f"{module}.lora_{'down' if 'down' in end else 'up'}.weight"] = value
        named[f"{module}.alpha"] = torch.tensor(2.0)
    safetensors.torch.save_file(named, file)
    return file


def build_embedding(file: Path, *, width: int = 16, vectors: int = 2, seed: int = 0) -> Path:
    """An embedding of ``vectors`` vectors, as diffusers and A1111 keep it in safetensors."""
    made = torch.randn(vectors, width, generator=torch.Generator().manual_seed(seed))
    safetensors.torch.save_file({"emb_params": made}, file)
    return file


def _layers(part, targets: tuple[str, ...], seed: int):
    part.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=list(targets)))
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in part.named_parameters():
        if "lora_" in name:
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.5
    return convert_state_dict_to_diffusers(get_peft_model_state_dict(part))
