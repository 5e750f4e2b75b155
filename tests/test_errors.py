"""What errors repeat of what they got is short, whatever it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import load_plan, load_vocabulary
from toolkit.errors import MESSAGE_CHARACTERS, BadInput, GestureError, shortened, shown

LONG = "k" * 788_973


def test_short_values_are_quoted_as_they_are() -> None:
    assert shown("peace") == "'peace'"
    assert shown("it's") == '"it\'s"'
    assert shown(1.5) == "1.5"
    assert shown([1, None]) == "[1, None]"
    assert shown("x" * 78) == repr("x" * 78)


def test_long_values_are_cut_and_their_quotes_closed() -> None:
    assert shown("x" * 79) == f"'{'x' * 75}...'"
    assert shown("x" * 100_000) == shown("x" * 79)
    assert len(shown("\0" * 100)) == 80
    assert shown("\0" * 100).endswith("...'")
    assert len(shown(["x" * 1_000])) == 80
    assert shown(10**5_000) == "a int too long to show"
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert len(shown(nested)) <= 80


@given(value=st.one_of(st.text(), st.binary(), st.lists(st.text())))
def test_at_most_80_characters(value: object) -> None:
    assert len(shown(value)) <= 80
    if len(repr(value)) <= 78:
        assert shown(value) == repr(value)


def test_text_is_shortened_at_its_end() -> None:
    assert shortened("x" * 80) == "x" * 80
    assert shortened("x" * 81) == "x" * 77 + "..."
    assert shortened("abcdef", 5) == "ab..."


def test_a_message_is_one_line_and_all_of_it_is_seen() -> None:
    error = GestureError("a\n b\u2028c\x1b[31m \u202ed \ud800", hint="a\r\nb")
    assert error.message == r"a  b c\x1b[31m \u202ed \ud800"
    assert error.hint == "a b"


def test_no_message_is_longer_than_a_screen() -> None:
    error = GestureError(LONG, hint=LONG)
    assert len(error.message) == len(error.hint) == MESSAGE_CHARACTERS
    assert str(GestureError("A.", hint="B.")) == "A. B."


@pytest.mark.parametrize(
    "plan",
    [
        f"gestures: [{LONG}]\n",
        f"gestures: [peace]\n{LONG}: 1\n",
        f"gestures: [peace]\naxes: {{{LONG}: [1]}}\n",
        f"gestures: [peace]\naxes: {{weight: ['{LONG}']}}\n",
        f"gestures: [peace]\naxes: {{scheduler: ['{LONG}']}}\n",
        f"gestures: [peace]\ntemplate: '{LONG}'\n",
        f"gestures: [peace]\ntemplate: '{{{LONG}}}'\n",
        f"gestures: [peace]\nseeds: {LONG}\n",
        f"gestures: [peace]\n? {LONG} : 1\n? {LONG} : 2\n",
        f"gestures: !{LONG} x\n",
        f"gestures: &{LONG} x\n",
        f"gestures: {'9' * 1_000}\n",
        f"{LONG}\n",
        f"'{LONG}\n",
        "\n".join(f"k{number}: 1" for number in range(70_000)),
    ],
    ids=lambda plan: plan[:30],
)
def test_a_plan_of_a_megabyte_is_refused_in_a_sentence(plan: str) -> None:
    with pytest.raises(BadInput) as refused:
        load_plan(plan, load_vocabulary())
    assert len(refused.value.message) < 400
    assert len(str(refused.value)) < 1_000


def test_unknown_names_are_refused_in_a_sentence() -> None:
    vocabulary = load_vocabulary()
    with pytest.raises(BadInput) as refused:
        vocabulary.gesture(LONG)
    assert len(str(refused.value)) < 300
    with pytest.raises(BadInput) as refused:
        vocabulary.scene_word("view", LONG)
    assert len(str(refused.value)) < 500
