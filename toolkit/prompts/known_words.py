"""Which words of a prompt a model has ever heard, for models whose words are written down."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W\d_\u3400-\u4dbf\u4e00-\u9fff]+|\d+")


class Place(NamedTuple):
    """Where a word stands in a text: ``text[start:end]``."""

    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words of ``text`` in small letters; each Chinese character is a word."""
    return _WORD.findall(text.lower())


def unknown_places(text: str, known: Collection[str]) -> Iterator[Place]:
    """Where the words of ``text`` stand that are not among ``known``; Chinese in runs."""
    start = end = -1
    for match in _WORD.finditer(text):
        if match.group().lower() in known:
            continue
        joins = match.start() == end and not match.group().isascii()
        if end >= 0 and not joins:
            yield Place(start, end)
        start, end = (start if joins else match.start()), match.end()
    if end >= 0:
        yield Place(start, end)


def unknown_words(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The words of ``text`` that are not among ``known``, each once, as they are written."""
    found = (text[place.start : place.end] for place in unknown_places(text, known))
    return tuple({word.lower(): word for word in found}.values())
