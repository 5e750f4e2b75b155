"""How pictures are made: what a plan says, what the model brings, and the one merge of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class ControlModel:
    """A control network for one ``kind`` of control image: its name and its revision."""

    kind: str
    name: str
    revision: str


@dataclass(frozen=True, kw_only=True)
class ModelDefaults:
    """What a model brings to a request when the plan says nothing: revision and settings.

    ``controls`` are the control networks that go with it, at most one a kind.
    """

    revision: str = ""
    steps: int = 20
    guidance: float = 3.5
    width_px: int = 128
    height_px: int = 128
    scheduler: str = "default"
    controls: tuple[ControlModel, ...] = ()


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
