"""Sweeps one after another, each its owner's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui_samples import fill_store, sample_app_state
from toolkit.errors import BadInput
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.state import AppState
from toolkit.ui.sweep.job import SweepJob
from toolkit.ui.sweep.job_line import JobLine

PATIENCE_S = 120


@pytest.fixture
def shared(tmp_path: Path) -> AppState:
    fill_store(tmp_path, seeds=1)
    return sample_app_state(tmp_path, ("no-such-model",))


def job(shared: AppState, seed: int, owner: str = "") -> SweepJob:
    """One that ends at once, for its model is nowhere."""
    plan = load_plan("demo", shared.vocabulary)
    other = replace(plan, seeds=(seed,), axes={**plan.axes, "model": ("no-such-model",)})
    return SweepJob(other, shared.store, shared.vocabulary, owner=owner)


def held(line: JobLine, first: SweepJob, owner: str) -> None:
    """Let ``first`` run for ever: it is never started."""
    line._running = (owner, first)
    line._thread = line._thread or object()  # type: ignore[assignment]


def test_whoever_waits_has_a_place_and_only_ones_own_can_be_stopped(shared: AppState) -> None:
    line = JobLine(each=2)
    anna, bert, more = (job(shared, seed) for seed in (1, 2, 3))
    held(line, anna, "a")
    line.join(bert, "b")
    line.join(more, "a")
    assert (line.state(bert).stage, line.state(bert).place) == ("waiting", 1)
    assert line.state(more).place == 2 and line.state(anna).stage == "starting"
    assert line.job_of("a") is anna and line.job_of("b") is bert and line.job_of("c") is None
    line.stop("c")
    line.stop("b")
    assert bert.state.withdrawn and not bert.running and line.job_of("b") is bert
    assert not anna.state.stopping and line.state(more).place == 1
    line.stop("a")
    assert anna.state.stopping and not more.state.withdrawn


def test_the_line_has_room_for_so_many_of_each(shared: AppState) -> None:
    line = JobLine(each=1)
    held(line, job(shared, 1), "a")
    with pytest.raises(BadInput) as refused:
        line.join(job(shared, 2), "a")
    assert refused.value.code == "line_full"
    line.join(job(shared, 1), "a")  # pressed twice: neither refused nor drawn twice
    assert line.count("a") == 1
    line.join(job(shared, 2), "b")


def test_all_come_to_their_turn_in_order(shared: AppState) -> None:
    line = JobLine(each=5)
    jobs = [job(shared, seed) for seed in range(1, 5)]
    for number, each in enumerate(jobs):
        line.join(each, "ab"[number % 2])
    for each in jobs:
        assert each.wait(PATIENCE_S) and each.state.error is not None
    assert line.job_of("a") in (jobs[2], jobs[0])
