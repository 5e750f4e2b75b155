"""Schedulers: the sampler that a request names, as a diffusers object for one model."""

from __future__ import annotations

from typing import Any

from toolkit.documents.near_names import near
from toolkit.errors import UnknownName, shown
from toolkit.generation.families import Family
from toolkit.samplers import OWN_SAMPLER, SAMPLERS, sampler_name

RUNGE_KUTTA_STEPS = 4
"""Fewest steps with which PNDM can begin by its Runge-Kutta method (Liu et al. 2022, 3.3)."""


def scheduler_ids(family: Family) -> tuple[str, ...]:
    """Every id that ``GenerationRequest.scheduler`` may have for a model of ``family``."""
    if not family.known:
        return (OWN_SAMPLER,)
    suited = (each.id for each in SAMPLERS.values() if each.made_by(flow=family.flow)[0])
    return OWN_SAMPLER, *suited


def check_scheduler(id: str, family: Family) -> None:
    """Raise `UnknownName`, with near names, unless the sampler ``id`` suits ``family``."""
    if id not in scheduler_ids(family):
        names = tuple(sampler_name(each) for each in scheduler_ids(family))
        name = sampler_name(id)
        raise UnknownName(
            f"No scheduler {shown(name)} suits a model of the {family.name} family.",
            hint=near(name, (*names, *scheduler_ids(family))) or f"Known: {', '.join(names)}.",
        )


def make_scheduler(id: str, like: Any, family: Family, *, steps: int) -> Any:
    """A fresh scheduler: the sampler ``id`` with the other settings of ``like``, the model's own.

    Schedulers keep state between steps, so each batch gets one of its own. With fewer than four
    ``steps`` PNDM begins by its linear multi-step method, for its Runge-Kutta start needs four.
    Raises `UnknownName` for an id that does not suit ``family``.
    """
    check_scheduler(id, family)
    if id == OWN_SAMPLER:
        scheduler_class, settings = type(like), dict[str, object]()
    else:
        import diffusers  # seconds of loading, which a plan that is only looked at does not need

        class_name, named = SAMPLERS[id].made_by(flow=family.flow)
        scheduler_class, settings = getattr(diffusers, class_name), dict(named)
    if scheduler_class.__name__ == "PNDMScheduler" and steps < RUNGE_KUTTA_STEPS:
        settings["skip_prk_steps"] = True
    return scheduler_class.from_config(like.config, **settings)


def sampler_of(id: str, own: Any) -> str:
    """The sampler that an ``id`` stands for: of the model's ``own`` its class, else itself."""
    return type(own).__name__ if id == OWN_SAMPLER else id
