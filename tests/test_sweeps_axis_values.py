"""One reader for each kind of axis, and the text that a value becomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.axes import AXES, axis_number
from toolkit.errors import PlanError, UnknownName
from toolkit.sweeps.one_value import number_text, read_choice, read_number, read_value, read_whole


@pytest.mark.parametrize(
    ("axis", "value", "text"),
    [
        ("weight", 1, "1"),
        ("weight", 0.8, "0.8"),
        ("weight", -0.0, "0"),
        ("weight", 2, "2"),
        ("weight", 0.1234567, "0.123457"),
        ("guidance", 50, "50"),
        ("guidance", 7.5, "7.5"),
        ("control_strength", 0.25, "0.25"),
        ("steps", 20, "20"),
        ("scheduler", "default", "default"),
        ("control", "depth", "depth"),
        ("phrase", 2, "2"),
        ("phrase", "plain", "plain"),
        ("view", "back", "back"),
        ("view", "", "none"),
        ("view", "from above", "from above"),
        ("phrase", {"text": "plain"}, '"plain"'),
        ("model", "a/b", "a/b"),
    ],
)
def test_a_value_becomes_its_shortest_text(axis: str, value: object, text: str) -> None:
    assert read_value(AXES[axis], value, where="here") == text


@pytest.mark.parametrize(
    ("axis", "value", "complaint"),
    [
        ("weight", 2.01, "here: got 2.01; expected a number from 0 to 2"),
        ("weight", "1", "here: got '1'; expected a number"),
        ("guidance", 50.1, "from 0 to 50"),
        ("steps", 2.0, "here: got 2.0; expected a whole number from 1 to 500"),
        ("steps", 10**300, "expected a whole number from 1 to 500"),
        ("phrase", True, "in quotes"),
        ("phrase", 1.0, "expected a word"),
        ("view", None, "in quotes"),
        ("control", 1, "expected a word"),
    ],
)
def test_what_an_axis_cannot_take_is_refused(axis: str, value: object, complaint: str) -> None:
    with pytest.raises(PlanError, match=complaint):
        read_value(AXES[axis], value, where="here")


def test_a_choice_that_is_not_on_the_axis_is_refused_with_near_names() -> None:
    with pytest.raises(UnknownName, match=r"here: there is no control 'skelton'\. Did you mean"):
        read_choice(AXES["control"], "skelton", where="here")
    with pytest.raises(UnknownName, match="Known are none, skeleton, depth"):
        read_choice(AXES["control"], "zzz", where="here")


def test_typed_values() -> None:
    assert read_whole(AXES["steps"], 7, where="here") == 7
    assert type(read_number(AXES["guidance"], 7, where="here")) is float


@given(st.floats(0, 50))
def test_a_number_s_text_reads_back_to_six_decimals(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert not text.endswith(".")
    read = axis_number("guidance", text)
    assert read is not None
    assert abs(read - number) <= 5.1e-7
