"""The reference page of plans, made from the plan's own models and the table of axes.

``python -m toolkit.cli.plan_reference > docs/plans.md`` writes it; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from toolkit.axes import AXES, PLAN_AXES, Axis
from toolkit.sweeps.axis_values import SCENE_KINDS
from toolkit.sweeps.document import PlanDocument, SampleDocument, SettingsDocument
from toolkit.vocabulary import load_vocabulary

_HEAD = """# Plans

Made by `python -m toolkit.cli.plan_reference > docs/plans.md`; do not edit by hand.

A plan is a YAML file that says which pictures a sweep draws: every gesture with every value of
every axis, on the same seeds. `gesture sweep FILE --dry-run` counts them, `gesture expand FILE`
shows their prompts.

```yaml
gestures: [peace, fist]
axes:
  phrase: [plain, explicit]
  weight: [0.8, 1, 1.3]
  view: palm
seeds: 4
settings: {steps: 4, size: 128}
skip:
  - {gesture: fist, phrase: explicit}
```
"""


_OWN_WORDS = """## Words of your own

On `phrase` and on every axis of scene words a value is an id of the vocabulary or words of your
own. What cannot be an id (it holds a blank, a comma, a letter that is not ASCII) is taken as it
stands; a single word that could be one stands as `{text: masterpiece}` or `'"masterpiece"'`. An
empty value says nothing; tables call it `none`. Words longer than 2,000 characters are refused.

A slot of the template that has a name of your own is an axis of that name, with words alone:

```yaml
gestures: [peace, fist]
template: "studio portrait of a man {gesture}, {quality}, {lens}"
axes:
  phrase: [plain, waving his hands, {text: waving}]
  negative: [none, "bad hands, extra digits"]
  quality: ["", masterpiece, 8k]
  lens: ["90mm lens", ""]
seeds: 8
```

`gesture yields latest --by phrase,quality` and `gesture effects latest --axis quality` know it by
its name; the reference of such an axis is the empty value, else the first.
"""


def plan_reference() -> str:
    """All keys of a plan and all its axes, as one Markdown page."""
    axes = [
        (f"`{axis.name}`", axis.meaning, axis_values(axis), _default(axis), _reference(axis))
        for axis in map(AXES.__getitem__, PLAN_AXES)
    ]
    return "\n".join(
        (
            _HEAD,
            "## Keys\n",
            _table(("key", "meaning", "without it"), _keys(PlanDocument)),
            "## Keys of `settings`\n",
            _table(("key", "meaning", "without it"), _keys(SettingsDocument)),
            "## Keys of `sample`\n",
            _table(("key", "meaning", "without it"), _keys(SampleDocument)),
            "## Axes\n",
            "An axis stands under `axes` with one value or a list. Those that are keys of "
            "`settings` too stand in one of the two places. Effects compare each value with the "
            "reference where the run has it, else with the smallest number or the first value.\n",
            _table(("axis", "meaning", "values", "without it", "reference"), axes),
            _OWN_WORDS,
            "## Words on the scene axes\n",
            _table(("axis", "words of the packaged vocabulary"), _scene_words()),
        )
    )


def axis_values(axis: Axis) -> str:
    """What an axis takes, in a few words of Markdown."""
    match axis.kind:
        case "number":
            return f"a number from {axis.low} to {axis.high}"
        case "whole" | "seed":
            return f"a whole number from {axis.low} to {axis.high}"
        case "scheduler" | "control" | "language":
            return ", ".join(f"`{choice}`" for choice in axis.choices)
        case "phrase":
            return "`plain`, `explicit`, a number, your own words, `none`, or `all`"
        case "scene":
            return f"a {axis.name} word, your own words, `none`, or `all`"
        case "words":
            return "your own words, or `none`"
        case "model" | "gesture" | "prompt":
            return "names"


def _scene_words() -> Iterable[Sequence[str]]:
    vocabulary = load_vocabulary(extra=())
    for kind in SCENE_KINDS:
        yield f"`{kind}`", ", ".join(f"`{word.id}`" for word in vocabulary.scene(kind))


def _keys(model: type[BaseModel]) -> Iterable[Sequence[str]]:
    for name, field in model.model_fields.items():
        axis = AXES.get(name)
        meaning = field.description or (axis.meaning if axis else "")
        if field.is_required():
            default = "an error"
        elif field.default is None and axis is not None:
            default = _default(axis)
        else:
            default = _plain(field.default)
        yield f"`{name}`", meaning, default


def _plain(default: object) -> str:
    if default is None or isinstance(default, BaseModel) or default in ({}, []):
        return ""
    return f"`{default}`"


def _default(axis: Axis) -> str:
    return f"`{axis.default}`" if axis.default else "the model's own"


def _reference(axis: Axis) -> str:
    if axis.reference:
        return f"`{axis.reference}`"
    return "the smallest" if axis.is_number else "the first"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(plan_reference())
