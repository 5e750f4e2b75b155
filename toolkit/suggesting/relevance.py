"""The texts of a gesture, and when the words of a prompt tell of a hand.

"Fist" does wherever it stands, "good luck" near a hand, "cup" after a verb of holding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.suggesting import lexicon
from toolkit.suggesting.prompt_reader import PromptWords, is_elsewhere
from toolkit.suggesting.stemming import stem
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.search import fold

NAME, ALIAS, PHRASE = 1.0, 0.95, 0.9


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text of a gesture: its stems in a row, those that tell something, its Chinese."""

    owner: str
    shown: str
    row: str
    stems: frozenset[str]
    content: frozenset[str]
    han: str
    weight: float


class Said(NamedTuple):
    """The prompt's stem and word behind a known stem, and how sure that is, 0..1."""

    stem: str
    surface: str
    certainty: float


def texts_of(gesture: Gesture) -> Iterator[Text]:
    """Every name, alias and phrase of a gesture, prepared."""
    names = (gesture.name.en, gesture.name.zh)
    aliases = (*gesture.aliases_en, *gesture.aliases_zh)
    phrases = (*gesture.phrases, *gesture.phrases_zh)
    for texts, weight in ((names, NAME), (aliases, ALIAS), (phrases, PHRASE)):
        for shown in texts:
            folded = fold(shown)
            # "Distal type grasp" has nothing of typing.
            stems = [stem(word) for word in folded.split() if word.isascii() and word != "type"]
            yield Text(
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
    content = stems - lexicon.STOP
    return content - lexicon.HOLDING or content


def speaks(text: Text, words: PromptWords) -> bool:
    """Whether words that stand in a row mean a hand: "good luck" does so near a hand only."""
    if text.stems & {"letter", "asl"}:
        return words.has_hand or bool({"sign", "asl"} & set(words.stems))
    if not text.content or text.content <= lexicon.NEVER_ALONE - lexicon.FINGERS:
        return False
    if text.stems & (lexicon.HAND | lexicon.UNMISTAKABLE) or {"hand", "sign"} & text.stems:
        return True
    if text.content <= lexicon.EVERYDAY | lexicon.NEVER_ALONE:
        return words.has_hand or bool(text.content & words.shown)
    return True


def is_action(word: str, surface: str) -> bool:
    """Whether a word is said as something that hands do: "typing", not "type"."""
    return word in lexicon.UNMISTAKABLE or (
        word in lexicon.ACTIONS and surface.endswith(("ing", "ed", "ng"))
    )


def admitted(word: str, said: Said, words: PromptWords) -> bool:
    """Whether one word of the prompt may call for a gesture."""
    if word in words.shown or said.stem in words.shown:
        return True
    if is_elsewhere(word, set(words.stems)):
        return said.surface.endswith("ing") and words.has_person
    if word in lexicon.UNMISTAKABLE:
        return True
    if word in lexicon.ING_SPEAKS and said.surface.endswith(("ing", "ed")):
        return True
    if {word, said.stem} & (lexicon.EVERYDAY | lexicon.NEVER_ALONE):
        return words.has_hand or (words.has_person and is_action(word, said.surface))
    return words.about_hands


def loose_han(han: str) -> str:
    """Chinese without the small words between: "拿着杯子" and "握杯手势" both say 握杯."""
    return han.replace("手势", "").translate(lexicon.HAN_FILLERS)


def han_speaks(text: str, words: PromptWords) -> bool:
    """Whether a Chinese text that stands in the prompt means a hand."""
    if text in lexicon.HAN_UNMISTAKABLE:
        return True
    if text in lexicon.HAN_EVERYDAY:
        return words.han_hand and words.han_showing
    if lexicon.HAN_HAND & set(text):
        return words.han_hand or words.han_person
    return words.han_hand and (words.han_person or words.han_showing)
