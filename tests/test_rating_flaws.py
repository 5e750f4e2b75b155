"""A flaw goes into a detail and comes back; what is none is none, or refused from a judge."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import BadInput
from toolkit.rating.flaws import FLAW_KINDS, Flaw, check_flaws, flaw_of, flaws_of
from toolkit.rating.verdicts import Detail, detail_from_json, detail_json, text_detail
from toolkit.rendering.malformed import MALFORMATIONS

WHOLE = Flaw(kind="too_long", score=0.5, x=-3.0, y=12.5, hand=1)


def test_the_kinds_are_those_that_can_be_drawn_and_one_for_the_rest() -> None:
    assert (*MALFORMATIONS, "other") == FLAW_KINDS


@given(
    st.builds(
        Flaw,
        kind=st.sampled_from(FLAW_KINDS),
        score=st.floats(0, 1),
        x=st.floats(-1e6, 1e6),
        y=st.floats(-1e6, 1e6),
        hand=st.integers(0, 40),
    )
)
def test_a_flaw_comes_back_from_its_detail(flaw: Flaw) -> None:
    detail = flaw.detail()
    assert detail.code == "flaw" and set(detail.values()) == {"kind", "score", "x", "y", "hand"}
    assert flaw_of(detail_from_json(detail_json(detail))) == flaw
    check_flaws([detail])


def test_a_flaw_of_a_judge_that_cannot_point_has_no_place() -> None:
    flaw = Flaw(kind="extra_finger", score=1.0, hand=1)
    assert set(flaw.detail().values()) == {"kind", "score", "hand"}
    assert flaw_of(detail_from_json(detail_json(flaw.detail()))) == flaw
    check_flaws([flaw.detail()])


@pytest.mark.parametrize("field", ["x", "y"])
def test_half_a_place_is_no_flaw(field: str) -> None:
    half = Flaw(kind="other", score=1.0).detail().with_fields(**{field: 3.0})
    assert flaw_of(half) is None
    with pytest.raises(BadInput, match="or neither"):
        check_flaws([half])


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "sixth"},
        {"score": 1.01},
        {"score": -0.1},
        {"score": "high"},
        {"x": math.nan},
        {"y": math.inf},
        {"x": "left"},
        {"y": 10**400},
        {"hand": -1},
        {"hand": 0.5},
        {"hand": "left"},
    ],
    ids=str,
)
def test_what_is_no_whole_flaw_is_none_and_no_judge_may_say_it(fields: dict[str, object]) -> None:
    detail = WHOLE.detail().with_fields(**fields)  # type: ignore[arg-type]
    assert flaw_of(detail) is None
    with pytest.raises(BadInput, match="A flaw has the fields"):
        check_flaws([text_detail("why"), detail])


def test_other_details_are_left_alone() -> None:
    details = [text_detail("why"), WHOLE.detail(), Detail.of("finger", digit="index")]
    assert flaws_of(details) == (WHOLE,)
    check_flaws(details)
