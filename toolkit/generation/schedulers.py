"""Schedulers by the name of their diffusers class."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import diffusers

from toolkit.errors import UnknownName
from toolkit.generation.families import Family

DEFAULT = "default"
"""The scheduler that the model came with."""

DIFFUSION = (
    "DDIMScheduler",
    "DDPMScheduler",
    "DEISMultistepScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler",
    "EulerAncestralDiscreteScheduler",
    "EulerDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "LCMScheduler",
    "LMSDiscreteScheduler",
    "PNDMScheduler",
    "UniPCMultistepScheduler",
)
"""For the sd and sdxl families. Those that add noise on the way draw it from each image's own
generator; `DPMSolverSDEScheduler` is left out because its noise tree is shared by the batch."""

FLOW = ("FlowMatchEulerDiscreteScheduler", "FlowMatchHeunDiscreteScheduler")
"""For the flux family."""

MIN_STEPS: Mapping[str, int] = {"PNDMScheduler": 4}
"""Fewest steps, for schedulers that need more than one."""


def scheduler_names(family: Family) -> tuple[str, ...]:
    """Every name that ``GenerationRequest.scheduler`` may take for a model of ``family``."""
    return (DEFAULT, *(FLOW if family.name == "flux" else DIFFUSION))


def check_scheduler(name: str, family: Family) -> None:
    """Raise `UnknownName`, with near names, unless ``name`` suits ``family``."""
    names = scheduler_names(family)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
        meant = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(names)}."
        raise UnknownName(
            f"No scheduler {name!r} suits a model of the {family.name} family.", hint=meant
        )


def make_scheduler(name: str, like: Any, family: Family) -> Any:
    """A fresh scheduler: class ``name`` with the settings of ``like``, the model's own.

    Schedulers keep state between steps, so each batch gets one of its own.
    Raises `UnknownName` for a name that does not suit ``family``.
    """
    check_scheduler(name, family)
    scheduler_class = type(like) if name == DEFAULT else getattr(diffusers, name)
    return scheduler_class.from_config(like.config)
