"""How pictures are made: what a plan says, what a model brings, and the one merge of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from toolkit.axes import AXES, DEFAULT_SCHEDULER, NOTHING, number_on

PlanDialect = Literal["compel", "plain"]


@dataclass(frozen=True, kw_only=True)
class ControlModel:
    """A control network for one ``kind`` of control image: its name and its revision."""

    kind: str
    name: str
    revision: str


@dataclass(frozen=True, kw_only=True)
class ModelDefaults:
    """What a model brings to a request when the plan says nothing: revision and settings.

    ``name`` is what its requests call it, '' for the name in the plan: a folder by its last name,
    so that a picture does not depend on where its model lies.
    ``controls`` are the control networks that go with it, at most one a kind; ``why`` says of each
    setting in a few words where it comes from. ``negative_above`` is the guidance above which a
    negative prompt counts, None where that is not known.
    """

    name: str = ""
    revision: str = ""
    steps: int = 20
    guidance: float = 3.5
    width_px: int = 128
    height_px: int = 128
    scheduler: str = DEFAULT_SCHEDULER
    controls: tuple[ControlModel, ...] = ()
    why: tuple[tuple[str, str], ...] = ()
    negative_above: float | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the plan says; ``None`` leaves it to the model. Sizes in pixels, width first."""

    steps: int | None = None
    guidance: float | None = None
    size: tuple[int, int] | None = None
    scheduler: str | None = None
    control: str | None = None
    control_strength: float | None = None
    control_start: float | None = None
    control_end: float | None = None
    dialect: PlanDialect = "compel"


@dataclass(frozen=True, kw_only=True)
class ResolvedSettings:
    """What one cell's pictures are made with, nothing left open.

    ``control`` is a kind of control image or ``none``, ``network`` the control network that
    reads it, None where the model has none for that kind.
    """

    revision: str
    dialect: PlanDialect
    scheduler: str
    steps: int
    guidance: float
    width_px: int
    height_px: int
    control: str
    control_strength: float
    control_start: float
    control_end: float
    network: ControlModel | None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Draw ``count`` cells at random, keyed by ``seed``, instead of running them all."""

    count: int
    seed: int = 0


def resolve(
    model: ModelDefaults, settings: Settings, values: Mapping[str, str]
) -> ResolvedSettings:
    """The settings of one cell: its axis ``values`` over the plan's over the model's."""
    width_px, height_px = settings.size or (model.width_px, model.height_px)
    control = values.get("control", settings.control or NOTHING)
    return ResolvedSettings(
        revision=model.revision,
        dialect=settings.dialect,
        scheduler=values.get("scheduler", settings.scheduler or model.scheduler),
        steps=int(number_on("steps", values, _first(settings.steps, model.steps))),
        guidance=number_on("guidance", values, _first(settings.guidance, model.guidance)),
        width_px=width_px,
        height_px=height_px,
        control=control,
        control_strength=_control("control_strength", settings.control_strength, values),
        control_start=_control("control_start", settings.control_start, values),
        control_end=_control("control_end", settings.control_end, values),
        network=next((network for network in model.controls if network.kind == control), None),
    )


def _control(axis: str, given: float | None, values: Mapping[str, str]) -> float:
    return number_on(axis, values, _first(given, float(AXES[axis].default)))


def _first(given: float | None, otherwise: float) -> float:
    return otherwise if given is None else given
