"""Samplers by the names that people know, and the diffusers class and settings of each: one table.

A plan may write any of a sampler's names; cells, requests and recipes carry its ``id``, so that
one sampler is one picture whatever it was called. Where a sampler is nothing but a diffusers
class, that class's name is its id; the others are called as in AUTOMATIC1111's web UI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

OWN_SAMPLER = "default"
"""The sampler that the model came with."""

Settings = tuple[tuple[str, object], ...]


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """One sampler: ``name`` for people, ``id`` for requests, other programs' ``aliases``.

    ``class_name`` and ``settings`` are diffusers' for models that take noise away (sd, sdxl and
    their kind), ``flow_class`` and ``flow_settings`` for models of flow matching (flux and its
    kind); "" where the sampler cannot run on such a model.
    """

    id: str
    name: str
    class_name: str = ""
    settings: Settings = ()
    flow_class: str = ""
    flow_settings: Settings = ()
    aliases: tuple[str, ...] = ()

    def made_by(self, *, flow: bool) -> tuple[str, Settings]:
        """The diffusers class, "" for none, and its settings for a model of that kind."""
        if flow:
            return self.flow_class, self.flow_settings
        return self.class_name, self.settings


_SDE: Settings = (("algorithm_type", "sde-dpmsolver++"),)
_BASES = (
    Sampler(id="DDIMScheduler", name="DDIM", class_name="DDIMScheduler"),
    Sampler(id="DDPMScheduler", name="DDPM", class_name="DDPMScheduler"),
    Sampler(id="DEISMultistepScheduler", name="DEIS", class_name="DEISMultistepScheduler"),
    Sampler(
        id="DPMSolverMultistepScheduler",
        name="DPM++ 2M",
        class_name="DPMSolverMultistepScheduler",
        aliases=("dpmpp 2m",),
    ),
    Sampler(
        id="DPM++ 2M SDE",
        name="DPM++ 2M SDE",
        class_name="DPMSolverMultistepScheduler",
        settings=_SDE,
        aliases=("dpmpp 2m sde", "dpmpp 2m sde gpu"),
    ),
    Sampler(
        id="DPM++ 3M SDE",
        name="DPM++ 3M SDE",
        class_name="DPMSolverMultistepScheduler",
        settings=(*_SDE, ("solver_order", 3)),
        aliases=("dpmpp 3m sde", "dpmpp 3m sde gpu"),
    ),
    Sampler(
        id="DPMSolverSinglestepScheduler",
        name="DPM++ SDE",
        class_name="DPMSolverSinglestepScheduler",
        aliases=("dpmpp sde", "dpmpp sde gpu", "dpm++ 2s", "dpmpp 2s"),
    ),
    Sampler(
        id="EulerAncestralDiscreteScheduler",
        name="Euler a",
        class_name="EulerAncestralDiscreteScheduler",
        aliases=("euler ancestral",),
    ),
    Sampler(
        id="EulerDiscreteScheduler",
        name="Euler",
        class_name="EulerDiscreteScheduler",
        flow_class="FlowMatchEulerDiscreteScheduler",
    ),
    Sampler(id="HeunDiscreteScheduler", name="Heun", class_name="HeunDiscreteScheduler"),
    Sampler(
        id="KDPM2AncestralDiscreteScheduler",
        name="DPM2 a",
        class_name="KDPM2AncestralDiscreteScheduler",
        aliases=("dpm 2 ancestral", "dpm2 ancestral", "dpm 2 a"),
    ),
    Sampler(
        id="KDPM2DiscreteScheduler",
        name="DPM2",
        class_name="KDPM2DiscreteScheduler",
        aliases=("dpm 2",),
    ),
    Sampler(id="LCMScheduler", name="LCM", class_name="LCMScheduler"),
    Sampler(id="LMSDiscreteScheduler", name="LMS", class_name="LMSDiscreteScheduler"),
    Sampler(id="PNDMScheduler", name="PLMS", class_name="PNDMScheduler", aliases=("pndm",)),
    Sampler(
        id="UniPCMultistepScheduler",
        name="UniPC",
        class_name="UniPCMultistepScheduler",
        flow_class="UniPCMultistepScheduler",
        flow_settings=(("use_flow_sigmas", True), ("prediction_type", "flow_prediction")),
        aliases=("uni pc",),
    ),
    Sampler(
        id="FlowMatchEulerDiscreteScheduler",
        name="Flow Euler",
        flow_class="FlowMatchEulerDiscreteScheduler",
    ),
)

_SPACED = (
    "DEISMultistepScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler",
    "EulerDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "LMSDiscreteScheduler",
    "UniPCMultistepScheduler",
)
"""Classes that can space the noise levels otherwise."""

_SCHEDULES = {"Karras": "use_karras_sigmas", "Exponential": "use_exponential_sigmas"}


def _with_schedules(base: Sampler) -> Iterator[Sampler]:
    yield base
    for word, setting in _SCHEDULES.items() if base.class_name in _SPACED else ():
        yield Sampler(
            id=f"{base.name} {word}",
            name=f"{base.name} {word}",
            class_name=base.class_name,
            settings=(*base.settings, (setting, True)),
            aliases=tuple(f"{alias} {word.lower()}" for alias in base.aliases),
        )


SAMPLERS: Mapping[str, Sampler] = {
    each.id: each for base in _BASES for each in _with_schedules(base)
}
"""Every sampler by its id. Those that add noise on the way draw it from each image's own
generator; `DPMSolverSDEScheduler` is left out because its noise tree is shared by the batch,
``FlowMatchHeunDiscreteScheduler`` because no pipeline of diffusers can drive it."""


def sampler_id(name: str) -> str | None:
    """The id of the sampler that people call ``name``, None where nobody does.

    Capitals, ``_`` for a blank and a leading ``k_`` count for nothing: ``euler_a``, ``Euler a``
    and ``EulerAncestralDiscreteScheduler`` are one. ``default`` stays as it is.
    """
    return _ids().get(_plain(name))


def sampler_name(id: str) -> str:
    """What people call the sampler ``id``; an unknown id is its own name."""
    return SAMPLERS[id].name if id in SAMPLERS else id


def sampler_names(*, flow: bool | None = None) -> tuple[str, ...]:
    """The names for people, ``default`` first; of those that run on models of flow matching
    (True), on the others (False), or all."""
    return OWN_SAMPLER, *(
        each.name for each in SAMPLERS.values() if flow is None or each.made_by(flow=flow)[0]
    )


def _plain(name: str) -> str:
    said = re.sub(r"[\s_]+", " ", name).strip().lower()
    return said.removeprefix("k ") if len(said) > 2 else said


@cache
def _ids() -> Mapping[str, str]:
    found = {OWN_SAMPLER: OWN_SAMPLER}
    for each in SAMPLERS.values():
        for name in (each.id, each.name, *each.aliases):
            found[_plain(name)] = each.id
    return found
