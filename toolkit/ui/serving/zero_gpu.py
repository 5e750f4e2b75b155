"""ZeroGPU, the hub's borrowed GPU: sweeps are drawn in its worker, in turns of at most a minute.

There a GPU belongs to one call of one decorated function, which runs in a process of its own and
says beforehand how many seconds it takes; they are the visitor's. Elsewhere the decorator does
nothing. To be imported before torch. What is built in never comes here: Thumbelina draws without
a GPU, also when a visitor's seconds are used up.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from toolkit.axes import BUILT_IN_MODELS
from toolkit.errors import BadInput, GestureError
from toolkit.running.progress import SweepProgress, SweepReport
from toolkit.running.work import work
from toolkit.store import Store
from toolkit.sweeps.plan import Plan

spaces: Any = None
if os.environ.get("SPACE_ID"):
    try:
        import spaces
    except ImportError:  # a Space of another kind: the hub puts it where it has a meaning
        spaces = None

TURN_S = 60
"""The longest turn: visitors without an account have two minutes a day."""

LOADING_S = 20.0
WORK_S = 0.08
"""Seconds for a unit of `toolkit.running.work.work` (a megapixel pass) and for loading; guesses
for the H200's third that ZeroGPU lends, on the safe side: it was not run there."""

Said = SweepProgress | SweepReport | GestureError


def is_on() -> bool:
    """Whether this process runs on ZeroGPU."""
    return spaces is not None and bool(spaces.config.Config.zero_gpu)


def needs_gpu(plan: Plan) -> bool:
    """Whether ``plan`` names a model that is not built in."""
    return any(name not in BUILT_IN_MODELS for name in plan.models)


def gpu_seconds(plan: Plan, home: Path, owner: str, missing_work: float) -> int:
    """The seconds to ask for: 5 to 60, by how much is left to draw (in units of `work`)."""
    del plan, home, owner
    return max(5, min(TURN_S, math.ceil(LOADING_S + WORK_S * missing_work)))


def draw_turn(plan: Plan, home: Path, owner: str, missing_work: float) -> Iterator[Said]:
    """Draw of ``plan`` what one turn has time for; yields progress and, at last, the report or
    the error. Runs in the worker, which shares nothing with the app but the disk."""
    from toolkit.running.local import run_sweep

    end = time.monotonic() + gpu_seconds(plan, home, owner, missing_work) - 3
    stopped = Event()
    events: SimpleQueue[Said] = SimpleQueue()

    def drawn() -> None:
        try:
            with Store.open(home) as store:
                report = run_sweep(
                    plan,
                    store,
                    on_progress=events.put,
                    owner=owner,
                    stop=lambda: stopped.is_set() or time.monotonic() > end,
                )
            events.put(report)
        except GestureError as error:
            events.put(error)
        except Exception as error:  # the page must not wait for ever
            events.put(GestureError(f"{type(error).__name__}: {error}"))

    Thread(target=drawn, name="turn", daemon=True).start()
    try:
        while True:
            said = events.get()
            yield said
            if not isinstance(said, SweepProgress):
                return
    finally:
        stopped.set()


_turn: Callable[[Plan, Path, str, float], Iterator[Said]] = (
    draw_turn if spaces is None else spaces.GPU(duration=gpu_seconds)(draw_turn)
)


def draw(
    plan: Plan,
    store: Store,
    *,
    on_progress: Callable[[SweepProgress], object],
    owner: str,
    stop: Callable[[], bool],
    turn: Callable[[Plan, Path, str, float], Iterator[Said]] = _turn,
) -> SweepReport:
    """Draw ``plan`` in turns until nothing is left or ``stop`` says so; the last turn's report.

    Raises what `toolkit.running.local.run_sweep` does, and `BadInput` where no GPU is given.
    """
    made = 0
    while True:
        report = _one_turn(turn(plan, store.home, owner, _missing(plan, store)), on_progress, stop)
        if report is None:
            raise BadInput("The sweep was stopped within a turn.", code="stopped_early")
        over = not report.interrupted or report.remaining == 0
        if over or stop() or report.made == 0:
            # What earlier turns made counts as made, not as found.
            return replace(
                report,
                made=made + report.made,
                reused=report.reused - made,
                interrupted=not over,
            )
        made += report.made


def _one_turn(
    events: Iterator[Said],
    on_progress: Callable[[SweepProgress], object],
    stop: Callable[[], bool],
) -> SweepReport | None:
    import gradio as gr

    try:
        for said in events:
            if isinstance(said, SweepReport):
                return said
            if isinstance(said, GestureError):
                raise said
            on_progress(said)
            if stop():
                close = getattr(events, "close", None)
                if close is not None:
                    close()
                return None
    except gr.Error as error:  # no seconds left, or the worker was ended
        words = str(error.message)[:200]
        raise BadInput(
            f"The GPU was not given: {words}",
            hint="What needs none goes on: Thumbelina draws without it.",
            code="gpu_refused",
            fields={"got": words},
        ) from error
    return None


def _missing(plan: Plan, store: Store) -> float:
    """How much of ``plan`` is left to draw, in units of `work`."""
    from toolkit.generation.control_networks import defaults_with_controls
    from toolkit.generation.models import model_spec

    defaults = {
        name: defaults_with_controls(model_spec(name), plan.control_kinds) for name in plan.models
    }
    requests = {request.hash: request for _, request in plan.requests(defaults)}
    done = store.finished(requests)
    return sum(work(request) for key, request in requests.items() if key not in done)


def keep_loaded(models: Sequence[str]) -> None:
    """Load ``models`` onto the GPU, for all turns: at the start, where the hub packs them."""
    from toolkit.generation.kept_models import keep
    from toolkit.generation.models import model_spec

    for name in models:
        keep(model_spec(name))
