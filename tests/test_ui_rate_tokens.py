"""Tokens: opaque, for one holder, used once."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput
from toolkit.ui.rate.tokens import Tickets


def test_a_token_is_redeemed_once() -> None:
    tickets: Tickets[str] = Tickets()
    token = tickets.issue("anna", "the pair")
    assert tickets.of("anna") == ["the pair"]
    assert tickets.redeem(token, "anna") == "the pair"
    assert tickets.of("anna") == []
    with pytest.raises(BadInput, match="answered already"):
        tickets.redeem(token, "anna")


def test_nobody_else_can_use_a_token_and_none_can_be_made_up() -> None:
    tickets: Tickets[str] = Tickets()
    token = tickets.issue("anna", "the pair")
    for forged in ("", "a.b", token[:-1], token.split(".")[0], "é.ü", f"x{token}"):
        with pytest.raises(BadInput, match="not asked here"):
            tickets.redeem(forged, "anna")
    with pytest.raises(BadInput, match="not asked here"):
        tickets.redeem(token, "bert")
    assert tickets.redeem(token, "anna") == "the pair"


def test_a_token_says_nothing_about_what_it_stands_for() -> None:
    tickets: Tickets[str] = Tickets()
    one, two = (tickets.issue("anna", "the same pair") for _ in range(2))
    assert one != two and "pair" not in one


def test_another_process_does_not_know_the_token() -> None:
    token = Tickets[str]().issue("anna", "the pair")
    with pytest.raises(BadInput):
        Tickets[str]().redeem(token, "anna")


def test_the_oldest_are_forgotten_and_all_of_one_holder_can_be() -> None:
    tickets: Tickets[int] = Tickets(limit=3)
    tokens = [tickets.issue("anna", number) for number in range(4)]
    with pytest.raises(BadInput, match="answered already"):
        tickets.redeem(tokens[0], "anna")
    tickets.issue("bert", 9)
    tickets.drop("anna")
    assert tickets.of("anna") == [] and tickets.of("bert") == [9]
