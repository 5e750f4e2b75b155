"""Tokens: opaque, for one holder, used once."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput
from toolkit.ui.rate.tokens import Tokens


def test_a_token_is_redeemed_once() -> None:
    tokens: Tokens[str] = Tokens()
    token = tokens.issue("anna", "the pair")
    assert tokens.of("anna") == ["the pair"]
    assert tokens.redeem(token, "anna") == "the pair"
    assert tokens.of("anna") == []
    with pytest.raises(BadInput, match="answered already"):
        tokens.redeem(token, "anna")


def test_nobody_else_can_use_a_token_and_none_can_be_made_up() -> None:
    tokens: Tokens[str] = Tokens()
    token = tokens.issue("anna", "the pair")
    for forged in ("", "a.b", token[:-1], token.split(".")[0], "é.ü", f"x{token}"):
        with pytest.raises(BadInput, match="not asked here"):
            tokens.redeem(forged, "anna")
    with pytest.raises(BadInput, match="not asked here"):
        tokens.redeem(token, "bert")
    assert tokens.redeem(token, "anna") == "the pair"


def test_a_token_says_nothing_about_what_it_stands_for() -> None:
    tokens: Tokens[str] = Tokens()
    one, two = (tokens.issue("anna", "the same pair") for _ in range(2))
    assert one != two and "pair" not in one


def test_another_process_does_not_know_the_token() -> None:
    token = Tokens[str]().issue("anna", "the pair")
    with pytest.raises(BadInput):
        Tokens[str]().redeem(token, "anna")


def test_the_oldest_are_forgotten_and_all_of_one_holder_can_be() -> None:
    tokens: Tokens[int] = Tokens(limit=3)
    given = [tokens.issue("anna", number) for number in range(4)]
    with pytest.raises(BadInput, match="answered already"):
        tokens.redeem(given[0], "anna")
    tokens.issue("bert", 9)
    tokens.drop("anna", "")
    assert tokens.of("anna") == [] and tokens.of("bert") == [9]
