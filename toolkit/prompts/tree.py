"""The weighted-text tree: a prompt is this, never a string, until it meets a dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from toolkit.axes import AXES
from toolkit.documents.numbers import real_number
from toolkit.errors import PromptError, shown

MAX_WEIGHT = float(AXES["weight"].high)


@dataclass(frozen=True, kw_only=True)
class Text:
    """Literal words at weight 1; ``role`` says which slot they came from ('' for none)."""

    text: str
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """A part whose weight is multiplied by ``weight`` (0..2; nested weights multiply)."""

    child: Prompt
    weight: float

    def __post_init__(self) -> None:
        check_weight(self.weight)


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """Parts in order, joined by nothing: separators are `Text` parts themselves."""

    parts: tuple[Prompt, ...]


Prompt = Text | Weighted | Sequence


def check_weight(weight: object) -> float:
    """Return ``weight`` as a float, or raise `PromptError` unless it is a number in 0..2."""
    try:
        return real_number(weight, low=0.0, high=MAX_WEIGHT)
    except ValueError:
        raise PromptError(
            f"A weight must be a number from 0 to {MAX_WEIGHT:g}; got {shown(weight)}.",
            hint="Weights above about 1.6 tend to wreck pictures.",
            code="out_of_range",
            fields={"got": weight, "low": 0, "high": MAX_WEIGHT},
        ) from None


class Part(NamedTuple):
    """One stretch of a flattened prompt: its literal words, their weight (0..2), their slot."""

    text: str
    weight: float
    role: str


def flatten(prompt: Prompt) -> list[Part]:
    """The tree's leaves in order, each with the product of the weights above it.

    Weights are rounded to six decimals, so that what is rendered reads back as the same
    number. Empty leaves are left out; nothing is merged.

    Raises:
        PromptError: nested weights multiply to more than 2.
    """
    parts: list[Part] = []
    _walk(prompt, 1.0, parts)
    return parts


def _walk(prompt: Prompt, weight: float, parts: list[Part]) -> None:
    if isinstance(prompt, Text):
        if not prompt.text:
            return
        if weight == 1.0:
            parts.append(Part(prompt.text, 1.0, prompt.role))
            return
        if weight > MAX_WEIGHT + 1e-9:
            raise PromptError(
                f"Nested weights multiply to {weight:g} on {shown(prompt.text)}; "
                f"expected at most {MAX_WEIGHT:g}.",
                hint="Lower the weight in the template or on the axis.",
            )
        parts.append(Part(prompt.text, round(min(weight, MAX_WEIGHT), 6), prompt.role))
    elif isinstance(prompt, Weighted):
        _walk(prompt.child, weight * prompt.weight, parts)
    else:
        for part in prompt.parts:
            _walk(part, weight, parts)
