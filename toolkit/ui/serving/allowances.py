"""How often something may happen within a while: a counter for each who does it."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MAX_KNOWN = 20_000
"""Whoever did nothing for longest is forgotten above that."""


class Allowance:
    """At most ``most`` within ``seconds`` for each key; final, for many threads.

    Args:
        most: how much may be used within the while.
        seconds: how long the while is.
        clock: the time in seconds, for tests.
    """

    def __init__(
        self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._used: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()

    def take(self, key: str, amount: int = 1) -> bool:
        """Use ``amount`` up for ``key``; False, and nothing is used, where that is too much."""
        now = self._clock()
        with self._lock:
            used = self._used.setdefault(key, deque())
            self._used.move_to_end(key)
            while used and used[0][0] <= now - self._seconds:
                used.popleft()
            if sum(each for _, each in used) + amount > self._most:
                return False
            used.append((now, amount))
            while len(self._used) > MAX_KNOWN:
                self._used.popitem(last=False)
            return True

    def left(self, key: str) -> int:
        """How much ``key`` may still use now."""
        now = self._clock()
        with self._lock:
            used = self._used.get(key, deque())
            return self._most - sum(n for at, n in used if at > now - self._seconds)
