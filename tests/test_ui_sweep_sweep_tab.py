"""The Sweep tab's work: it draws, judges or says why not, stops, and is never run twice at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest

from tests.test_ui_sweep_form_plan import form
from tests.ui_samples import fill_store, laid_out, sample_app_state
from toolkit.errors import JudgeError
from toolkit.judging.looking.judge_run import JudgeReport
from toolkit.running.progress import SweepProgress, SweepReport
from toolkit.sweeps.plan import Plan
from toolkit.ui.language.labels import Labels
from toolkit.ui.state import AppState
from toolkit.ui.sweep.following import Following
from toolkit.ui.sweep.form_plan import read_plan
from toolkit.ui.sweep.grid import Layout
from toolkit.ui.sweep.job import JobState, SweepJob
from toolkit.ui.sweep.progress_bar import ended_html, status_html
from toolkit.ui.sweep.sweep_tab import SweepTab, build_sweep

PATIENCE_S = 600  # a busy machine; a quiet one needs seconds


@pytest.fixture
def shared(tmp_path: Path, tiny_model: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppState]:
    # A path without a model file: whoever looks for the judge finds none, and fetches nothing.
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "no.task"))
    shared = sample_app_state(tmp_path / "home", (tiny_model,))
    yield shared
    if shared.job is not None:
        shared.job.stop()
        assert shared.job.wait(PATIENCE_S)
    shared.store.close()


def build(shared: AppState) -> SweepTab:
    return laid_out(lambda: build_sweep(shared, Labels()))


def small_plan(shared: AppState, seeds: int = 2) -> Plan:
    chosen = form(
        gestures=["fist"],
        axes={"phrase": ["plain"]},
        seeds=str(seeds),
        models=list(shared.models),
    )
    return read_plan(chosen, shared.vocabulary, shared.models)


def given(tab: SweepTab, gestures: list[str], **more: object) -> dict[object, object]:
    """The page's values: the form as it is opened with ``gestures`` and two seeds."""
    values = {**tab.form.at_first(), tab.form.gestures: gestures, tab.form.seeds: "2"}
    others = (*tab.view.inputs, *tab.trying.inputs, tab.uploaded)
    here = {**dict.fromkeys(others), tab.following: Following()}
    named = {getattr(tab.form, name): value for name, value in more.items()}
    return {**values, **here, **named}


@pytest.mark.slow
def test_a_sweep_is_drawn_followed_and_unjudged_without_a_judge(shared: AppState) -> None:
    tab = build(shared)
    page = given(tab, ["fist"])
    begun = tab.begin(page, "en")
    assert begun[tab.run]["visible"] and begun[tab.stop]["visible"]
    page[tab.following] = begun[tab.following]
    job = shared.job
    assert job is not None
    tab.begin(page, "en")  # pressed twice, drawn once
    assert shared._line.count() == 1 and shared.job is job
    assert job.wait(PATIENCE_S)
    updates = tab.follow(page, "en")
    state = job.state
    assert (state.stage, state.error, state.crash) == ("over", None, "")
    assert state.report is not None and state.report.made == 2
    assert state.progress is not None and state.progress.made == 2
    assert state.no_judge is not None
    assert updates[tab.run]["visible"] and not updates[tab.stop]["visible"]
    assert updates[tab.timer]["active"] is False
    assert "2 drawn" in updates[tab.status] and "not judged" in updates[tab.status]
    assert updates[tab.view.shown_run]["value"] == state.run
    assert updates[tab.view.judge]["visible"]
    grid = updates[tab.view.grid]
    assert grid.count("class='tile'") == 2 and grid.count("class='mark unjudged'") == 2
    assert "all of them are there" in updates[tab.cost]
    # The other language says the same end; a page that followed nothing says nothing of it.
    page[tab.following] = updates[tab.following]
    assert "完成：新绘 2 张" in tab.speak(page, "zh")[tab.status]
    assert tab.speak(given(tab, ["fist"]), "zh")[tab.status] == ""
    # A page that is opened after the end follows nothing.
    assert tab.timer not in tab.opening("en")


@pytest.mark.slow
def test_a_page_that_is_opened_in_mid_run_follows_it_in_its_own_language(
    shared: AppState,
) -> None:
    tab = build(shared)
    job = SweepJob(small_plan(shared, seeds=40), shared.store, shared.vocabulary)
    shared.start(job)
    updates = tab.opening("zh")
    assert updates[tab.timer]["active"] and updates[tab.stop]["visible"]
    assert "class='status'" in updates[tab.status] and "Starting" not in updates[tab.status]
    assert updates[tab.following].seen is not None
    page = given(tab, [])
    page[tab.following] = updates[tab.following]
    job.stop()
    assert job.wait(PATIENCE_S)
    ended = tab.follow(page, "zh")
    assert "已停止，还剩" in ended[tab.status]
    assert ended[tab.run]["visible"] and not ended[tab.run]["interactive"]


def test_a_page_that_has_seen_all_is_told_nothing(shared: AppState) -> None:
    tab = build(shared)
    assert tab.follow(given(tab, []), "en") == {tab.timer: gr.update(active=False)}
    job = SweepJob(small_plan(shared), shared.store, shared.vocabulary)
    shared._line._running = ("", job)  # not started: it stays where it is
    page = given(tab, [])
    page[tab.following] = Following(seen=job.state)
    assert list(tab.follow(page, "en")) == [tab.status]
    page[tab.following] = Following()
    assert tab.follow(page, "en")[tab.following].seen == job.state
    shared._line._running = None


