"""What a model that talks is asked about hands, and what its words mean. Pure.

The format is strict: whatever does not say exactly what was asked for is ``unsure``, never a guess
at what was meant. So is an answer that contradicts itself: such models see five fingers by habit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import cast

from toolkit.errors import one_line, shortened
from toolkit.rating.flaws import FLAW_KINDS, Flaw, FlawKind
from toolkit.rating.verdicts import Answer, text_detail
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture

VERSION = 1
"""Changes with the questions and with how answers are read."""

MAX_CHARACTERS = 4_000
"""A longer answer is not read."""
SAID_CHARACTERS = 200
"""How much of an answer that means nothing is kept."""
MAX_HANDS = 10
MAX_FINGERS = 20
FINGERS = 5

FLAW_WORDS: Mapping[FlawKind, str] = {
    "extra_finger": "the hand has a finger too many",
    "missing_finger": "a finger is gone, neither folded nor hidden",
    "two_thumbs": "the hand has two thumbs",
    "fused_fingers": "fingers have grown together",
    "too_long": "a finger is far too long for the hand",
    "too_short": "a finger is far too short for the hand",
    "bent_backwards": "a finger bends the wrong way",
    "other": "anything else that no real hand has, melted or twisted parts",
}

FORM_QUESTION = "\n".join(
    (
        "Look at every hand in this picture, from left to right. Count the fingers of each hand "
        "one by one, the thumb too; a finger that is folded or hidden counts. Then say what is "
        "wrong with it, in these words only:",
        *(f"{kind}: {words}" for kind, words in FLAW_WORDS.items()),
        "Answer with one line of JSON and nothing else, an entry for each hand:",
        '{"hands": [{"fingers": NUMBER, "wrong": [WORDS]}]}',
        'For a hand with nothing wrong, "wrong" is []. Where there is no hand, "hands" is []. '
        'Where you cannot tell, "hands" is null.',
    )
)

CHOICES = 5
"""So many gestures are offered."""
WELL_KNOWN = ("fist", "like", "one", "palm", "peace")
"""Gestures that fill up the choices."""
NONE_OF_THESE = "none of these"
NO_HAND = "there is no hand"
CANNOT_TELL = "it cannot be told"

_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)
_LETTERS = "ABCDEFGHIJ"


def form_answer(text: str) -> Answer:
    """What ``text``, said to `FORM_QUESTION`, answers to the question ``form``; never raises.

    ``fail`` with a flaw without a place for each word, ``pass`` where every hand has five fingers
    and nothing is wrong, ``fail`` with ``no_hand``. ``unsure`` for every other text: another
    format, other words, a count that contradicts what is called wrong.
    """
    said = _read(text, "hands")
    hands = said["hands"] if said else None
    if not isinstance(hands, list):
        return unclear(text)
    each = [_hand(hand) for hand in cast("list[object]", hands)]
    if len(each) > MAX_HANDS or None in each:
        return unclear(text)
    if not each:
        return Answer(outcome="fail", reason="no_hand")
    flaws = tuple(
        Flaw(kind=kind, score=1.0, hand=number).detail()
        for number, kinds in enumerate(each)
        for kind in kinds or ()
    )
    if flaws:
        return Answer(outcome="fail", reason="flawed", details=flaws)
    return Answer(outcome="pass", reason="whole")


def gesture_choices(expected: Gesture, gestures: Mapping[str, Gesture]) -> tuple[str, ...]:
    """The ids of at most `CHOICES` gestures to choose from, sorted: no place gives one away.

    The expected one, those that people mix up with it, well known ones; none that no eye can tell
    from it. Any hand is offered alone.
    """
    if expected.id == ANY:
        return (ANY,)
    others = [
        id
        for id in dict.fromkeys((*expected.confusable, *WELL_KNOWN))
        if id in gestures and id != expected.id and id not in expected.twins
    ]
    return tuple(sorted((expected.id, *others[: CHOICES - 1])))


def gesture_question(choices: Sequence[str], phrases: Mapping[str, str]) -> str:
    """The question which of ``choices`` is shown; ``phrases`` has words for each."""
    offered = [*(phrases[id] for id in choices), NONE_OF_THESE, NO_HAND, CANNOT_TELL]
    return "\n".join(
        (
            "What does the hand in this picture show?",
            *(f"{letter}: {words}" for letter, words in zip(_LETTERS, offered, strict=False)),
            "Answer with one line of JSON and nothing else:",
            '{"choice": "LETTER"}',
        )
    )


def gesture_answer(text: str, expected: str, choices: Sequence[str]) -> Answer:
    """What ``text``, said to `gesture_question`, answers to the question ``gesture``.

    Never raises; ``unsure`` for whatever is not one of the letters offered, in the format.
    """
    said = _read(text, "choice")
    letter = said["choice"] if said else None
    offered = [*choices, NONE_OF_THESE, NO_HAND, CANNOT_TELL]
    letters = _LETTERS[: len(offered)]
    if not isinstance(letter, str) or len(letter) != 1 or letter not in letters:
        return unclear(text)
    place = letters.index(letter)
    if place < len(choices):
        chosen = choices[place]
        if chosen == expected:
            return Answer(outcome="pass", reason="match", best_match=chosen)
        return Answer(outcome="fail", reason="other_gesture", best_match=chosen)
    if offered[place] == NONE_OF_THESE:
        return Answer(outcome="fail", reason="low_score")
    if offered[place] == NO_HAND:
        return Answer(outcome="fail", reason="no_hand")
    return unclear(text)


def unclear(text: str) -> Answer:
    """``unsure``, with the beginning of what was said."""
    said = shortened(one_line(text[:MAX_CHARACTERS]).strip(), SAID_CHARACTERS)
    return Answer(outcome="unsure", reason="unclear", details=(text_detail(said or "(nothing)"),))


def _hand(said: object) -> tuple[FlawKind, ...] | None:
    """What is wrong with one hand, in order; None where it says nothing or contradicts itself."""
    if not isinstance(said, dict):
        return None
    hand = cast("dict[str, object]", said)
    fingers, wrong = hand.get("fingers"), hand.get("wrong")
    if set(hand) != {"fingers", "wrong"} or not isinstance(wrong, list):
        return None
    if type(fingers) is not int or not 0 <= fingers <= MAX_FINGERS:
        return None
    named = cast("list[object]", wrong)
    kinds: tuple[FlawKind, ...] = tuple(kind for kind in FLAW_KINDS if kind in named)
    if any(name not in FLAW_KINDS for name in named):
        return None
    contradicts = (
        (not kinds and fingers != FINGERS)
        or ("extra_finger" in kinds and fingers <= FINGERS)
        or ("missing_finger" in kinds and fingers >= FINGERS)
    )
    return None if contradicts else kinds


def _read(text: str, key: str) -> dict[str, object] | None:
    """``text`` as a JSON object with the one ``key``, a code fence about it allowed; else None."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        return None
    fenced = _FENCED.fullmatch(text)
    try:
        value: object = json.loads(fenced[1] if fenced else text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    found = cast("dict[str, object]", value)
    return found if set(found) == {key} else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object, none of whose names is given twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found
