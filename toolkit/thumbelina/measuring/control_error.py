"""How well a control network holds the model to its skeleton: measured, in palm lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.yields import yields
from toolkit.sweeps.control_images import control_points_px
from toolkit.thumbelina.measuring.bench import Bench

Floats = NDArray[np.float64]
KNUCKLES = (5, 9, 13, 17)


@dataclass(frozen=True, kw_only=True)
class Traced:
    """``error_palm``: mean distance of found landmarks to the skeleton's, in palm lengths, over
    the pictures with a hand (``found`` of ``n``); yields 0..1 for gestures of the school and for
    those left out of it."""

    error_palm: float
    found: int
    n: int
    yield_taught: float
    yield_left_out: float
    n_left_out: int

    def as_json(self) -> dict[str, float | int]:
        """The figures by the names of the evaluation's report."""
        return {
            "error_palm": round(self.error_palm, 4),
            "yield": round(self.yield_taught, 4),
            "n": self.n,
            "found": self.found,
            "yield_left_out": round(self.yield_left_out, 4),
            "n_left_out": self.n_left_out,
        }


def trace(bench: Bench, taught: Sequence[str], left_out: Sequence[str], *, seeds: int) -> Traced:
    """Draw ``taught`` and ``left_out`` gestures along their skeletons at strength 1."""
    rates: list[float] = []
    counts: list[int] = []
    errors: list[float] = []
    for name, gestures in (("taught", taught), ("left out", left_out)):
        plan = bench.plan(
            f"skeleton control, {name}",
            gestures,
            seeds=seeds,
            axes={"control": "skeleton", "control_strength": 1.0},
        )
        run = bench.run(plan)
        row = yields(bench.judged_run(run), [])[0]
        rates.append(row.rate or 0.0)
        counts.append(row.n)
        if name == "taught":
            for cell, pixels in bench.pictures(run):
                size_px = pixels.shape[0]
                expected = control_points_px(plan.gestures[cell.gesture], size_px)
                hand = bench.judge.read(pixels, pairs=False).hand
                if hand is not None:
                    errors.append(landmark_error(hand.points_px[:, :2], expected))
    return Traced(
        error_palm=float(np.mean(errors)) if errors else float("nan"),
        found=len(errors),
        n=counts[0],
        yield_taught=rates[0],
        yield_left_out=rates[1],
        n_left_out=counts[1],
    )


def landmark_error(found_px: Floats, expected_px: Floats) -> float:
    """Mean distance of 21 points (21, 2) from where they belong, in lengths of the palm
    (the mean of wrist to the four knuckles)."""
    palm_px = np.linalg.norm(expected_px[list(KNUCKLES)] - expected_px[0], axis=1).mean()
    return float(np.linalg.norm(found_px - expected_px, axis=1).mean() / palm_px)
