"""The counts of a running sweep, its rate and its report."""

from __future__ import annotations

import time

import pytest

from toolkit.errors import BadInput, ModelError
from toolkit.running.progress import SweepFailure
from toolkit.running.tally import Tally
from toolkit.running.work import step_work, work
from toolkit.sweeps.requests import GenerationRequest


def request(seed: int) -> GenerationRequest:
    return GenerationRequest(prompt="a fist", negative="", seed=seed, model="m")


def test_what_is_made_reused_and_failed_is_done() -> None:
    tally = Tally(run="r", total=10, reused=2)
    assert (tally.done, tally.made, tally.failed) == (2, 0, 0)
    assert tally.progress("loading", "m").latest == ""
    for seed in (1, 2, 3):
        tally.add_made(request(seed))
    tally.add_failed(request(4), BadInput("too large", hint="Make it smaller."))
    tally.add_failed(request(5), ModelError("no weights"))
    tally.add_failed(request(6), ModelError("no weights"))
    now = tally.progress("drawing", "m")
    assert (now.run, now.stage, now.model, now.total) == ("r", "drawing", "m", 10)
    assert (
        (now.made, now.reused, now.failed, now.done)
        == (3, 2, 3, 8)
        == (
            tally.made,
            tally.reused,
            tally.failed,
            tally.done,
        )
    )
    assert now.latest == request(3).hash
    report = tally.report(interrupted=True)
    assert (report.run, report.requested, report.made, report.reused) == ("r", 10, 3, 2)
    assert (report.failed, report.remaining, report.interrupted) == (3, 2, True)
    assert report.failures == (
        SweepFailure(reason="too large Make it smaller.", count=1, example=request(4).hash),
        SweepFailure(reason="no weights", count=2, example=request(5).hash),
    )


def test_the_rate_counts_only_the_time_in_which_pictures_are_drawn() -> None:
    tally = Tally(run="r", total=5, reused=1)
    tally.clock(drawing=False)
    time.sleep(0.2)  # loading
    tally.clock(drawing=True)
    assert tally.progress("drawing", "m").images_per_s is None
    tally.add_made(request(1))
    time.sleep(0.05)
    tally.clock(drawing=True)
    tally.add_made(request(2))
    time.sleep(0.05)
    tally.clock(drawing=False)
    time.sleep(0.2)  # encoding
    tally.clock(drawing=False)
    now = tally.progress("drawing", "m")
    assert now.images_per_s is not None and now.left_s is not None
    assert 2 / 0.4 < now.images_per_s <= 2 / 0.1
    assert now.left_s == pytest.approx((5 - 3) / now.images_per_s)
    assert tally.report(interrupted=False).seconds >= 0.5
    assert not tally.report(interrupted=False).interrupted


def test_before_the_first_picture_nothing_is_known_of_the_rate() -> None:
    tally = Tally(run="r", total=5, reused=1)
    tally.clock(drawing=True)
    tally.add_failed(request(1), ModelError("no"))
    tally.clock(drawing=False)
    now = tally.progress("drawing", "m")
    assert now.images_per_s is None
    assert now.left_s is None


def test_after_the_first_step_the_time_left_is_known() -> None:
    long = [GenerationRequest(prompt="a", negative="", seed=s, model="m", steps=50) for s in (1, 2)]
    whole = work(long[0])
    tally = Tally(run="r", total=2, reused=0, work_left=2 * whole)
    tally.clock(drawing=True)
    assert tally.progress("drawing", "m").left_s is None
    time.sleep(0.1)
    tally.add_step(long[:1])
    tally.clock(drawing=True)
    now = tally.progress("drawing", "m")
    share = step_work(long[0]) / whole
    assert now.images_per_s is None and now.left_s is not None
    assert 0.1 * (2 - share) / share <= now.left_s < 0.5 * (2 - share) / share
    tally.add_made(long[0])
    time.sleep(0.1)
    tally.clock(drawing=True)
    after = tally.progress("drawing", "m").left_s
    assert after == pytest.approx(1 / tally.progress("drawing", "m").images_per_s)
