"""Reading a prompt: the weights of every dialect go, the words and who is about stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import BadInput
from toolkit.suggesting.prompt_reader import MAX_CHARACTERS, corrected, read_prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "a waving hand",
        "a (waving:1.3) hand",
        "a (waving)1.3 hand",
        "a waving++ hand",
        "a (waving hand)--",
        "a ((waving)) [hand]",
        "a {waving} hand <lora:hands_v2:0.8>",
        "a waving __colour/skin__ hand",
        '("a waving", "hand").blend(0.7, 0.3)',
        "a waving BREAK hand",
        r"a \(waving\) hand",
        "a waving hand\nNegative prompt: extra fingers\nSteps: 20",
    ],
)
def test_weights_of_every_dialect_are_stripped(prompt: str) -> None:
    assert read_prompt(prompt).text == "a waving hand"


def test_a_negative_is_noticed_and_not_read() -> None:
    words = read_prompt("a cat. Negative prompt: bad hands, fist")
    assert words.has_negative
    assert not words.about_hands
    assert "fist" not in words.stems
    assert not read_prompt("a fist").has_negative


@pytest.mark.parametrize(
    ("prompt", "hand", "person"),
    [
        ("a woman on a train", False, True),
        ("close-up of two hands", True, False),
        ("the palm of a child", True, True),
        ("a palm on a beach", False, False),
        ("the hands of a clock", False, False),
        ("a red car", False, False),
    ],
)
def test_who_is_about(prompt: str, hand: bool, person: bool) -> None:
    words = read_prompt(prompt)
    assert (words.has_hand, words.has_person) == (hand, person)


@pytest.mark.parametrize(
    ("prompt", "hand", "person"),
    [("女人挥手", True, True), ("桌上的手机", False, False), ("山水画", False, False)],
)
def test_who_is_about_in_chinese(prompt: str, hand: bool, person: bool) -> None:
    words = read_prompt(prompt)
    assert (words.han_hand, words.han_person) == (hand, person)


def test_what_is_shown_or_held_is_near_its_verb() -> None:
    words = read_prompt("a man holding a cup beside a long wooden table with a pen")
    assert "cup" in words.shown
    assert "pen" not in words.shown
    assert read_prompt("他竖起三根手指，比了个六").han_shown == {"三", "六"}


def test_a_corrected_prompt_is_judged_anew() -> None:
    words = read_prompt("thmb up")
    assert not words.has_hand
    mended = corrected(words, {"thmb": "thumb"})
    assert mended.has_hand
    assert mended.surface["thumb"] == "thmb"


def test_a_book_is_refused() -> None:
    with pytest.raises(BadInput, match="20,001 characters"):
        read_prompt("x" * (MAX_CHARACTERS + 1))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(prompt: str) -> None:
    words = read_prompt(prompt)
    assert set(words.surface) == set(words.stems)
