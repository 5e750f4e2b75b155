"""Worker processes for pictures of strangers: a picture that kills its reader costs one answer.

Decoders and MediaPipe are native code: a mutated file may abort the process that opens it, or
keep it busy for ever. So each task goes to a process of its own kind, one at a time, under a time
limit; a process that dies or does not answer is replaced, and what it looked at is `Lost`.
Ctrl-C reaches only the process that started them, which ends them.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from typing import Any, Generic, Literal, TypeVar, cast, final

from toolkit.errors import GestureError, JudgeError

Task = TypeVar("Task")
Result = TypeVar("Result")

OPENING_S = 120.0
LIMIT_S = 60.0
"""Seconds after which a picture is given up, unless the caller says otherwise."""
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
    ready: bool = False
    task: int = -1
    given: Any = None
    answered: bool = False
    deadline: float = 0.0


@final
class WorkerPool(Generic[Task, Result]):
    """Processes that answer tasks; results come in the tasks' order, whatever their number."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Callable[[Task], Result]]],
        *,
        workers: int = 1,
        limit_s: float = LIMIT_S,
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
        self._opening = pickle.dumps(opening)
        self._limit_s = limit_s
        self._size = max(1, workers)
        self._workers: list[_Worker] = []
        self._context = get_context("spawn")
        try:
            self._fill_up()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> WorkerPool[Task, Result]:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process, those at work at once; a second call does nothing."""
        workers, self._workers = self._workers, []
        for worker in workers:
            if worker.task >= 0 or not worker.ready:
                worker.process.kill()
            _dismiss(worker)
        for worker in workers:
            worker.process.join(_CLOSING_S)
            if worker.process.is_alive():
                worker.process.kill()

    def run(self, tasks: Iterable[Task]) -> Iterator[Result | Lost]:
        """Answers in the order of ``tasks``, which are taken as workers get free.

        Raises:
            GestureError: what answering a task raised; the pool can be used again.
            JudgeError: a worker that should take a lost one's place could not be started.
        """
        self._fill_up()
        waiting = enumerate(tasks)
        answers: dict[int, Result | Lost | GestureError] = {}
        given, following = 0, 0
        exhausted = False
        free = deque(self._workers)
        try:
            while not exhausted or given > following:
                # A lost one's place is filled when there is a task for it, and not before.
                while (free or len(self._workers) < self._size) and not exhausted:
                    number, task = next(waiting, (-1, None))
                    if number < 0:
                        exhausted = True
                        break
                    worker = free.popleft() if free else self._another()
                    self._give(worker, number, cast("Task", task))
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

    def _fill_up(self) -> None:
        """Start the workers that are missing, all at once, and wait until they are ready."""
        started = [self._start() for _ in range(self._size - len(self._workers))]
        for worker in started:
            self._open(worker)
        for worker in started:
            self._await(worker)

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        # What a process is started with is written before anything else goes on: little, then.
        process = self._context.Process(target=_work, args=(there,), daemon=True)
        with _interrupts_ignored():
            process.start()
        there.close()
        worker = _Worker(process=process, pipe=here)
        self._workers.append(worker)
        return worker

    def _open(self, worker: _Worker) -> None:
        with suppress(OSError):  # it died at once: `_await` reads the end of its pipe
            worker.pipe.send_bytes(self._opening)

    def _await(self, worker: _Worker) -> None:
        if worker.pipe.poll(OPENING_S):
            try:
                problem = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join(_CLOSING_S)
            else:
                if problem is not None:
                    raise problem
                worker.ready = True
                return
        raise JudgeError(
            f"A judge's process could not be started (exit code {worker.process.exitcode}).",
            hint="Free some memory, or ask for fewer --workers.",
        )

    def _give(self, worker: _Worker, number: int, task: Task) -> None:
        worker.task, worker.given = number, task
        worker.deadline = time.monotonic() + self._limit_s
        with suppress(OSError):  # it died idle: `_collect` reads the end of its pipe
            worker.pipe.send(task)

    def _collect(self, answers: dict[int, Result | Lost | GestureError]) -> list[_Worker]:
        """Wait until somebody has answered, died or run out of time; who is free then."""
        busy = [worker for worker in self._workers if worker.task >= 0]
        left_s = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = connection.wait([worker.pipe for worker in busy], timeout=left_s)
        free: list[_Worker] = []
        for worker in busy:
            # One that answered while another's place was filled is not late.
            if worker.pipe in ready or worker.pipe.poll():
                answer, alive = _received(worker)
            elif time.monotonic() >= worker.deadline:
                answer, alive = Lost(why="timed_out"), False
            else:
                continue
            if worker.answered and isinstance(answer, Lost) and answer.why == "crashed":
                # What it answered before may have done the harm: a new one is asked again.
                self._end(worker)
                self._give(self._another(), worker.task, cast("Task", worker.given))
                continue
            answers[worker.task] = answer
            worker.task, worker.given, worker.answered = -1, None, True
            if alive:
                free.append(worker)
            else:
                self._end(worker)
        return free

    def _another(self) -> _Worker:
        another = self._start()
        self._open(another)
        self._await(another)
        return another

    def _end(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join(_CLOSING_S)
        worker.pipe.close()
        self._workers.remove(worker)

    def _forget_unanswered(self) -> None:
        """A caller who stops half way leaves workers with tasks; `run` starts others again."""
        for worker in [worker for worker in self._workers if worker.task >= 0]:
            self._end(worker)


@contextmanager
def hushed() -> Iterator[None]:
    """What native code writes to standard error goes nowhere; for a worker that answers errors.

    With the environment variable ``GESTURE_DEBUG`` it is shown.
    """
    if os.environ.get("GESTURE_DEBUG", "") in ("", "0"):
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)
    yield


def cores() -> int:
    """How many cores this process may use: so many workers are worth starting."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started meanwhile never hear of Ctrl-C: the one that started them ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may choose, and only it is interrupted
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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


def _work(pipe: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # As many processes as cores, one thread each; and sums that do not depend on the machine.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        opening = pickle.loads(pipe.recv_bytes())
        with opening() as answer:
            pipe.send(None)
            while (task := pipe.recv()) is not None:
                try:
                    pipe.send(answer(task))
                except GestureError as error:
                    pipe.send(error)
    except GestureError as error:
        pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # whoever asked is gone
        return
