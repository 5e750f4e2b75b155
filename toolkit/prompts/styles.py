"""A style as Stable Diffusion web UI keeps it: words around or after the whole prompt.

As in AUTOMATIC1111's ``modules/styles.py``: where a style's text holds ``{prompt}`` it goes around
the prompt, otherwise after it, with a comma; the same for its negative text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from toolkit.errors import PromptError, shown
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.templates import is_blank
from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted, flatten

PLACE = "{prompt}"
_MARK = "\ue000"


@dataclass(frozen=True, kw_only=True)
class Style:
    """A style by its ``name``; its texts hold ``{prompt}`` at most once, or are empty."""

    name: str
    prompt: str = ""
    negative: str = ""


def check_style(style: Style, dialect: str) -> None:
    """Raise `PromptError` for ``{prompt}`` given twice, or weights that ``dialect`` lacks."""
    for text in (style.prompt, style.negative):
        if text.count(PLACE) > 1:
            raise PromptError(
                f"The style {shown(style.name)} holds {PLACE} {text.count(PLACE)} times.",
                hint="Keep one: the prompt stands in one place.",
            )
        _parts(text, dialect)


def styled(prompt: Prompt, text: str, dialect: str) -> Prompt:
    """``prompt`` with a style's ``text`` around or after it; weights are in ``dialect``."""
    if not text.strip():
        return prompt
    if PLACE in text:
        return Sequence(
            parts=tuple(
                part if part is not None else _weighted(prompt, weight)
                for part, weight in _parts(text, dialect)
            )
        )
    after = read_prompt(text.strip(), dialect).prompt
    if is_blank(after):
        return prompt
    return after if is_blank(prompt) else Sequence(parts=(prompt, Text(text=", "), after))


@lru_cache(maxsize=512)
def _parts(text: str, dialect: str) -> tuple[tuple[Prompt | None, float], ...]:
    """The style's words in order; None with its weight for the place of the prompt."""
    out: list[tuple[Prompt | None, float]] = []
    for words, weight, _ in flatten(read_prompt(text.replace(PLACE, _MARK), dialect).prompt):
        before, mark, after = words.partition(_MARK)
        out += [(_weighted(Text(text=before), weight), weight)] if before else []
        out += [(None, weight)] if mark else []
        out += [(_weighted(Text(text=after), weight), weight)] if after else []
    return tuple(out)


def _weighted(part: Prompt, weight: float) -> Prompt:
    return part if weight == 1.0 else Weighted(child=part, weight=weight)
