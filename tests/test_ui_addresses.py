"""Addresses: what is written is read, and nothing strange comes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ui.addresses import MOST_CHARACTERS, TABS, Address, address_mark, address_text
from toolkit.ui.addresses import read_address as read
from toolkit.ui.results.choice import ResultsChoice, choice_at
from toolkit.ui.sweep.grid import Layout
from toolkit.ui.sweep.run_view import layout_address, layout_at

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@given(st.sampled_from(TABS), st.lists(words, max_size=3), words, st.lists(words, max_size=4))
def test_what_is_written_is_read(tab: str, names: list[str], run: str, by: list[str]) -> None:
    text = address_text(tab, *names, run=run, by=by, judge="")
    assert text.isascii() and "'" not in text and "<" not in text
    address = read(f"#{text}")
    assert (address.tab, list(address.names)) == (tab, names)
    assert address.one("run") == run and list(address.all("by")) == by
    assert address.one("judge") == ""


@pytest.mark.parametrize(
    "text",
    [None, 7, "", "#", "../../etc/passwd", "#admin?run=1", "x" * (MOST_CHARACTERS + 1)],
)
def test_what_names_nothing_is_the_first_tab(text: object) -> None:
    assert read(text) == Address()


def test_too_many_fields_are_none() -> None:
    address = read("results?" + "&".join(f"by={n}" for n in range(100)))
    assert address.tab == "results" and address.fields == {}


def test_a_mark_carries_any_address_in_quotes() -> None:
    assert "'>" not in address_mark("words/'><script>")[len("<i hidden data-address='") : -7]


def test_choices_and_layouts_return_from_their_addresses() -> None:
    choice = ResultsChoice(
        run="260131-142501", judge="strict", of="form", by=("weight", "own, axis"), axis="weight"
    )
    assert choice_at(read(choice.address(set="where?a=b"))) == choice
    assert choice_at(read("results?source=sql")).source == "votes"
    layout = Layout(columns="weight", rows="phrase", hidden=frozenset({"weight=1", "a=b&c=d"}))
    assert layout_at(read(layout_address("run", layout))) == layout
    assert layout_address("run", Layout()) == "sweep?run=run"
