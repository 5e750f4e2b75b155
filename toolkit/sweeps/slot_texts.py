"""What the values of a plan's axes put into its prompts: the vocabulary's words, or one's own."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.axes import AXES
from toolkit.prompts.literals import literal_words
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.tree import Prompt, Text
from toolkit.sweeps.axis_values import Words, negative_words, scene_ids, scene_kind, scene_text
from toolkit.sweeps.axis_words import WordSources
from toolkit.vocabulary.entries import Language, SceneKind


def slot_texts(
    axes: Mapping[str, tuple[str, ...]],
    vocabulary: Words,
    sources: WordSources,
    lang: Language = "en",
) -> dict[tuple[str, str], Prompt | str]:
    """What fills the slots, by axis and value, and the negatives' words, in ``lang``."""
    texts: dict[tuple[str, str], Prompt | str] = {}
    for axis, values in axes.items():
        kind = scene_kind(axis)
        for value in values:
            if axis == "style" and value in sources.styles:
                continue
            if axis == "negative":
                words, _ = negative_words(value, vocabulary, lang=lang)
                literal = not scene_ids("negative", value, vocabulary)
                texts[axis, value] = own_prompt(words, sources.dialect) if literal else words
            elif kind is not None:
                texts[axis, value] = scene_filler(kind, value, vocabulary, sources.dialect, lang)
            elif axis not in AXES:
                own = literal_words(value, ids=False) or ""
                texts[axis, value] = own_prompt(own, sources.dialect)
    return texts


def own_prompt(words: str, dialect: str) -> Prompt | str:
    """Words of one's own as they go into a prompt: a tree where they hold weights.

    Raises:
        PromptError: what ``dialect`` cannot mean.
    """
    prompt = read_prompt(words, dialect).prompt
    return words if prompt == Text(text=words) else prompt


def scene_filler(
    kind: SceneKind, value: str, words: Words, dialect: str, lang: Language = "en"
) -> Prompt | str:
    """What fills the slot ``kind`` for ``value``; raises as `scene_text` and `own_prompt`."""
    text = scene_text(kind, value, words, lang=lang)
    return text if scene_ids(kind, value, words) else own_prompt(text, dialect)
