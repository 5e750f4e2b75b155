"""What a sweep's report says in sentences."""

from __future__ import annotations

from toolkit.running.progress import SweepFailure, SweepReport

DONE = SweepReport(run="r1", requested=8, made=3, reused=4, failed=1, seconds=2.345)


def test_a_finished_sweep_in_one_sentence() -> None:
    assert DONE.message == "Run r1: 3 made, 4 reused, 1 failed of 8 pictures in 2.3 s."
    assert DONE.remaining == 0
    assert not DONE.interrupted


def test_failures_and_what_is_left_are_said() -> None:
    report = SweepReport(
        run="r1",
        requested=9,
        made=3,
        reused=1,
        failed=2,
        seconds=0.0,
        interrupted=True,
        failures=(SweepFailure(reason="No memory.", count=2, example="ab"),),
    )
    first, second, third = report.message.splitlines()
    assert first.startswith("Run r1: 3 made, 1 reused, 2 failed of 9 pictures")
    assert second == "2 failed: No memory."
    assert third.startswith("Stopped with 3 to go; what is finished is kept.")
    assert "gesture sweep PLAN --resume" in third
