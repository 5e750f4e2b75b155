"""A prompt read for what it says of hands: its words without weights, and who is about.

Any dialect is read: ``(waving:1.3)``, ``(waving)1.3``, ``waving++``, ``[waving]``, ``{waving}``,
``<lora:hands:0.8>`` and ``__wildcards__`` lose their signs; after "Negative prompt:" nothing
counts but that there is a negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.errors import BadInput
from toolkit.suggesting import lexicon
from toolkit.suggesting.stemming import stem
from toolkit.vocabulary.search import fold

MAX_CHARACTERS = 20_000
REACH = 3  # telling words after a verb of showing that may be what is shown

_NEGATIVE = re.compile(r"negative[ _]prompt\s*:", re.IGNORECASE)
_SIGNS = re.compile(
    r"<[^<>:]*:[^<>]*>"  # <lora:name:0.8>
    r"|__[^_\s]+(?:_[^_\s]+)*__"  # __wildcard__
    r"|\.(?:and|blend|swap)\([^()]*\)"  # compel's conjunctions
    r"|:\s*[+-]?[.\d]+\s*(?=[)\]])"  # (words:1.3)
    r"|(?<=\))[+-]*\d+(?:\.\d+)?"  # (words)1.3
    r"|(?<=[\w)])[+-]+(?=[\s,.)]|$)"  # words++
    r"|\b(?:BREAK|AND)\b"
    r"|\\"
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMBERED_HAND = re.compile(r"([一二三四五六七八九十零])(?:根|个|只)?(?:手指|指头|指)")
_SHOWN_HAN = re.compile(r"(?:比|做|打|表示|手势)(?:了|出|着)?(?:个|一个|数字)?([\u4e00-\u9fff])")


@dataclass(frozen=True, kw_only=True)
class PromptWords:
    """What one prompt says. Stems are in order; ``surface`` gives the word behind a stem."""

    text: str
    han: str
    has_negative: bool
    han_shown: frozenset[str]
    han_hand: bool
    han_person: bool
    han_showing: bool
    stems: tuple[str, ...] = ()
    surface: Mapping[str, str] = field(default_factory=dict[str, str])
    shown: frozenset[str] = frozenset()
    has_hand: bool = False
    has_person: bool = False

    @property
    def about_hands(self) -> bool:
        """Whether somebody is in the picture who has hands, or a hand."""
        return self.has_hand or self.has_person or self.han_hand or self.han_person


def read_prompt(prompt: str) -> PromptWords:
    """Read a prompt in English or Chinese, of any dialect; raises `BadInput` for a book."""
    if len(prompt) > MAX_CHARACTERS:
        raise BadInput(
            f"The prompt has {len(prompt):,} characters; expected at most {MAX_CHARACTERS:,}.",
            hint="Give one prompt at a time.",
        )
    positive, *negative = _NEGATIVE.split(prompt, maxsplit=1)
    text = fold(_SIGNS.sub(" ", positive))
    words = [word for word in text.split() if word.isascii()]
    stems = [stem(word) for word in words]
    han = " ".join(_HAN.findall(text))
    without = han
    for word in lexicon.HAN_NO_HAND:
        without = without.replace(word, " ")
    return _with_stems(
        PromptWords(
            text=text,
            han=han,
            has_negative=bool(negative),
            han_shown=frozenset(_NUMBERED_HAND.findall(han) + _SHOWN_HAN.findall(han)),
            han_hand=bool(lexicon.HAN_HAND & set(without)),
            han_person=bool(lexicon.HAN_PERSON & set(without)),
            han_showing=bool(lexicon.HAN_SHOWING & set(without)),
        ),
        tuple(stems),
        dict(zip(stems, words, strict=True)),
    )


def corrected(words: PromptWords, meant: Mapping[str, str]) -> PromptWords:
    """The same prompt with misspelt stems replaced; the surface words stay as they were."""
    surface = {meant.get(word, word): said for word, said in words.surface.items()}
    return _with_stems(words, tuple(meant.get(word, word) for word in words.stems), surface)


def _with_stems(words: PromptWords, stems: tuple[str, ...], surface: dict[str, str]) -> PromptWords:
    known = set(stems)
    return replace(
        words,
        stems=stems,
        surface=surface,
        shown=_shown(stems),
        has_hand=any(word in known and not is_elsewhere(word, known) for word in lexicon.HAND),
        has_person=bool(known & lexicon.PERSON),
    )


def is_elsewhere(word: str, known: set[str] | frozenset[str]) -> bool:
    """Whether a stem stands beside words that make it no hand: a palm with a beach."""
    return bool(lexicon.ELSEWHERE.get(word, frozenset[str]()) & known)


def _shown(stems: tuple[str, ...]) -> frozenset[str]:
    """Stems that follow a verb of showing or holding within reach."""
    telling = [word for word in stems if word not in lexicon.STOP]
    return frozenset(
        after
        for i, verb in enumerate(telling)
        if verb in lexicon.SHOWING
        for after in telling[i + 1 : i + 1 + REACH]
    )
