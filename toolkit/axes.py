"""Every axis of a sweep, once: how its values are read, what they default to, what they mean.

Plans, forms, tables, statistics and the reference page read this table; nothing else lists axes.
A picture's value on an axis is text (``0.8``, ``plain``, ``palm``); `axis_number` gives the
number that such a text stands for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import BadInput, shown
from toolkit.samplers import OWN_SAMPLER, sampler_names

AxisKind = Literal[
    "gesture",
    "model",
    "scheduler",
    "control",
    "lora",
    "embedding",
    "mend",
    "phrase",
    "language",
    "prompt",
    "scene",
    "words",
    "number",
    "whole",
    "seed",
]

NOTHING = "none"
"""The value that adds nothing: no scene word, no control image."""

LANGUAGES = ("en", "zh")
"""The languages that the vocabulary's words are written in."""

DEFAULT_LANGUAGE = "en"
BUILT_IN_MODELS = ("thumbelina", "thumbelina-mid", "thumbelina-early")
"""Models whose weights come with the package."""

DEFAULT_MODEL = "thumbelina"
DEFAULT_SCHEDULER = OWN_SAMPLER
"""The scheduler that the model came with."""

CONTROL_KINDS = ("skeleton", "depth")
MAX_SEED = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One thing that a sweep can vary.

    ``kind`` says how values are read: one of ``choices`` for "control" and "language", one of
    them or another name of the same sampler for "scheduler", a number
    from ``low`` to ``high`` for "number", "whole" and "seed", a scene word's id or words of one's
    own for "scene", such words alone for "words".
    ``default`` is the value of a picture whose plan has no such axis, '' where the model decides
    or every plan names one. ``reference`` is the value that effects compare against, '' for the
    smallest number, or else the first value given. ``label`` is the interface's text key.
    ``setting`` says that a plan may give one value under ``settings`` instead. ``meaning`` is one
    sentence for the reference page.
    """

    name: str
    kind: AxisKind
    meaning: str
    default: str = ""
    reference: str = ""
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    setting: bool = False

    @property
    def label(self) -> str:
        """The key of the axis's name among the interface's texts."""
        return f"axis.{self.name}"

    @property
    def is_number(self) -> bool:
        """Whether values are numbers, which say nothing in a table without the axis's name."""
        return self.kind in ("number", "whole", "seed")


def _scene(name: str, meaning: str, reference: str = NOTHING) -> Axis:
    return Axis(name=name, kind="scene", meaning=meaning, default=NOTHING, reference=reference)


_ALL = (
    Axis(name="gesture", kind="gesture", meaning="A gesture's id; see `gesture vocab list`."),
    Axis(
        name="seed",
        kind="seed",
        meaning="The noise that a picture starts from; the same seeds serve every cell.",
        high=MAX_SEED,
    ),
    Axis(
        name="model",
        kind="model",
        meaning="A built-in model, a diffusers folder or a hub id `owner/name`.",
        default=DEFAULT_MODEL,
    ),
    Axis(
        name="scheduler",
        kind="scheduler",
        meaning="The sampler, by the name that people use or its diffusers class; `default` is "
        "the model's own.",
        default=DEFAULT_SCHEDULER,
        reference=DEFAULT_SCHEDULER,
        choices=sampler_names(),
        setting=True,
    ),
    Axis(
        name="steps",
        kind="whole",
        meaning="Denoising steps; without it the model's own number.",
        low=1,
        high=500,
        setting=True,
    ),
    Axis(
        name="guidance",
        kind="number",
        meaning="Classifier-free guidance scale; without it the model's own.",
        high=50,
        setting=True,
    ),
    Axis(
        name="control",
        kind="control",
        meaning="The image of the gesture's own pose that the picture is held to.",
        default=NOTHING,
        reference=NOTHING,
        choices=(NOTHING, *CONTROL_KINDS),
        setting=True,
    ),
    Axis(
        name="control_strength",
        kind="number",
        meaning="How strongly the control image holds; 0 draws as without one.",
        default="1",
        high=2,
        setting=True,
    ),
    Axis(
        name="control_start",
        kind="number",
        meaning="The share of the steps after which the control image begins to hold.",
        default="0",
        high=1,
        setting=True,
    ),
    Axis(
        name="control_end",
        kind="number",
        meaning="The share of the steps after which the control image lets go.",
        default="1",
        reference="1",
        high=1,
        setting=True,
    ),
    Axis(
        name="lora",
        kind="lora",
        meaning="LoRA files that join the model: `{file: hands.safetensors, scale: [0.5, 1]}`, "
        "several at once in a list.",
        default=NOTHING,
        reference=NOTHING,
    ),
    Axis(
        name="embedding",
        kind="embedding",
        meaning="Embeddings whose token joins a prompt: `{file: bad.safetensors, token: badhands, "
        "in: negative}`.",
        default=NOTHING,
        reference=NOTHING,
    ),
    Axis(
        name="mend",
        kind="mend",
        meaning="Hands drawn once more in the finished picture: `{inpaint: 0.5}` those that the "
        "form judge finds wrong, `{inpaint: [0.3, 0.5], passes: 2, hands: all}`.",
        default=NOTHING,
        reference=NOTHING,
    ),
    Axis(
        name="phrase",
        kind="phrase",
        meaning="The gesture's wording: `plain` (its first), `explicit` (its last), 1 to n, or "
        "words of your own.",
        default="plain",
        reference="plain",
    ),
    Axis(
        name="prompt",
        kind="prompt",
        meaning="A whole prompt of one's own, by its name; see `prompts`.",
    ),
    Axis(
        name="weight",
        kind="number",
        meaning="The weight of the gesture's words in the prompt.",
        default="1",
        reference="1",
        high=2,
    ),
    Axis(
        name="language",
        kind="language",
        meaning="The language of phrases, scene words, negatives and the house's template; your "
        "own words and templates stay as written.",
        default=DEFAULT_LANGUAGE,
        reference=DEFAULT_LANGUAGE,
        choices=LANGUAGES,
    ),
    _scene("view", "From where the hand is seen.", reference="palm"),
    _scene("side", "Which hand it is.", reference="right"),
    _scene("subject", "Whose hand it is."),
    _scene("skin", "The skin's colour."),
    _scene("light", "The light."),
    _scene("background", "What is behind the hand."),
    _scene("style", "The picture's style."),
    _scene("material", "What the hand is made of.", reference="skin"),
    _scene(
        "negative",
        "The negative prompt: a set, `own` for the gesture's own words, both as `anatomy+own`.",
    ),
)

