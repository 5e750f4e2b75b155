"""A plan as canonical JSON: what a run keeps, and what its fingerprint is made of."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from toolkit.axes import typed_value

if TYPE_CHECKING:
    from toolkit.sweeps.plan import Plan


def plan_json(plan: Plan) -> str:
    """``plan`` as `Plan.to_json` gives it. The order of the keys never changes."""
    seeds = plan.seeds
    zipped = {name for group in plan.linked for name in group.names}

    def written(axis: str, value: str) -> object:
        """A value as a plan writes it; styles carry their texts, so that no file is needed."""
        style = plan.styles.get(value) if axis == "style" else None
        return typed_value(axis, value) if style is None else {"style": asdict(style)}

    plain: dict[str, object] = {
        "name": plan.name,
        "gestures": list(plan.axes["gesture"]),
        "axes": {
            name: [written(name, value) for value in values]
            for name, values in plan.axes.items()
            if name not in ("gesture", "prompt") and name not in zipped
        },
        "template": plan.template,
        "seeds": {"start": seeds.start, "count": len(seeds)}
        if isinstance(seeds, range)
        else list(seeds),
        "settings": {
            name: value for name, value in asdict(plan.settings).items() if value is not None
        },
        "skip": [
            {
                name: [typed_value(name, value) for value in sorted(box)]
                for name, box in rule.items()
            }
            for rule in plan.skip
        ],
    }
    if plan.vocabularies:
        plain["vocabulary"] = list(plan.vocabularies)
    if plan.whole_prompts:
        del plain["gestures"], plain["template"]
        plain["prompts"] = _prompts(plan)
    if groups := [group for group in plan.linked if "prompt" not in group.names]:
        plain["zip"] = [
            {
                name: [written(name, value) for value in column]
                for name, column in zip(group.names, zip(*group.rows, strict=True), strict=True)
            }
            for group in groups
        ]
    if plan.extra:
        plain["include"] = [
            {name: written(name, value) for name, value in cell.values} for cell in plan.extra
        ]
    if plan.sample:
        plain["sample"] = asdict(plan.sample)
    if plan.dialect != "auto":
        plain["dialect"] = plan.dialect
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _prompts(plan: Plan) -> list[dict[str, str]]:
    """The whole prompts as a plan writes them."""
    rows = next(group.rows for group in plan.linked if "prompt" in group.names)
    gestures = {row[0]: row[1] for row in rows}
    return [
        {"name": name, "text": text, "gesture": gestures[name]}
        for name, text in plan.whole_prompts.items()
    ]
