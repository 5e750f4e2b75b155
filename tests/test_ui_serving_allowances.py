"""Counters of how often something may happen within a while."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput
from toolkit.ui.serving.admission import Admission
from toolkit.ui.serving.allowances import Allowance
from toolkit.ui.serving.settings import Limits, Settings
from toolkit.ui.serving.visitors import HOUSE, NOBODY, Visitor


def test_what_is_used_comes_back_after_the_while() -> None:
    now = [0.0]
    some = Allowance(3, 60, clock=lambda: now[0])
    assert some.take("a", 2) and some.left("a") == 1
    assert not some.take("a", 2) and some.left("a") == 1
    assert some.take("b", 3)
    now[0] = 59.9
    assert not some.take("a", 3)
    now[0] = 60.0
    assert some.take("a", 3) and some.left("a") == 0


def code_of(admission: Admission, visitor: Visitor, pictures: int) -> str:
    try:
        admission.admit(visitor, pictures)
    except BadInput as error:
        return error.code
    return ""


def test_a_sweep_is_let_in_by_what_it_would_draw() -> None:
    limits = Limits(pictures_a_plan=10, pictures_an_hour=15, pictures_an_hour_in_all=25)
    admission = Admission(Settings(place="space", limits=limits))
    anna, bert, nobody = Visitor(id="a"), Visitor(id="b"), Visitor(id=NOBODY)
    assert code_of(admission, nobody, 1) == "no_cookie"
    assert code_of(admission, anna, 11) == "plan_too_large_here"
    assert code_of(admission, anna, 10) == ""
    assert code_of(admission, anna, 10) == "hour_used_up"
    assert code_of(admission, anna, 5) == ""
    assert code_of(admission, bert, 10) == ""
    assert code_of(admission, bert, 1) == "hour_used_up_by_all"
    assert code_of(admission, Visitor(id="c", admin=True), 1000) == ""


def test_nobody_is_counted_at_their_own_machine() -> None:
    Admission(Settings()).admit(HOUSE, 10**6)


@pytest.mark.parametrize("amount", [0, 1])
def test_what_costs_nothing_is_always_let_in(amount: int) -> None:
    assert Allowance(1, 60).take("a", amount)
