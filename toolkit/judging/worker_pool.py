"""Worker processes for pictures of strangers: a picture that kills its reader costs one answer.

Decoders and MediaPipe are native code: a mutated file may abort the process that opens it, or
keep it busy for ever. So each task goes to a process of its own kind, one at a time, under a time
limit; a process that dies or does not answer is replaced, and what it looked at is `Lost`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from typing import Any, Generic, Literal, TypeVar, cast, final

from toolkit.errors import GestureError, JudgeError

Task = TypeVar("Task")
Result = TypeVar("Result")

OPENING_S = 120.0
_CLOSING_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A task that nobody answered: its worker died (with ``code``) or took too long."""

    why: Literal["crashed", "timed_out"]
    code: int = 0


@dataclass(kw_only=True, eq=False)
class _Worker:
    process: Any
    pipe: Any
    task: int = -1
    deadline: float = 0.0


@final
class WorkerPool(Generic[Task, Result]):
    """Processes that answer tasks; results come in the tasks' order, whatever their number."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Callable[[Task], Result]]],
        *,
        workers: int = 1,
        limit_s: float = 60.0,
    ) -> None:
        """Start ``workers`` processes that each open ``opening`` (a function that pickles).

        Args:
            opening: gives, as a context manager, the function that answers one task.
            workers: how many processes, at least 1.
            limit_s: seconds after which a task is given up and its worker killed.

        Raises:
            GestureError: what ``opening`` raised in a worker.
            JudgeError: a worker died, or took over `OPENING_S`, before it was ready.
        """
        self._opening = opening
        self._limit_s = limit_s
        self._workers: list[_Worker] = []
        self._context = get_context("spawn")
        try:
            started = [self._start() for _ in range(max(1, workers))]
            for worker in started:
                self._await(worker)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> WorkerPool[Task, Result]:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process; a second call does nothing."""
        workers, self._workers = self._workers, []
        for worker in workers:
            _dismiss(worker)
        for worker in workers:
            worker.process.join(_CLOSING_S)
            if worker.process.is_alive():
                worker.process.kill()

    def run(self, tasks: Iterable[Task]) -> Iterator[Result | Lost]:
        """Answers in the order of ``tasks``, which are taken as workers get free.

        Raises:
            GestureError: what answering a task raised; the pool can be used again.
        """
        waiting = enumerate(tasks)
        answers: dict[int, Result | Lost | GestureError] = {}
        given, following = 0, 0
        exhausted = False
        free = deque(self._workers)
        try:
            while not exhausted or given > following:
                while free and not exhausted:
                    number, task = next(waiting, (-1, None))
                    if number < 0:
                        exhausted = True
                        break
                    self._give(free.popleft(), number, cast("Task", task))
                    given += 1
                if given > following and following not in answers:
                    free += self._collect(answers)
                while following in answers:
                    answer = answers.pop(following)
                    following += 1
                    if isinstance(answer, GestureError):
                        raise answer
                    yield answer
        finally:
            self._forget_unanswered()

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, self._opening), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process=process, pipe=here)
        self._workers.append(worker)
        return worker

    def _await(self, worker: _Worker) -> None:
        if worker.pipe.poll(OPENING_S):
            try:
                problem = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join(_CLOSING_S)
            else:
                if problem is not None:
                    raise problem
                return
        raise JudgeError(
            f"A judge's process could not be started (exit code {worker.process.exitcode}).",
            hint="Free some memory, or ask for fewer --workers.",
        )

    def _give(self, worker: _Worker, number: int, task: Task) -> None:
        worker.task, worker.deadline = number, time.monotonic() + self._limit_s
        with suppress(OSError):  # it died idle: `_collect` reads the end of its pipe
            worker.pipe.send(task)

    def _collect(self, answers: dict[int, Result | Lost | GestureError]) -> list[_Worker]:
        """Wait until somebody has answered, died or run out of time; who is free then."""
        busy = [worker for worker in self._workers if worker.task >= 0]
        left_s = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = connection.wait([worker.pipe for worker in busy], timeout=left_s)
        free: list[_Worker] = []
        for worker in busy:
            if worker.pipe in ready:
                answer, alive = _received(worker)
            elif time.monotonic() >= worker.deadline:
                answer, alive = Lost(why="timed_out"), False
            else:
                continue
            answers[worker.task] = answer
            worker.task = -1
            free.append(worker if alive else self._replaced(worker))
        return free

    def _replaced(self, worker: _Worker) -> _Worker:
        worker.process.kill()
        worker.pipe.close()
        self._workers.remove(worker)
        another = self._start()
        self._await(another)
        return another

    def _forget_unanswered(self) -> None:
        """A caller who stops half way leaves workers with tasks: new ones take their places."""
        for worker in [worker for worker in self._workers if worker.task >= 0]:
            self._replaced(worker)


def _received(worker: _Worker) -> tuple[Any, bool]:
    """What a worker sent, and whether it lives."""
    try:
        return worker.pipe.recv(), True
    except (EOFError, OSError):
        worker.process.join(_CLOSING_S)
        return Lost(why="crashed", code=worker.process.exitcode or 0), False


def _dismiss(worker: _Worker) -> None:
    with suppress(OSError):
        worker.pipe.send(None)
    worker.pipe.close()


def _work(pipe: Any, opening: Callable[[], AbstractContextManager[Callable[[Any], Any]]]) -> None:
    try:
        with opening() as answer:
            pipe.send(None)
            while (task := pipe.recv()) is not None:
                try:
                    pipe.send(answer(task))
                except GestureError as error:
                    pipe.send(error)
    except GestureError as error:
        pipe.send(error)
    except (EOFError, KeyboardInterrupt):
        return
