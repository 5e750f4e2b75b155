"""Reading prompts in Compel's syntax, as compel 2.5.1's own parser does (the tests compare both).

``word+`` ×1.1, ``word-`` ×0.9, each sign once more; ``(words)1.3`` and ``(words)++``; nesting
multiplies; double quotes group like parentheses; ``\\(``, ``\\)`` and ``\\"`` are literal. A sign
counts at the end of a word alone: ``thumbs-up`` is a word. What stands together without a blank
and is no such form is one word, its brackets included. ``.blend``, ``.and``, ``.swap`` and LoRAs
are refused: they are more than weights.
"""

from __future__ import annotations

import re
import string
from typing import NamedTuple

from toolkit.errors import PromptError, shown
from toolkit.prompts.foreign_commands import (
    MAX_BRACKET_DEPTH,
    check_length,
    foreign_command,
    too_deep,
)
from toolkit.prompts.notes import Note, Notes
from toolkit.prompts.tree import MAX_WEIGHT, Prompt, Sequence, Text, Weighted

PLUS, MINUS = 1.1, 0.9

_BLANK = rf"[{re.escape(string.whitespace)}]"
_SYNTAX = r"()\",.+\-="
_END_OF_WORD = rf"(?:{_BLANK}|[{_SYNTAX}]|$)"
_WORD = re.compile(
    rf"(?:\\[{_SYNTAX}]|[-+](?!{_END_OF_WORD})|[^{re.escape(string.whitespace)}{_SYNTAX}])+"
)
_SIGNS = re.compile(r"\++|-+")
_WEIGHT = re.compile(r"\++|-+|\d+\.\d*|\.\d+|\d+")
_BLANKS = re.compile(rf"{_BLANK}*")
_FREE = re.compile(rf"[^{re.escape(string.whitespace)}]+")
_QUOTED = re.compile(r'"((?:\\"|[^"\n\r])*)"')
_OPERATOR = re.compile(r"(?:\.(?:blend|and|add|swap|attend)|\b(?:with|use)Lora)\s*\(")
_ESCAPED = re.compile(r"\\([()\"])")
_BRACKET = re.compile(r"(?<!\\)[()]")


class _Run(NamedTuple):
    words: str
    weight: float
    blank: bool
    """Whether a blank stands before it."""


def parse_compel(text: str) -> Prompt:
    """Read a prompt in Compel's syntax into a tree; its words become literal text.

    Raises:
        PromptError: a blend, conjunction, swap or LoRA; weights that multiply to more than 2;
            more than 50 brackets inside one another.
    """
    return read_compel(text)[0]


def read_compel(text: str) -> tuple[Prompt, tuple[Note, ...]]:
    """As `parse_compel`, with what is worth saying about how it was read."""
    check_length(text)
    if found := _OPERATOR.search(text):
        raise foreign_command(
            found.group(),
            "is an operator of Compel's",
            "Write the prompts as values of an axis; weights are written (words)1.3.",
        )
    spaced = re.sub(r",(\S)", r", \1", text)
    notes = Notes()
    runs: list[_Run] = []
    at = _BLANKS.match(spaced, 0).end()  # pyright: ignore[reportOptionalMemberAccess]
    blank = at > 0
    while at < len(spaced):
        found_runs, at = _top(spaced, at, blank, notes)
        runs += found_runs
        after = _BLANKS.match(spaced, at).end()  # pyright: ignore[reportOptionalMemberAccess]
        blank, at = after > at, after
    return Sequence(parts=tuple(_parts(runs))), notes.found


def _top(text: str, at: int, blank: bool, notes: Notes) -> tuple[list[_Run], int]:
    """What stands at ``at`` outside all brackets, and where it ends."""
    found = _unit(text, at, len(text), blank, 0)
    if found is not None:
        return found
    free = _FREE.match(text, at)
    assert free is not None
    if _BRACKET.search(free.group()):
        notes.add("lone_bracket", free.group())
    return [_Run(_plain(free.group()), 1.0, blank)], free.end()


def _unit(text: str, at: int, end: int, blank: bool, depth: int) -> tuple[list[_Run], int] | None:
    """A group, with the weight right after it if there is one, or a word that has a weight.

    A group is read once, whether a weight follows or not: reading it again at every depth would
    take twice as long for each.
    """
    group = _group(text, at, end, blank, depth)
    if group is not None:
        runs, at = group
        weight = _WEIGHT.match(text, at, end)
        if weight is None:
            return group
    else:
        word = _WORD.match(text, at, end)
        weight = None if word is None else _SIGNS.match(text, word.end(), end)
        if word is None or weight is None:
            return None
        runs = [_Run(_plain(word.group()), 1.0, blank)]
    factor = _factor(weight.group())
    return [run._replace(weight=run.weight * factor) for run in runs], weight.end()


def _group(text: str, at: int, end: int, blank: bool, depth: int) -> tuple[list[_Run], int] | None:
    """Parentheses or quotes at ``at``, with what stands inside; None where they do not fit."""
    if depth > MAX_BRACKET_DEPTH:
        raise too_deep(text)
    if text.startswith("(", at):
        runs, at = _inside(text, at + 1, end, blank, depth + 1)
        return (runs, at + 1) if at < end and text[at] == ")" else None
    quoted = _QUOTED.match(text, at, end)
    if quoted is None:
        return None
    runs, stop = _inside(text, quoted.start(1), quoted.end(1), blank, depth + 1)
    return (runs, quoted.end()) if stop == quoted.end(1) else None


def _inside(text: str, at: int, end: int, blank: bool, depth: int) -> tuple[list[_Run], int]:
    """Everything from ``at`` on that may stand inside a group, and where it ends."""
    runs: list[_Run] = []
    while True:
        after = _BLANKS.match(text, at, end).end()  # pyright: ignore[reportOptionalMemberAccess]
        blank, at = blank or after > at, after
        found = _unit(text, at, end, blank, depth)
        if found is None and at < end and text[at] in ",.":
            found = [_Run(text[at], 1.0, blank)], at + 1
        if found is None and (word := _WORD.match(text, at, end)):
            found = [_Run(_plain(word.group()), 1.0, blank)], word.end()
        if found is None:
            return runs, at
        runs += found[0]
        blank, at = False, found[1]


def _parts(runs: list[_Run]) -> list[Prompt]:
    parts: list[Prompt] = []
    for number, (words, raw, blank) in enumerate(runs):
        weight = round(raw, 6)
        if weight > MAX_WEIGHT:
            raise PromptError(
                f"The weights around {shown(words)} multiply to {weight:g}; "
                f"expected at most {MAX_WEIGHT:g}."
            )
        touching = number > 0 and words[:1].isalnum() and runs[number - 1].words[-1:].isalnum()
        if (blank and number) or touching:
            parts.append(Text(text=" "))
        leaf = Text(text=words)
        parts.append(leaf if weight == 1.0 else Weighted(child=leaf, weight=weight))
    return parts


def _factor(weight: str) -> float:
    if weight[0] in "+-":
        return float((PLUS if weight[0] == "+" else MINUS) ** min(len(weight), 1_000))
    return float(weight[:300])


def _plain(words: str) -> str:
    # Compel takes backslashes away as often as it copies a fragment: twice.
    return _ESCAPED.sub(r"\1", _ESCAPED.sub(r"\1", words))
