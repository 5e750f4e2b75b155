"""What the store says about its runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """One run at a glance.

    ``requested`` counts the pictures that the plan asks for, ``cells`` its combinations,
    ``made`` the requested pictures that are finished, ``votes`` the votes that stand (undone
    ones left out). ``plan_json`` is the plan as it was run; ``created_at`` is in UTC. ``name`` is
    what somebody called the run, "" for none; ``owner`` the visitor whose it is, "" for the
    house's, which everybody may see; ``starred`` and ``note`` what was put down about it.
    """

    id: str
    plan_name: str
    plan_json: str
    created_at: datetime
    cells: int
    requested: int
    made: int
    votes: int
    name: str = ""
    owner: str = ""
    starred: bool = False
    note: str = ""

    @property
    def called(self) -> str:
        """Its name, else its id: what every command takes."""
        return self.name or self.id

    @property
    def added_axes(self) -> tuple[str, ...] | None:
        """The axes of a run whose pictures were made elsewhere; None where we drew them."""
        return added_axes(self.plan_json)


def added_plan(axes: Sequence[str]) -> str:
    """What stands in place of a plan where the pictures were made elsewhere."""
    return json.dumps({"added": {"axes": list(axes)}})


def added_axes(plan_json: str) -> tuple[str, ...] | None:
    """The axes that `added_plan` was given; None for a plan."""
    try:
        plan: object = json.loads(plan_json)
    except (ValueError, RecursionError):
        return None
    added = cast("dict[str, object]", plan).get("added") if isinstance(plan, dict) else None
    axes = cast("dict[str, object]", added).get("axes") if isinstance(added, dict) else None
    if not isinstance(axes, list):
        return None
    return tuple(str(axis) for axis in cast("list[object]", axes))
