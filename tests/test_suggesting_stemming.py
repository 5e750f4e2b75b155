"""Stems: the forms of a word meet, and other words stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.suggesting.stemming import stem


@pytest.mark.parametrize(
    "words",
    [
        "wave waves waving waved",
        "hold holds holding held",
        "write writes writing written wrote",
        "clap claps clapping clapped applause applauding",
        "pray prays praying prayed prayer",
        "type types typing typed",
        "cross crosses crossed crossing",
        "pinch pinches pinching pinched",
        "grip grips gripping gripped",
        "pull pulls pulling pulled",
        "carry carries",
        "woman women",
        "pinky pinkies pinkie",
        "three 3",
    ],
)
def test_forms_of_one_word_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("ring", "r"), ("thing", "th"), ("string", "str"), ("red", "r"), ("fist", "fish")),
        *(("cup", "cap"), ("palm", "pal"), ("cross", "cros"), ("one", "on"), ("index", "ind")),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), max_size=20))
def test_a_stem_is_never_empty_nor_longer_than_its_word(word: str) -> None:
    if word:
        assert 0 < len(stem(word)) <= max(len(word), len("index"))


def test_words_of_other_scripts_come_back_as_they_are() -> None:
    assert stem("挥手") == "挥手"
