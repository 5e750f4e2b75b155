"""Pass counts by the phrase's place, however the phrase was asked for."""

from __future__ import annotations

from dataclasses import replace

from toolkit.rating.yields import PassCount
from toolkit.sweeps.phrase_yields import phrase_pass_counts
from toolkit.vocabulary import load_vocabulary

FOUR = replace(load_vocabulary().gesture("fist"), phrases=("a", "b", "c", "d"))


def test_plain_and_explicit_are_the_first_and_the_last() -> None:
    outcomes = {
        "plain": {"p": True},
        "1": {"q": False},
        "": {"r": True},
        "3": {"s": False},
        "explicit": {"t": True},
        "4": {"u": True},
    }
    assert phrase_pass_counts(FOUR, outcomes) == {
        1: PassCount(k=2, n=3),
        3: PassCount(k=0, n=1),
        4: PassCount(k=2, n=2),
    }


def test_a_picture_under_two_names_of_one_phrase_counts_once() -> None:
    outcomes = {"plain": {"p": True, "q": False}, "1": {"p": True}}
    assert phrase_pass_counts(FOUR, outcomes) == {1: PassCount(k=1, n=2)}


def test_a_phrase_that_the_gesture_no_longer_has_is_left_out() -> None:
    assert phrase_pass_counts(FOUR, {"5": {"p": True}, "x": {"p": True}, "0": {"p": True}}) == {}
    assert phrase_pass_counts(FOUR, {}) == {}
