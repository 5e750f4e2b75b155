"""Threads that write at one time share a flush, and nobody fails for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Event, Thread

import pytest

from toolkit.store.vote_log.group_commit import GroupCommit

Work = Callable[[list[int]], bool]


def test_those_that_wait_are_written_together() -> None:
    groups: list[list[int]] = []
    first, go = Event(), Event()

    def write(works: Sequence[Work]) -> list[bool]:
        place: list[int] = []
        results = [work(place) for work in works]
        first.set()
        assert go.wait(20)
        groups.append(place)
        return results

    commit: GroupCommit[list[int]] = GroupCommit(write)
    results: list[bool] = []

    def one(number: int) -> None:
        def work(place: list[int]) -> bool:
            place.append(number)
            return number % 2 == 0

        results.append(commit.do(work) == (number % 2 == 0))

    threads = [Thread(target=one, args=(number,)) for number in range(9)]
    threads[0].start()
    assert first.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(commit._queue) < 8:
        pass
    go.set()
    for thread in threads:
        thread.join()
    assert groups[0] == [0] and sorted(groups[1]) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert results == [True] * 9


def test_one_that_fails_fails_alone_and_the_others_are_done_once() -> None:
    kept: list[int] = []

    def write(works: Sequence[Work]) -> list[bool]:
        place: list[int] = []
        results = [work(place) for work in works]  # a transaction: nothing is kept of a failure
        kept.extend(place)
        return results

    commit: GroupCommit[list[int]] = GroupCommit(write)
    start = Barrier(12)
    failed: list[int] = []

    def one(number: int) -> None:
        def work(place: list[int]) -> bool:
            place.append(number)
            if number % 3 == 0:
                raise ValueError(f"no {number}")
            return True

        start.wait()
        try:
            commit.do(work)
        except ValueError as error:
            assert str(error) == f"no {number}"
            failed.append(number)

    threads = [Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(failed) == [0, 3, 6, 9]
    assert sorted(kept) == [n for n in range(12) if n % 3]
    assert commit.do(lambda place: True), "the next one is not held up"


def test_an_interruption_passes_on_and_holds_nobody_up() -> None:
    def write(works: Sequence[Work]) -> list[bool]:
        return [work([]) for work in works]

    def interrupted(_: list[int]) -> bool:
        raise KeyboardInterrupt

    commit: GroupCommit[list[int]] = GroupCommit(write)
    with pytest.raises(KeyboardInterrupt):
        commit.do(interrupted)
    assert commit.do(lambda _: True)
