"""What the Sweep form says, and what is wrong with a field, as a code that any language can say.

Fields with numbers are plain text boxes: an empty one stays empty, and what was typed reaches
this reader as it was typed. (A number box of the browser turns an empty field into 0.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.axes import NOTHING
from toolkit.errors import BadInput
from toolkit.ui.language.texts import Lang, number, say

Field = Literal[
    "gestures",
    "phrases",
    "own_phrases",
    "models",
    "weights",
    "controls",
    "strengths",
    "seeds",
    "first_seed",
    "steps",
    "guidance",
    "loras",
    "scales",
    "embeddings",
    "tokens",
    "mend_strengths",
    "passes",
]
Wrong = Literal[
    "nothing_chosen",
    "not_offered",
    "empty",
    "not_whole",
    "not_number",
    "not_as_many",
    "no_control",
    "model_without_control",
]

_WHOLE = re.compile(r"\d{1,30}")
_NUMBER = re.compile(r"\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30}")
_BETWEEN = re.compile(r"[\s,，;；、]+")
_SHOWN = 40
SCALES = "0.5, 0.8, 1"
"""What the box for a LoRA's scales holds at first."""
MEND_STRENGTHS = "0.5"
PASSES = "1"
"""What the boxes of mending hold at first."""


@dataclass(frozen=True, kw_only=True)
class AdapterChoice:
    """LoRA and embedding files by name, ``scales`` and ``tokens`` as they were typed.

    Each file is a value of its axis by itself, a LoRA once for each scale; ``none`` always stands
    beside them. An empty box of scales is 1, an empty one of tokens the files' own names. ``place``
    is the prompt that tokens join, ``prompt`` or ``negative``.
    """

    loras: Sequence[str] = ()
    scales: str = SCALES
    embeddings: Sequence[str] = ()
    tokens: str = ""
    place: str = "negative"


@dataclass(frozen=True, kw_only=True)
class MendChoice:
    """Which hands are drawn once more, ``none``, ``wrong`` or ``all``; the rest as it was typed.

    Each strength is a value of its axis, once for each number of passes; ``none`` always stands
    beside them.
    """

    hands: str = NOTHING
    strengths: str = MEND_STRENGTHS
    passes: str = PASSES


@dataclass(frozen=True, kw_only=True)
class SweepForm:
    """What the page says; an empty choice leaves its axis out.

    ``axes`` maps axis names to the chosen values; those of words may be typed, and so may weights
    and control strengths. ``own_phrases`` are the user's, one a line. ``seeds`` and ``first_seed``
    are text, and so are ``steps`` and ``guidance``, whose empty text leaves them to the model.
    """

    gestures: Sequence[str]
    axes: Mapping[str, Sequence[str]]
    models: Sequence[str]
    seeds: str
    first_seed: str
    steps: str = ""
    guidance: str = ""
    own_phrases: str = ""
    adapters: AdapterChoice = AdapterChoice()
    mending: MendChoice = MendChoice()


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """One field that cannot be used: which one, what is wrong, what was got, what would do."""

    field: Field
    wrong: Wrong
    got: str = ""
    low: float = 0
    high: float = 0

    def sentence(self, lang: Lang) -> str:
        """The problem and what to do about it, in one sentence."""
        got = self.got if len(self.got) <= _SHOWN else f"{self.got[: _SHOWN - 1]}…"
        return say(
            f"problem.{self.wrong}",
            lang,
            field=say(f"field.{self.field}", lang),
            got=got,
            low=_plain(self.low),
            high=_plain(self.high),
        )


class FormError(BadInput):
    """A field of the form cannot be used; ``problem`` says which, in any language."""

    def __init__(self, problem: FieldProblem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


def whole_number(typed: str, field: Field, *, low: int, high: int) -> int:
    """``typed`` as a whole number from ``low`` to ``high``; raises `FormError`."""
    typed = typed.strip()
    if not typed:
        raise FormError(FieldProblem(field=field, wrong="empty", low=low, high=high))
    if _WHOLE.fullmatch(typed) is None or not low <= int(typed) <= high:
        problem = FieldProblem(field=field, wrong="not_whole", got=typed, low=low, high=high)
        raise FormError(problem)
    return int(typed)


def decimal_number(typed: str, field: Field, *, high: float, low: float = 0) -> float:
    """``typed`` as a number from ``low``, which is no less than 0, to ``high``, with a point or a
    comma; raises `FormError`."""
    typed = typed.strip()
    value = float(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else -1.0
    if not low <= value <= high:
        problem = FieldProblem(field=field, wrong="not_number", got=typed, low=low, high=high)
        raise FormError(problem)
    return value


def listed(typed: str) -> list[str]:
    """What stands in ``typed``, in the order it was typed: between spaces, commas or semicolons."""
    return [word for word in _BETWEEN.split(typed) if word]


def _plain(value: float) -> str:
    return number(int(value)) if value == int(value) else f"{value:g}"
