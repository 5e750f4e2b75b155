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

from toolkit.vocabulary.clip_tokens import WINDOW, count_tokens
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.linting import pose_rules
from toolkit.vocabulary.linting.coverage import unknown_sources
from toolkit.vocabulary.linting.findings import Finding, finding, is_users
from toolkit.vocabulary.search import fold
from toolkit.vocabulary.vocabulary import Vocabulary

# A third of what CLIP reads at once: the rest of a prompt wants room too.
MAX_PHRASE_TOKENS = 30

COMPEL_MISREADINGS = (
    (re.compile(r"[+-]+(?=\s|$|[,.;)])"), "a '+' or '-' at a word's end is read as a weight"),
    (re.compile(r"(?<!\\)[()]"), "parentheses are read as a weighted group"),
    (re.compile(r'"'), "double quotes are read as a conjunction's parts"),
    (re.compile(r"[\[\]{}<>|\\]"), "brackets, bars and backslashes belong to prompt dialects"),
    (re.compile(r"\d"), "digits run into weights; write the number as a word"),
    (re.compile(r"\.(?:and|blend|swap)\b"), "'.and', '.blend' and '.swap' are operators"),
)


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
        # Ours come first, so that it is the user's phrase that is amiss.
        entries.sort(key=lambda entry: is_users(entry[0], entry[1]))
        for gesture, key, text in entries[1:]:
            first = entries[0][0]
            yield finding(
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
            yield finding(gesture, "shared_name", key, f"'{text}' also names {first[0].id}")


def misread_words(vocabulary: Vocabulary) -> Iterator[Finding]:
    """Signs in a phrase or scene text that a prompt dialect takes for syntax."""
    for gesture in vocabulary.gestures.values():
        texts = [(f"phrases[{i}]", text) for i, text in enumerate(gesture.phrases)]
        texts += [(f"phrases_zh[{i}]", text) for i, text in enumerate(gesture.phrases_zh)]
        texts += [(f"negatives[{i}]", text) for i, text in enumerate(gesture.negatives)]
        texts += [(f"negatives_zh[{i}]", text) for i, text in enumerate(gesture.negatives_zh)]
        for key, text in texts:
            for why in _misreadings(text):
                yield finding(gesture, "misread_word", key, f"'{text}': {why}")
    for word in vocabulary.words:
        for key, text in (("text", word.text), ("text_zh", word.text_zh)):
            for why in _misreadings(text):
                yield Finding(
                    level="error",
                    rule="misread_word",
                    file=word.file,
                    entry=word.id,
                    key=key,
                    message=f"'{text}': {why}",
                )


def missing_translations(vocabulary: Vocabulary) -> Iterator[Finding]:
    """What of ours is not said in Chinese, or a Chinese text without a Chinese character.

    Entries of the user's own owe nobody a translation.
    """
    for gesture in vocabulary.gestures.values():
        if gesture.origin:
            continue
        if not gesture.phrases_zh:
            yield finding(gesture, "missing_translation", "phrases_zh", "has no Chinese phrase")
        if not _has_han(gesture.name.zh):
            yield finding(
                gesture, "missing_translation", "name.zh", f"'{gesture.name.zh}' is not Chinese"
            )
        for key, texts in (
            ("phrases_zh", gesture.phrases_zh),
            ("negatives_zh", gesture.negatives_zh),
        ):
            for i, text in enumerate(texts):
                if not _has_han(text):
                    yield finding(
                        gesture, "missing_translation", f"{key}[{i}]", f"'{text}' is not Chinese"
                    )
        if not vocabulary.overlays and len(gesture.negatives_zh) < len(gesture.negatives):
            yield finding(
                gesture, "missing_translation", "negatives_zh", "has fewer than 'negatives'"
            )
    for word in vocabulary.words:
        if word.text and not word.origin and not _has_han(word.text_zh):
            yield Finding(
                level="error",
                rule="missing_translation",
                file=word.file,
                entry=word.id,
                key="text_zh",
                message=f"'{word.text_zh}' is not Chinese",
            )


def phrase_order(vocabulary: Vocabulary) -> Iterator[Finding]:
    """Phrases run from plain to explicit: the last is the longest, and short enough."""
    for gesture in vocabulary.gestures.values():
        ours = gesture.phrases[: gesture.explicit_phrase("en")]
        counts = [len(text.split()) for text in ours]
        last = f"phrases[{len(counts) - 1}]"
        if counts[-1] < max(counts) or counts[0] > min(counts[1:], default=counts[0]) + 2:
            yield finding(
                gesture, "phrase_order", last, "phrases must run from plain to explicit", "warning"
            )
        for i, text in enumerate(gesture.phrases):
            if (tokens := count_tokens(text)) > MAX_PHRASE_TOKENS:
                yield finding(
                    gesture,
                    "phrase_length",
                    f"phrases[{i}]",
                    f"takes {tokens} of the {WINDOW} tokens that CLIP reads at once; "
                    f"at most {MAX_PHRASE_TOKENS} leave room for the rest of a prompt",
                    "warning",
                )


def facing_fits(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A facing that the natural orientation does not show."""
    for gesture in vocabulary.gestures.values():
        turned = abs((gesture.orientation.yaw + 180.0) % 360.0 - 180.0)
        shows = "palm" if turned < 50 else "side" if turned <= 130 else "back"
        if gesture.facing not in ("any", shows):
            yield finding(
                gesture,
                "facing",
                "facing",
                f"says {gesture.facing}, but yaw {gesture.orientation.yaw:g} shows the {shows}",
            )


RULES: dict[str, Callable[[Vocabulary], Iterable[Finding]]] = {
    "shared_phrases": shared_phrases,
    "shared_names": shared_names,
    "misread_words": misread_words,
    "missing_translations": missing_translations,
    "phrase_order": phrase_order,
    "unknown_source": unknown_sources,
    "facing": facing_fits,
    "tip_coupling": pose_rules.tip_coupling,
    "spread_limits": pose_rules.spread_limits,
    "hand_in_itself": pose_rules.hand_in_itself,
    "contacts_met": pose_rules.contacts_met,
    "words_fit_pose": pose_rules.words_fit_pose,
    "twins": pose_rules.twins_fit,
}


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
