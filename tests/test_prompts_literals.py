"""Words of one's own among an axis's values: written, carried, read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import PromptError
from toolkit.prompts.literals import MAX_CHARACTERS, literal_value, literal_words

SAID = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "))


@pytest.mark.parametrize(
    ("words", "value", "own_slot"),
    [
        ("waving his hands", "waving his hands", "waving his hands"),
        ("  two \n\n lines ", "two lines", "two lines"),
        ("masterpiece", '"masterpiece"', "masterpiece"),
        ("lowres,bad", "lowres,bad", "lowres,bad"),
        ("比个耶", "比个耶", "比个耶"),
        ("a+b", '"a+b"', "a+b"),
        ("", "none", "none"),
        ("   ", "none", "none"),
        ("none", '"none"', '"none"'),
        ('"quoted"', '""quoted""', '""quoted""'),
        ('"', '"', '"'),
        ("(masterpiece:1.2)", "(masterpiece:1.2)", "(masterpiece:1.2)"),
    ],
)
def test_how_words_are_carried(words: str, value: str, own_slot: str) -> None:
    assert literal_value(words) == value
    assert literal_value(words, ids=False) == own_slot
    assert literal_words(value) == literal_words(own_slot, ids=False) == " ".join(words.split())


@pytest.mark.parametrize("id", ["plain", "3", "anatomy+own", "rim-light", "x2.5", "a_b"])
def test_what_may_be_an_id_is_not_literal(id: str) -> None:
    assert literal_words(id) is None
    assert literal_words(id, ids=False) == id


@given(SAID, st.booleans())
def test_words_read_back(words: str, ids: bool) -> None:
    assert literal_words(literal_value(words, ids=ids), ids=ids) == " ".join(words.split())


def test_what_no_prompt_can_hold_is_refused() -> None:
    literal_value("ab " * (MAX_CHARACTERS // 3))
    with pytest.raises(PromptError, match=r"100,000 characters long; expected at most 2,000"):
        literal_value("a" * 100_000)
    with pytest.raises(PromptError, match=r"invisible character U\+0007"):
        literal_value("ring\x07 bell")
    with pytest.raises(PromptError, match=r"invisible character U\+202E"):
        literal_value("turned\u202e round")
