"""Kinds of hand words that a prompt has none of: gesture, view, side, fingers, negative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from toolkit.suggesting import lexicon
from toolkit.suggesting.prompt_reader import PromptWords

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture, Language, SceneKind
    from toolkit.vocabulary.vocabulary import Vocabulary

LackKind = Literal["gesture", "view", "side", "fingers", "negative"]
EXAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One kind of words that a prompt lacks: why it matters, and ``words`` that would serve."""

    kind: LackKind
    why: str
    words: tuple[str, ...]


def with_words(prompt: str, words: str) -> str:
    """``prompt`` with ``words`` put behind it."""
    said = prompt.rstrip().rstrip(",，")
    between = "，" if words and not words.isascii() else ", "
    return f"{said}{between}{words}" if said else words


def lacks_of(words: PromptWords, named: list[Gesture], vocabulary: Vocabulary) -> tuple[Lack, ...]:
    """What a prompt about somebody's hands does not say; nothing for a prompt about none.

    Words that would serve a prompt in Chinese are Chinese.
    """
    if not (words.about_hands or named):
        return ()
    known = set(words.stems)
    han = words.han
    lang: Language = "zh" if han and not words.stems else "en"
    found: list[Lack] = []
    best = named[0] if named else None
    if best is None:
        # Nothing in the prompt tells which gesture would serve: none is named.
        found.append(Lack(kind="gesture", why="no word says what the hand does.", words=()))
    if not (known & lexicon.VIEWS or any(view in han for view in lexicon.HAN_VIEWS)):
        texts = _texts(vocabulary, "view", lang)
        if best is not None and any(view.id == best.view for view in vocabulary.scene("view")):
            first = vocabulary.scene_word("view", best.view).text_in(lang)
            texts = (first, *(text for text in texts if text != first))
        found.append(
            Lack(
                kind="view",
                why="no word says from where the hand is seen.",
                words=texts[:EXAMPLES],
            )
        )
    two_hands = best is not None and best.hands == 2
    if not (known & lexicon.SIDES or any(side in han for side in lexicon.HAN_SIDES) or two_hands):
        found.append(
            Lack(
                kind="side",
                why="no word says which hand it is.",
                words=_texts(vocabulary, "side", lang)[:EXAMPLES],
            )
        )
    if not (known & lexicon.FINGERS or any(finger in han for finger in lexicon.HAN_FINGERS)):
        explicit = (_most_explicit(best, lang),) if best is not None else ()
        found.append(
            Lack(
                kind="fingers",
                why="no word says what each finger does.",
                words=explicit,
            )
        )
    if not words.has_negative:
        own = best.negatives_in(lang) if best is not None else ()
        found.append(
            Lack(
                kind="negative",
                why="no negative prompt says what must not be drawn.",
                words=(own + _texts(vocabulary, "negative", lang))[:EXAMPLES],
            )
        )
    return tuple(found)


def _most_explicit(gesture: Gesture, lang: Language) -> str:
    return gesture.phrases_in(lang)[gesture.explicit_phrase(lang) - 1]


def _texts(vocabulary: Vocabulary, kind: SceneKind, lang: Language) -> tuple[str, ...]:
    texts = (word.text_in(lang) for word in vocabulary.scene(kind))
    return tuple(dict.fromkeys(text for text in texts if text))
