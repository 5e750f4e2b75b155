"""The reference page of plans, made from the plan's own models and the table of axes.

``python -m toolkit.cli.plan_reference > docs/plans.md`` writes it; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from toolkit.axes import AXES, PLAN_AXES, Axis
from toolkit.sweeps.axis_values import SCENE_KINDS
from toolkit.sweeps.document import (
    DrawsDocument,
    PlanDocument,
    SampleDocument,
    SettingsDocument,
)
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


_PASTED = """## Pasted prompts

The template and all words of your own may hold weights as other programs write them; they reach
the model as weights, never as brackets. `dialect` says how they are written:

- `auto`, by their looks: `(words)1.3` and `(words)++` are Compel's, all other brackets the web
  UI's; a text without brackets is taken as it stands.
- `a1111`: `(words:1.3)`, `((words))` 1.1 times each, `[words]` 1/1.1; nested ones multiply;
  `\\(`, `\\)`, `\\[`, `\\]` are literal; a bracket left open reaches to the end.
- `comfyui`: `(words:1.3)`, of which the innermost counts, `(words)` 1.1 times; `[` and `]` are
  words, and so is a bracket without its partner; `embedding:name` goes on as the word `name`.
- `compel`: `(words)1.3`, `word++`, `word-`, `(words)+`; nested ones multiply; double quotes group.
- `plain`: none. Brackets are words, in the template too.

A bracket that may be a name, as in `ereshkigal (fate)`, counts as emphasis; `--dry-run` and
`gesture expand` say so. Write `ereshkigal \\(fate\\)`, or `dialect: plain`. Refused with the fix:
`[a:b:0.5]` and `[a|b]` (words that change while a picture is drawn), `AND`, `BREAK`, `<lora:...>`
(LoRAs stand on the axis `lora`), `.blend()`, `.and()`, `.swap()`, weights outside 0 to 2.

In the template, square brackets with a slot inside stay what they were: an optional stretch,
`a[ {skin}] hand`. Without a slot they are the web UI's (with `auto` and `a1111`), else always kept.
`[[ ]]` and `{{ }}` are literal. Weights may stand around slots: `({gesture}, open hand:1.2)`.
`gesture dialect --from a1111 --to compel TEXT` says one prompt in another syntax.

## Words from files

Files stand in the plan's own folder or below, UTF-8 or code page 1252, at most 1 MB.

```text
axes:
  phrase: [plain, {file: phrases.txt}]    # one wording a line; blank lines and # comments skipped
  style: ["", {file: styles.csv}]         # AUTOMATIC1111's: name, prompt, negative_prompt
  negative: [none, {file: negatives.txt}]
```

On the axis `style` a style of `styles.csv` goes around the whole prompt where its text holds
`{prompt}`, else after it, and its negative joins the negative; its value is its name.
`{file: styles.csv, names: [Cinematic]}` takes some. On `negative` such a file gives its negative
texts, on every other axis the words of its prompts. A style can stand in the plan itself:
`{style: {name: Film, prompt: "film still, {prompt}", negative: cartoon}}`.

## Wildcards

In the template and in words of your own, files' lines too, `{red|blue}`, `{0.5::red|0.2::blue}`,
`{2$$red|blue|green}`, `{1-2$$ and $$red|blue}`, `__hands/pose__` and `__hands/*__` stand for many
texts, as in dynamicprompts. Braces without `|` or `$$` are a slot. On an axis each text is a value
of its own; in the template each wildcard becomes an axis, called as its file (`hands_pose`) or
`wildcard_1`, which yields and effects know. Files are `.txt`, a line a text, or `.yaml`, nested
lists. All texts are tried, at most 2,000 for a value; `wildcard_draws: 20` draws some by their
weights, each choice keyed by seed and place, so that an option that is added moves no other draw.
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
            "## Keys of `wildcard_draws`\n",
            _table(("key", "meaning", "without it"), _keys(DrawsDocument)),
            "## Axes\n",
            "An axis stands under `axes` with one value or a list. Those that are keys of "
            "`settings` too stand in one of the two places. Effects compare each value with the "
            "reference where the run has it, else with the smallest number or the first value.\n",
            _table(("axis", "meaning", "values", "without it", "reference"), axes),
            _OWN_WORDS,
            _PASTED,
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
        case "lora":
            return "`none`, a file, `{file: ..., scale: ...}`, or a list of these at once"
        case "embedding":
            return "`none`, `{file: ..., token: ..., in: prompt}`, or a list of these at once"
        case "mend":
            return "`none`, or `{inpaint: ..., passes: ..., hands: wrong}`"
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
