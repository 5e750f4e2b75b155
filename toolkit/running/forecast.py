"""What a sweep will cost before it is run: how many pictures, how many are there, how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from toolkit.axes import BUILT_IN_MODELS
from toolkit.errors import JudgeError, ModelError
from toolkit.generation.adapter_files import check_adapters, file_hashes
from toolkit.generation.batches import check_requests
from toolkit.generation.control_networks import defaults_with_controls
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.rating.differences.power import seeds_to_see, smallest_difference
from toolkit.running.hands_to_mend import judge_here, to_draw
from toolkit.running.work import work
from toolkit.store import Store
from toolkit.sweeps.plan import MAX_REQUESTS, Plan
from toolkit.sweeps.requests import GenerationRequest

RUNS_LOOKED_AT = 5
BUILT_IN_WORK_S = 1.3
"""Seconds for one megapixel pass (`work`) of an embedded model on two cores, while the store
knows no better."""


POINTS = 0.10
"""The difference of a yield (0..1) that people want to see."""


@dataclass(frozen=True, kw_only=True)
class AxisPower:
    """What the plan's seeds can show of one axis: the smallest ``difference`` (0..1) that is found
    four times in five, 1 for none, and ``seeds`` that would show `POINTS`."""

    axis: str
    difference: float
    seeds: int


@dataclass(frozen=True, kw_only=True)
class MadeWith:
    """One model's ``size`` ("512x768" in pixels), ``steps`` and ``guidance`` in a plan, "varies"
    on an axis, and ``why``: where each comes from, the same in a few words."""

    model: str
    size: str
    steps: str
    guidance: str
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """A sweep's size and cost.

    ``asked`` pictures are in the plan, of which the first ``requested`` would be run (fewer
    with a limit); ``same`` of these are drawn once for two cells or more, whose words come out
    alike; ``there`` of the others are in the store already, or None when the plan is too
    large to look. ``seconds`` is for those that are missing, or None where no picture of one of
    the models was ever timed here; ``measured`` says that it rests on this store's own pictures.
    ``absent`` names hub models that are not on this machine, while the hub cannot be reached: a
    plan of theirs is only counted. ``power`` says of each axis that varies what its effect takes,
    ``settings`` of each model what its pictures are made with, and why.
    """

    asked: int
    cells: int
    requested: int
    there: int | None
    seconds: float | None
    measured: bool
    absent: tuple[str, ...] = ()
    same: int = 0
    power: tuple[AxisPower, ...] = ()
    settings: tuple[MadeWith, ...] = ()

    @property
    def missing(self) -> int:
        """How many pictures are still to draw, as far as is known."""
        return self.requested - self.same - (self.there or 0)


def forecast(plan: Plan, store: Store, *, limit: int | None = None) -> Forecast:
    """Count what ``plan`` would draw in ``store`` and guess how long it takes; draws nothing.

    A plan above 20,000 pictures without ``limit`` is only counted, never walked through, and so
    is one of a hub model that is not here.

    Raises `ModelError` for a model that nobody can know, `BadInput` for a limit below 1.
    """
    requested = plan.count if limit is None else min(limit, plan.count)
    too_many = requested > MAX_REQUESTS
    specs = {} if too_many else {name: _spec(name) for name in plan.models}
    absent = tuple(name for name, spec in specs.items() if spec is None)
    if too_many or absent:
        return Forecast(
            asked=plan.count,
            cells=plan.cell_count,
            requested=requested,
            there=None,
            seconds=None,
            measured=False,
            absent=absent,
            power=power_of(plan),
        )
    kinds = plan.control_kinds
    defaults = {
        name: defaults_with_controls(spec, kinds)
        for name, spec in specs.items()
        if spec is not None
    }
    known = {name: spec for name, spec in specs.items() if spec is not None}
    judge = _mending_judge() if plan.mends else ""
    files = file_hashes(plan.adapter_files)
    pairs = list(plan.requests(defaults, limit=limit, files=files, judge=judge))
    check_requests(pairs, known)
    check_adapters((cell for cell, _ in pairs), known)
    wanted = {request.hash: request for _, request in pairs}
    # Pictures that are drawn only to be mended take their time too.
    needed = to_draw(wanted, store)
    missing = needed.keys() & wanted.keys()
    timed = _work_seconds(store)
    return Forecast(
        asked=plan.count,
        cells=plan.cell_count,
        requested=requested,
        there=len(wanted) - len(missing),
        same=requested - len(wanted),
        seconds=_seconds(list(needed.values()), timed),
        measured=all(request.model in timed for request in needed.values()),
        power=power_of(plan),
        settings=tuple(_made_with(plan, name, spec) for name, spec in known.items()),
    )


def _mending_judge() -> str:
    """Who says which hands are mended, "" where that judge's model is not here yet: then no
    mended picture counts as there."""
    try:
        return judge_here()
    except JudgeError:
        return ""


def power_of(plan: Plan) -> tuple[AxisPower, ...]:
    """What ``plan``'s seeds can show of the axes whose effects can be asked for."""
    few = plan.cell_count <= MAX_REQUESTS
    counts = Counter(pair for cell in plan.cells() for pair in cell.values) if few else Counter()
    found: list[AxisPower] = []
    for axis, values in plan.axes.items():
        if axis == "gesture" or len(values) < 2:
            continue
        pairs = max(
            1,
            min(counts[axis, value] for value in values) if few else plan.cell_count // len(values),
        )
        found.append(
            AxisPower(
                axis=axis,
                difference=round(smallest_difference(len(plan.seeds), pairs), 3),
                seeds=seeds_to_see(POINTS, pairs),
            )
        )
    return tuple(found)


