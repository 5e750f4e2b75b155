"""What several threads write at one time goes to the disk together: one flush for all of them.

A flush takes milliseconds, and while one is under way others come: they wait for the next, which
is theirs together (group commit; Gawlick and Kinkade, Data Engineering Bulletin 8, 1985, p. 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar, final

from toolkit.errors import StoreError

Place = TypeVar("Place")


@final
class Waiting(Generic[Place]):
    """One thread's ``work``, and what came of it."""

    def __init__(self, work: Callable[[Place], bool]) -> None:
        self.work = work
        self.result: bool | None = None
        self.error: Exception | None = None
        self.ended = False
        self.woken = Event()


@final
class GroupCommit(Generic[Place]):
    """Lets threads write by turns, all that wait at one time in one go; threads may share it.

    Args:
        write: does several works in one transaction and gives their results; where it raises, none
            of them was done. Work that fails beside others is done once more alone, and so are the
            others: nobody fails for somebody else.
    """

    def __init__(self, write: Callable[[Sequence[Callable[[Place], bool]]], list[bool]]) -> None:
        self._write = write
        self._lock = Lock()
        self._queue: list[Waiting[Place]] = []
        self._busy = False

    def do(self, work: Callable[[Place], bool]) -> bool:
        """The result of ``work`` once it is written; raises what it raised."""
        mine: Waiting[Place] = Waiting(work)
        with self._lock:
            self._queue.append(mine)
            leads, self._busy = not self._busy, True
        if not leads:
            mine.woken.wait()
        if not mine.ended:
            self._lead()
        if mine.error is not None:
            raise mine.error
        if mine.result is None:
            raise StoreError("What was to be kept was interrupted.", hint="Send it again.")
        return mine.result

    def _lead(self) -> None:
        """Write for all that wait; whoever came meanwhile leads next."""
        with self._lock:
            group, self._queue = self._queue, []
        try:
            self._do_together(group)
        finally:
            with self._lock:
                for each in group:
                    each.ended = True
                following = self._queue[:1]
                self._busy = bool(following)
            for each in (*group, *following):
                each.woken.set()

    def _do_together(self, group: Sequence[Waiting[Place]]) -> None:
        try:
            results = self._write([each.work for each in group])
        except Exception as error:
            if len(group) == 1:
                group[0].error = error
                return
            for each in group:
                self._do_together([each])
            return
        for each, result in zip(group, results, strict=True):
            each.result = result
