"""Which gestures the Words tab shows: a search, and what the hands look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.ui.language.texts import TEXTS, Lang, say
from toolkit.vocabulary import Gesture, Vocabulary
from toolkit.vocabulary.hand_shape import features

FINGERS = ("0", "1", "2", "3", "4", "5")
HANDS = ("1", "2")
ANY = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; an empty text asks for nothing.

    ``fingers`` is how many digits are up on a hand (0..5) and ``hands`` how many hands there
    are (1 or 2), both written as the page's choices are.
    """

    words: str = ANY
    kind: str = ANY
    fingers: str = ANY
    hands: str = ANY

    @property
    def filtered(self) -> bool:
        """Whether anything besides the words is asked for."""
        return bool(self.kind or self.fingers or self.hands)


def find_gestures(vocabulary: Vocabulary, wanted: Wanted) -> list[Gesture]:
    """The gestures that fit, best first."""
    found = vocabulary.search(wanted.words, limit=len(vocabulary.gestures))
    # Counting fingers needs the solved pose, so it comes last.
    return [
        gesture
        for gesture in found
        if wanted.kind in (ANY, gesture.kind)
        and wanted.hands in (ANY, str(gesture.hands))
        and (wanted.fingers == ANY or wanted.fingers in _raised(gesture))
    ]


def _raised(gesture: Gesture) -> Iterator[str]:
    """How many digits each hand holds up: two hands may well differ."""
    yield str(gesture.features.fingers_up)
    if gesture.other is not None:
        yield str(features(gesture.other.pose).fingers_up)


def kinds(vocabulary: Vocabulary) -> list[str]:
    """Every kind that occurs, sorted."""
    return sorted({gesture.kind for gesture in vocabulary.gestures.values()})


def kind_name(kind: str, lang: Lang) -> str:
    """A kind's name; a kind without a text keeps its own."""
    key = f"kind.{kind}"
    return say(key, lang) if key in TEXTS else kind