def _spec(name: str) -> ModelSpec | None:
    """The model, or None for one of the hub that is not here while the hub is out of reach."""
    try:
        return model_spec(name)
    except ModelError as error:
        if error.code == "model_not_here":
            return None
        raise


def _made_with(plan: Plan, name: str, spec: ModelSpec) -> MadeWith:
    """What the plan says wins, then the model's own."""
    own, said = spec.defaults, plan.settings
    given = {"steps": said.steps, "guidance": said.guidance, "size": said.size}
    why = dict(own.why)
    sizes = {why.get("width_px", ""), why.get("height_px", "")}
    reasons = {
        "size": ", ".join(sorted(sizes - {""})),
        "steps": why.get("steps", ""),
        "guidance": why.get("guidance", ""),
    }
    values = {
        "size": "x".join(map(str, said.size or (own.width_px, own.height_px))),
        "steps": str(own.steps if said.steps is None else said.steps),
        "guidance": f"{own.guidance if said.guidance is None else said.guidance:g}",
    }
    for key, value in given.items():
        if value is not None or key in plan.axes:
            reasons[key] = "the plan"
        if key in plan.axes:
            values[key] = "varies"
    return MadeWith(model=name, why=tuple(reasons.items()), **values)


def _seconds(missing: Sequence[GenerationRequest], timed: Mapping[str, float]) -> float | None:
    total_s = 0.0
    for request in missing:
        built_in = BUILT_IN_WORK_S if request.model in BUILT_IN_MODELS else None
        each_s = timed.get(request.model, built_in)
        if each_s is None:
            return None
        total_s += each_s * work(request)
    return total_s


def _work_seconds(store: Store) -> dict[str, float]:
    """Median seconds for a unit of `work`, by model, over the newest runs of the store."""
    took: dict[str, list[float]] = {}
    for run in store.runs()[:RUNS_LOOKED_AT]:
        for image in store.images(run.id):
            if image.seconds > 0 and image.request.mend is None:
                each_s = image.seconds / work(image.request)
                took.setdefault(image.request.model, []).append(each_s)
    return {model: median(seconds) for model, seconds in took.items()}
