"""Reading prompts pasted from Stable Diffusion web UI (and ComfyUI, a subset of it).

The rules are those of the web UI's ``parse_prompt_attention`` (AUTOMATIC1111,
modules/prompt_parser.py): ``(words)`` ×1.1, ``[words]`` ÷1.1, ``(words:1.3)`` ×1.3, nesting
multiplies, a backslash makes a bracket literal, a bracket left open reaches to the end.
"""

from __future__ import annotations

import re

from toolkit.errors import PromptError, shown
from toolkit.prompts.tree import MAX_WEIGHT, Prompt, Sequence, Text, Weighted

ROUND = 1.1
SQUARE = 1 / 1.1
MAX_CHARACTERS = 20_000

_TOKEN = re.compile(
    r"\\(?P<literal>[\\()\[\]])"
    r"|(?P<round>\()|(?P<square>\[)"
    r"|:\s*(?P<weight>[+-]?[.\d]+)\s*\)"
    r"|(?P<round_end>\))|(?P<square_end>\])"
    r"|(?P<words>[^\\()\[\]:]+|:|\\)"
)
_COMMAND = re.compile(r"\b(?:BREAK|AND)\b|<[^<>:]+:[^<>]*>")
_EDITING = re.compile(r"(?<!\\)\[[^\[\]]*(?:\||:\s*[\d.]+\s*(?<!\\)\])")


def parse_a1111(text: str) -> Prompt:
    """Read a prompt in the web UI's syntax into a tree; its words become literal text.

    Raises:
        PromptError: a weight outside 0..2 or not a number; prompt editing ``[a:b:10]``,
            alternation ``[a|b]``, ``BREAK``, ``AND`` and ``<lora:...>``, which a tree of
            weights cannot say.
    """
    if len(text) > MAX_CHARACTERS:
        raise PromptError(
            f"The prompt has {len(text)} characters; expected at most {MAX_CHARACTERS}."
        )
    _refuse_commands(text)
    words: list[str] = []
    weights: list[float] = []
    open_round: list[int] = []
    open_square: list[int] = []

    def multiply(start: int, factor: float) -> None:
        for index in range(start, len(weights)):
            weights[index] *= factor

    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "round":
            open_round.append(len(words))
        elif kind == "square":
            open_square.append(len(words))
        elif kind == "weight" and open_round:
            multiply(open_round.pop(), _weight(match["weight"], text))
        elif kind == "round_end" and open_round:
            multiply(open_round.pop(), ROUND)
        elif kind == "square_end" and open_square:
            multiply(open_square.pop(), SQUARE)
        else:
            words.append(match["literal"] or match.group())
            weights.append(1.0)
    for start in open_round:
        multiply(start, ROUND)
    for start in open_square:
        multiply(start, SQUARE)
    return Sequence(parts=tuple(_runs(words, weights, text)))


def _runs(words: list[str], weights: list[float], text: str) -> list[Prompt]:
    parts: list[Prompt] = []
    run = ""
    for index, (word, weight) in enumerate(zip(words, weights, strict=True)):
        run += word
        if index + 1 < len(words) and weights[index + 1] == weight:
            continue
        if weight > MAX_WEIGHT:
            raise PromptError(
                f"The brackets around {shown(run)} multiply to {weight:g}; "
                f"expected at most {MAX_WEIGHT:g}."
            )
        leaf = Text(text=run)
        parts.append(leaf if weight == 1.0 else Weighted(child=leaf, weight=weight))
        run = ""
    return parts


def _weight(digits: str, text: str) -> float:
    try:
        weight = float(digits)
    except ValueError:
        weight = -1.0
    if not 0.0 <= weight <= MAX_WEIGHT:
        raise PromptError(
            f"The weight {shown(digits)} in {shown(text)} must be a number from 0 to "
            f"{MAX_WEIGHT:g}."
        )
    return weight


def _refuse_commands(text: str) -> None:
    if found := _COMMAND.search(text):
        raise PromptError(
            f"The pasted prompt holds {shown(found.group())}, a command of the web UI.",
            hint="Take it out; LoRAs are named in the plan, and a comma serves for BREAK.",
        )
    if found := _EDITING.search(text):
        raise PromptError(
            f"The pasted prompt changes while it is drawn: {shown(found.group())}.",
            hint="Choose one wording; prompt editing and alternation are not supported.",
        )