@pytest.mark.slow
def test_a_sweep_can_be_stopped_and_goes_on(shared: AppState) -> None:
    job = SweepJob(small_plan(shared, seeds=6), shared.store, shared.vocabulary)
    job.stop()
    shared.start(job)
    assert job.wait(PATIENCE_S)
    first = job.state.report
    assert first is not None and first.interrupted and first.remaining > 0
    assert "Run goes on" in status_html(job.state, "en")
    again = SweepJob(small_plan(shared, seeds=6), shared.store, shared.vocabulary)
    shared.start(again)
    assert again.wait(PATIENCE_S)
    second = again.state.report
    assert second is not None and second.run == first.run
    assert (second.made, second.reused) == (first.remaining, first.made)


def test_a_model_that_is_gone_is_one_sentence(shared: AppState) -> None:
    plan = small_plan(shared)
    gone = replace(plan, axes={**plan.axes, "model": ("no-such-model",)})
    job = SweepJob(gone, shared.store, shared.vocabulary)
    shared.start(job)
    assert job.wait(PATIENCE_S)
    assert job.state.error is not None and "no-such-model" in str(job.state.error)
    page = status_html(job.state, "en")
    assert "notice error" in page and "Traceback" not in page


def test_what_nobody_foresaw_is_named_in_both_languages() -> None:
    state = JobState(stage="over", crash="ValueError: <b>")
    assert "The sweep broke off: ValueError: &lt;b&gt;" in status_html(state, "en")
    assert "生成中断：“ValueError" in status_html(state, "zh")


def test_the_preview_says_what_to_do(shared: AppState) -> None:
    tab = build(shared)
    said = tab.preview(given(tab, []), "en")
    assert "data-act='example'" in said[tab.cost] and said[tab.prompts] == ""
    assert not said[tab.run]["interactive"] and not said[tab.prompts_box]["visible"]
    said = tab.preview(given(tab, ["fist", "peace"]), "en")
    assert "2 gestures × 2 seeds" in said[tab.cost] and said[tab.prompts].count("<li>") == 2
    assert said[tab.run]["interactive"] and said[tab.prompts_box]["visible"]
    for lang, words in (("en", "Steps: “0” is not"), ("zh", "步数：“0”不是")):
        said = tab.preview(given(tab, ["fist"], steps="0"), lang)
        assert words in said[tab.cost] and "data-field='steps'" in said[tab.cost]
        assert not said[tab.run]["interactive"]
        assert words in tab.begin(given(tab, ["fist"], steps="0"), lang)[tab.status]
    assert tab.timer not in tab.opening("en")
    huge = given(tab, ["fist", "peace"], seeds="20000")
    assert "40\u202f000 pictures" in tab.begin(huge, "en")[tab.status]
    assert shared.job is None


def test_without_a_model_the_preview_says_so(tmp_path: Path) -> None:
    tab = build(sample_app_state(tmp_path))
    said = tab.preview(given(tab, ["fist"]), "en")
    assert "no model" in said[tab.cost] and not said[tab.run]["interactive"]


def test_a_shown_run_falls_back_to_the_newest(tmp_path: Path) -> None:
    empty = sample_app_state(tmp_path / "empty")
    tab = build(empty)
    nothing = tab.view.show(empty, "latest", Layout(), "en")
    assert "No pictures yet" in nothing[tab.view.grid]
    for part in (tab.view.shown_run, tab.view.columns, tab.view.judge):
        assert nothing[part]["visible"] is False
    empty.store.close()
    run = fill_store(tmp_path / "full")
    shared = sample_app_state(tmp_path / "full")
    view = build(shared).view
    shown = view.show(shared, "../../etc", Layout(columns="sparkle"), "en")
    assert shown[view.shown_run]["value"] == run and shown[view.columns]["value"] == "seed"
    assert not shown[view.judge]["visible"] and shown[view.grid].count("class='tile'") == 12
    shared.store.close()


def test_the_page_knows_whether_a_judge_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for found, here in ((Path("hand.task"), True), (None, False)):
        monkeypatch.setattr("toolkit.ui.state.find_model_file", lambda found=found: found)
        assert AppState.judge_here() is here


def test_a_home_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shared = sample_app_state(tmp_path / "file")
    view = build(shared).view
    refused = view.show(shared, None, Layout(), "en")
    assert "notice error" in refused[view.grid]
    assert not any(refused[each]["visible"] for each in (view.shown_run, view.columns, view.judge))


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
    waiting = status_html(JobState(stage="drawing"), "en")
    assert " / " not in waiting and "width: 0.0%" in waiting
    assert "Judging · 3 / 9" in status_html(JobState(stage="judging", judged=(3, 9)), "en")


def test_the_end_says_what_each_judge_counted() -> None:
    drawn = SweepReport(run="r", requested=16, made=16, reused=0, failed=0, seconds=1.0)
    shows = JudgeReport(
        **{"run": "r", "judge": "hand-landmarks", "judge_version": "1", "reasons": ()},
        **{"looked": 17, "kept": 0, "passed": 12, "failed": 4, "no_hand": 0, "unjudged": 1},
    )
    formed = replace(shows, judge="form", question="form", passed=9, failed=5, unsure=2)
    state = JobState(stage="over", report=drawn, verdicts=(shows, formed))
    said = ended_html(state, "en")
    assert "16 drawn" in said
    assert "12 of 16 show the gesture, 9 of 16 are well formed." in said
    assert "16 张中 12 张是所要的手势，16 张中 9 张手形正确。" in ended_html(state, "zh")
    missing = replace(formed, passed=0, failed=0, unsure=0, unjudged=17)
    why = JudgeError("No weights.")
    one = ended_html(replace(state, verdicts=(shows, missing), no_judge=why), "en")
    assert "12 of 16 show the gesture." in one and "No weights." in one
    assert "not judged" in ended_html(replace(state, verdicts=(missing,)), "en")


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
