"""Sweeps in this process: only what is missing is drawn, and nothing finished is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pictures

from tests.tiny_models import build_tiny_sd
from toolkit.errors import ModelError, PlanError, StoreError, UnknownName
from toolkit.generation import loading
from toolkit.generation.models import ModelSpec
from toolkit.running.local import SweepInterrupted, resume_run, run_sweep
from toolkit.running.progress import SweepProgress
from toolkit.store.store import Store
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary.loader import load_vocabulary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("models")
    return build_tiny_sd(folder / "one"), build_tiny_sd(folder / "two", seed=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def make_plan(*models: Path, seeds: int = 3, gestures: int = 2, **settings: object) -> Plan:
    words = load_vocabulary()
    return load_plan(
        {
            "name": "test",
            "gestures": list(words.gestures)[:gestures],
            "axes": {"weight": [1.0, 1.3]},
            "seeds": seeds,
            "model": [str(model) for model in models],
            "settings": {"steps": 2, "size": 64} | settings,
        },
        words,
    )


def pictures(store: Store, run: str) -> dict[str, np.ndarray]:
    return {
        image.request_hash: np.asarray(store.read_image(image.request_hash)).astype(np.int16)
        for image in store.images(run)
    }


def files(store: Store) -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in store.images_folder.glob("??/*.png")}


def test_a_sweep_draws_everything_once_and_then_nothing(
    store: Store, models: tuple[Path, Path]
) -> None:
    plan = make_plan(*models)
    report = run_sweep(plan, store)
    assert (report.requested, report.made, report.reused, report.failed) == (24, 24, 0, 0)
    assert report.seconds > 0
    assert (report.remaining, report.interrupted, report.failures) == (0, False, ())
    images = store.images(report.run)
    assert len(images) == len(files(store)) == 24
    assert {image.device for image in images} == {"cpu"} or images[0].device == "cuda"
    libraries = {"torch", "diffusers", "transformers", "compel", "peft"}
    assert dict(images[0].versions).keys() == libraries
    with Pictures.open(store.image_path(images[0].request_hash)) as picture:
        assert ", Sampler: DDIM, " in picture.info["parameters"]  # the model's own, by its name
    again = run_sweep(plan, store)
    assert (again.run, again.made, again.reused) == (report.run, 0, 24)
    anew = run_sweep(plan, store, resume=False)
    assert anew.run != report.run
    assert (anew.made, anew.reused) == (0, 24)


def test_progress_counts_up_with_rate_and_time_left(
    store: Store, models: tuple[Path, Path]
) -> None:
    news: list[SweepProgress] = []
    run_sweep(make_plan(models[0]), store, on_progress=news.append, batch_size=4)
    counts = [(one.done, one.total) for one in news]
    assert counts[0] == (0, 12)
    assert counts[-1] == (12, 12)
    assert [done for done, _ in counts] == sorted(done for done, _ in counts)
    stages = [one.stage for one in news]
    assert list(dict.fromkeys(stages)) == ["loading", "encoding", "drawing", "done"]
    assert news[0].images_per_s is None
    assert news[0].left_s is None
    middle = next(one for one in news if one.made == 6)
    assert middle.images_per_s is not None
    assert middle.left_s == pytest.approx(6 / middle.images_per_s)
    assert store.has_image(middle.latest)
    assert news[-1].left_s == 0


def test_a_stopped_sweep_goes_on_with_the_very_same_pictures(
    store: Store, models: tuple[Path, Path], tmp_path: Path
) -> None:
    plan = make_plan(*models)
    done = 0

    def on_progress(now: SweepProgress) -> None:
        nonlocal done
        done = now.done

    stopped = run_sweep(plan, store, on_progress=on_progress, stop=lambda: done == 7, batch_size=5)
    assert (stopped.made, stopped.interrupted, stopped.remaining) == (7, True, 17)
    assert "--resume" in stopped.message
    kept = files(store)
    rest = run_sweep(plan, store, batch_size=8)
    assert (rest.run, rest.made, rest.reused) == (stopped.run, 17, 7)
    assert kept.items() <= files(store).items()
    with Store.open(tmp_path / "other") as other:
        whole = run_sweep(plan, other)
        expected = pictures(other, whole.run)
    for key, picture in pictures(store, rest.run).items():
        assert np.abs(picture - expected[key]).max() <= 2


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    store: Store, models: tuple[Path, Path]
) -> None:
    plan = make_plan(models[0])

    def interrupt(now: SweepProgress) -> None:
        if now.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(SweepInterrupted, match="7 to go; what is finished is kept") as caught:
        run_sweep(plan, store, on_progress=interrupt)
    assert caught.value.report.made == 5
    assert isinstance(caught.value, KeyboardInterrupt)
    assert len(files(store)) == 5
    assert resume_run(caught.value.report.run, store).made == 7


def test_a_failing_model_does_not_take_the_others_along(
    store: Store, models: tuple[Path, Path], tmp_path: Path
) -> None:
    broken = build_tiny_sd(tmp_path / "broken")
    (broken / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"junk")
    report = run_sweep(make_plan(broken, models[0]), store)
    assert (report.made, report.failed) == (12, 12)
    (failure,) = report.failures
    assert failure.count == 12
    assert "cannot be loaded" in failure.reason
    assert "12 failed: The model" in report.message


def test_a_bad_setting_is_said_before_anything_is_drawn(
    store: Store, models: tuple[Path, Path]
) -> None:
    with pytest.raises(UnknownName, match="No scheduler 'Flow Euler' suits"):
        run_sweep(make_plan(models[0], scheduler="FlowMatchEulerDiscreteScheduler"), store)
    assert store.runs() == []


def test_a_model_that_fails_in_a_way_of_its_own_leaves_the_others(
    store: Store, models: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever one model does, the others are drawn."""
    load = loading.load_text_side

    def raises(spec: ModelSpec, **more: Any) -> Any:
        if spec.source == str(models[0]):
            raise OverflowError("int too big to convert")
        return load(spec, **more)

    monkeypatch.setattr(loading, "load_text_side", raises)
    report = run_sweep(make_plan(*models), store)
    assert (report.made, report.failed) == (12, 12)
    assert "OverflowError: int too big" in report.failures[0].reason


