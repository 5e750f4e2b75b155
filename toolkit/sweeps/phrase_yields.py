"""How a gesture's wordings fared so far, by their place among its phrases."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.prompts.expand import phrase_number
from toolkit.rating.yields import PassCount
from toolkit.vocabulary.entries import Gesture, Language

# What a cell without a phrase of its own was drawn with.
DEFAULT_PHRASE = "plain"


def phrase_pass_counts(
    gesture: Gesture, outcomes: Mapping[str, Mapping[str, bool]], lang: Language = "en"
) -> dict[int, PassCount]:
    """Passed of judged pictures by the phrase's number, from 1.

    Args:
        gesture: whose phrases; one that it no longer has is left out.
        outcomes: for each phrase as it was asked for (``plain``, ``explicit``, a number, "" for
            none) whether each picture passed, as `Store.phrase_outcomes` gives them. A picture
            under two names of one phrase counts once.
        lang: the language of the phrases, and of those pictures' words.
    """
    passed: dict[int, dict[str, bool]] = {}
    for choice, pictures in outcomes.items():
        number = phrase_number(gesture, choice or DEFAULT_PHRASE, lang)
        if number is not None:
            passed.setdefault(number, {}).update(pictures)
    return {
        number: PassCount(k=sum(pictures.values()), n=len(pictures))
        for number, pictures in passed.items()
    }
