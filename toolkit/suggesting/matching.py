"""How well the texts of each gesture fit the words of a prompt: the scores behind `suggest`.

A text fits directly (its words stand in the prompt, one after the other), by its one telling
word ("waving"), or in part (two words of a longer phrase). The score of a gesture is that of
its best text; a second text that fits too counts a little.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.suggesting import lexicon
from toolkit.suggesting.prompt_reader import PromptWords, corrected
from toolkit.suggesting.relevance import (
    Said,
    Text,
    admitted,
    han_speaks,
    is_action,
    loose_han,
    speaks,
    texts_of,
)
from toolkit.suggesting.stemming import stem
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.search import fold, trigrams

ONE_WORD = 0.85
IN_PART = 0.7
BY_SYNONYM = 0.9
HALF = 0.5
A_VERB_IS_ENOUGH = 0.25
ALIKE = 0.5
MOST_SLIPS = 100  # words looked at for slips: a longer prompt is no typing error
MORE = 0.01


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A gesture that fits: score 0..1, the prompt's words that did it, the text they fit."""

    id: str
    score: float
    words: tuple[str, ...]
    text: str


class TextIndex:
    """Prepared texts of some gestures. Final; build it once and ask often."""

    def __init__(self, gestures: Iterable[Gesture]) -> None:
        gestures = tuple(gestures)
        self._emoji = [(fold(g.emoji), g) for g in gestures if g.emoji]
        self._order = {gesture.id: i for i, gesture in enumerate(gestures)}
        self._texts = [text for gesture in gestures for text in texts_of(gesture)]
        self._long = [text for text in self._texts if " " in text.row.strip()]
        self._han = [text for text in self._texts if text.han]
        self._by_stem: dict[str, list[Text]] = defaultdict(list)
        owners: dict[str, set[str]] = defaultdict(set)
        for text in self._texts:
            for word in text.content:
                self._by_stem[word].append(text)
                owners[word].add(text.owner)
        self._rarity = {
            word: 0.1 + math.log((len(gestures) + 1) / (len(ids) + 0.5))
            for word, ids in owners.items()
        }
        self._whole = {
            id(text): sum(self._rarity[word] for word in text.content) for text in self._texts
        }
        self._by_gram: dict[str, list[str]] = defaultdict(list)
        for word in self._rarity:
            for gram in trigrams(word):
                self._by_gram[gram].append(word)

    def hits(self, words: PromptWords) -> list[Hit]:
        """Every gesture of which some text fits, best first, then in the vocabulary's order."""
        words = corrected(words, self._misspelt(words))
        best: dict[str, Hit] = {}
        seen: dict[str, set[str]] = defaultdict(set)
        for hit in self._all(words):
            seen[hit.id].update(hit.words)
            if hit.id not in best or hit.score > best[hit.id].score:
                best[hit.id] = hit
        found = [
            Hit(
                id=hit.id,
                score=min(1.0, hit.score + MORE * len(seen[hit.id] - set(hit.words))),
                words=hit.words,
                text=hit.text,
            )
            for hit in best.values()
        ]
        return sorted(found, key=lambda hit: (-hit.score, self._order[hit.id]))

    def _all(self, words: PromptWords) -> Iterator[Hit]:
        for emoji, gesture in self._emoji:
            if emoji and emoji in words.text:
                yield Hit(id=gesture.id, score=1.0, words=(gesture.emoji,), text=gesture.emoji)
        yield from self._direct(words)
        yield from self._telling(words)
        yield from self._chinese(words)

    def _direct(self, words: PromptWords) -> Iterator[Hit]:
        row = f" {' '.join(words.stems)} "
        for text in self._long:
            at = row.find(text.row)
            if at < 0 or not speaks(text, words):
                continue
            # "index and middle finger" names two fingers, not the gesture with the one.
            before = row[:at].split()[-2:]
            if len(before) == 2 and before[1] == "and" and before[0] in lexicon.FINGERS:
                continue
            stems = text.row.split()
            yield _hit(text, text.weight, (words.surface[word] for word in stems))

    def _telling(self, words: PromptWords) -> Iterator[Hit]:
        meant = self._meant(words)
        known = {word for word, said in meant.items() if admitted(word, said, words)}
        for text in {id(t): t for word in known for t in self._by_stem[word]}.values():
            matched = text.content & known
            certainty = min(meant[word].certainty for word in matched)
            said = tuple(dict.fromkeys(meant[word].surface for word in matched))
            if matched == text.content:
                if matched <= lexicon.NEVER_ALONE:
                    continue
                score = text.weight * (ONE_WORD if len(matched) == 1 else 0.95) * certainty
                yield _hit(text, score, said)
                continue
            share = sum(self._rarity[word] for word in matched) / self._whole[id(text)]
            verb = any(is_action(word, meant[word].surface) for word in matched)
            telling = matched - lexicon.NEVER_ALONE
            several = (
                len(matched) > 1
                and bool(telling)
                and (words.has_hand or bool(words.has_person and telling - lexicon.EVERYDAY))
            )
            if (several and share >= HALF) or (verb and share >= A_VERB_IS_ENOUGH):
                yield _hit(text, text.weight * IN_PART * max(share, HALF) * certainty, said)

    def _meant(self, words: PromptWords) -> dict[str, Said]:
        """Known stem -> how the prompt says it."""
        meant = {
            word: Said(word, surface, 1.0)
            for word, surface in words.surface.items()
            if word in self._rarity
        }
        for word, surface in words.surface.items():
            for other in lexicon.SYNONYMS.get(word, ()):
                if other in self._rarity:
                    meant.setdefault(other, Said(word, surface, BY_SYNONYM))
        return meant

    def _misspelt(self, words: PromptWords) -> dict[str, str]:
        """Stem of the prompt -> the known stem that it is a slip of; few words are."""
        unknown = [
            word
            for word in words.surface
            if word not in self._rarity and word not in lexicon.SPELT_AS_MEANT
        ]
        return {
            word: near
            for word in unknown[:MOST_SLIPS]
            if len(word) >= 4 and word.isalpha() and (near := self._alike(word))
        }

    def _alike(self, word: str) -> str:
        """The known stem whose inner letters differ by one left out, added or moved.

        A changed letter is no slip here: "class" is a word of its own, not "clasp". Empty for
        a word that is like none.
        """
        if word.endswith("ng"):  # "prayng"
            whole = stem(f"{word[:-2]}ing")
            if whole in self._rarity:
                return whole
        grams = trigrams(word)
        shared = Counter(known for gram in grams for known in self._by_gram.get(gram, ()))
        scores = {known: 2.0 * n / (len(grams) + len(known) + 1) for known, n in shared.items()}
        near = [
            known
            for known, score in scores.items()
            if score >= ALIKE
            and (known[0], known[-1]) == (word[0], word[-1])
            and len(known) >= 4
            and abs(len(known) - len(word)) <= 1
            and _one_slip(known, word)
        ]
        return max(near, key=scores.__getitem__, default="")

    def _chinese(self, words: PromptWords) -> Iterator[Hit]:
        if not words.han:
            return
        loose = loose_han(words.han)
        for text in self._han:
            if len(text.han) == 1:
                if text.han in words.han_shown:
                    yield _hit(text, text.weight * ONE_WORD, (text.han,))
                continue
            if text.han in words.han:
                fits, said = 1.0, (text.han,)
            elif len(short := loose_han(text.han)) > 1 and short in loose:
                fits, said = BY_SYNONYM, tuple(c for c in text.han if c in words.han)
            else:
                continue
            if han_speaks(text.han, words):
                sure = 1.0 if len(text.han) > 2 else 0.95
                yield _hit(text, text.weight * fits * sure, said)


def _hit(text: Text, score: float, words: Iterable[str]) -> Hit:
    return Hit(id=text.owner, score=score, words=tuple(dict.fromkeys(words)), text=text.shown)


def _one_slip(one: str, other: str) -> bool:
    more, less = Counter(one), Counter(other)
    return (more - less).total() + (less - more).total() <= 1
