"""Findings about a vocabulary that loads but could be better: words, translations, poses.

The schema refuses what cannot be used; lint says what would mislead a model, a reader or the
judge: two gestures sharing a phrase, a phrase whose signs a prompt dialect reads as weights,
a fingertip bent more than its finger allows.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Literal

from toolkit.hands.pose import FingerPose
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.poses import FINGER_NAMES
from toolkit.vocabulary.search import fold
from toolkit.vocabulary.vocabulary import Vocabulary

MAX_PHRASE_WORDS = 22

# The DIP joint follows the PIP joint at about two thirds of its bend (tendon coupling).
DIP_PER_PIP = 2 / 3
DIP_MARGIN_DEG = 20.0

# Two poses nearer than this in every angle show no difference that an eye could name.
SAME_FLEXION_DEG = 15.0
SAME_SPREAD_DEG = 6.0
SAME_TURN_DEG = 20.0

COMPEL_MISREADINGS = (
    (re.compile(r"[+-]+(?=\s|$|[,.;)])"), "a '+' or '-' at a word's end is read as a weight"),
    (re.compile(r"(?<!\\)[()]"), "parentheses are read as a weighted group"),
    (re.compile(r'"'), "double quotes are read as a conjunction's parts"),
    (re.compile(r"[\[\]{}<>|\\]"), "brackets, bars and backslashes belong to prompt dialects"),
    (re.compile(r"\d"), "digits run into weights; write the number as a word"),
    (re.compile(r"\.(?:and|blend|swap)\b"), "'.and', '.blend' and '.swap' are operators"),
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to mend: where it stands (file, entry, key), the rule it breaks, and why."""

    level: Literal["error", "warning"]
    rule: str
    file: str
    entry: str
    key: str
    message: str


def lint(vocabulary: Vocabulary) -> list[Finding]:
    """All findings, errors first, then by file, entry and rule."""
    found = list(itertools.chain.from_iterable(rule(vocabulary) for rule in RULES.values()))
    return sorted(found, key=lambda f: (f.level, f.file, f.entry, f.rule, f.key))


