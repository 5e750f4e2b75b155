"""ZeroGPU: what its worker does, run here; the worker itself does not start without CUDA."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from toolkit.errors import BadInput, ModelError
from toolkit.generation import kept_models
from toolkit.generation.models import model_spec
from toolkit.running.progress import SweepProgress, SweepReport
from toolkit.store import Store
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.serving import zero_gpu
from toolkit.vocabulary import load_vocabulary

ROOT = Path(__file__).parent.parent


def plan_of(model: str, seeds: int = 2) -> Plan:
    """One cell of the demo's on ``model``."""
    plan = load_plan("demo", load_vocabulary())
    axes = {**plan.axes, "model": (model,), "gesture": ("three",), "weight": ("1",)}
    return replace(plan, axes=axes, seeds=range(1, seeds + 1))


def test_on_a_space_spaces_is_imported_before_torch_and_decorates_the_turn() -> None:
    code = (
        "import sys, json; import app; import toolkit.running.local\n"
        "from toolkit.ui.serving import zero_gpu\n"
        "order = [n for n in sys.modules if n in ('spaces', 'torch', 'gradio')]\n"
        "print(json.dumps([order, zero_gpu._turn is zero_gpu.draw_turn, zero_gpu.is_on()]))"
    )
    environment = {**os.environ, "SPACE_ID": "a/b", "SYSTEM": "spaces", "PYTHONPATH": str(ROOT)}
    environment.pop("SPACES_ZERO_GPU", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment,
    )
    order, as_it_is, on = json.loads(done.stdout.splitlines()[-1])
    assert order.index("spaces") < order.index("gradio") < order.index("torch")
    # Off ZeroGPU the decorator gives the function back.
    assert as_it_is and not on


def test_a_turn_asks_for_seconds_by_what_is_left() -> None:
    plan = plan_of("a/b")

    def seconds(work: float) -> int:
        return zero_gpu.gpu_seconds(plan, Path(), "", work)

    assert seconds(0) == 20 and seconds(100) == 28 and seconds(10_000) == zero_gpu.TURN_S
    assert [seconds(n) for n in range(0, 900, 50)] == sorted(seconds(n) for n in range(0, 900, 50))


def test_what_is_built_in_needs_no_gpu() -> None:
    assert not zero_gpu.needs_gpu(plan_of("thumbelina")) and zero_gpu.needs_gpu(plan_of("a/b"))


@pytest.mark.slow
def test_turns_draw_a_plan_to_its_end(tiny_model: str, tmp_path: Path) -> None:
    plan = plan_of(tiny_model, seeds=3)
    told: list[SweepProgress] = []
    calls: list[float] = []

    def short_turn(plan: Plan, home: Path, owner: str, work: float) -> Iterator[zero_gpu.Said]:
        """A turn that has time for one picture."""
        calls.append(work)
        progress: list[SweepProgress] = []
        with Store.open(home) as inner:
            from toolkit.running.local import run_sweep

            before = len(inner.runs()) and inner.run().made
            report = run_sweep(
                plan,
                inner,
                owner=owner,
                batch_size=1,
                on_progress=progress.append,
                stop=lambda: bool(inner.runs()) and inner.run().made > before,
            )
        yield from progress
        yield report

    with Store.open(tmp_path) as store:
        first = zero_gpu.draw(
            plan,
            store,
            on_progress=told.append,
            owner="anna",
            stop=lambda: False,
            turn=short_turn,
        )
        assert (first.made, first.reused, first.interrupted) == (3, 0, False)
        assert len(calls) == 3 and calls == sorted(calls, reverse=True)
        assert store.run().owner == "anna"
        # The turn as the worker runs it, here on the CPU: all is there already.
        events = list(zero_gpu.draw_turn(plan, tmp_path, "anna", 0.0))
        assert isinstance(events[-1], SweepReport) and events[-1].reused == 3


def test_an_error_in_the_worker_and_a_gpu_that_is_refused_are_sentences(tmp_path: Path) -> None:
    plan = plan_of("no-such-model")
    (said,) = zero_gpu.draw_turn(plan, tmp_path, "", 0.0)
    assert isinstance(said, ModelError)

    def refused(*_: Any) -> Iterator[zero_gpu.Said]:
        raise gr.Error("You have exceeded your GPU quota")
        yield

    with pytest.raises(BadInput) as error:
        zero_gpu._one_turn(refused(), print, lambda: False)
    assert error.value.code == "gpu_refused" and "quota" in str(error.value)


@pytest.mark.slow
def test_a_kept_model_draws_the_same_and_is_loaded_once(
    tiny_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.generation import loading
    from toolkit.running.local import run_sweep

    plan = plan_of(tiny_model)
    with Store.open(tmp_path / "fresh") as store:
        run_sweep(plan, store)
        fresh = [store.image_path(each.request.hash) for each in store.images("latest")]
        kept_models.keep(model_spec(tiny_model), device="cpu")
        try:
            with Store.open(tmp_path / "kept") as other, monkeypatch.context() as none:
                none.delattr(loading, "load_text_side")
                none.delattr(loading, "load_image_side")
                for _ in range(2):
                    assert run_sweep(plan, other, resume=False, device="cpu").failed == 0
                for path in fresh:
                    same = other.read_image(path.stem).tobytes()
                    assert same == store.read_image(path.stem).tobytes()
        finally:
            kept_models.let_go()
