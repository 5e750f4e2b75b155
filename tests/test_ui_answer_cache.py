"""Answers are made once, also when many ask at the same time, and errors are not kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from toolkit.errors import BadInput
from toolkit.ui.answer_cache import KeptAnswers


def test_who_asks_meanwhile_waits_for_the_same_answer() -> None:
    kept, begun, go = KeptAnswers(3), Event(), Event()
    made: list[int] = []

    def make() -> object:
        made.append(1)
        begun.set()
        assert go.wait(20)
        return object()

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(kept.get, "key", make)
        assert begun.wait(20)
        meet = Barrier(8)

        def ask() -> object:
            meet.wait(20)
            return kept.get("key", make)

        others = [threads.submit(ask) for _ in range(7)]
        meet.wait(20)
        go.set()
        assert {each.result(20) for each in others} == {first.result(20)}
    assert len(made) == 1


def test_the_oldest_go_and_an_error_is_asked_for_again() -> None:
    kept = KeptAnswers(2)
    for key in "abc":
        assert kept.get(key, key.upper) == key.upper()
    assert kept.get("c", lambda: "new") == "C"
    assert kept.get("a", lambda: "new") == "new", "it was the oldest of three, and two are kept"

    def fail() -> str:
        raise BadInput("no")

    for _ in range(2):
        with pytest.raises(BadInput):
            kept.get("d", fail)
    assert kept.get("d", lambda: "now") == "now"
