"""Visitors are told apart by a cookie that only we can make."""

from __future__ import annotations

import pytest

from toolkit.ui.serving.visitors import FOR_RATING, HOUSE, NOBODY, Cookies, Visitor


def test_a_cookie_is_known_again_also_after_a_restart_with_the_same_secret() -> None:
    cookie = Cookies("secret").new()
    id = Cookies("secret").visitor_id(cookie)
    assert len(id) == 24 and Cookies("other").visitor_id(cookie) == ""
    assert Cookies("").visitor_id(cookie) == ""


@pytest.mark.parametrize("forged", ["", "x", "a" * 24, "a" * 24 + "." + "0" * 32, "é.ü"])
def test_forged_cookies_are_nobody(forged: str) -> None:
    assert Cookies("secret").visitor_id(forged) == ""


def test_a_rater_is_a_salted_hash() -> None:
    cookies = Cookies("secret")
    id = cookies.visitor_id(cookies.new())
    assert id not in cookies.rater(id) and cookies.rater(id) == Cookies("secret").rater(id)
    assert cookies.rater(id) != Cookies("other").rater(id)


def test_who_may_see_and_change_what() -> None:
    anna, nobody = Visitor(id="a" * 24), Visitor(id=NOBODY)
    assert anna.may_see("") and anna.may_see("a" * 24)
    assert not anna.may_see("b" * 24) and not anna.may_see(FOR_RATING)
    assert anna.may_change("a" * 24) and not anna.may_change("")
    # Those without a cookie cannot be told apart: nothing is theirs together.
    assert not nobody.may_see(NOBODY) and not nobody.may_change(NOBODY)
    assert HOUSE.may_see("b" * 24) and HOUSE.may_change("b" * 24)
