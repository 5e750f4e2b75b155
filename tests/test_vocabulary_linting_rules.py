"""Lint: the packaged words are clean, and each rule finds its fault."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from toolkit.hands.contacts import read_contact
from toolkit.hands.pose import FingerPose
from toolkit.vocabulary import Gesture, Localized, Orientation, Vocabulary, load_vocabulary
from toolkit.vocabulary.linting.rules import RULES, lint


def with_change(id: str, **changes: object) -> Vocabulary:
    """The packaged gestures with one of them changed."""
    packaged = load_vocabulary()
    changed: Gesture = replace(packaged.gesture(id), **changes)  # type: ignore[arg-type]
    gestures = {**packaged.gestures, id: changed}
    return Vocabulary(gestures=gestures, words=packaged.words, lists=packaged.lists)


def test_the_packaged_vocabulary_is_clean() -> None:
    assert lint(load_vocabulary()) == []


FIST = load_vocabulary().gesture("fist")
PALM = load_vocabulary().gesture("palm")
CASES: dict[str, tuple[str, dict[str, object], str, str]] = {
    "phrase of another": (
        "fist",
        {"phrases": (*FIST.phrases[:-1], "Peace  Sign")},
        "shared_phrase",
        "peace sign",
    ),
    "phrase twice": (
        "fist",
        {"phrases": ("a fist", "a fist", "a closed hand")},
        "shared_phrase",
        "a fist",
    ),
    "Chinese phrase of another": ("fist", {"phrases_zh": ("剪刀手",)}, "shared_phrase", "剪刀手"),
    "alias of another": ("fist", {"aliases_en": ("victory",)}, "shared_name", "fist"),
    "emoji of another": ("fist", {"emoji": "✌️"}, "shared_name", "fist"),
    "weight at the end": ("fist", {"phrases": ("a", "b", "fist-")}, "misread_word", "weight"),
    "weight inside": ("fist", {"phrases": ("a", "b", "five+ fists")}, "misread_word", "weight"),
    "parentheses": ("fist", {"phrases": ("a", "b", "fist (closed)")}, "misread_word", "group"),
    "digits": ("fist", {"phrases": ("a", "b", "4 fingers")}, "misread_word", "digits"),
    "negative": ("fist", {"negatives": ("bad (hands)",)}, "misread_word", "group"),
    "no Chinese phrase": ("fist", {"phrases_zh": ()}, "missing_translation", "no Chinese"),
    "English as Chinese": (
        "fist",
        {"name": Localized(en="fist", zh="fist")},
        "missing_translation",
        "fist",
    ),
    "explicit first": (
        "fist",
        {"phrases": tuple(reversed(FIST.phrases))},
        "phrase_order",
        "plain to explicit",
    ),
    "endless phrase": (
        "fist",
        {"phrases": ("a", "b", " ".join(["word"] * 31))},
        "phrase_length",
        "31 of the 75 tokens",
    ),
    "bent tip on a straight finger": (
        "fist",
        {"written": replace(FIST.pose, index=FingerPose(dip=30))},
        "tip_coupling",
        "dip is",
    ),
    "misspelt source": ("fist", {"sources": ("HaGRIDv2 fsit",)}, "unknown_source", "HaGRIDv2 fist"),
    "spread beyond a hand": (
        "palm",
        {"written": replace(PALM.pose, index=FingerPose(spread=28))},
        "spread_limits",
        "index and middle are 28 degrees apart",
    ),
    "a finger through another": (
        "palm",
        {"written": replace(PALM.pose, index=FingerPose(spread=-18))},
        "hand_in_itself",
        "mm deep in middle",
    ),
    "a contact out of reach": (
        "palm",
        {"contacts": (read_contact("index.tip wrist"),)},
        "contacts_met",
        "mm open",
    ),
    "folded, says the pose": (
        "fist",
        {"phrases": ("a", "b", "index finger straight and all others curled")},
        "words_fit_pose",
        "the pose folds it",
    ),
    "another number of fingers": (
        "peace",
        {"phrases": ("a", "b", "hand with four fingers raised")},
        "words_fit_pose",
        "says four; the pose raises 2",
    ),
    "straight, says the pose": (
        "peace",
        {"phrases": ("a", "b", "index and middle fingers curled into the palm")},
        "words_fit_pose",
        "keeps it straight",
    ),
    "facing away": ("fist", {"orientation": Orientation(yaw=180)}, "facing", "shows the back"),
    "one-sided twin": ("fist", {"twins": ("palm",)}, "twins", "does not name fist"),
    "undeclared twin": (
        "fist",
        {"written": load_vocabulary().gesture("rock").pose},
        "twins",
        "looks like fist",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_each_rule_finds_its_fault(case: str) -> None:
    id, changes, rule, says = CASES[case]
    found = lint(with_change(id, **changes))
    assert any(f.rule == rule and says in f"{f.key} {f.message} {f.entry}" for f in found), found
    assert all(f.file for f in found)


def test_errors_stand_before_warnings() -> None:
    vocabulary = with_change(
        "fist", phrases=("a", "b (c)", "d"), written=replace(FIST.pose, index=FingerPose(dip=30))
    )
    levels = [finding.level for finding in lint(vocabulary)]
    assert levels == sorted(levels) and set(levels) == {"error", "warning"}


def test_every_rule_is_reached_by_a_case() -> None:
    assert len({rule for _, _, rule, _ in CASES.values()} - {"phrase_length"}) == len(RULES)


@pytest.mark.slow
def test_compel_reads_every_packaged_text_as_it_stands() -> None:
    from compel import Compel  # heavy: only this test pays for it

    vocabulary = load_vocabulary()
    texts = [text for g in vocabulary.gestures.values() for text in (*g.phrases, *g.negatives)]
    texts += [word.text for word in vocabulary.words if word.text]
    # The parser is slow: every text with a rare sign in it, and a few of the plain-lettered ones.
    signs = [text for text in texts if not re.fullmatch(r"(?:[A-Za-z]|, |(?<=\w)-(?=\w)| )+", text)]
    for text in {*signs, *texts[::16]}:
        fragments = Compel.parse_prompt_string(text).prompts[0].children
        assert [(f.text, f.weight) for f in fragments] == [(text, 1)]
