"""What a sweep will cost before it is run: how many pictures, how many are there, how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from toolkit.errors import ModelError
from toolkit.generation.control_networks import defaults_with_controls
from toolkit.generation.models import BUILT_IN, ModelSpec, model_spec
from toolkit.rating.power import seeds_to_see, smallest_difference
from toolkit.store import Store
from toolkit.sweeps.plan import MAX_REQUESTS, Plan

RUNS_LOOKED_AT = 5
BUILT_IN_IMAGE_S = 0.4
"""Seconds for one picture of an embedded model on two cores, while the store knows no better."""


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
class Forecast:
    """A sweep's size and cost.

    ``asked`` pictures are in the plan, of which the first ``requested`` would be run (fewer
    with a limit); ``same`` of these are drawn once for two cells or more, whose words come out
    alike; ``there`` of the others are in the store already, or None when the plan is too
    large to look. ``seconds`` is for those that are missing, or None where no picture of one of
    the models was ever timed here; ``measured`` says that it rests on this store's own pictures.
    ``absent`` names hub models that are not on this machine, while the hub cannot be reached: a
    plan of theirs is only counted. ``power`` says of each axis that varies what its effect takes.
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
    model_of = {request.hash: request.model for _, request in plan.requests(defaults, limit=limit)}
    finished = store.finished(model_of)
    missing = Counter(model for name, model in model_of.items() if name not in finished)
    timed = _image_seconds(store)
    return Forecast(
        asked=plan.count,
        cells=plan.cell_count,
        requested=requested,
        there=len(model_of) - missing.total(),
        same=requested - len(model_of),
        seconds=_seconds(missing, timed),
        measured=all(model in timed for model in missing),
        power=power_of(plan),
    )


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


def _seconds(missing: Mapping[str, int], timed: Mapping[str, float]) -> float | None:
    total_s = 0.0
    for model, count in missing.items():
        each_s = timed.get(model, BUILT_IN_IMAGE_S if model in BUILT_IN else None)
        if each_s is None:
            return None
        total_s += each_s * count
    return total_s


def _image_seconds(store: Store) -> dict[str, float]:
    """Median seconds a picture took, by model, over the newest runs of the store."""
    took: dict[str, list[float]] = {}
    for run in store.runs()[:RUNS_LOOKED_AT]:
        for image in store.images(run.id):
            if image.seconds > 0:
                took.setdefault(image.request.model, []).append(image.seconds)
    return {model: median(seconds) for model, seconds in took.items()}
