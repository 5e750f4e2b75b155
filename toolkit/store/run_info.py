"""What the store says about its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """One run at a glance.

    ``requested`` counts the pictures that the plan asks for, ``cells`` its combinations,
    ``made`` the requested pictures that are finished, ``votes`` the votes that stand (undone
    ones left out). ``plan_json`` is the plan as it was run; ``created_at`` is in UTC.
    """

    id: str
    plan_name: str
    plan_json: str
    created_at: datetime
    cells: int
    requested: int
    made: int
    votes: int
