"""A plan as a file again: what was composed elsewhere, or drawn before, in YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import yaml

from toolkit.axes import typed_value
from toolkit.sweeps.cells import Cell

if TYPE_CHECKING:
    from toolkit.sweeps.plan import Plan

_OF_A_GRID = ("axes", "zip", "skip", "include", "sample", "gestures", "prompts")


def plan_yaml(plan: Plan) -> str:
    """``plan`` as YAML text that `load_plan` reads back to an equal plan."""
    return document_yaml(cast("dict[str, object]", json.loads(plan.to_json())))


def document_yaml(document: dict[str, object]) -> str:
    """A plan's mapping as YAML text, empty keys left out."""
    kept = {name: value for name, value in document.items() if value not in ({}, [])}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=96)


def picture_document(plan_json: str, cell: Cell, seed: int) -> dict[str, object]:
    """The plan of one picture of a run: its values alone, and its seed.

    ``plan_json`` is the run's plan as it is stored (`Plan.to_json`).
    """
    document = cast("dict[str, object]", json.loads(plan_json))
    values = dict(cell.values)
    prompts = cast("list[dict[str, str]]", document.get("prompts") or [])
    one = {key: value for key, value in document.items() if key not in _OF_A_GRID}
    if prompts:
        one["prompts"] = [each for each in prompts if each["name"] == values.get("prompt")]
    else:
        one["gestures"] = [cell.gesture]
    one["axes"] = {
        name: [typed_value(name, value)]
        for name, value in values.items()
        if name not in ("gesture", "prompt")
    }
    one["seeds"] = [seed]
    return one
