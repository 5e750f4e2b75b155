"""Sweeps: plans, cells and the requests they become."""

from __future__ import annotations

from toolkit.sweeps.plan import Plan, load_plan
from toolkit.sweeps.records import (
    Cell,
    Control,
    GenerationRequest,
    Image,
    Lora,
    ModelDefaults,
)
from toolkit.sweeps.samples import find_plan, sample_plans

__all__ = [
    "Cell",
    "Control",
    "GenerationRequest",
    "Image",
    "Lora",
    "ModelDefaults",
    "Plan",
    "find_plan",
    "load_plan",
    "sample_plans",
]