def shared_phrases(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A phrase that stands twice, in one gesture or in two: it cannot be measured apart."""
    owners: dict[str, list[tuple[Gesture, str, str]]] = defaultdict(list)
    for gesture in vocabulary.gestures.values():
        for key, text in _phrases(gesture):
            owners[fold(text)].append((gesture, key, text))
    for entries in owners.values():
        for gesture, key, text in entries[1:]:
            first = entries[0][0]
            yield _finding(
                gesture, "shared_phrase", key, f"'{text}' is already a phrase of {first.id}"
            )


def shared_names(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A name, alias or emoji that two gestures claim."""
    owners: dict[str, dict[str, tuple[Gesture, str, str]]] = defaultdict(dict)
    for gesture in vocabulary.gestures.values():
        for key, text in _names(gesture):
            owners[fold(text)].setdefault(gesture.id, (gesture, key, text))
    for claims in owners.values():
        first, *others = claims.values()
        for gesture, key, text in others:
            yield _finding(gesture, "shared_name", key, f"'{text}' also names {first[0].id}")


def misread_words(vocabulary: Vocabulary) -> Iterator[Finding]:
    """Signs in a phrase or scene text that a prompt dialect takes for syntax."""
    for gesture in vocabulary.gestures.values():
        texts = [(f"phrases[{i}]", text) for i, text in enumerate(gesture.phrases)]
        texts += [(f"negatives[{i}]", text) for i, text in enumerate(gesture.negatives)]
        for key, text in texts:
            for why in _misreadings(text):
                yield _finding(gesture, "misread_word", key, f"'{text}': {why}")
    for word in vocabulary.words:
        for why in _misreadings(word.text):
            yield Finding(
                level="error",
                rule="misread_word",
                file=word.file,
                entry=word.id,
                key="text",
                message=f"'{word.text}': {why}",
            )


def missing_translations(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A gesture without a Chinese phrase, or a Chinese text without a Chinese character."""
    for gesture in vocabulary.gestures.values():
        if not gesture.phrases_zh:
            yield _finding(gesture, "missing_translation", "phrases_zh", "has no Chinese phrase")
        if not _has_han(gesture.name.zh):
            yield _finding(
                gesture, "missing_translation", "name.zh", f"'{gesture.name.zh}' is not Chinese"
            )
        for i, text in enumerate(gesture.phrases_zh):
            if not _has_han(text):
                yield _finding(
                    gesture, "missing_translation", f"phrases_zh[{i}]", f"'{text}' is not Chinese"
                )


def phrase_order(vocabulary: Vocabulary) -> Iterator[Finding]:
    """Phrases run from plain to explicit: the last is the longest, and short enough."""
    for gesture in vocabulary.gestures.values():
        counts = [len(text.split()) for text in gesture.phrases]
        last = f"phrases[{len(counts) - 1}]"
        if counts[-1] < max(counts) or counts[0] > min(counts[1:], default=counts[0]) + 2:
            yield _finding(
                gesture, "phrase_order", last, "phrases must run from plain to explicit", "warning"
            )
        for i, count in enumerate(counts):
            if count > MAX_PHRASE_WORDS:
                yield _finding(
                    gesture,
                    "phrase_length",
                    f"phrases[{i}]",
                    f"has {count} words; text encoders forget beyond about {MAX_PHRASE_WORDS}",
                    "warning",
                )


def tip_coupling(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A tip joint that is bent against the tendon's coupling to its middle joint."""
    for gesture in vocabulary.gestures.values():
        for finger in FINGER_NAMES:
            part: FingerPose = getattr(gesture.pose, finger)
            off = part.dip - DIP_PER_PIP * part.pip
            if part.dip > max(part.pip, 0.0) or abs(off) > DIP_MARGIN_DEG:
                yield _finding(
                    gesture,
                    "tip_coupling",
                    f"pose.{finger}.dip",
                    f"is {part.dip:g} with pip {part.pip:g}; about "
                    f"{DIP_PER_PIP * part.pip:.0f} is natural",
                    "warning",
                )


def facing_fits(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A facing that the natural orientation does not show."""
    for gesture in vocabulary.gestures.values():
        turned = abs((gesture.orientation.yaw + 180.0) % 360.0 - 180.0)
        shows = "palm" if turned < 50 else "side" if turned <= 130 else "back"
        if gesture.facing not in ("any", shows):
            yield _finding(
                gesture,
                "facing",
                "facing",
                f"says {gesture.facing}, but yaw {gesture.orientation.yaw:g} shows the {shows}",
            )


def twins_fit(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A twin that does not say so in return, or two like poses that are no declared twins."""
    gestures = vocabulary.gestures
    for gesture in gestures.values():
        for twin in gesture.twins:
            if gesture.id not in gestures[twin].twins:
                yield _finding(
                    gesture, "twins", "twins", f"{twin} does not name {gesture.id} as its twin"
                )
    for one, other in itertools.combinations(gestures.values(), 2):
        if other.id not in one.twins and _look_alike(one, other):
            yield _finding(
                other, "twins", "pose", f"looks like {one.id}; name it as a twin or change the pose"
            )


RULES: dict[str, Callable[[Vocabulary], Iterable[Finding]]] = {
    "shared_phrases": shared_phrases,
    "shared_names": shared_names,
    "misread_words": misread_words,
    "missing_translations": missing_translations,
    "phrase_order": phrase_order,
    "tip_coupling": tip_coupling,
    "facing": facing_fits,
    "twins": twins_fit,
}


def _finding(
    gesture: Gesture,
    rule: str,
    key: str,
    message: str,
    level: Literal["error", "warning"] = "error",
) -> Finding:
    return Finding(
        level=level, rule=rule, file=gesture.file, entry=gesture.id, key=key, message=message
    )


def _phrases(gesture: Gesture) -> Iterator[tuple[str, str]]:
    yield from ((f"phrases[{i}]", text) for i, text in enumerate(gesture.phrases))
    yield from ((f"phrases_zh[{i}]", text) for i, text in enumerate(gesture.phrases_zh))


def _names(gesture: Gesture) -> Iterator[tuple[str, str]]:
    yield "id", gesture.id
    yield "name.en", gesture.name.en
    yield "name.zh", gesture.name.zh
    if gesture.emoji:
        yield "emoji", gesture.emoji
    yield from ((f"aliases.en[{i}]", text) for i, text in enumerate(gesture.aliases_en))
    yield from ((f"aliases.zh[{i}]", text) for i, text in enumerate(gesture.aliases_zh))


def _misreadings(text: str) -> list[str]:
    return [why for pattern, why in COMPEL_MISREADINGS if pattern.search(text)]


def _has_han(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith("CJK UNIFIED") for c in text)


def _look_alike(one: Gesture, other: Gesture) -> bool:
    turn = max(
        abs((a - b + 180.0) % 360.0 - 180.0)
        for a, b in zip(astuple(one.orientation), astuple(other.orientation), strict=True)
    )
    if turn >= SAME_TURN_DEG:
        return False
    for finger in FINGER_NAMES:
        a: FingerPose = getattr(one.pose, finger)
        b: FingerPose = getattr(other.pose, finger)
        flexion = max(abs(a.mcp - b.mcp), abs(a.pip - b.pip), abs(a.dip - b.dip))
        if flexion >= SAME_FLEXION_DEG or abs(a.spread - b.spread) >= SAME_SPREAD_DEG:
            return False
    thumbs = zip(astuple(one.pose.thumb), astuple(other.pose.thumb), strict=True)
    return max(abs(a - b) for a, b in thumbs) < SAME_FLEXION_DEG
