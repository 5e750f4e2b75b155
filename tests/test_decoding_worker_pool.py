"""Workers that die, hang or refuse cost one answer each; the order of answers is the tasks'."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from toolkit.decoding.worker_pool import Lost, WorkerPool
from toolkit.errors import BadInput, JudgeError


def _answer(task: str) -> str:
    match task:
        case "die":
            os.abort()
        case "hang":
            time.sleep(60)
        case "refuse":
            raise BadInput("not this one", hint="another")
        case "slow":
            time.sleep(0.3)
        case _:
            pass
    return f"{task} seen"


@contextmanager
def _opened(problem: str = "") -> Iterator[Callable[[str], str]]:
    if problem == "error":
        raise JudgeError("no model", hint="fetch it")
    if problem == "death":
        os._exit(3)
    yield _answer


def test_answers_come_in_the_order_of_the_tasks() -> None:
    with WorkerPool(_opened, workers=2, limit_s=30) as pool:
        assert list(pool.run(["slow", "a", "b", "c"])) == [
            "slow seen",
            "a seen",
            "b seen",
            "c seen",
        ]
        assert list(pool.run([])) == []


def test_a_death_and_a_hang_cost_one_answer_each() -> None:
    with WorkerPool(_opened, workers=2, limit_s=1.5) as pool:
        one, died, two, hung, three = pool.run(["1", "die", "2", "hang", "3"])
    assert (one, two, three) == ("1 seen", "2 seen", "3 seen")
    assert isinstance(died, Lost)
    assert died.why == "crashed"
    assert died.code == -6
    assert hung == Lost(why="timed_out")


def test_the_place_of_one_lost_at_the_end_is_filled_by_the_next_tasks_only() -> None:
    with WorkerPool(_opened, limit_s=30) as pool:
        assert list(pool.run(["a", "die"])) == ["a seen", Lost(why="crashed", code=-6)]
        assert pool._workers == []
        assert list(pool.run(["b"])) == ["b seen"]


def test_an_error_of_the_house_reaches_the_caller_and_the_pool_goes_on() -> None:
    with WorkerPool(_opened, limit_s=30) as pool:
        with pytest.raises(BadInput, match="not this one") as caught:
            list(pool.run(["refuse", "a"]))
        assert caught.value.hint == "another"
        assert list(pool.run(["b"])) == ["b seen"]


def test_a_caller_may_stop_half_way() -> None:
    with WorkerPool(_opened, workers=2, limit_s=30) as pool:
        assert next(pool.run(["a", "hang", "hang"])) == "a seen"
        assert list(pool.run(["b", "c"])) == ["b seen", "c seen"]


SCRIPT = """
from tests.test_decoding_worker_pool import _opened
from toolkit.decoding.worker_pool import WorkerPool
if __name__ == "__main__":
    with WorkerPool(_opened, workers=2) as pool:
        for answer in pool.run(["a", "hang", "hang"]):
            print(*(worker.process.pid for worker in pool._workers), flush=True)
"""


def test_ctrl_c_ends_all_of_it_at_once_and_only_the_caller_says_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(each) for each in process.stdout.readline().split()]
    assert len(workers) == 2
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of it
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - started < 4.0
    assert errors.count("Traceback") == 1 and errors.rstrip().endswith("KeyboardInterrupt")
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_what_cannot_be_opened_says_so_at_once() -> None:
    with pytest.raises(JudgeError, match="no model"):
        WorkerPool(partial(_opened, "error"), limit_s=30)
    with pytest.raises(JudgeError, match=r"could not be started \(exit code 3\)"):
        WorkerPool(partial(_opened, "death"), limit_s=30)
