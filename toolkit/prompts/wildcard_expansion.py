"""What a text with wildcards may become: all of it, one after another, or keyed draws.

Every choice of a draw is keyed by where it stands, so that an option that is added takes over
the draws that fall to it and moves no other (rendezvous hashing with weights; Schindelhauer and
Schomaker 2005).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, final

from toolkit.errors import PromptError, shown
from toolkit.prompts.foreign_commands import MAX_BRACKET_DEPTH
from toolkit.prompts.wildcard_grammar import Choice, Named, Option, Part, parse_wildcards

MAX_TRIES = 200_000
"""Steps of a walk through all combinations, those that come out alike included."""


class Line(NamedTuple):
    """One line of a wildcard file, which may hold wildcards itself, and its weight."""

    text: str
    weight: float


Lookup = Callable[[str], Sequence[Line]]
"""A wildcard's name -> its lines; raises `PromptError` for a name that no file has."""

Key = Callable[[str, str], float]
"""(place in the text, option) -> a number between 0 and 1 that these alone decide."""


def all_texts(text: str, lookup: Lookup, *, most: int) -> tuple[str, ...]:
    """Every different text that ``text`` may become, the last choice changing fastest.

    Raises:
        PromptError: more than ``most``, or too many combinations that come out alike; a wildcard
            that calls itself.
    """
    found: dict[str, None] = {}
    walk = _Walk(text, lookup, most)
    for said in walk.texts(parse_wildcards(text), ()):
        found[" ".join(said.split())] = None
        if len(found) > most:
            raise walk.too_many()
    return tuple(found)


def drawn_text(text: str, lookup: Lookup, key: Key) -> str:
    """One text that ``text`` may become; ``key`` decides every choice.

    Raises:
        PromptError: a wildcard that calls itself.
    """
    return " ".join(_draw(parse_wildcards(text), lookup, key, (), "").split())


@final
class _Walk:
    """A walk through all that a text may become, which stops after so many combinations."""

    def __init__(self, text: str, lookup: Lookup, most: int) -> None:
        self._text, self._lookup, self._most = text, lookup, most
        self._left = MAX_TRIES

    def too_many(self) -> PromptError:
        """The error of more texts than are wanted."""
        return PromptError(
            f"The wildcards in {shown(self._text)} make more than {self._most:,} texts.",
            hint="Write 'wildcard_draws: 20' into the plan to draw some of them.",
            code="too_many_wildcards",
            fields={"got": self._text[:80], "most": self._most},
        )

    def texts(self, parts: Sequence[Part], above: tuple[str, ...]) -> Iterator[str]:
        """What ``parts`` may become, inside the wildcards ``above``."""
        self._spend()
        if not parts:
            yield ""
            return
        first, rest = parts[0], parts[1:]
        for head in iter((first,)) if isinstance(first, str) else self._one(first, above):
            for tail in self.texts(rest, above):
                yield head + tail

    def _one(self, part: Choice | Named, above: tuple[str, ...]) -> Iterator[str]:
        if isinstance(part, Named):
            inner = _entered(part.name, above)
            for line in self._lookup(part.name):
                yield from self.texts(parse_wildcards(line.text), inner)
            return
        options, inside = _options(part, self._lookup, above)
        if part.low == part.high == 1:
            for option in options:
                yield from self.texts(option.parts, inside)
            return
        said = [tuple(dict.fromkeys(self.texts(option.parts, inside))) for option in options]
        for count in range(min(part.low, len(said)), min(part.high, len(said)) + 1):
            for chosen in itertools.permutations(said, count):
                self._spend()
                for texts in itertools.product(*chosen):
                    self._spend()
                    if len(set(texts)) == count:
                        yield _joined(texts, part.separator)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise PromptError(
                f"The wildcards in {shown(self._text)} take more than {MAX_TRIES:,} steps to try "
                "in all combinations.",
                hint="Write 'wildcard_draws: 20' into the plan to draw some of them.",
                code="too_many_wildcards",
                fields={"got": self._text[:80], "most": self._most},
            )


def _draw(
    parts: Sequence[Part], lookup: Lookup, key: Key, above: tuple[str, ...], place: str
) -> str:
    return "".join(
        part if isinstance(part, str) else _draw_one(part, lookup, key, above, f"{place}.{number}")
        for number, part in enumerate(parts)
    )


def _draw_one(
    part: Choice | Named, lookup: Lookup, key: Key, above: tuple[str, ...], place: str
) -> str:
    if isinstance(part, Named):
        inner = _entered(part.name, above)
        line = max(lookup(part.name), key=lambda line: _score(line.weight, key(place, line.text)))
        return _draw(parse_wildcards(line.text), lookup, key, inner, f"{place}/{line.text}")
    options, inside = _options(part, lookup, above)
    low, high = min(part.low, len(options)), min(part.high, len(options))
    count = max(range(low, high + 1), key=lambda count: key(f"{place}#", str(count)))
    ranked = sorted(options, key=lambda option: _score(option.weight, key(place, option.text)))
    said = [
        _draw(option.parts, lookup, key, inside, f"{place}/{option.text}")
        for option in reversed(ranked[len(ranked) - count :])
    ]
    return _joined(said, part.separator)


def _joined(said: Sequence[str], separator: str) -> str:
    """As dynamicprompts joins: no separator stands before or after an empty option at the edge."""
    text = separator.join(said)
    return text.removeprefix(separator).removesuffix(separator) if len(said) > 1 else text


def _options(
    choice: Choice, lookup: Lookup, above: tuple[str, ...]
) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The choice's options, with the wildcards that they stand in."""
    only = choice.options[0].parts if len(choice.options) == 1 else ()
    if len(only) == 1 and isinstance(only[0], Named):
        inner = _entered(only[0].name, above)
        lines = lookup(only[0].name)
        options = tuple(
            Option(parts=parse_wildcards(line.text), text=line.text, weight=line.weight)
            for line in lines
        )
        return options, inner
    return choice.options, above


def _entered(name: str, above: tuple[str, ...]) -> tuple[str, ...]:
    if name in above:
        circle = " → ".join([*above[above.index(name) :], name])
        raise PromptError(
            f"The wildcard {shown(name)} calls itself: {circle}.",
            hint="Take one of the calls out of its file.",
            code="wildcard_circle",
            fields={"got": circle},
        )
    if len(above) >= MAX_BRACKET_DEPTH:
        raise PromptError(f"Wildcards call one another more than {MAX_BRACKET_DEPTH} deep.")
    return (*above, name)


def _score(weight: float, number: float) -> float:
    """The higher, the sooner chosen: each option wins with its weight's share of all weights."""
    return -math.inf if weight <= 0 else weight / -math.log(min(max(number, 1e-18), 1 - 1e-12))
