"""A bench to measure one model at: plans in, judged pictures out, all kept in a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.generation.models import ModelSpec, model_spec
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.looking.judge_run import judge_run
from toolkit.rating.judged import JudgedCell
from toolkit.running.local import run_sweep
from toolkit.store.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import Vocabulary

Pixels = NDArray[np.uint8]


class Bench:
    """Draws and judges plans of one ``model``; what the store has is not drawn again.

    Raises `ModelError` when there is no such model.
    """

    def __init__(
        self, store: Store, judge: HandJudge, model: str, log: Callable[[str], None]
    ) -> None:
        self.store = store
        self.judge = judge
        self._log = log
        self._spec: ModelSpec = model_spec(model)
        self._seconds: list[float] = []

    @property
    def vocabulary(self) -> Vocabulary:
        """The judge's vocabulary."""
        return self.judge.vocabulary

    @property
    def model(self) -> str:
        """The model's name."""
        return self._spec.name

    @property
    def revision(self) -> str:
        """The model's content hash."""
        return self._spec.revision

    @property
    def has_control(self) -> bool:
        """Whether the model comes with a control network for skeletons."""
        return "skeleton" in self._spec.controls

    def plan(
        self,
        name: str,
        gestures: Sequence[str],
        *,
        seeds: int | Mapping[str, int],
        axes: Mapping[str, object] | None = None,
    ) -> Plan:
        """A plan of ``gestures`` for the model, everything else at its defaults."""
        return load_plan(
            {
                "name": name,
                "gestures": list(gestures),
                "model": self._spec.name,
                "seeds": dict(seeds) if isinstance(seeds, Mapping) else seeds,
                "axes": dict(axes or {}),
            },
            self.vocabulary,
        )

    def run(self, plan: Plan) -> str:
        """Draw what is missing of ``plan``; returns the run's id."""
        self._log(f"{plan.name}: {plan.count} pictures")
        report = run_sweep(plan, self.store)
        if "steps" not in plan.axes and not plan.control_kinds:
            self._seconds += [image.seconds for image in self.store.images(report.run)]
        return report.run

    def judged(
        self,
        name: str,
        gestures: Sequence[str],
        *,
        seeds: int | Mapping[str, int],
        axes: Mapping[str, object] | None = None,
    ) -> list[JudgedCell]:
        """The plan's pictures, drawn and judged."""
        return self.judged_run(self.run(self.plan(name, gestures, seeds=seeds, axes=axes)))

    def judged_run(self, run: str) -> list[JudgedCell]:
        """The pictures of ``run``, judged where they were not."""
        judge_run(self.store, run, self.judge)
        return self.store.judged_cells(run)

    def pictures(self, run: str) -> Iterator[tuple[Cell, Pixels]]:
        """Each finished picture of ``run`` with its cell; RGB uint8."""
        for cell, request in self.store.run_requests(run):
            if self.store.has_image(request.hash):
                yield cell, np.asarray(self.store.read_image(request.hash).convert("RGB"))

    def seconds_per_image(self) -> float:
        """Mean time of a picture at the model's defaults, without control; 0 for none drawn."""
        return float(np.mean(self._seconds)) if self._seconds else 0.0
