"""How pictures are made: what a plan says, what the model brings, and the one merge of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from toolkit.sweeps.records import ModelDefaults


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the plan says; ``None`` leaves it to the model. Sizes in pixels, width first."""

    steps: int | None = None
    guidance: float | None = None
    size: tuple[int, int] | None = None
    scheduler: str | None = None
    control: str | None = None
    control_strength: float | None = None
    dialect: Literal["compel", "plain"] = "compel"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Draw ``count`` cells at random, keyed by ``seed``, instead of running them all."""

    count: int
    seed: int = 0


def merge(defaults: ModelDefaults, settings: Settings, values: Mapping[str, str]) -> ModelDefaults:
    """Settings for one cell: its axis ``values`` over the plan's, over the model's."""
    width_px, height_px = settings.size or (defaults.width_px, defaults.height_px)
    guidance = defaults.guidance if settings.guidance is None else settings.guidance
    return ModelDefaults(
        revision=defaults.revision,
        steps=int(values.get("steps", settings.steps or defaults.steps)),
        guidance=float(values.get("guidance", guidance)),
        width_px=width_px,
        height_px=height_px,
        scheduler=values.get("scheduler", settings.scheduler or defaults.scheduler),
        controls=defaults.controls,
    )
