"""The kinds of diffusion model that the engine can run, and what each is like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.errors import ModelError, shown


@dataclass(frozen=True, kw_only=True)
class Family:
    """One architecture: how its pipeline is made up, and its usual settings.

    ``text_parts`` and ``image_parts`` are component names of the diffusers pipeline; the engine
    loads the two sides apart, so that the text encoders can leave before the drawing starts.
    ``size_multiple_px`` divides every picture's width and height. ``control_class`` is the pipeline
    that takes a control image, "" for none. ``flow`` says that it is a model of flow matching,
    which has samplers of its own.
    """

    name: str
    pipeline_class: str
    control_class: str
    text_parts: tuple[str, ...]
    image_parts: tuple[str, ...]
    takes_negative: bool
    flow: bool
    steps: int
    guidance: float
    side_px: int
    size_multiple_px: int


SD = Family(
    name="sd",
    pipeline_class="StableDiffusionPipeline",
    control_class="StableDiffusionControlNetPipeline",
    text_parts=("tokenizer", "text_encoder"),
    image_parts=("unet", "vae", "scheduler"),
    takes_negative=True,
    flow=False,
    steps=30,
    guidance=7.0,
    side_px=512,
    size_multiple_px=8,
)
SDXL = Family(
    name="sdxl",
    pipeline_class="StableDiffusionXLPipeline",
    control_class="StableDiffusionXLControlNetPipeline",
    text_parts=("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2"),
    image_parts=("unet", "vae", "scheduler"),
    takes_negative=True,
    flow=False,
    steps=30,
    guidance=6.0,
    side_px=1024,
    size_multiple_px=8,
)
FLUX = Family(
    name="flux",
    pipeline_class="FluxPipeline",
    control_class="",
    text_parts=("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2"),
    image_parts=("transformer", "vae", "scheduler"),
    takes_negative=False,
    flow=True,
    steps=28,
    guidance=3.5,
    side_px=1024,
    size_multiple_px=16,
)

FAMILIES: Mapping[str, Family] = {family.name: family for family in (SD, SDXL, FLUX)}


def family_of(index: Mapping[str, object], *, where: str) -> Family:
    """The family that a ``model_index.json`` names; raises `ModelError` for any other pipeline.

    Args:
        index: the parsed ``model_index.json``.
        where: the model's name or file, for the message.
    """
    class_name = index.get("_class_name")
    for family in FAMILIES.values():
        if family.pipeline_class == class_name:
            return family
    known = ", ".join(family.pipeline_class for family in FAMILIES.values())
    raise ModelError(
        f"The model {where} is a {shown(class_name)}; the engine runs {known}.",
        hint="Choose a model of one of these kinds.",
    )
