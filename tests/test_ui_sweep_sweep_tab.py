"""The Sweep tab's work: it draws, judges or says why not, stops, and is never run twice at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_ui_sweep_form_plan import form
from tests.ui_samples import fill_store, sample_desk
from toolkit.running.progress import SweepProgress, SweepReport
from toolkit.sweeps.plan import Plan
from toolkit.ui.state import Desk
from toolkit.ui.sweep.form_plan import read_plan
from toolkit.ui.sweep.job import JobState, SweepJob
from toolkit.ui.sweep.progress_bar import status_html
from toolkit.ui.sweep.sweep_form import SCENES
from toolkit.ui.sweep.sweep_tab import follow, preview, show_run

PATIENCE_S = 600  # a busy machine; a quiet one needs seconds


@pytest.fixture
def desk(tmp_path: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # A path without a model file: whoever looks for the judge finds none, and fetches nothing.
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "no.task"))
    desk = sample_desk(tmp_path / "home", (tiny_model,))
    yield desk
    if desk.job is not None:
        desk.job.stop()
        assert desk.job.wait(PATIENCE_S)
    desk.store.close()


def small_plan(desk: Desk, seeds: int = 2) -> Plan:
    chosen = form(gestures=["fist"], axes={}, seeds=seeds, models=list(desk.models))
    return read_plan(chosen, desk.vocabulary, desk.models)


def given(desk: Desk, gestures: list[str]) -> tuple[object, ...]:
    models = list(desk.models)
    none = [None] * len(SCENES)
    return (gestures, ["plain"], ["1"], [], [], models, 2, 1, None, None, [], [], *none)


@pytest.mark.slow
def test_a_sweep_is_drawn_and_unjudged_without_a_judge(desk: Desk) -> None:
    job = SweepJob(small_plan(desk), desk.store, desk.vocabulary)
    assert desk.start(job)
    assert not desk.start(SweepJob(small_plan(desk), desk.store, desk.vocabulary))
    updates = list(follow(desk, job, None, "en"))
    state = job.state
    assert (state.stage, state.error) == ("over", "")
    assert state.report is not None and state.report.made == 2
    assert state.no_judge
    run, stop, status, picker, _, judge, grid = updates[-1]
    assert run["visible"] and not stop["visible"]
    assert "2 drawn" in status and "not judged" in status and state.no_judge[:20] in status
    assert picker["value"] == state.run and judge["visible"]
    assert grid.count("class='tile'") == 2 and grid.count("class='mark unjudged'") == 2
    assert "all of them are there" in preview(desk, "en", given(desk, ["fist"]))[0]


@pytest.mark.slow
def test_a_sweep_can_be_stopped_and_goes_on(desk: Desk) -> None:
    job = SweepJob(small_plan(desk, seeds=6), desk.store, desk.vocabulary)
    job.stop()
    desk.start(job)
    assert job.wait(PATIENCE_S)
    first = job.state.report
    assert first is not None and first.interrupted and first.remaining > 0
    assert "Run goes on" in status_html(job.state, "en")
    again = SweepJob(small_plan(desk, seeds=6), desk.store, desk.vocabulary)
    desk.start(again)
    assert again.wait(PATIENCE_S)
    second = again.state.report
    assert second is not None and second.run == first.run
    assert (second.made, second.reused) == (first.remaining, first.made)


def test_a_model_that_is_gone_is_one_sentence(desk: Desk) -> None:
    plan = small_plan(desk)
    gone = replace(plan, axes={**plan.axes, "model": ("no-such-model",)})
    job = SweepJob(gone, desk.store, desk.vocabulary)
    desk.start(job)
    assert job.wait(PATIENCE_S)
    assert "no-such-model" in job.state.error
    page = status_html(job.state, "en")
    assert "notice error" in page and "Traceback" not in page


def test_the_preview_says_what_to_do(desk: Desk) -> None:
    page, prompts, button = preview(desk, "en", given(desk, []))
    assert "data-act='example'" in page and prompts == "" and not button["interactive"]
    page, prompts, button = preview(desk, "en", given(desk, ["fist", "peace"]))
    assert "2 gestures × 2 seeds" in page and prompts.count("<li>") == 2 and button["interactive"]
    page, _, button = preview(desk, "zh", given(desk, ["no such hand"]))
    assert "notice error" in page and not button["interactive"]


def test_without_a_model_the_preview_says_so(tmp_path: Path) -> None:
    page, _, button = preview(sample_desk(tmp_path), "en", given(sample_desk(tmp_path), ["fist"]))
    assert "no model" in page and not button["interactive"]


def test_a_shown_run_falls_back_to_the_newest(tmp_path: Path) -> None:
    empty = sample_desk(tmp_path / "empty")
    assert "No pictures yet" in show_run(empty, "latest", None, "en")[3]
    empty.store.close()
    run = fill_store(tmp_path / "full")
    desk = sample_desk(tmp_path / "full")
    picker, columns, judge, grid = show_run(desk, "../../etc", "sparkle", "en")
    assert picker["value"] == run and columns["value"] == "seed"
    assert not judge["visible"] and grid.count("class='tile'") == 12
    desk.store.close()


def test_a_home_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "notice error" in show_run(sample_desk(tmp_path / "file"), None, None, "en")[3]


def test_progress_says_rate_and_time_left() -> None:
    news = SweepProgress(
        run="r",
        stage="drawing",
        model="m",
        total=48,
        made=12,
        reused=0,
        failed=0,
        images_per_s=2.0,
        left_s=18.0,
    )
    page = status_html(JobState(stage="drawing", run="r", progress=news), "en")
    assert "12 / 48" in page and "2.0 a second" in page and "18 s left" in page
    assert "width: 25.0%" in page
    slow = status_html(JobState(stage="drawing", progress=replace(news, images_per_s=0.25)), "zh")
    assert "每张 4.0 秒" in slow
    assert "Judging · 3 / 9" in status_html(JobState(stage="judging", judged=(3, 9)), "en")


def test_failures_are_counted_with_their_reason() -> None:
    from toolkit.running.progress import SweepFailure

    report = SweepReport(
        run="r",
        requested=4,
        made=1,
        reused=0,
        failed=3,
        seconds=1.0,
        failures=(SweepFailure(reason="<b>out of memory</b>", count=3, example="0" * 64),),
    )
    page = status_html(JobState(stage="over", report=report), "en")
    assert "3 failed: &lt;b&gt;out of memory" in page
