"""Sweeps one after another: whose turn it is, and who waits at which place."""

from __future__ import annotations

from dataclasses import replace
from threading import Condition, Thread

from toolkit.errors import BadInput
from toolkit.ui.sweep.job import JobState, SweepJob

MAX_KEPT = 200
"""So many owners' last jobs are remembered; whoever was served longest ago is forgotten first."""


class JobLine:
    """Draws one sweep at a time, in the order in which they came; final, for many threads.

    A model fills the machine: two sweeps at once would each take twice as long.

    Args:
        each: how many sweeps one owner may have in the line, the running one included.
    """

    def __init__(self, *, each: int) -> None:
        self._each = each
        self._changed = Condition()
        self._waiting: list[tuple[str, SweepJob]] = []
        self._running: tuple[str, SweepJob] | None = None
        self._last: dict[str, SweepJob] = {}
        self._thread: Thread | None = None

    def join(self, job: SweepJob, owner: str = "") -> None:
        """Let ``job`` be drawn when its turn comes; one of the same plan is not drawn twice.

        Raises `BadInput` where ``owner`` has as many in the line as one may have.
        """
        with self._changed:
            mine = [each for who, each in self._line() if who == owner]
            if any(each.plan.to_json() == job.plan.to_json() for each in mine):
                return  # the button was pressed twice
            if len(mine) >= self._each:
                raise BadInput(
                    f"You have {len(mine)} sweeps in the line; at most {self._each} may be.",
                    hint="Wait until one has ended, or stop it.",
                    code="line_full",
                    fields={"most": self._each},
                )
            self._waiting.append((owner, job))
            if self._thread is None:
                self._thread = Thread(target=self._work, name="sweeps", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def job_of(self, owner: str = "") -> SweepJob | None:
        """The job of ``owner`` that runs, else the first that waits, else the last that ended."""
        with self._changed:
            mine = [job for who, job in self._line() if who == owner]
            return mine[0] if mine else self._last.get(owner)

    def state(self, job: SweepJob) -> JobState:
        """Where ``job`` stands, with how many are before it."""
        with self._changed:
            before = [each for _, each in self._line()]
            place = before.index(job) if job in before else 0
        state = job.state
        return replace(state, stage="waiting", place=place) if place else state

    def count(self, owner: str = "") -> int:
        """How many sweeps of ``owner`` run or wait."""
        with self._changed:
            return sum(who == owner for who, _ in self._line())

    def stop(self, owner: str = "") -> None:
        """End the job that `job_of` gives; one that waits is taken out of the line."""
        job = self.job_of(owner)
        if job is None:
            return
        with self._changed:
            waits = (owner, job) in self._waiting
            if waits:
                self._waiting.remove((owner, job))
                self._remember(owner, job)
        if waits:
            job.withdraw()
        else:
            job.stop()

    def _line(self) -> list[tuple[str, SweepJob]]:
        running = [self._running] if self._running is not None else []
        return [*running, *self._waiting]

    def _remember(self, owner: str, job: SweepJob) -> None:
        self._last.pop(owner, None)
        self._last[owner] = job
        while len(self._last) > MAX_KEPT:
            del self._last[next(iter(self._last))]

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                self._running = self._waiting.pop(0)
            owner, job = self._running
            job.start()
            job.wait(None)
            with self._changed:
                self._running = None
                self._remember(owner, job)
