"""Sweeps: plans, cells and the requests they become."""

from __future__ import annotations

from toolkit.sweeps.cells import Cell
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import Control, GenerationRequest, Image
from toolkit.sweeps.samples import find_plan, sample_plans
from toolkit.sweeps.settings import ModelDefaults

__all__ = [
    "Cell",
    "Control",
    "GenerationRequest",
    "Image",
    "ModelDefaults",
    "Plan",
    "find_plan",
    "load_plan",
    "sample_plans",
]
