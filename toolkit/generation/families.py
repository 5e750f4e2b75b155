"""The kinds of diffusion model that the engine can run, and what each can do: one table.

Five families are driven through compel, part by part: words have weights there. Every other
text-to-image pipeline of diffusers runs whole and is given plain words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import ModelError, shown

GuidanceKind = Literal["classifier-free", "embedded"]


@dataclass(frozen=True, kw_only=True)
class Family:
    """One architecture: how its pipeline is made up, what it can do, and its usual settings.

    ``text_parts`` and ``image_parts`` are component names of the diffusers pipeline; the engine
    loads the two sides apart, so that the text encoders can leave before the drawing starts. Both
    are empty where the pipeline is loaded whole. ``weights`` says whether words can have weights,
    ``takes_negative`` whether there is a negative prompt, ``loras`` whether it takes LoRA files.
    ``control_class`` is the pipeline that takes a control image, ``mending_class`` the one that
    inpaints and ``mending_control_class`` the one that does both, "" for none. ``flow`` says that
    it is a model of flow matching, which has samplers of its own. ``guidance_kind`` is
    "classifier-free" (two passes a step) or "embedded" (the strength is an input of the model).
    ``size_multiple_px`` divides every picture's width and height.
    """

    name: str
    pipeline_class: str
    weights: bool = False
    takes_negative: bool = True
    loras: bool = False
    control_class: str = ""
    mending_class: str = ""
    mending_control_class: str = ""
    text_parts: tuple[str, ...] = ()
    image_parts: tuple[str, ...] = ()
    flow: bool = False
    guidance_kind: GuidanceKind = "classifier-free"
    steps: int = 28
    guidance: float = 4.5
    side_px: int = 1024
    size_multiple_px: int = 16

    @property
    def whole(self) -> bool:
        """Whether the pipeline is loaded whole and given plain words."""
        return not self.weights

    @property
    def known(self) -> bool:
        """Whether it stands in the table, so that more than its own sampler is offered."""
        return self.name in FAMILIES

    @property
    def negative_above(self) -> float | None:
        """The guidance above which a negative prompt counts; None where it always may."""
        split = self.takes_negative and self.guidance_kind == "classifier-free"
        return 1.0 if split and self.known else None


SD = Family(
    name="sd",
    pipeline_class="StableDiffusionPipeline",
    weights=True,
    loras=True,
    control_class="StableDiffusionControlNetPipeline",
    mending_class="StableDiffusionInpaintPipeline",
    mending_control_class="StableDiffusionControlNetInpaintPipeline",
    text_parts=("tokenizer", "text_encoder"),
    image_parts=("unet", "vae", "scheduler"),
    steps=30,
    guidance=7.0,
    side_px=512,
    size_multiple_px=8,
)
SDXL = Family(
    name="sdxl",
    pipeline_class="StableDiffusionXLPipeline",
    weights=True,
    loras=True,
    control_class="StableDiffusionXLControlNetPipeline",
    mending_class="StableDiffusionXLInpaintPipeline",
    mending_control_class="StableDiffusionXLControlNetInpaintPipeline",
    text_parts=("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2"),
    image_parts=("unet", "vae", "scheduler"),
    steps=30,
    guidance=6.0,
    size_multiple_px=8,
)
FLUX = Family(
    name="flux",
    pipeline_class="FluxPipeline",
    weights=True,
    takes_negative=False,
    loras=True,
    mending_class="FluxInpaintPipeline",
    text_parts=("tokenizer", "tokenizer_2", "text_encoder", "text_encoder_2"),
    image_parts=("transformer", "vae", "scheduler"),
    flow=True,
    guidance_kind="embedded",
    steps=28,
    guidance=3.5,
)
SANA = Family(
    name="sana",
    pipeline_class="SanaPipeline",
    weights=True,
    text_parts=("tokenizer", "text_encoder"),
    image_parts=("transformer", "vae", "scheduler"),
    flow=True,
    steps=20,
    guidance=4.5,
    size_multiple_px=32,
)
LUMINA2 = Family(
    name="lumina2",
    pipeline_class="Lumina2Pipeline",
    weights=True,
    text_parts=("tokenizer", "text_encoder"),
    image_parts=("transformer", "vae", "scheduler"),
    flow=True,
    steps=30,
    guidance=4.0,
)
_PLAIN = (
    Family(
        name="sd3",
        pipeline_class="StableDiffusion3Pipeline",
        mending_class="StableDiffusion3InpaintPipeline",
        flow=True,
        steps=28,
        guidance=7.0,
    ),
    Family(
        name="pixart",
        pipeline_class="PixArtAlphaPipeline",
        steps=20,
        guidance=4.5,
        size_multiple_px=8,
    ),
    Family(
        name="pixart-sigma",
        pipeline_class="PixArtSigmaPipeline",
        steps=20,
        guidance=4.5,
        size_multiple_px=8,
    ),
    Family(name="auraflow", pipeline_class="AuraFlowPipeline", flow=True, steps=50, guidance=3.5),
    Family(
        name="kolors",
        pipeline_class="KolorsPipeline",
        steps=50,
        guidance=5.0,
        size_multiple_px=8,
    ),
    Family(name="hunyuan-dit", pipeline_class="HunyuanDiTPipeline", steps=50, guidance=5.0),
    Family(name="cogview4", pipeline_class="CogView4Pipeline", flow=True, steps=50, guidance=5.0),
    Family(
        name="qwen-image",
        pipeline_class="QwenImagePipeline",
        mending_class="QwenImageInpaintPipeline",
        flow=True,
        steps=50,
        guidance=4.0,
    ),
    Family(
        name="z-image",
        pipeline_class="ZImagePipeline",
        mending_class="ZImageInpaintPipeline",
        flow=True,
        steps=50,
        guidance=5.0,
    ),
    Family(
        name="flux2",
        pipeline_class="Flux2Pipeline",
        takes_negative=False,
        flow=True,
        guidance_kind="embedded",
        steps=50,
        guidance=4.0,
    ),
)
"""Families that are given plain words; settings are the defaults of their pipeline's call."""

FAMILIES: Mapping[str, Family] = {
    family.name: family for family in (SD, SDXL, FLUX, SANA, LUMINA2, *_PLAIN)
}
"""Every family that has been looked at, by name."""

_NOT_FROM_WORDS = re.compile(
    "Img2Img|Inpaint|ControlNet|Adapter|Upscale|Depth2|Pix2Pix|Edit|Video|Audio|Prior|Variation"
    "|Redux|Fill|Layered"
)


def family_of(index: Mapping[str, object], *, where: str) -> Family:
    """The family that a ``model_index.json`` names; any other pipeline that draws from words alone
    is a family of its own, with usual settings.

    Args:
        index: the parsed ``model_index.json``.
        where: the model's name or file, for the message.

    Raises:
        ModelError: the index names no pipeline, or one that needs more than words.
    """
    class_name = index.get("_class_name")
    for family in FAMILIES.values():
        if family.pipeline_class == class_name:
            return family
    named = isinstance(class_name, str) and re.fullmatch(r"[A-Z]\w*Pipeline", class_name)
    if not named or _NOT_FROM_WORDS.search(str(class_name)):
        known = ", ".join(family.pipeline_class for family in FAMILIES.values())
        raise ModelError(
            f"The model {where} is a {shown(class_name)}, which does not draw from words alone.",
            hint=f"Choose a text-to-image pipeline, {known} or another.",
        )
    kebab = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", str(class_name).removesuffix("Pipeline"))
    return Family(name=kebab.lower(), pipeline_class=str(class_name))
