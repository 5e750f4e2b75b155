"""Details go through JSON exactly, and damaged text is a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import BadInput, StoreError
from toolkit.rating.verdicts import Detail
from toolkit.store.verdict_json import details_from_json, details_to_json

VALUE = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
NAME = st.text(min_size=1).filter(lambda name: name != "code")
DETAILS = st.lists(
    st.builds(
        lambda code, fields: Detail(code=code, fields=tuple(sorted(fields.items()))),
        st.text(),
        st.dictionaries(NAME, VALUE, max_size=4),
    ),
    max_size=4,
)


@given(DETAILS)
def test_details_come_back_exactly(details: list[Detail]) -> None:
    text = details_to_json(details)
    assert details_from_json(text, where="here") == tuple(details)
    assert details_to_json(details_from_json(text, where="here")) == text


def test_a_whole_number_may_be_large() -> None:
    large = [Detail.of("x", y=10**400)]
    assert details_from_json(details_to_json(large), where="here") == tuple(large)


def test_the_text_is_canonical() -> None:
    detail = Detail.of("finger", seen="folded", digit="index", n=2)
    assert details_to_json([detail]) == (
        '[{"code":"finger","digit":"index","n":2,"seen":"folded"}]'
    )
    assert details_to_json([Detail.of("text", text="无名指")]) == (
        '[{"code":"text","text":"无名指"}]'
    )
    assert details_to_json([Detail.of("x", at=1)]) == '[{"at":1,"code":"x"}]'
    assert details_to_json([]) == "[]"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, None, [1], {"a": 1}])
def test_a_value_that_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match="'x' has the field 'y'"):
        details_to_json([Detail.of("x", y=value)])  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no field 'code'"):
        details_to_json([Detail(code="x", fields=(("code", "y"),))])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "null",
        "{}",
        "7",
        "[7]",
        "[null]",
        "[{}]",
        '[{"code": 7}]',
        '[{"code": "x", "y": null}]',
        '[{"code": "x", "y": true}]',
        '[{"code": "x", "y": [1]}]',
        '[{"code": "x", "y": NaN}]',
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_damaged_details_are_a_sentence(text: str) -> None:
    with pytest.raises(StoreError, match=r"in run 7, is damaged.*gesture judge RUN --again"):
        details_from_json(text, where="run 7")


@given(st.recursive(st.none() | st.booleans() | VALUE, st.lists, max_leaves=5) | st.text())
def test_nothing_else_breaks_through(content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    try:
        details = details_from_json(text, where="here")
    except StoreError:
        return
    assert all(isinstance(each, Detail) for each in details)
