"""Size, steps and guidance that suit a model, and why: what it says itself, or its kind.

Looked at in this order: ``gesture.json`` in the model's folder, a table of well-known hub ids,
the configurations of the model's own parts, its family. A plan wins over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from toolkit.generation.families import Family
from toolkit.generation.model_files import Configs

SETTINGS_FILE = "gesture.json"
MAX_SIDE_PX = 8192


class Suited(NamedTuple):
    """``value`` of a setting, and ``why`` in a few words."""

    value: float
    why: str


KNOWN: Mapping[str, Mapping[str, float]] = {
    "stabilityai/sd-turbo": {"steps": 4, "guidance": 0.0},
    "stabilityai/sdxl-turbo": {"steps": 4, "guidance": 0.0, "side_px": 512},
    "stabilityai/stable-diffusion-3.5-large-turbo": {"steps": 4, "guidance": 0.0},
    "stabilityai/stable-diffusion-3.5-medium": {"steps": 40, "guidance": 4.5},
    "black-forest-labs/FLUX.1-schnell": {"steps": 4, "guidance": 0.0},
    "Lykon/dreamshaper-8-lcm": {"steps": 8, "guidance": 2.0},
    "Lykon/dreamshaper-xl-v2-turbo": {"steps": 8, "guidance": 2.0},
    "SimianLuo/LCM_Dreamshaper_v7": {"steps": 4, "guidance": 8.0},
    "Tongyi-MAI/Z-Image-Turbo": {"steps": 9, "guidance": 0.0},
}
"""What the authors of well-known models advise on their pages, by hub id."""


def suited_settings(name: str, family: Family, files: Configs) -> dict[str, Suited]:
    """``side_px``, ``steps`` and ``guidance`` for the model ``name``, each with its reason."""
    found = {
        "side_px": Suited(family.side_px, f"usual for {family.name}"),
        "steps": Suited(family.steps, f"usual for {family.name}"),
        "guidance": Suited(family.guidance, f"usual for {family.name}"),
    }
    found |= _size(family, files)
    found |= _kind(family, files)
    advice = KNOWN.get(name.partition("@")[0], {})
    return found | {key: Suited(value, "its authors' advice") for key, value in advice.items()}


def _size(family: Family, files: Configs) -> dict[str, Suited]:
    part = "unet" if "unet/config.json" in files.names else "transformer"
    cells = files.json(f"{part}/config.json").get("sample_size")
    blocks = files.json("vae/config.json").get("block_out_channels")
    deep = files.json("vae/config.json").get("encoder_block_out_channels")
    levels = blocks if isinstance(blocks, list) else deep if isinstance(deep, list) else None
    if not isinstance(cells, int) or isinstance(cells, bool) or levels is None:
        return {}
    side_px = cells * 2 ** (len(levels) - 1)
    if side_px < family.size_multiple_px or side_px % family.size_multiple_px:
        return {}
    if not 1 <= side_px <= MAX_SIDE_PX:
        return {}
    return {"side_px": Suited(side_px, f"{part}/config.json, sample_size {cells}")}


def _kind(family: Family, files: Configs) -> dict[str, Suited]:
    """Steps and guidance of models that were distilled to draw in few steps."""
    scheduler = files.json("scheduler/scheduler_config.json")
    unet = files.json("unet/config.json")
    embeds = files.json("transformer/config.json").get("guidance_embeds")
    if family.name == "flux" and embeds is False:
        return _few(4, 0.0, "distilled: transformer/config.json has no guidance_embeds")
    if isinstance(unet.get("time_cond_proj_dim"), int):
        return _few(4, 8.0, "a latent consistency model: unet/config.json, time_cond_proj_dim")
    if scheduler.get("_class_name") == "LCMScheduler":
        return _few(4, 1.0, "its own sampler is LCM")
    trailing = scheduler.get("timestep_spacing") == "trailing"
    euler = str(scheduler.get("_class_name")).startswith("Euler")
    if trailing and euler and not scheduler.get("rescale_betas_zero_snr") and not family.flow:
        return _few(4, 0.0, "a turbo model: scheduler_config.json spaces its steps 'trailing'")
    return {}


def _few(steps: int, guidance: float, why: str) -> dict[str, Suited]:
    return {"steps": Suited(steps, why), "guidance": Suited(guidance, why)}
