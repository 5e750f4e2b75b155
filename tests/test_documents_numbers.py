"""Numbers that people give: what is one, what is none, and the sentence about it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.documents.numbers import real_number, whole_number

NO_NUMBERS = st.one_of(
    st.none(), st.booleans(), st.text(max_size=5), st.lists(st.integers(), max_size=2)
)


@given(st.integers(), st.integers(-5, 5), st.integers(6, 9))
def test_a_whole_number_is_one_in_its_range(value: int, low: int, high: int) -> None:
    if low <= value <= high:
        assert whole_number(value, low=low, high=high) == value
    else:
        with pytest.raises(ValueError, match=f"expected a whole number from {low} to {high}"):
            whole_number(value, low=low, high=high)


@given(st.one_of(NO_NUMBERS, st.floats(allow_nan=True, allow_infinity=True)))
def test_nothing_else_is_a_whole_number(value: object) -> None:
    with pytest.raises(ValueError, match="expected a whole number"):
        whole_number(value, low=-(10**9), high=10**9)


@given(st.one_of(st.integers(), st.floats(allow_nan=True, allow_infinity=True)))
def test_a_real_number_is_finite_and_in_its_range(value: float) -> None:
    if -2 <= value <= 2:
        read = real_number(value, low=-2, high=2)
        assert type(read) is float
        assert read == value
        assert math.copysign(1.0, read) == (-1.0 if value < 0 else 1.0)
    else:
        with pytest.raises(ValueError, match="expected a number from -2 to 2"):
            real_number(value, low=-2, high=2)


@given(NO_NUMBERS)
def test_nothing_else_is_a_real_number(value: object) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        real_number(value, low=-(10**9), high=10**9)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_of_any_length_is_refused_in_a_short_sentence(sign: int) -> None:
    for reader in (whole_number, real_number):
        with pytest.raises(ValueError, match="expected") as caught:
            reader(sign * 10**5000, low=0, high=10)
        assert len(str(caught.value)) < 200
