"""Thumbelina as a plain diffusers folder: half precision, safetensors, every file below 10 MB."""

# diffusers' own annotations are wrong where configs and outputs meet; the tests run this module.
# pyright: reportPrivateImportUsage=false, reportArgumentType=false, reportOperatorIssue=false
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false

from __future__ import annotations

import copy
import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, DPMSolverMultistepScheduler
from transformers import CLIPTokenizer

from toolkit.generation.image_processors import choose_pil_image_processors
from toolkit.thumbelina.training.diffusion import SAMPLER_STEPS, Painter, noise_schedule

MAX_FILE = "9MB"
GUIDANCE = 3.0
DEFAULTS = {
    "steps": SAMPLER_STEPS,
    "guidance": GUIDANCE,
    "width_px": 128,
    "height_px": 128,
    "scheduler": "default",
}
CONTROLS = {"skeleton": "../thumbelina-skeleton"}


def save_model(
    folder: Path,
    painter: Painter,
    autoencoder: AutoencoderKL,
    tokenizer: CLIPTokenizer,
    *,
    controlled: bool = False,
) -> None:
    """Write a folder that ``StableDiffusionPipeline.from_pretrained`` loads as it is.

    UNet and autoencoder are stored in half precision (loaders widen them again) and sharded so
    that no file passes 10 MB; ``gesture.json`` carries the default steps, guidance and size, and,
    where ``controlled``, the control network's folder beside this one.
    """
    choose_pil_image_processors()
    from diffusers import StableDiffusionPipeline

    pipeline = StableDiffusionPipeline(
        vae=copy.deepcopy(autoencoder).to("cpu", torch.float16),
        # transformers loads a text encoder in the precision it was stored in, diffusers widens
        # the others to single: stored in half, the two would not meet.
        text_encoder=copy.deepcopy(painter.text_encoder).to("cpu"),
        tokenizer=tokenizer,
        unet=copy.deepcopy(painter.unet).to("cpu", torch.float16),
        scheduler=DPMSolverMultistepScheduler.from_config(noise_schedule().config),
        safety_checker=None,
        feature_extractor=None,
        image_encoder=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder, safe_serialization=True, max_shard_size=MAX_FILE)
    defaults = {**DEFAULTS, "controls": CONTROLS} if controlled else DEFAULTS
    (folder / "gesture.json").write_text(json.dumps(defaults, indent=2) + "\n")


def save_control(folder: Path, control: ControlNetModel) -> None:
    """Write a folder that ``ControlNetModel.from_pretrained`` loads, in half precision."""
    copy.deepcopy(control).to("cpu", torch.float16).save_pretrained(
        folder, safe_serialization=True, max_shard_size=MAX_FILE
    )
