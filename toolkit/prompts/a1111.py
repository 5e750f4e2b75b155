"""Reading prompts in the syntax of Stable Diffusion web UI.

The rules are those of the web UI's ``parse_prompt_attention`` (AUTOMATIC1111,
modules/prompt_parser.py): ``(words)`` ×1.1, ``[words]`` ÷1.1, ``(words:1.3)`` ×1.3, nesting
multiplies, a backslash makes a bracket literal, a bracket left open reaches to the end.
"""

from __future__ import annotations

import re

from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.foreign_commands import (
    MAX_BRACKET_DEPTH,
    check_length,
    prompt_editing,
    refuse_commands,
    too_deep,
)
from toolkit.prompts.notes import Note, Notes
from toolkit.prompts.tree import MAX_WEIGHT, Prompt, Sequence, Text, Weighted

ROUND = 1.1
SQUARE = 1 / 1.1

_TOKEN = re.compile(
    r"\\(?P<literal>[\\()\[\]])"
    r"|(?P<round>\()|(?P<square>\[)"
    r"|:\s*(?P<weight>[+-]?[.\d]+)\s*\)"
    r"|(?P<round_end>\))|(?P<square_end>\])"
    r"|(?P<backslash>\\)"
    r"|(?P<words>[^\\()\[\]:]+|:)"
)
_WHEN = re.compile(r":\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$")


def parse_a1111(text: str) -> Prompt:
    """Read a prompt in the web UI's syntax into a tree; its words become literal text.

    Raises:
        PromptError: a weight outside 0..2 or not a number; prompt editing ``[a:b:10]``,
            alternation ``[a|b]``, ``BREAK``, ``AND`` and ``<lora:...>``, which a tree of
            weights cannot say; more than 50 brackets inside one another.
    """
    return read_a1111(text)[0]


def read_a1111(text: str) -> tuple[Prompt, tuple[Note, ...]]:
    """As `parse_a1111`, with what is worth saying about how it was read."""
    check_length(text)
    refuse_commands(text)
    words: list[str] = []
    weights: list[float] = []
    notes = Notes()
    open_round: list[tuple[int, int]] = []  # how many words stood before, and where in the text
    open_square: list[tuple[int, int]] = []

    def multiply(start: int, factor: float) -> None:
        for index in range(start, len(weights)):
            weights[index] *= factor

    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if len(open_round) + len(open_square) > MAX_BRACKET_DEPTH:
            raise too_deep(text)
        if kind == "round":
            open_round.append((len(words), match.start()))
        elif kind == "square":
            open_square.append((len(words), match.start()))
        elif kind == "weight" and open_round:
            multiply(open_round.pop()[0], _weight(match["weight"], text))
        elif kind == "round_end" and open_round:
            start, place = open_round.pop()
            multiply(start, ROUND)
            _note_emphasis(text, place, match.end(), notes)
        elif kind == "square_end" and open_square:
            start, place = open_square.pop()
            refuse_editing(text, place, match.start())
            multiply(start, SQUARE)
            notes.add("hushed", text[place : match.end()])
        elif kind == "backslash":
            notes.add("lone_backslash", _around(text, match.start()))
        else:
            if kind in ("round_end", "square_end"):
                notes.add("lone_bracket", _around(text, match.start()))
            words.append(match["literal"] or match.group())
            weights.append(1.0)
    for brackets, factor in ((open_round, ROUND), (open_square, SQUARE)):
        for start, place in brackets:
            multiply(start, factor)
            notes.add("open_bracket", _around(text, place))
    return Sequence(parts=tuple(_runs(words, weights))), notes.found


def _runs(words: list[str], weights: list[float]) -> list[Prompt]:
    parts: list[Prompt] = []
    run: list[str] = []
    for index, (word, weight) in enumerate(zip(words, weights, strict=True)):
        run.append(word)
        if index + 1 < len(words) and weights[index + 1] == weight:
            continue
        said = "".join(run)
        if weight > MAX_WEIGHT:
            raise PromptError(
                f"The brackets around {shown(said)} multiply to {weight:g}; "
                f"expected at most {MAX_WEIGHT:g}."
            )
        leaf = Text(text=said)
        parts.append(leaf if weight == 1.0 else Weighted(child=leaf, weight=weight))
        run = []
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


def refuse_editing(text: str, start: int, end: int) -> None:
    """Raise `PromptError` for ``[a:b:0.5]``, ``[a:0.5]`` and ``[a|b]``, whatever stands inside,
    where the square brackets stand at ``start`` and ``end``."""
    inside = text[start + 1 : end]
    if "|" in inside or _WHEN.search(inside):
        raise prompt_editing(shortened(text[start : end + 1]))


def _note_emphasis(text: str, start: int, end: int, notes: Notes) -> None:
    """One pair of brackets may belong to a name; doubled ones never do."""
    if "((" not in text[max(0, start - 1) : start + 2]:
        notes.add("emphasis", text[start:end])


def _around(text: str, place: int) -> str:
    return text[max(0, place - 12) : place + 20]