AXES: Mapping[str, Axis] = {axis.name: axis for axis in _ALL}
"""Every axis by name."""

SCENE_AXES = tuple(axis.name for axis in _ALL if axis.kind == "scene")
NUMBER_AXES = tuple(axis.name for axis in _ALL if axis.is_number)
PLAN_AXES = tuple(name for name in AXES if name not in ("gesture", "seed", "prompt"))
"""What a plan may write under ``axes``; gestures, prompts and seeds have keys of their own."""


def axis_number(axis: str, text: str) -> int | float | None:
    """The number that ``text`` stands for on ``axis``; None where it stands for none.

    ``1``, ``1.0`` and, on an axis whose default is 1, the empty text are one number. Steps and
    seeds are ints.
    """
    known = AXES.get(axis)
    if known is None or not known.is_number:
        return None
    try:
        number = float(text or known.default)
        whole = known.kind != "number" and number.is_integer()
        return int(text or known.default) if whole and "." not in text else _finite(number)
    except ValueError:
        return None


def typed_value(axis: str, value: str) -> object:
    """``value`` of a picture as a plan writes it: what stands for a number is one."""
    number = axis_number(axis, value)
    return value if number is None else number


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def number_on(axis: str, values: Mapping[str, str], otherwise: float | None = None) -> float:
    """The number of a picture with ``values`` (text by axis) on a number ``axis``.

    ``otherwise`` is for a picture whose plan has no such axis; the axis's default when None.

    Raises:
        BadInput: the value, or the default, is no number.
    """
    if axis not in values and otherwise is not None:
        return otherwise
    number = axis_number(axis, values.get(axis, ""))
    if number is None:
        raise BadInput(
            f"{shown(values.get(axis, '')[:80])} on the axis {shown(axis)} is not a number."
        )
    return number


def reference_value(axis: str, values: Sequence[str]) -> str:
    """The one of ``values`` (those present in a run) that effects on ``axis`` compare against.

    The axis's reference where it is there; else, on a number axis, the smallest number; else the
    empty value; else the first. An empty value, of a picture whose plan has no such axis, stands
    for the default. On an axis that the table lacks, '' or ``none`` is the reference.

    Raises:
        BadInput: there is no value at all.
    """
    if not values:
        raise BadInput(f"There is no value on the axis {shown(axis)} to compare against.")
    known = AXES.get(axis)
    if known is None:
        return next((value for value in ("", NOTHING) if value in values), values[0])
    if known.is_number:
        numbers = [(number, v) for v in values if (number := axis_number(axis, v)) is not None]
        wanted = axis_number(axis, known.reference) if known.reference else None
        same = [value for number, value in numbers if number == wanted]
        smallest = min(numbers, key=lambda pair: pair[0])[1] if numbers else values[0]
        return same[0] if same else smallest
    same = [value for value in values if (value or known.default) == known.reference]
    return next((value for value in (*same, "") if value in values), values[0])
