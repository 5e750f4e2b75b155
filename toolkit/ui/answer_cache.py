"""Answers that were dear to make, kept for whoever asks the same next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar, final

Made = TypeVar("Made")


@final
class KeptAnswers:
    """The ``most`` answers that were asked for last, by their keys; threads may share it.

    Who asks while the same answer is being made waits for it: it is made once. A key names
    everything that the answer depends on, the database's revision among it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The answer to ``key``, by ``make`` where nobody has made it; raises what that raises."""
        with self._lock:
            found = self._answers.get(key)
            mine = found is None
            if found is None:
                found = self._answers[key] = Future()
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        if not mine:
            return found.result()
        try:
            answer = make()
        except BaseException as error:
            with self._lock:
                if self._answers.get(key) is found:
                    del self._answers[key]
            found.set_exception(error)
            raise
        found.set_result(answer)
        return answer
