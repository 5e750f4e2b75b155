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
from typing import NamedTuple

from toolkit.vocabulary import cues
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.prompt_words import PromptWords, corrected, is_elsewhere
from toolkit.vocabulary.search import fold, trigrams
from toolkit.vocabulary.stems import stem

NAME, ALIAS, PHRASE = 1.0, 0.95, 0.9
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


@dataclass(frozen=True, kw_only=True)
class _Text:
    """One text of a gesture: its stems in a row, those that tell something, its Chinese."""

    owner: str
    shown: str
    row: str
    stems: frozenset[str]
    content: frozenset[str]
    han: str
    weight: float


class _Said(NamedTuple):
    """The prompt's stem and word behind a known stem, and how sure that is, 0..1."""

    stem: str
    surface: str
    certainty: float


class TextIndex:
    """Prepared texts of some gestures. Final; build it once and ask often."""

    def __init__(self, gestures: Iterable[Gesture]) -> None:
        gestures = tuple(gestures)
        self._emoji = [(fold(g.emoji), g) for g in gestures if g.emoji]
        self._order = {gesture.id: i for i, gesture in enumerate(gestures)}
        self._texts = [text for gesture in gestures for text in _texts(gesture)]
        self._long = [text for text in self._texts if " " in text.row.strip()]
        self._han = [text for text in self._texts if text.han]
        self._by_stem: dict[str, list[_Text]] = defaultdict(list)
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
            if at < 0 or not _speaks(text, words):
                continue
            # "index and middle finger" names two fingers, not the gesture with the one.
            before = row[:at].split()[-2:]
            if len(before) == 2 and before[1] == "and" and before[0] in cues.FINGERS:
                continue
            stems = text.row.split()
            yield _hit(text, text.weight, (words.surface[word] for word in stems))

    def _telling(self, words: PromptWords) -> Iterator[Hit]:
        meant = self._meant(words)
        admitted = {word for word, said in meant.items() if _admitted(word, said, words)}
        for text in {id(t): t for word in admitted for t in self._by_stem[word]}.values():
            matched = text.content & admitted
            certainty = min(meant[word].certainty for word in matched)
            said = tuple(dict.fromkeys(meant[word].surface for word in matched))
            if matched == text.content:
                if matched <= cues.NEVER_ALONE:
                    continue
                score = text.weight * (ONE_WORD if len(matched) == 1 else 0.95) * certainty
                yield _hit(text, score, said)
                continue
            share = sum(self._rarity[word] for word in matched) / self._whole[id(text)]
            verb = any(_is_action(word, meant[word].surface) for word in matched)
            telling = matched - cues.NEVER_ALONE
            several = (
                len(matched) > 1
                and bool(telling)
                and (words.has_hand or bool(words.has_person and telling - cues.EVERYDAY))
            )
            if (several and share >= HALF) or (verb and share >= A_VERB_IS_ENOUGH):
                yield _hit(text, text.weight * IN_PART * max(share, HALF) * certainty, said)

    def _meant(self, words: PromptWords) -> dict[str, _Said]:
        """Known stem -> how the prompt says it."""
        meant = {
            word: _Said(word, surface, 1.0)
            for word, surface in words.surface.items()
            if word in self._rarity
        }
        for word, surface in words.surface.items():
            for other in cues.SYNONYMS.get(word, ()):
                if other in self._rarity:
                    meant.setdefault(other, _Said(word, surface, BY_SYNONYM))
        return meant

    def _misspelt(self, words: PromptWords) -> dict[str, str]:
        """Stem of the prompt -> the known stem that it is a slip of; few words are."""
        unknown = [
            word
            for word in words.surface
            if word not in self._rarity and word not in cues.SPELT_AS_MEANT
        ]
        return {
            word: near
            for word in unknown[:MOST_SLIPS]
            if len(word) >= 4 and word.isalpha() and (near := self._alike(word))
        }

    def _alike(self, word: str) -> str:
        """The known stem whose letters differ by one left out, doubled or moved, or "".

        A changed letter is no slip here: "class" is a word of its own, not "clasp".
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
            and known[0] == word[0]
            and len(known) >= 4
            and abs(len(known) - len(word)) <= 1
            and _one_slip(known, word)
        ]
        return max(near, key=scores.__getitem__, default="")

    def _chinese(self, words: PromptWords) -> Iterator[Hit]:
        if not words.han:
            return
        loose = _loose(words.han)
        for text in self._han:
            if len(text.han) == 1:
                if text.han in words.han_shown:
                    yield _hit(text, text.weight * ONE_WORD, (text.han,))
                continue
            if text.han in words.han:
                fits = 1.0
            elif len(short := _loose(text.han)) > 1 and short in loose:
                fits = BY_SYNONYM
            else:
                continue
            if _han_speaks(text.han, words):
                sure = 1.0 if len(text.han) > 2 else 0.95
                yield _hit(text, text.weight * fits * sure, (text.han,))


def _hit(text: _Text, score: float, words: Iterable[str]) -> Hit:
    return Hit(id=text.owner, score=score, words=tuple(dict.fromkeys(words)), text=text.shown)


def _texts(gesture: Gesture) -> Iterator[_Text]:
    names = (gesture.name.en, gesture.name.zh)
    aliases = (*gesture.aliases_en, *gesture.aliases_zh)
    phrases = (*gesture.phrases, *gesture.phrases_zh)
    for texts, weight in ((names, NAME), (aliases, ALIAS), (phrases, PHRASE)):
        for shown in texts:
            folded = fold(shown)
            # "Distal type grasp" has nothing of typing.
            stems = [stem(word) for word in folded.split() if word.isascii() and word != "type"]
            yield _Text(
                owner=gesture.id,
                shown=shown,
                row=f" {' '.join(stems)} ",
                stems=frozenset(stems),
                content=_content(frozenset(stems)),
                han="" if folded.isascii() else "".join(folded.split()),
                weight=weight,
            )


def _content(stems: frozenset[str]) -> frozenset[str]:
    """Stems that tell something: in "holding a cup" the cup."""
    content = stems - cues.STOP
    return content - cues.HOLDING or content


def _speaks(text: _Text, words: PromptWords) -> bool:
    """Whether words that stand in a row mean a hand: "good luck" does so near a hand only."""
    if text.stems & {"letter", "asl"}:
        return words.has_hand or bool({"sign", "asl"} & set(words.stems))
    if not text.content or text.content <= cues.NEVER_ALONE - cues.FINGERS:
        return False
    if text.stems & (cues.HAND | cues.UNMISTAKABLE) or {"hand", "sign"} & text.stems:
        return True
    if text.content <= cues.EVERYDAY | cues.NEVER_ALONE:
        return words.has_hand or bool(text.content & words.shown)
    return True


def _one_slip(one: str, other: str) -> bool:
    more, less = Counter(one), Counter(other)
    return (more - less).total() + (less - more).total() <= 1


def _is_action(word: str, surface: str) -> bool:
    """Whether a word is said as something that hands do: "typing", not "type"."""
    return word in cues.UNMISTAKABLE or (
        word in cues.ACTIONS and surface.endswith(("ing", "ed", "ng"))
    )


def _admitted(word: str, said: _Said, words: PromptWords) -> bool:
    """Whether one word of the prompt may call for a gesture."""
    if word in words.shown or said.stem in words.shown:
        return True
    if is_elsewhere(word, set(words.stems)):
        return said.surface.endswith("ing") and words.has_person
    if word in cues.UNMISTAKABLE:
        return True
    if word in cues.ING_SPEAKS and said.surface.endswith(("ing", "ed")):
        return True
    if {word, said.stem} & (cues.EVERYDAY | cues.NEVER_ALONE):
        return words.has_hand or (words.has_person and _is_action(word, said.surface))
    return words.about_hands


def _loose(han: str) -> str:
    """Chinese without the small words between: "拿着杯子" and "握杯手势" both say 握杯."""
    return han.replace("手势", "").translate(cues.HAN_FILLERS)


def _han_speaks(text: str, words: PromptWords) -> bool:
    if text in cues.HAN_UNMISTAKABLE:
        return True
    if text in cues.HAN_EVERYDAY:
        return words.han_hand and words.han_showing
    if cues.HAN_HAND & set(text):
        return words.han_hand or words.han_person
    return words.han_hand and (words.han_person or words.han_showing)
