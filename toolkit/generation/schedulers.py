"""Schedulers by the name of their diffusers class."""

from __future__ import annotations

from typing import Any

import diffusers

from toolkit.axes import DEFAULT_SCHEDULER, DIFFUSION_SCHEDULERS, FLOW_SCHEDULERS
from toolkit.documents.near_names import near
from toolkit.errors import UnknownName, shown
from toolkit.generation.families import Family

RUNGE_KUTTA_STEPS = 4
"""Fewest steps with which PNDM can begin by its Runge-Kutta method (Liu et al. 2022, 3.3)."""


def scheduler_names(family: Family) -> tuple[str, ...]:
    """Every name that ``GenerationRequest.scheduler`` may take for a model of ``family``."""
    suited = FLOW_SCHEDULERS if family.name == "flux" else DIFFUSION_SCHEDULERS
    return DEFAULT_SCHEDULER, *suited


def check_scheduler(name: str, family: Family) -> None:
    """Raise `UnknownName`, with near names, unless ``name`` suits ``family``."""
    names = scheduler_names(family)
    if name not in names:
        raise UnknownName(
            f"No scheduler {shown(name)} suits a model of the {family.name} family.",
            hint=near(name, names) or f"Known: {', '.join(names)}.",
        )


def make_scheduler(name: str, like: Any, family: Family, *, steps: int) -> Any:
    """A fresh scheduler: class ``name`` with the settings of ``like``, the model's own.

    Schedulers keep state between steps, so each batch gets one of its own. With fewer than four
    ``steps`` PNDM begins by its linear multi-step method, for its Runge-Kutta start needs four.
    Raises `UnknownName` for a name that does not suit ``family``.
    """
    check_scheduler(name, family)
    scheduler_class = type(like) if name == DEFAULT_SCHEDULER else getattr(diffusers, name)
    few = scheduler_class.__name__ == "PNDMScheduler" and steps < RUNGE_KUTTA_STEPS
    return scheduler_class.from_config(like.config, **({"skip_prk_steps": True} if few else {}))
