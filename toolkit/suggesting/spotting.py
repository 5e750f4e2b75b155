"""Where a prompt names its gesture: the stretch of words that another wording could stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.suggesting.suggest import Suggestion, suggest
from toolkit.vocabulary.entries import Gesture

if TYPE_CHECKING:
    from toolkit.vocabulary.vocabulary import Vocabulary

GAP = 3
"""At most so many other words stand between two of a gesture's: "pointing [one at the] camera"."""

AS_SURE = 0.85
"""Of gestures nearly as likely as the best the one is taken that the most words say."""

# What people say of any hand, to have it drawn well: no gesture.
_QUALITY = re.compile(
    r"\b(?:perfect|good|bad|best|nice|detailed|beautiful|natural|realistic|correct|proper"
    r"|well[- ]drawn|anatomically correct|five|5|ten|10|extra|missing|fused)"
    r"\s+(?:human\s+)?(?:hands?|fingers?|digits?|anatomy)\b",
    re.IGNORECASE,
)
# The article before a gesture and the hand behind it go with it: "waving [his right hand]".
_BEFORE = re.compile(r"\b(?:an?|the)\s+$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+(?:(?:his|her|their|its|my|your|the|an?|one|both)\s+)?(?:(?:left|right)\s+)?"
    r"(?:hands?|fingers?|gesture|sign)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, kw_only=True)
class Spotted:
    """A gesture in a prompt: ``text[start:end]`` says it."""

    gesture: str
    start: int
    end: int


def spot_gesture(text: str, vocabulary: Vocabulary) -> Spotted | None:
    """The gesture that ``text`` asks for most clearly, and where; None where it names none.

    A gesture that is only hinted at, by words that stand apart, has no stretch and is left out.
    Raises `BadInput` for a prompt of more than 20,000 characters.
    """
    masked = _QUALITY.sub(lambda found: " " * len(found.group()), text)
    found = suggest(masked, vocabulary).gestures
    near_best = [each for each in found if each.score >= AS_SURE * found[0].score]
    spotted = [
        Spotted(gesture=each.id, start=place[0], end=place[1])
        for each in near_best
        if (place := _place(masked, each, vocabulary.gesture(each.id))) is not None
    ]
    best = max(spotted, key=lambda each: each.end - each.start, default=None)
    return None if best is None else _widened(text, best)


def _widened(text: str, found: Spotted) -> Spotted:
    before = _BEFORE.search(text[: found.start])
    after = _AFTER.match(text[found.end :])
    return Spotted(
        gesture=found.gesture,
        start=before.start() if before else found.start,
        end=found.end + (after.end() if after else 0),
    )


def _place(text: str, found: Suggestion, gesture: Gesture) -> tuple[int, int] | None:
    places = [*_literal(text, gesture), *_by_words(text, found.words)]
    return max(places, key=lambda place: (place[1] - place[0], -place[0]), default=None)


def _literal(text: str, gesture: Gesture) -> Iterator[tuple[int, int]]:
    """Where a name, alias or phrase stands as it is written, but for capital letters."""
    names = (gesture.name.en, gesture.name.zh, *gesture.aliases_en, *gesture.aliases_zh)
    for said in (*names, *gesture.phrases, *gesture.phrases_zh):
        edge = r"(?![^\W_])" if said.isascii() else ""
        start = r"(?<![^\W_])" if said.isascii() else ""
        words = r"\s+".join(map(re.escape, said.split()))
        for match in re.finditer(start + words + edge, text, re.IGNORECASE):
            yield match.span()


def _by_words(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The stretch that holds all ``words`` close together, if there is one."""
    wanted = {word.lower() for word in words}
    tokens = list(_WORD.finditer(text))
    at = [i for i, token in enumerate(tokens) if token.group().lower() in wanted]
    for first in at:
        last, seen = first, {tokens[first].group().lower()}
        for here in at:
            if last < here <= last + GAP + 1 and not _parted(text, tokens[last], tokens[here]):
                last = here
                seen.add(tokens[here].group().lower())
        if seen == wanted:
            yield tokens[first].start(), tokens[last].end()
            return


def _parted(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a comma or the like stands between two words."""
    return any(sign in text[before.end() : after.start()] for sign in ",.;:()[]{}\n，。；、")
