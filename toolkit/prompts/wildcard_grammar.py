"""Wildcards taken apart: ``{a|b}``, ``{0.5::a|0.2::b}``, ``{2$$ and $$a|b|c}``, ``__hands/pose__``.

The grammar is that of dynamicprompts (adieyal/dynamicprompts 0.31, ``parser/parse.py``) without
variables, wrappers and samplers of one's own. Braces that hold neither ``|`` nor ``$$`` are none:
in a template they are a slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.foreign_commands import MAX_BRACKET_DEPTH, too_deep


@dataclass(frozen=True, kw_only=True)
class Option:
    """One of several choices, as likely as its ``weight`` among theirs says; ``text`` is how it
    was written, without its weight."""

    parts: tuple[Part, ...]
    text: str
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """From ``low`` to ``high`` different ones of ``options``, in any order, with ``separator``."""

    options: tuple[Option, ...]
    low: int = 1
    high: int = 1
    separator: str = ","


@dataclass(frozen=True, kw_only=True)
class Named:
    """One line of the wildcard files that ``name`` fits; ``*`` stands for anything in it."""

    name: str


Part = str | Choice | Named
"""Literal text, or what it may become."""

_NAMED = re.compile(r"__(?P<name>(?:(?!__)[^{}#$()|\n])+)__")
_BOUNDS = re.compile(r"\s*(?:(?P<low>\d{1,4})?(?P<to>-)(?P<high>\d{1,4})?|(?P<exact>\d{1,4}))\$\$")
_SEPARATOR = re.compile(r"(?P<words>[^${}]*)\$\$")
_WEIGHT = re.compile(r"\s*(?P<weight>\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})::")
_VARIABLE = re.compile(r"(?<!\$)\$\{|%\{")
_SAMPLER = re.compile(r"\s*[~!@]")
_SIGN = re.compile(r"[{}|]|\$\$")
_NEXT = re.compile(r"[{}|]|__")


def has_wildcards(text: str) -> bool:
    """Whether ``text`` holds any wildcard; raises `PromptError` for a broken one."""
    if "__" not in text and "{" not in text:
        return False
    return any(not isinstance(part, str) for part in parse_wildcards(text))


@lru_cache(maxsize=512)
def parse_wildcards(text: str) -> tuple[Part, ...]:
    """The text's parts in order.

    Raises:
        PromptError: a choice that is never closed, variables, wrappers, samplers, a count that
            no choice can give, more than 50 braces inside one another.
    """
    return tuple(part for _, part in placed_parts(text))


def placed_parts(text: str) -> list[tuple[str, Part]]:
    """As `parse_wildcards`, each part after the text that it was written as."""
    if _VARIABLE.search(text):
        raise PromptError(
            f"The text {shown(text)} holds a variable or a wrapper (${{...}} or %{{...}}).",
            hint="Wildcards here know choices and files alone: write the words out.",
        )
    return [(text[at:end], part) for at, end, part in _Parser(text).placed(0, len(text))]


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = _choices(text)

    def parts(self, at: int, end: int) -> tuple[Part, ...]:
        """What stands from ``at`` to ``end``, which is no place inside a choice."""
        return tuple(part for _, _, part in self.placed(at, end))

    def placed(self, at: int, end: int) -> list[tuple[int, int, Part]]:
        """As `parts`, each with its beginning and its end."""
        out: list[tuple[int, int, Part]] = []
        words = at
        while found := _NEXT.search(self._text, at, end):
            at = found.start()
            part, after = self._part(at)
            if part is None:
                at += 1
                continue
            if at > words:
                out.append((words, at, self._text[words:at]))
            out.append((at, after, part))
            at = words = after
        if end > words:
            out.append((words, end, self._text[words:end]))
        return out

    def _part(self, at: int) -> tuple[Part | None, int]:
        if at in self._ends:
            return self._choice(at + 1, self._ends[at]), self._ends[at] + 1
        named = _NAMED.match(self._text, at)
        return (None, at) if named is None else (Named(name=_name(named["name"])), named.end())

    def _choice(self, at: int, end: int) -> Choice:
        text = self._text
        if _SAMPLER.match(text, at, end):
            raise PromptError(
                f"The choice {shown(text[at - 1 : end + 1])} names a sampler (~, ! or @).",
                hint="Take the sign out: 'wildcard_draws' in the plan says how choices are drawn.",
            )
        low = high = 1
        separator = ","
        bounds = _BOUNDS.match(text, at, end)
        if bounds is not None:
            at = bounds.end()
            given = _SEPARATOR.match(text, at, end)
            if given is not None:
                separator, at = given["words"], given.end()
        options = tuple(self._option(start, stop) for start, stop in self._split(at, end))
        if bounds is not None:
            most = len(options) if not _only_named(options) else 10_000
            low = int(bounds["exact"] or bounds["low"] or 1)
            high = int(bounds["exact"] or bounds["high"] or most)
            if low > high:
                raise PromptError(
                    f"The choice {shown(text[at - 1 : end + 1])} asks for {low} to {high} options.",
                    hint="Write the smaller number first.",
                )
        return Choice(options=options, low=low, high=high, separator=separator)

    def _split(self, at: int, end: int) -> list[tuple[int, int]]:
        """Where the options begin and end."""
        starts, inner = [at], at
        while found := _SIGN.search(self._text, inner, end):
            inner = found.end()
            if found.group() == "|":
                starts.append(inner)
            elif found.group() == "{":
                inner = self._closing(found.start(), end) + 1
        return list(zip(starts, [start - 1 for start in starts[1:]] + [end], strict=True))

    def _closing(self, at: int, end: int) -> int:
        depth = 0
        for found in re.compile(r"[{}]").finditer(self._text, at, end):
            depth += 1 if found.group() == "{" else -1
            if depth == 0:
                return found.start()
        return end

    def _option(self, at: int, end: int) -> Option:
        weight = _WEIGHT.match(self._text, at, end)
        if weight is not None:
            at = weight.end()
        while at < end and self._text[at].isspace():
            at += 1
        return Option(
            parts=self.parts(at, end),
            text=self._text[at:end],
            weight=1.0 if weight is None else float(weight["weight"]),
        )


def _choices(text: str) -> dict[int, int]:
    """Where braces open that hold ``|`` or ``$$`` themselves -> where they close."""
    ends: dict[int, int] = {}
    opened: list[tuple[int, bool]] = []
    for found in _SIGN.finditer(text):
        if found.group() == "{":
            opened.append((found.start(), False))
            if len(opened) > MAX_BRACKET_DEPTH:
                raise too_deep(text)
        elif found.group() == "}":
            place, chooses = opened.pop() if opened else (0, False)
            if chooses:
                ends[place] = found.start()
            elif ends.get(place + 1) == found.start() - 1:
                del ends[place + 1]  # {{a|b}} is a template's way to write literal braces
        elif opened:
            opened[-1] = (opened[-1][0], True)
    for place, chooses in opened:
        if chooses:
            raise PromptError(
                f"The choice {shown(text[place : place + 60])} is never closed.",
                hint="Close it with }.",
            )
    return ends


def _only_named(options: tuple[Option, ...]) -> bool:
    """``{2$$__colour__}`` chooses among the file's lines."""
    return (
        len(options) == 1 and len(options[0].parts) == 1 and isinstance(options[0].parts[0], Named)
    )


def _name(written: str) -> str:
    if _SAMPLER.match(written):
        raise PromptError(
            f"The wildcard {shown(written)} names a sampler (~, ! or @).", hint="Take it out."
        )
    name = re.sub(r"[\\/]+", "/", written.strip()).strip("/")
    if not name or ".." in name:
        raise PromptError(
            f"The wildcard {shown(shortened(written))} names no file in the wildcards' folder.",
            hint="Write __folder/name__.",
        )
    return name
