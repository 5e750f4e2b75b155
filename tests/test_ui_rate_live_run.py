"""Counts of a run follow what is said here and elsewhere, without the store being read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.store_samples import sample_pairs, sample_verdict, sample_vote
from tests.ui_samples import fill_store
from toolkit.errors import UnknownName
from toolkit.store import Store
from toolkit.ui.rate.asked import Question
from toolkit.ui.rate.live_run import LiveRun, LiveRuns
from toolkit.ui.rate.tokens import Tokens

RATER = "r0123456789"
PAIRS = sample_pairs(3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "home"
    fill_store(home)
    with Store.open(home) as store:
        yield store


@pytest.fixture
def live(store: Store) -> LiveRun:
    live = LiveRun(lambda: store, store.run().id)
    live.refresh()
    return live


def test_the_store_is_read_once_and_again_when_another_process_wrote(
    store: Store, live: LiveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    votes_of = store.votes

    def votes(run: str) -> list[Any]:
        reads.append(run)
        return votes_of(run)

    monkeypatch.setattr(store, "votes", votes)
    own = sample_vote(live.id, PAIRS[0], PAIRS[3], uuid="own-vote")
    store.save_vote(own)
    live.add("own-vote", own.rater, own, [])
    live.refresh(now=True)
    assert reads == [] and live.counts("ann", "pair")["done"] == 1
    with Store.open(store.home) as other:
        other.save_vote(sample_vote(live.id, PAIRS[1], PAIRS[4], uuid="other-vote"))
    live.refresh()
    assert reads == [], "looked at a moment ago"
    live.refresh(now=True)
    assert len(reads) == 1 and live.counts("ann", "pair")["done"] == 2


def test_a_vote_that_falls_into_a_reading_counts_once(
    store: Store, live: LiveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, within = (
        sample_vote(live.id, PAIRS[n], PAIRS[n + 3], uuid=f"vote-{n}") for n in range(2)
    )
    verdicts_of = store.verdicts

    def slow(run: str, judge: str = "") -> list[Any]:
        live.add("vote-0", "ann", before, [])  # read already: it was saved before
        store.save_vote(within)
        live.add("vote-1", "ann", within, [])  # not read any more
        return verdicts_of(run, judge)

    store.save_vote(before)
    monkeypatch.setattr(store, "verdicts", slow)
    live._load(store)
    assert live.counts("ann", "pair")["done"] == 2
    assert live.tallies.votes_of("ann") == 2


def test_what_waits_is_not_given_twice_however_many_ask(live: LiveRun) -> None:
    tokens: Tokens[Question] = Tokens()
    got: list[Question] = []

    def ask() -> None:
        while (reserved := live.reserve(RATER, "pair", tokens)) is not None:
            got.append(reserved[1])

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    met = {frozenset(each.request_hash for each in question.pictures) for question in got}
    assert len(got) == len(met) == 6


@pytest.mark.parametrize("mode", ["verdict", "four"])
def test_every_picture_is_asked_once_and_four_are_of_one_gesture(live: LiveRun, mode: Any) -> None:
    tokens: Tokens[Question] = Tokens()
    seen: list[str] = []
    while (reserved := live.reserve(RATER, mode, tokens)) is not None:
        question = reserved[1]
        assert len({picture.gesture for picture in question.pictures}) == 1
        assert len(question.pictures) == 1 if mode == "verdict" else len(question.pictures) <= 4
        seen += [picture.request_hash for picture in question.pictures]
    assert len(seen) == len(set(seen)) == 12
    other = live.reserve("another-rater", mode, tokens)
    assert other is not None


def test_the_last_word_about_a_picture_is_known_and_what_was_said_before(live: LiveRun) -> None:
    cell, request = PAIRS[0]
    first, second = (
        sample_verdict(request, cell.gesture, outcome, judge=f"person:{RATER}")
        for outcome in ("pass", "fail")
    )
    live.add("one", RATER, None, [first])
    live.add("two", RATER, None, [second])
    assert live.without("one", RATER) == []
    assert live.without("two", RATER) == [(second, first)]
    live.remove("two", RATER, None)
    assert live.without("one", RATER) == [(first, None)]
    assert live.counts(RATER, "four")["done"] == 1
    live.remove("one", RATER, None)
    assert live.counts(RATER, "four")["done"] == 0


def test_runs_are_known_by_id_and_a_stranger_is_refused(store: Store) -> None:
    runs = LiveRuns(lambda: store, limit=2)
    assert runs.get("latest") is runs.get(store.run().id)
    with pytest.raises(UnknownName):
        runs.get("no-such-run")
