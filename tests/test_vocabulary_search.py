"""Search in both languages, by emoji, alias and misspelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.search import fold


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("peace sign", "peace"),
        ("Victory", "peace"),
        ("peac sgin", "peace"),
        ("剪刀手", "peace"),
        ("点赞", "like"),
        ("赞", "like"),
        ("竖起大拇指", "like"),
        ("a good peace sign please", "peace"),
        ("👍", "like"),
        ("👍🏽", "like"),
        ("✌️", "peace"),
        ("THUMBS-DOWN", "dislike"),
        ("thumb down", "dislike"),
        ("瓦肯", "vulcan"),
        ("vulkan", "vulcan"),
        ("korean heart", "finger_heart"),
        ("hang loose", "shaka"),
        ("letter l", "letter_l"),
        ("three2", "three2"),
        ("ＯＫ", "ok"),
        ("crosed fingrs", "crossed_fingers"),
    ],
)
def test_the_best_hit_is_the_meant_gesture(words: str, first: str) -> None:
    assert [hit.id for hit in load_vocabulary().search(words)][:1] == [first]


@pytest.mark.slow
def test_each_gesture_is_found_first_by_its_own_texts() -> None:
    vocabulary = load_vocabulary()
    for number, gesture in enumerate(vocabulary.gestures.values()):
        texts = [gesture.id, gesture.name.en, gesture.name.zh, gesture.emoji]
        for text in filter(None, [*texts, *gesture.aliases_en, *gesture.aliases_zh]):
            assert vocabulary.search(text, limit=1) == [gesture], text
        # Phrases are many: those of every sixth entry stand for all.
        for phrase in (*gesture.phrases, *gesture.phrases_zh) if number % 6 == 0 else ():
            assert gesture in vocabulary.search(phrase, limit=3), phrase


def test_nonsense_finds_nothing_and_nothing_finds_all() -> None:
    vocabulary = load_vocabulary()
    assert vocabulary.search("qzxqzxqzx") == []
    assert vocabulary.search("?!") == []
    assert len(vocabulary.search("", limit=1000)) == len(vocabulary.gestures)
    assert vocabulary.search("hand", limit=0) == []
    assert len(vocabulary.search("hand", limit=3)) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_searched(words: str) -> None:
    vocabulary = load_vocabulary()
    hits = vocabulary.search(words)
    assert len({hit.id for hit in hits}) == len(hits) <= 20
    assert fold(fold(words)) == fold(words)
