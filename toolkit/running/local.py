"""Runs a sweep in this process: only what is missing, and nothing finished is ever lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.errors import BadInput, GestureError, ModelError, StoreError, shortened, shown
from toolkit.generation.adapter_files import check_adapters, file_hashes
from toolkit.generation.batches import check_requests
from toolkit.generation.control_networks import defaults_with_controls
from toolkit.generation.engine import Engine, EngineStage
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.outcomes import Failed
from toolkit.progress import progress_bar
from toolkit.running.hands_to_mend import (
    HandsToMend,
    made_before_s,
    parent_picture,
    parents_first,
    to_draw,
)
from toolkit.running.progress import SweepProgress, SweepReport, SweepStage
from toolkit.running.tally import Tally
from toolkit.running.work import work
from toolkit.store.store import Store
from toolkit.sweeps.adapter_values import adapter_paths
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.requests import GenerationRequest

__all__ = ["SweepInterrupted", "SweepProgress", "SweepReport", "resume_run", "run_sweep"]


STEP_REPORT_S = 0.5
"""How often a step is reported: pictures of many steps go on visibly."""

OnProgress = Callable[[SweepProgress], object]


class SweepInterrupted(KeyboardInterrupt):
    """Ctrl-C during a sweep: what is finished is kept; ``report`` counts it, the message says so.

    A `KeyboardInterrupt`, so that nothing takes it for an ordinary failure.
    """

    def __init__(self, report: SweepReport) -> None:
        super().__init__(report.message)
        self.report = report


def run_sweep(
    plan: Plan,
    store: Store,
    *,
    on_progress: Callable[[SweepProgress], object] | None = None,
    resume: bool = True,
    owner: str = "",
    limit: int | None = None,
    stop: Callable[[], bool] | None = None,
    device: str | None = None,
    batch_size: int | None = None,
    low_memory: bool | None = None,
    pipelines: Mapping[str, Any] | None = None,
) -> SweepReport:
    """Draw the pictures of ``plan`` that ``store`` does not have, and say how it went.

    Each picture is on disk and in the database as soon as its batch is done, so killing the
    process loses one batch at most. A picture that fails is counted with its reason and the
    others go on.

    Args:
        plan: what to draw.
        store: where pictures and runs are kept.
        on_progress: called with a `SweepProgress` (stage, counts, rate, time left) at the start,
            at each new stage, after each picture, within long pictures and at the end. Without it
            a bar is shown in a terminal or a notebook.
        resume: go on with the newest run of the same plan and models, instead of a new run.
        owner: the visitor whose run it is, "" for the house.
        limit: at most this many requests of the plan, in its order; needed for huge plans.
        stop: called after each picture and each denoising step; True ends the sweep there, with
            ``interrupted`` in the report. The pictures of the batch at hand are lost.
        device: ``cpu``, ``cuda``, ``xpu`` or ``mps``; chosen by the engine when None.
        batch_size: images a batch; chosen by the engine when None.
        low_memory: keep on the GPU only the part of a model that works; by itself where the
            weights do not fit when None.
        pipelines: diffusers pipelines that are loaded already, by the name that the plan gives
            its model; each is given back as it was.

    Raises:
        ModelError: a model of the plan cannot be found (before anything is started).
        BadInput: the plan asks for nothing, or for too much without ``limit``.
        JudgeError: pictures are to be mended, and the form judge cannot be opened.
        StoreError: the store cannot be written, for one because the disk is full; what is
            finished is kept.
        SweepInterrupted: Ctrl-C.
    """
    plan.check_size(limit)
    with HandsToMend() as hands, _watched(on_progress) as told:
        held, specs = _models(pipelines, plan.models, store, hands)
        kinds = plan.control_kinds
        files = file_hashes(plan.adapter_files)
        pairs = list(
            plan.requests(
                {name: defaults_with_controls(spec, kinds) for name, spec in specs.items()},
                limit=limit,
                keep_control=store.save_control,
                files=files,
                judge=hands.judge if plan.mends else "",
            )
        )
        check_requests(pairs, specs)
        check_adapters((cell for cell, _ in pairs), specs)
        run = store.start_run(plan.name, plan.to_json(), pairs, resume=resume, owner=owner)
        callbacks = _Callbacks(on_progress=told, stop=stop)
        where = _Where(
            device=device,
            batch_size=batch_size,
            low_memory=low_memory,
            files=files,
            held=held,
            hands=hands,
        )
        return _draw_missing(run, pairs, specs, store, callbacks, where)


def resume_run(
    run: str,
    store: Store,
    *,
    on_progress: Callable[[SweepProgress], object] | None = None,
    stop: Callable[[], bool] | None = None,
    device: str | None = None,
    batch_size: int | None = None,
    pipelines: Mapping[str, Any] | None = None,
) -> SweepReport:
    """Draw what is missing of a run that is in the store (an id or "latest"), without its plan.

    Pictures of a model that has changed since fail with that reason. Arguments and errors are
    those of `run_sweep`.
    """
    identity = store.run(run).id
    pairs = store.run_requests(identity)
    names = dict.fromkeys(cell.value("model") for cell, _ in pairs)
    files = file_hashes(adapter_paths(pair for cell, _ in pairs for pair in cell.values))
    with HandsToMend() as hands, _watched(on_progress) as told:
        held, specs = _models(pipelines, tuple(names), store, hands)
        callbacks = _Callbacks(on_progress=told, stop=stop)
        where = _Where(device=device, batch_size=batch_size, files=files, held=held, hands=hands)
        return _draw_missing(identity, pairs, specs, store, callbacks, where)


@contextmanager
def _watched(on_progress: OnProgress | None) -> Iterator[OnProgress | None]:
    """``on_progress``, or a bar of our own where somebody watches and none was given."""
    if on_progress is not None:
        yield on_progress
        return
    with progress_bar("Drawing", unit="pictures") as advance:
        yield None if advance is None else lambda now: advance(now.done, now.total)


@dataclass(frozen=True, kw_only=True)
class _Where:
    """Where and with what a run is drawn: ``files`` are content hashes of LoRA and embedding files
    by path, ``held`` engines of pipelines in hand by model, ``hands`` says what is mended."""

    device: str | None
    batch_size: int | None
    files: Mapping[str, str]
    held: Mapping[str, Engine]
    hands: HandsToMend
    low_memory: bool | None = None

    def engine(self, spec: ModelSpec, store: Store) -> Engine:
        """The engine that draws with ``spec``."""
        return self.held.get(spec.name) or Engine(
            spec,
            device=self.device,
            low_memory=self.low_memory,
            controls=store.read_control,
            files=lambda sha256: _file_of(sha256, self.files),
            parents=partial(parent_picture, store),
            hands=self.hands,
        )


class _Callbacks:
    """What the caller wants to hear, and whether it wants to stop: once said, it stays said."""

    def __init__(self, *, on_progress: OnProgress | None, stop: Callable[[], bool] | None) -> None:
        self.on_progress = on_progress
        self._stop = stop
        self._stopped = False
        self._reported = 0.0

    def report(self, tally: Tally, stage: SweepStage, model: str = "") -> None:
        if self.on_progress is not None:
            self.on_progress(tally.progress(stage, model))

    def report_at_times(self, tally: Tally, model: str) -> None:
        """Report the drawing, at most every `STEP_REPORT_S` seconds."""
        now = time.monotonic()
        if now - self._reported >= STEP_REPORT_S:
            self._reported = now
            self.report(tally, "drawing", model)

    def wants_stop(self) -> bool:
        if not self._stopped and self._stop is not None:
            self._stopped = self._stop()
        return self._stopped


def _draw_missing(
    run: str,
    pairs: Sequence[tuple[Cell, GenerationRequest]],
    specs: dict[str, ModelSpec],
    store: Store,
    callbacks: _Callbacks,
    where: _Where,
) -> SweepReport:
    missing, total = _missing(pairs, store)
    left = sum(map(len, missing.values()))
    work_left = sum(work(request) for requests in missing.values() for request in requests)
    tally = Tally(run=run, total=total, reused=total - left, work_left=work_left)
    stopped = False
    try:
        callbacks.report(tally, "loading")
        for name, requests in missing.items():
            engine = where.engine(specs[name], store)
            try:
                stopped = not all(
                    _run_model(engine, some, store, tally, callbacks, where.batch_size)
                    for some in parents_first(requests)
                )
            finally:
                tally.clock(drawing=False)
                engine.close()
            if stopped:
                break
        callbacks.report(tally, "stopped" if stopped else "done")
    except KeyboardInterrupt as error:
        raise SweepInterrupted(tally.report(interrupted=True)) from error
    except StoreError as error:
        kept = f"The {tally.made} pictures made are kept; go on with `gesture sweep PLAN --resume`."
        hint = f"{error.hint} {kept}".strip()
        raise StoreError(error.message, hint=hint, code=error.code, fields=error.fields) from error
    return tally.report(interrupted=stopped)


def _missing(
    pairs: Sequence[tuple[Cell, GenerationRequest]], store: Store
) -> tuple[dict[str, list[GenerationRequest]], int]:
    """What is not drawn yet, by model, so that each is loaded once; and how many pictures there
    are to have: those of ``pairs``, and those that are drawn only to be mended."""
    wanted: dict[str, GenerationRequest] = {}
    by_model: dict[str, dict[str, GenerationRequest]] = {}
    for cell, request in pairs:
        if (key := request.hash) not in wanted:
            wanted[key] = request
            by_model.setdefault(cell.value("model"), {})[key] = request
    found = {model: to_draw(some, store) for model, some in by_model.items()}
    only_mended = sum(key not in wanted for some in found.values() for key in some)
    missing = {model: list(some.values()) for model, some in found.items() if some}
    return missing, len(pairs) + only_mended


def _models(
    pipelines: Mapping[str, Any] | None, models: Sequence[str], store: Store, hands: HandsToMend
) -> tuple[dict[str, Engine], dict[str, ModelSpec]]:
    """An engine for each pipeline in hand, and what each of ``models`` is, by name.

    Raises `BadInput` for a pipeline that no cell names, `ModelError` for a model that is nowhere.
    """
    for name in pipelines or ():
        if name not in models:
            raise BadInput(
                f"The plan has no model {shown(name)}; its models are {', '.join(models)}.",
                hint=f"Write 'model: {name}' into the plan.",
            )
    parents = partial(parent_picture, store)
    held = {
        name: Engine.from_pipeline(pipe, name=name, parents=parents, hands=hands)
        for name, pipe in (pipelines or {}).items()
    }
    return held, {name: held[name].spec if name in held else model_spec(name) for name in models}


def _file_of(sha256: str, files: Mapping[str, str]) -> Path:
    """The LoRA or embedding file of a content hash; ``files`` are the hashes by path."""
    for path, known in files.items():
        if known == sha256:
            return Path(path)
    raise ModelError(
        f"The LoRA or embedding file of the content {sha256[:12]} is not here any more.",
        hint="Start the sweep anew to draw with the file as it is now.",
    )


def _unforeseen(model: str, error: Exception) -> ModelError:
    said = shortened(str(error).strip())
    return ModelError(
        f"The model {shown(model)} cannot be used: {type(error).__name__}: {said}",
        hint="Check that its files are whole (`gesture models show`).",
    )


def _run_model(
    engine: Engine,
    requests: Sequence[GenerationRequest],
    store: Store,
    tally: Tally,
    callbacks: _Callbacks,
    batch_size: int | None,
) -> bool:
    """Draw one model's pictures; False when the caller stopped it."""
    waiting = {request.hash: request for request in requests}
    model = engine.spec.name
    versions = dict(engine.versions)

    def on_stage(stage: EngineStage) -> None:
        tally.clock(drawing=stage == "drawing")
        callbacks.report(tally, stage, model)

    def on_step(batch: Sequence[GenerationRequest]) -> None:
        tally.add_step(batch)
        tally.clock(drawing=True)
        callbacks.report_at_times(tally, model)

    try:
        outcomes = engine.outcomes(
            requests, batch_size, on_stage=on_stage, on_step=on_step, stop=callbacks.wants_stop
        )
        for outcome in outcomes:
            del waiting[outcome.request.hash]
            if isinstance(outcome, Failed):
                tally.add_failed(outcome.request, outcome.error)
            else:
                store.save_image(
                    outcome.request,
                    outcome.image,
                    seconds=outcome.seconds + made_before_s(store, outcome.request),
                    sampler=outcome.sampler,
                    device=engine.device,
                    versions=versions,
                )
                tally.add_made(outcome.request)
            tally.clock(drawing=True)
            callbacks.report(tally, "drawing", model)
            if callbacks.wants_stop():
                return False
    except StoreError:
        raise
    except Exception as error:  # the model cannot be used: its pictures fail, others are drawn
        why = error if isinstance(error, GestureError) else _unforeseen(model, error)
        for request in waiting.values():
            tally.add_failed(request, why)
        callbacks.report(tally, "drawing", model)
    return not callbacks.wants_stop()