def test_two_cells_with_the_same_picture_draw_it_once(
    store: Store, models: tuple[Path, Path]
) -> None:
    words = load_vocabulary()
    gesture = next(iter(words.gestures))
    plan = load_plan(
        {
            "gestures": [gesture],
            "axes": {"phrase": ["plain", "1"]},
            "seeds": 2,
            "model": str(models[0]),
            "settings": {"steps": 2, "size": 64},
        },
        words,
    )
    report = run_sweep(plan, store)
    assert (report.requested, report.made, report.reused) == (4, 2, 2)
    assert report.remaining == 0


def test_a_limit_draws_the_first_pictures_only(store: Store, models: tuple[Path, Path]) -> None:
    report = run_sweep(make_plan(models[0], seeds=1_000_000), store, limit=3)
    assert (report.requested, report.made) == (3, 3)


def test_a_huge_plan_or_an_unknown_model_starts_nothing(
    store: Store, models: tuple[Path, Path]
) -> None:
    with pytest.raises(PlanError, match="4,000,000,000 pictures"):
        run_sweep(make_plan(models[0], seeds=1_000_000_000), store)
    with pytest.raises(ModelError, match="no model 'thumbelnia'"):
        run_sweep(make_plan(Path("thumbelnia")), store)
    assert store.runs() == []


def test_a_disk_that_fails_stops_the_sweep_and_keeps_what_is_done(
    store: Store, models: tuple[Path, Path], tmp_path: Path
) -> None:
    plan = make_plan(models[0])
    away = tmp_path / "away"

    def break_disk(now: SweepProgress) -> None:
        if now.done == 4 and not away.exists():
            store.images_folder.rename(away)
            store.images_folder.write_bytes(b"")  # a file where the folder was

    with pytest.raises(StoreError, match="4 pictures made are kept"):
        run_sweep(plan, store, on_progress=break_disk)
    store.images_folder.unlink()
    away.rename(store.images_folder)
    report = run_sweep(plan, store)
    assert (report.made, report.reused) == (8, 4)


def test_a_retrained_model_makes_new_pictures_and_the_old_run_says_so(
    store: Store, tmp_path: Path
) -> None:
    folder = build_tiny_sd(tmp_path / "model")
    first = run_sweep(make_plan(folder, seeds=1), store, limit=2)
    build_tiny_sd(folder, seed=7)
    second = run_sweep(make_plan(folder, seeds=1), store, limit=2)
    assert second.run != first.run
    assert (second.made, second.reused) == (2, 0)
    next(
        iter(store.images_folder.glob(f"??/{store.images(first.run)[0].request_hash}.png"))
    ).unlink()
    late = resume_run(first.run, store)
    assert (late.made, late.failed) == (0, 1)
    assert "is for revision" in late.failures[0].reason


SWEEP = """
import json, sys
from pathlib import Path
from toolkit.running.local import run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary.loader import load_vocabulary

plan = load_plan(json.loads(sys.argv[2]), load_vocabulary())
with Store.open(Path(sys.argv[1])) as store:
    run_sweep(plan, store, on_progress=lambda now: print(now.done, flush=True), batch_size=2)
"""


def test_a_killed_sweep_resumes_and_has_every_picture_exactly_once(
    models: tuple[Path, Path], tmp_path: Path
) -> None:
    plan = make_plan(models[0], seeds=40)
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", SWEEP, str(home), plan.to_json()],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 9:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    with Store.open(home) as store:
        (run,) = store.runs()
        assert 9 <= run.made < run.requested == 160
        kept = {image.request_hash for image in store.images(run.id)}
        before = files(store)
        report = run_sweep(plan, store, batch_size=8)
        assert report.run == run.id
        assert (report.made, report.reused, report.failed) == (160 - len(kept), len(kept), 0)
        after = files(store)
        assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
        images = [image.request_hash for image in store.images(run.id)]
        assert len(images) == len(set(images)) == 160
        assert set(images) == after.keys() == {r.hash for _, r in store.run_requests(run.id)}
        assert len(pictures(store, run.id)) == 160
