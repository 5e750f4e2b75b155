"""Gestures and scene words turned into prompts: one combination, or all of them lazily."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import PromptError, shown
from toolkit.prompts.literals import literal_hint, literal_words
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.templates import (
    DEFAULT_TEMPLATE,
    NEGATIVE_TEMPLATE,
    compose,
    template_in,
)
from toolkit.prompts.tree import Prompt, Text, Weighted, check_weight
from toolkit.vocabulary.entries import Gesture, Language, SceneKind, SceneWord

BETWEEN: Mapping[Language, str] = {"en": ", ", "zh": "，"}
"""What stands between words of a list."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One prompt with its negative, and the choices that made it, by axis name."""

    gesture: str
    prompt: Prompt
    negative: Prompt
    values: tuple[tuple[str, str], ...]


def phrase_choices(gesture: Gesture, lang: Language = "en") -> tuple[str, ...]:
    """Every choice that `phrase_text` takes for ``gesture``: ``plain``, ``explicit``, 1..n."""
    count = len(gesture.phrases_in(lang))
    return ("plain", "explicit", *(str(number + 1) for number in range(count)))


def phrase_text(gesture: Gesture, choice: str, lang: Language = "en") -> str:
    """The wording that ``choice`` names: ``plain`` (first), ``explicit`` (last), or 1..n.

    The user's own phrases of a gesture of ours come after the explicit one. Literal words
    (`toolkit.prompts.literals`) stand for themselves, ``none`` for none.

    Raises:
        PromptError: the gesture has no such phrase.
    """
    number = phrase_number(gesture, choice, lang)
    if number is not None:
        return gesture.phrases_in(lang)[number - 1]
    own = literal_words(choice)
    if own is not None:
        return own
    raise PromptError(
        f"The gesture {shown(gesture.id)} has no {'Chinese ' * (lang == 'zh')}phrase "
        f"{shown(choice)}; expected one of {', '.join(phrase_choices(gesture, lang))}.",
        hint=f"`gesture vocab show {gesture.id}` lists its phrases. {literal_hint(choice)}",
    )


def phrase_number(gesture: Gesture, choice: str, lang: Language = "en") -> int | None:
    """Which of the gesture's phrases ``choice`` names, from 1; None when it has no such phrase."""
    phrases = gesture.phrases_in(lang)
    if phrases and choice == "plain":
        return 1
    if phrases and choice == "explicit":
        return gesture.explicit_phrase(lang)
    numbered = {str(number): number for number in range(1, len(phrases) + 1)}
    return numbered.get(choice)


def gesture_part(
    gesture: Gesture,
    *,
    phrase: str = "plain",
    weight: float = 1.0,
    dialect: str = "auto",
    lang: Language = "en",
) -> Prompt:
    """What fills the slot ``gesture``: the phrase that `phrase_text` gives, at ``weight`` (0..2).

    Words of one's own are read as ``dialect`` writes weights (`toolkit.prompts.reading`); the
    vocabulary's, in the language ``lang``, are literal.
    """
    words = phrase_text(gesture, phrase, lang)
    part: Prompt = Text(text=words, role="gesture")
    if words and phrase_number(gesture, phrase, lang) is None:
        part = own_words(words, dialect)
    return part if check_weight(weight) == 1.0 else Weighted(child=part, weight=weight)


def own_words(words: str, dialect: str) -> Prompt:
    """Words of one's own as a tree; raises `PromptError` for what ``dialect`` cannot mean."""
    return read_prompt(words, dialect).prompt


def make_prompt(
    gesture: Gesture,
    *,
    phrase: str = "plain",
    weight: float = 1.0,
    words: Mapping[str, Prompt | str] | None = None,
    template: str = DEFAULT_TEMPLATE,
    dialect: str = "auto",
    lang: Language = "en",
) -> Prompt:
    """The prompt for one gesture: its phrase at ``weight`` (0..2) and the scene's words.

    ``words`` maps slot names (``view``, ``light``...) to what fills them, in the language ``lang``
    of the phrase; the house's template is said in it too, any other stays as written. Weights in
    the template and in a phrase of one's own are read as ``dialect`` writes them.
    """
    part = gesture_part(gesture, phrase=phrase, weight=weight, dialect=dialect, lang=lang)
    filled = {**(words or {}), "gesture": part}
    return compose(template_in(template, lang), filled, dialect=dialect)


def make_negative(
    gesture: Gesture, *, words: Prompt | str = "", own: bool = False, lang: Language = "en"
) -> Prompt:
    """The negative prompt: the scene's negative ``words``, then the gesture's ``own`` ones."""
    own_words = BETWEEN[lang].join(gesture.negatives_in(lang)) if own else ""
    template = template_in(NEGATIVE_TEMPLATE, lang)
    return compose(template, {"negative": words, "gesture": own_words})


def expand(
    gestures: Iterable[Gesture],
    *,
    phrases: Sequence[str] = ("plain",),
    weights: Sequence[float] = (1.0,),
    scene: Mapping[SceneKind, Sequence[SceneWord]] | None = None,
    negatives: Sequence[SceneWord | None] = (None,),
    template: str = DEFAULT_TEMPLATE,
) -> Iterator[Variant]:
    """Every combination, one at a time, the last argument changing fastest.

    ``scene`` gives the words to try for each kind (``{"view": [...], "light": [...]}``);
    ``negatives`` are negative sets, ``None`` for an empty negative prompt. Nothing is built
    before it is asked for, so a product of any size costs nothing to start.
    """
    scene = scene or {}
    for gesture, phrase, weight in itertools.product(gestures, phrases, weights):
        for choice in itertools.product(*scene.values()):
            words = dict(zip(scene, choice, strict=True))
            prompt = make_prompt(
                gesture,
                phrase=phrase,
                weight=weight,
                words={kind: word.text for kind, word in words.items()},
                template=template,
            )
            for negative in negatives:
                yield Variant(
                    gesture=gesture.id,
                    prompt=prompt,
                    negative=make_negative(gesture, words=negative.text if negative else ""),
                    values=(
                        ("phrase", phrase),
                        ("weight", f"{weight:g}"),
                        *((kind, word.id) for kind, word in words.items()),
                        ("negative", negative.id if negative else "none"),
                    ),
                )
