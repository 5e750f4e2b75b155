"""Reading prompts in ComfyUI's syntax.

The rules are those of its ``comfy/sd1_clip.py`` (``token_weights``): ``(words)`` ×1.1;
``(words:1.2)`` sets the weight to 1.2, whatever stands around it, where the web UI multiplies;
``\\(`` and ``\\)`` are literal; square brackets, BREAK and AND are words like any other; a bracket
without its partner stays in the words; ``embedding:name`` calls an embedding.
"""

from __future__ import annotations

import itertools
import math
import re
from typing import NamedTuple

from toolkit.errors import PromptError, shown
from toolkit.prompts.foreign_commands import MAX_BRACKET_DEPTH, check_length, too_deep
from toolkit.prompts.notes import Note, Notes
from toolkit.prompts.tree import MAX_WEIGHT, Prompt, Sequence, Text, Weighted

ROUND = 1.1
EMBEDDING = re.compile(r"(?<!\S)embedding:(?=\S)")

_TOKEN = re.compile(r"\\(?P<literal>[()])|(?P<sign>[()])|(?P<words>[^()\\]+|\\)")


class _Token(NamedTuple):
    sign: str
    """``(`` or ``)`` where it is a bracket, else ''."""
    words: str


def parse_comfyui(text: str) -> Prompt:
    """Read a prompt in ComfyUI's syntax into a tree; its words become literal text.

    Raises:
        PromptError: a weight outside 0..2; more than 50 brackets inside one another.
    """
    return read_comfyui(text)[0]


def read_comfyui(text: str) -> tuple[Prompt, tuple[Note, ...]]:
    """As `parse_comfyui`, with what is worth saying about how it was read."""
    check_length(text)
    tokens: list[_Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        sign = match["sign"] or ""
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth > MAX_BRACKET_DEPTH:
            raise too_deep(text)
        tokens.append(_Token(sign, match["literal"] or match.group()))
    notes = Notes()
    parts: list[Prompt] = []
    stretches = itertools.groupby(_weighted(tokens, 1.0, notes), key=lambda pair: pair[1])
    for weight, pairs in stretches:
        words = "".join(words for words, _ in pairs)
        said = EMBEDDING.sub("", words)
        if said != words:
            notes.add("embedding", words.strip())
        leaf = Text(text=said)
        parts.append(leaf if weight == 1.0 else Weighted(child=leaf, weight=weight))
    if "[" in text and "]" in text:
        notes.add("square_words", text)
    return Sequence(parts=tuple(parts)), notes.found


def _weighted(tokens: list[_Token], weight: float, notes: Notes) -> list[tuple[str, float]]:
    """Stretches of words with their weight, brackets resolved."""
    out: list[tuple[str, float]] = []
    for part in _parts(tokens):
        if len(part) < 2 or (part[0].sign, part[-1].sign) != ("(", ")"):
            words = _joined(part)
            if any(token.sign for token in part):
                notes.add("lone_bracket", words)
            out.append((words, weight))
            continue
        inside, given = _given_weight(part[1:-1])
        if given is None:
            notes.add("emphasis", _joined(part))
        inner = weight * ROUND if given is None else given
        if not 0.0 <= inner <= MAX_WEIGHT:
            raise PromptError(
                f"The weight of {shown(_joined(part))} is {inner:g}; expected 0 to {MAX_WEIGHT:g}."
            )
        if any(token.sign for token in inside):
            out += _weighted(inside, inner, notes)
        else:
            out.append((_joined(inside), inner))
    return out


def _parts(tokens: list[_Token]) -> list[list[_Token]]:
    """Bracketed stretches and what stands between; one that is not closed reaches to the end."""
    parts: list[list[_Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.sign == "(" and depth == 0 and parts[-1]:
            parts.append([])
        parts[-1].append(token)
        depth += {"(": 1, ")": -1}.get(token.sign, 0)
        if token.sign == ")" and depth == 0:
            parts.append([])
    return [part for part in parts if part]


def _given_weight(inside: list[_Token]) -> tuple[list[_Token], float | None]:
    """What stands in a bracket without the weight at its end, and that weight."""
    last = inside[-1] if inside else _Token("", "")
    words, colon, digits = last.words.rpartition(":")
    if last.sign or not colon or not (words or len(inside) > 1):
        return inside, None
    try:
        weight = float(digits)
    except ValueError:
        return inside, None
    return [*inside[:-1], _Token("", words)], -1.0 if math.isnan(weight) else weight


def _joined(tokens: list[_Token]) -> str:
    return "".join(token.words for token in tokens)
