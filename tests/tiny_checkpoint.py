"""A tiny pipeline as one checkpoint file, under the names that community sites use (CompVis')."""

from __future__ import annotations

from pathlib import Path

import safetensors.torch
import torch
from diffusers import DiffusionPipeline

_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}


def write_checkpoint(model: Path, file: Path) -> Path:
    """Write the Stable Diffusion pipeline in the folder ``model`` to one ``file``."""
    pipe = DiffusionPipeline.from_pretrained(model)
    weights: dict[str, torch.Tensor] = {}
    names = _unet_names(
        blocks=len(pipe.unet.config.block_out_channels), layers=pipe.unet.config.layers_per_block
    )
    for key, value in pipe.unet.state_dict().items():
        weights[f"model.diffusion_model.{_renamed(key, names, _RESNET)}"] = value
    shortcut = {"conv_shortcut": "nin_shortcut"}
    vae_names = _vae_names(len(pipe.vae.config.block_out_channels))
    for key, value in pipe.vae.state_dict().items():
        weights[f"first_stage_model.{_renamed(key, vae_names, shortcut)}"] = value
    for key, value in pipe.text_encoder.state_dict().items():
        name = f"text_model.{key.removeprefix('text_model.')}"
        weights[f"cond_stage_model.transformer.{name}"] = value
    whole = {key: value.contiguous().clone() for key, value in weights.items()}
    safetensors.torch.save_file(whole, file)
    return file


def _renamed(key: str, names: dict[str, str], inside_resnets: dict[str, str]) -> str:
    start = max((name for name in names if key.startswith(name)), key=len, default="")
    rest = key.removeprefix(start)
    if "resnets" in start:
        for theirs, ours in inside_resnets.items():
            if rest.startswith(f"{theirs}."):
                rest = ours + rest.removeprefix(theirs)
    return names.get(start, "") + rest


def _unet_names(*, blocks: int, layers: int) -> dict[str, str]:
    names = {
        "time_embedding.linear_1.": "time_embed.0.",
        "time_embedding.linear_2.": "time_embed.2.",
        "conv_in.": "input_blocks.0.0.",
        "conv_norm_out.": "out.0.",
        "conv_out.": "out.2.",
        "mid_block.attentions.0.": "middle_block.1.",
        "mid_block.resnets.0.": "middle_block.0.",
        "mid_block.resnets.1.": "middle_block.2.",
    }
    for block in range(blocks):
        for layer in range(layers):
            place = (layers + 1) * block + layer + 1
            names[f"down_blocks.{block}.resnets.{layer}."] = f"input_blocks.{place}.0."
            names[f"down_blocks.{block}.attentions.{layer}."] = f"input_blocks.{place}.1."
        down = f"input_blocks.{(layers + 1) * (block + 1)}.0.op."
        names[f"down_blocks.{block}.downsamplers.0.conv."] = down
        for layer in range(layers + 1):
            place = (layers + 1) * block + layer
            names[f"up_blocks.{block}.resnets.{layer}."] = f"output_blocks.{place}.0."
            names[f"up_blocks.{block}.attentions.{layer}."] = f"output_blocks.{place}.1."
        # An upsampler comes after the attention, of which the first block has none.
        up = f"output_blocks.{(layers + 1) * block + layers}.{1 if block == 0 else 2}."
        names[f"up_blocks.{block}.upsamplers.0."] = up
    return names


def _vae_names(blocks: int) -> dict[str, str]:
    names: dict[str, str] = {}
    for side in ("encoder", "decoder"):
        names[f"{side}.conv_norm_out."] = f"{side}.norm_out."
        for layer in range(2):
            names[f"{side}.mid_block.resnets.{layer}."] = f"{side}.mid.block_{layer + 1}."
    for block in range(blocks):
        for layer in range(3):
            down = f"encoder.down.{block}."
            names[f"encoder.down_blocks.{block}.resnets.{layer}."] = f"{down}block.{layer}."
            names[f"encoder.down_blocks.{block}.downsamplers.0.conv."] = f"{down}downsample.conv."
            up = f"decoder.up.{blocks - 1 - block}."
            names[f"decoder.up_blocks.{block}.resnets.{layer}."] = f"{up}block.{layer}."
            names[f"decoder.up_blocks.{block}.upsamplers.0.conv."] = f"{up}upsample.conv."
    return names
