"""When a page that follows a sweep gets a new grid."""

from __future__ import annotations

import time

from toolkit.running.progress import SweepProgress
from toolkit.ui.sweep.following import SHARE, Following
from toolkit.ui.sweep.job import JobState


def drawing(made: int) -> JobState:
    progress = SweepProgress(
        run="r",
        stage="drawing",
        model="m",
        total=8,
        made=made,
        reused=0,
        failed=0,
        images_per_s=None,
        left_s=None,
    )
    return JobState(stage="drawing", run="r", progress=progress)


def test_a_grid_comes_with_the_first_picture_and_at_the_end() -> None:
    page = Following()
    assert not page.wants_grid(drawing(0), None, 0.0)
    assert page.wants_grid(drawing(1), None, 0.0)
    assert page.wants_grid(JobState(stage="over"), None, 0.0)


def test_a_page_that_looks_at_another_run_keeps_it_until_the_end() -> None:
    page = Following(run="r")
    assert page.wants_grid(drawing(2), "r", 0.0)
    assert not page.wants_grid(drawing(2), "another", 0.0)
    assert page.wants_grid(JobState(stage="over", run="r"), "another", 0.0)


def test_a_grid_that_took_long_is_not_built_anew_at_once() -> None:
    began_s = time.monotonic() - 2.0
    page = Following().after_grid("r", began_s)
    assert page.run == "r" and page.next_grid_s >= began_s + 2.0 + SHARE * 2.0
    assert not page.wants_grid(drawing(3), "r", began_s + 4.0)
    assert page.wants_grid(drawing(3), "r", page.next_grid_s)
