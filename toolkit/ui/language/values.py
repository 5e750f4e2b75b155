"""One axis value in words of the interface's language: for labels, choices, recipes and tables.

Downloads and the store keep the values as they are; only what is shown goes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from toolkit.axes import AXES, NOTHING, NUMBER_AXES
from toolkit.errors import PlanError
from toolkit.prompts.literals import literal_words
from toolkit.samplers import sampler_name
from toolkit.sweeps.adapter_values import adapter_label
from toolkit.sweeps.axis_values import OWN, scene_ids
from toolkit.sweeps.mend_values import mend_of
from toolkit.ui.language.texts import TEXTS, Lang, axis_name, say
from toolkit.vocabulary import Gesture, SceneKind, Vocabulary
from toolkit.vocabulary.any_hand import ANY, ANY_HAND


def value_words(axis: str, value: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """``value`` without its axis's name, as in a list of that axis's choices.

    A value that has no words in the vocabulary or the texts (a typed scheduler, a word that was
    taken out since) stays as it is, words of one's own without the quotes that mark them.
    """
    if axis not in AXES:
        return literal_words(value, ids=False) or say("value.none", lang)
    if axis == "gesture":
        gesture = ANY_HAND if value == ANY else vocabulary.gestures.get(value)
        return value if gesture is None else gesture_label(gesture, lang)
    if axis == "model":
        return short_model(value)
    if axis == "phrase":
        return phrase_words(value, lang)
    if axis == "negative":
        said = scene_ids("negative", value, vocabulary) or (value,)
        return " + ".join(scene_words("negative", part, vocabulary, lang) for part in said)
    if axis in AXES and AXES[axis].kind == "scene":
        return scene_words(cast(SceneKind, axis), value, vocabulary, lang)
    if axis in ("lora", "embedding"):
        return say("value.none", lang) if value == NOTHING else adapter_label(axis, value)
    if axis == "mend" and value != NOTHING:
        return mend_words(value, lang)
    key = f"value.{axis}.{value}"
    if key not in TEXTS and axis == "scheduler":
        return sampler_name(value)
    return say(key, lang) if key in TEXTS else value


def mend_words(value: str, lang: Lang) -> str:
    """How pictures are mended; a value that cannot be read stays as it is."""
    try:
        mend = mend_of(value)
    except PlanError:
        return value
    if mend is None:
        return say("value.mend.none", lang)
    words = say(f"value.mend.{mend.hands}", lang, strength=f"{mend.strength:g}")
    again = say("value.mend.passes", lang, passes=mend.passes) if mend.passes > 1 else ""
    return words + again


def value_label(axis: str, value: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """``value`` where its axis is not named beside it: a bare number gets its axis's name."""
    if axis == "seed" and value.startswith("-"):
        return say("add.number", lang, n=value[1:])  # of a picture whose seed nobody knows
    words = value_words(axis, value, vocabulary, lang)
    return f"{axis_name(axis, lang)} {words}" if axis in NUMBER_AXES else words


def values_label(values: Sequence[tuple[str, str]], vocabulary: Vocabulary, lang: Lang) -> str:
    """Several (axis, value) in one line."""
    between = ", " if lang == "en" else "，"
    return between.join(value_label(axis, value, vocabulary, lang) for axis, value in values)


def phrase_words(value: str, lang: Lang) -> str:
    """A phrase by its place: plain, explicit, or by its number."""
    key = f"sweep.phrase.{value}"
    if value in ("plain", "explicit"):
        return say(key, lang)
    return say("sweep.phrase.n", lang, n=value) if value.isdigit() else _own_words(value, lang)


def scene_words(kind: SceneKind, value: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """A scene word's name; ``none`` and a gesture's ``own`` negatives have words of ours."""
    known = next((word for word in vocabulary.scene(kind) if word.id == value), None)
    if known is not None:
        return known.name.in_(lang)
    if kind == "negative" and value == OWN:
        return say("sweep.negative.own", lang)
    return _own_words(value, lang)


def _own_words(value: str, lang: Lang) -> str:
    """Words of one's own without their quotes; a value that is neither stays as it is."""
    return say("value.none", lang) if value == NOTHING else literal_words(value) or value


def gesture_label(gesture: Gesture, lang: Lang) -> str:
    """Emoji and name in one language."""
    return f"{emoji_sign(gesture.emoji)} {gesture.name.in_(lang)}".strip()


def short_model(name: str) -> str:
    """A model's name without the folders before it."""
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or name


def emoji_sign(emoji: str) -> str:
    """``emoji`` in its coloured form also where a font has a plain sign for it."""
    if len(emoji) == 1 and ord(emoji) < 0x1F000:
        return f"{emoji}\ufe0f"
    return emoji
