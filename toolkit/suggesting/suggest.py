"""The loss for words: which gestures a prompt asks for, and which hand words it lacks.

"A woman waving from a train" names no gesture that a model could draw; the entry `wave` does,
in words from plain to explicit. Texts of the entries are matched by stems and by runs of
Chinese, weighed by how few gestures share a word (inverse document frequency, Spärck Jones,
J. Documentation 28, 1972), and only where the prompt speaks of hands: see `cues`.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.suggesting.matching import Hit, TextIndex
from toolkit.suggesting.missing import Lack, lacks_of
from toolkit.suggesting.prompt_reader import PromptWords, read_prompt
from toolkit.vocabulary.search import fold

if TYPE_CHECKING:
    from toolkit.vocabulary.vocabulary import Vocabulary

LOWEST = 0.35
# The thing that a prompt puts into the hand is there: "holding a cup" wants no invisible mug.
_PRETENDED = re.compile(r"\b(?:invisible|unseen|imaginary)\b")
BESIDE_THE_BEST = 0.65


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A gesture that a prompt asks for.

    ``score`` is 0..1; ``words`` are the prompt's own that called for it, ``fits`` the text of the
    entry that they fit; ``phrases``, plain to explicit, are those the prompt does not hold yet.
    """

    id: str
    score: float
    words: tuple[str, ...]
    fits: str
    why: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What a prompt lacks: gestures, best first, and kinds of words that it has none of."""

    prompt: str
    gestures: tuple[Suggestion, ...]
    lacks: tuple[Lack, ...]


def suggest(prompt: str, vocabulary: Vocabulary | None = None, *, limit: int = 5) -> Suggestions:
    """Gestures and hand words that a prompt (English or Chinese, any dialect) lacks.

    Without a vocabulary the packaged one is asked. A prompt that speaks of no hand gets nothing.
    Raises `BadInput` for a prompt of more than 20,000 characters.
    """
    if vocabulary is None:
        from toolkit.vocabulary.loader import load_vocabulary

        vocabulary = load_vocabulary()
    words = read_prompt(prompt)
    hits = list(_worth_saying(_index(vocabulary).hits(words)))
    gestures = tuple(_suggestion(hit, words, vocabulary) for hit in hits[: max(limit, 0)])
    named = [vocabulary.gesture(hit.id) for hit in hits]
    return Suggestions(prompt=prompt, gestures=gestures, lacks=lacks_of(words, named, vocabulary))


def _worth_saying(hits: list[Hit]) -> Iterator[Hit]:
    """Hits not far behind the best, and no hit by a part of the words of a better one."""
    best = hits[0].score if hits else 0.0
    kept: list[frozenset[str]] = []
    for hit in hits:
        words = frozenset(hit.words)
        if hit.score >= max(LOWEST, BESIDE_THE_BEST * best) and not any(
            words < better for better in kept
        ):
            kept.append(words)
            yield hit


def _suggestion(hit: Hit, words: PromptWords, vocabulary: Vocabulary) -> Suggestion:
    gesture = vocabulary.gesture(hit.id)
    called = ", ".join(f"'{word}'" for word in hit.words)
    verb = "call" if len(hit.words) > 1 else "calls"
    phrases = gesture.phrases if words.stems or not gesture.phrases_zh else gesture.phrases_zh
    return Suggestion(
        id=hit.id,
        score=round(hit.score, 3),
        words=hit.words,
        fits=hit.text,
        why=f"{called} {verb} for it, by its text '{hit.text}'",
        phrases=tuple(
            phrase
            for phrase in phrases
            if not _is_said(phrase, words) and not _PRETENDED.search(phrase)
        ),
    )


def _is_said(phrase: str, words: PromptWords) -> bool:
    """Whether a phrase stands in the prompt: between spaces, or anywhere in Chinese."""
    folded = fold(phrase)
    return f" {folded} " in f" {words.text} " or (not folded.isascii() and folded in words.han)


# A vocabulary cannot be hashed (it holds a mapping), so its index is kept by identity, as long
# as the vocabulary lives.
_indexes: dict[int, TextIndex] = {}


def _index(vocabulary: Vocabulary) -> TextIndex:
    key = id(vocabulary)
    if key not in _indexes:
        _indexes[key] = TextIndex(vocabulary.gestures.values())
        weakref.finalize(vocabulary, _indexes.pop, key, None)
    return _indexes[key]
