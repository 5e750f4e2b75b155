"""Search gestures by English, Chinese, emoji, alias or phrase; tolerant of misspelling.

A query is scored against every text of a gesture: an exact text first, then a text that
holds its words, one that holds it or lies in it, and last the Dice coefficient of character
trigrams (Dice, Ecology 26, 1945), which forgives typing errors. Names weigh more than phrases.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.vocabulary.entries import Gesture

NAME, ALIAS, PHRASE = 1.0, 0.95, 0.75
FUZZY_FLOOR = 0.45


def fold(text: str) -> str:
    """Case, width, accents, emoji variants and punctuation ironed out.

    What this Python's Unicode does not know yet (the newest emoji) is kept as it is.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = [
        " " if unicodedata.category(c)[0] in "PZC" and unicodedata.category(c) != "Cn" else c
        for c in plain
        if c not in "\ufe0e\ufe0f\u200d"
        and not 0x1F3FB <= ord(c) <= 0x1F3FF
        and unicodedata.category(c) != "Mn"
    ]
    return " ".join("".join(kept).split())


def trigrams(text: str) -> frozenset[str]:
    """Character trigrams of a folded text, padded so that short texts have some."""
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@dataclass(frozen=True, kw_only=True)
class _Text:
    text: str
    words: frozenset[str]
    grams: frozenset[str]
    weight: float


class Index:
    """Prepared texts of some gestures. Final; build it once and ask often."""

    def __init__(self, gestures: Iterable[Gesture]) -> None:
        self._entries = [(gesture, _texts(gesture)) for gesture in gestures]
        known = frozenset[str]().union(*(t.words for _, texts in self._entries for t in texts))
        self._words = {word: trigrams(word) for word in known}

    def search(self, words: str, *, limit: int = 20) -> list[Gesture]:
        """Fitting gestures, best first, at most ``limit``; an empty query fits all."""
        query = fold(words[:200])
        if limit <= 0:
            return []
        if not query:
            return [] if words.strip() else [gesture for gesture, _ in self._entries[:limit]]
        query_words, grams = frozenset(query.split()), trigrams(query)
        near_words = self._near_words(grams) if len(query_words) == 1 else {}
        scored = [
            (max(_score(query, query_words, grams, near_words, text) for text in texts), gesture)
            for gesture, texts in self._entries
        ]
        hits = [(score, gesture) for score, gesture in scored if score > 0.0]
        hits.sort(key=lambda hit: -hit[0])
        return [gesture for _, gesture in hits[:limit]]

    def _near_words(self, grams: frozenset[str]) -> dict[str, float]:
        """Likeness of one query word to each known word, where it is above the floor."""
        likeness = ((word, _dice(grams, of)) for word, of in self._words.items())
        return {word: value for word, value in likeness if value >= FUZZY_FLOOR}


def _texts(gesture: Gesture) -> list[_Text]:
    names = [gesture.id, gesture.name.en, gesture.name.zh, gesture.emoji]
    aliases = [*gesture.aliases_en, *gesture.aliases_zh]
    phrases = [*gesture.phrases, *gesture.phrases_zh, gesture.kind]
    result: list[_Text] = []
    for texts, weight in ((names, NAME), (aliases, ALIAS), (phrases, PHRASE)):
        for text in texts:
            folded = fold(text)
            if folded:
                result.append(
                    _Text(
                        text=folded,
                        words=frozenset(folded.split()),
                        grams=trigrams(folded),
                        weight=weight,
                    )
                )
    return result


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2.0 * len(one & other) / (len(one) + len(other))


def _score(
    query: str,
    words: frozenset[str],
    grams: frozenset[str],
    near_words: dict[str, float],
    of: _Text,
) -> float:
    if query == of.text:
        return 4.0 * of.weight
    if words <= of.words:
        return (2.0 + len(words) / len(of.words)) * of.weight
    # One Latin letter is inside nearly every text; one Chinese character says much.
    if query in of.text and (len(query) > 1 or not query.isascii()):
        return (1.5 + len(query) / len(of.text)) * of.weight
    # The other way round: a whole known text inside a longer query.
    if of.words < words or (len(of.text) > 1 and not of.text.isascii() and of.text in query):
        return (1.0 + len(of.text) / len(query)) * of.weight
    if len(query) < 3:
        return 0.0
    dice = _dice(grams, of.grams)
    for word in near_words.keys() & of.words:
        dice = max(dice, 0.9 * near_words[word])
    return dice * of.weight if dice >= FUZZY_FLOOR else 0.0
