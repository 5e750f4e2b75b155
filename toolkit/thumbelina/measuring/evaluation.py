"""What the model can do, in one report: yields, obedience curves, control, all on equal seeds.

Everything goes through the house's own doors: plans, the store (so that a second call draws only
what is missing, and a killed one loses nothing), the judge, the yields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from toolkit.rating.differences.paired import PairedDifference, pair_up, paired_difference
from toolkit.rating.judged import JudgedCell
from toolkit.rating.yields import yields
from toolkit.thumbelina.measuring.bench import Bench
from toolkit.thumbelina.measuring.control_error import Traced, trace
from toolkit.thumbelina.measuring.prompt_adherence import Obeyed, obeyed
from toolkit.thumbelina.school import GESTURES, LEFT_OUT

WEIGHTS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6)
GUIDANCES = (1.0, 1.5, 2.0, 2.5, 3.5, 4.5, 6.0)
STEPS = (2, 3, 4, 6, 8, 12, 20)
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
# Wordings are chosen on seeds that nothing else is measured on.
CHOOSING_SEEDS = {"start": 9001, "count": 4}


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is drawn.

    ``seeds`` pictures a gesture; the weight curve takes every ``curve_every``-th gesture and
    ``curve_seeds``, the rest ``side_seeds``; control every ``control_every``-th, and the scene
    words ``scene_gestures`` in all, read by what ``scene_renders`` rendered pictures a word teach.
    ``chooses`` whether the best wording is looked for (else the
    most explicit one counts as the best), ``curves`` whether there are more than weights.
    """

    seeds: int = 16
    curve_every: int = 4
    curve_seeds: int = 8
    side_seeds: int = 4
    control_every: int = 1
    scene_gestures: int = 6
    scene_renders: int = 60
    chooses: bool = True
    curves: bool = True


FULL = Scale()
QUICK = Scale(
    seeds=2,
    curve_every=6,
    curve_seeds=2,
    side_seeds=2,
    control_every=4,
    scene_gestures=2,
    scene_renders=18,
    chooses=False,
    curves=False,
)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a curve: ``k`` of ``n`` pictures passed at ``value``."""

    value: float
    k: int
    n: int


@dataclass(frozen=True, kw_only=True)
class GestureYield:
    """One gesture with its best wording (1 is the plainest) and with the plainest."""

    id: str
    k: int
    n: int
    phrase: int
    k_plain: int
    n_plain: int


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The report. Rates are 0..1; ``n`` pictures with the best wording, of which ``found`` is
    the share with a hand; lengths in palms; None or () for what was not measured."""

    model: str
    revision: str
    n: int
    found: float
    yield_best: float
    yield_plain: float
    gestures: tuple[GestureYield, ...]
    weight_curve: tuple[Point, ...]
    guidance_curve: tuple[Point, ...]
    steps_curve: tuple[Point, ...]
    negative_gain: PairedDifference
    control: Traced | None
    control_curve: tuple[Point, ...]
    obeyed: tuple[Obeyed, ...]
    seconds_per_image: float

    def as_json(self) -> dict[str, object]:
        """The report as `gesture thumbelina evaluate --json` prints it."""
        gain = self.negative_gain
        return {
            "model": self.model,
            "revision": self.revision,
            "n": self.n,
            "found": round(self.found, 4),
            "yield_best": round(self.yield_best, 4),
            "yield_plain": round(self.yield_plain, 4),
            "gestures": [asdict(each) for each in self.gestures],
            "weight_curve": _curve_json(self.weight_curve, "weight"),
            "guidance_curve": _curve_json(self.guidance_curve, "guidance"),
            "steps_curve": _curve_json(self.steps_curve, "steps"),
            "negative_gain": {
                "gain": round(gain.difference, 4),
                "low": round(gain.low, 4),
                "high": round(gain.high, 4),
                "pairs": gain.pairs,
            },
            "control": None if self.control is None else self.control.as_json(),
            "control_curve": _curve_json(self.control_curve, "strength"),
            "obeyed": [asdict(each) for each in self.obeyed],
            "seconds_per_image": round(self.seconds_per_image, 3),
        }


def evaluate(
    bench: Bench,
    *,
    scale: Scale = FULL,
    gestures: Sequence[str] = GESTURES,
    left_out: Sequence[str] = LEFT_OUT,
) -> Evaluation:
    """Measure the model at ``bench`` on ``gestures``, and its control on ``left_out`` ones too.

    Raises what sweeps raise.
    """
    some = list(gestures[:: scale.curve_every])
    few = scale.side_seeds
    plain = bench.judged("plainest wording", gestures, seeds=scale.seeds, axes={"phrase": 1})
    chosen = _phrases(bench, gestures, chooses=scale.chooses)
    best = _with_phrases(bench, chosen, seeds=scale.seeds)
    negatives = bench.judged(
        "negative words",
        gestures,
        seeds=scale.seeds,
        axes={"phrase": 1, "negative": ["none", "anatomy"]},
    )
    control: Traced | None = None
    control_curve: tuple[Point, ...] = ()
    if bench.has_control:
        control = trace(bench, gestures[:: scale.control_every], left_out, seeds=few)
        if scale.curves:
            control_curve = _curve(bench, some, "control_strength", STRENGTHS, few)
    row = yields(best, [])[0]
    return Evaluation(
        model=bench.model,
        revision=bench.revision,
        n=row.n,
        found=(row.n - row.no_hand) / max(row.n, 1),
        yield_best=row.rate or 0.0,
        yield_plain=yields(plain, [])[0].rate or 0.0,
        gestures=_gestures(plain, best, chosen),
        weight_curve=_curve(bench, some, "weight", WEIGHTS, scale.curve_seeds),
        guidance_curve=_curve(bench, some, "guidance", GUIDANCES, few) if scale.curves else (),
        steps_curve=_curve(bench, some, "steps", STEPS, few) if scale.curves else (),
        negative_gain=paired_difference(pair_up(negatives, "negative", "none", "anatomy")),
        control=control,
        control_curve=control_curve,
        obeyed=obeyed(bench, some[: scale.scene_gestures], seeds=few, renders=scale.scene_renders),
        seconds_per_image=bench.seconds_per_image(),
    )


def _phrases(bench: Bench, gestures: Sequence[str], *, chooses: bool) -> dict[str, int]:
    """For each gesture the number of its best wording; the most explicit one unless chosen."""
    lengths = {id: len(bench.vocabulary.gesture(id).phrases) for id in gestures}
    if not chooses:
        return lengths
    best: dict[str, int] = {}
    for length in sorted(set(lengths.values())):
        group = [id for id in gestures if lengths[id] == length]
        judged = bench.judged(
            f"choosing among {length} wordings",
            group,
            seeds=CHOOSING_SEEDS,
            axes={"phrase": list(range(1, length + 1))},
        )
        passed = {row.values: row.k for row in yields(judged, ["gesture", "phrase"])}
        for id in group:
            best[id] = max(
                range(1, length + 1),
                key=lambda n, id=id: (passed[("gesture", id), ("phrase", str(n))], n),
            )
    return {id: best[id] for id in gestures}


def _with_phrases(bench: Bench, chosen: Mapping[str, int], *, seeds: int) -> list[JudgedCell]:
    judged: list[JudgedCell] = []
    for phrase in sorted(set(chosen.values())):
        group = [id for id, number in chosen.items() if number == phrase]
        judged += bench.judged(
            f"best wording, number {phrase}", group, seeds=seeds, axes={"phrase": phrase}
        )
    return judged


def _gestures(
    plain: Sequence[JudgedCell], best: Sequence[JudgedCell], chosen: Mapping[str, int]
) -> tuple[GestureYield, ...]:
    plain_rows, best_rows = (
        {row.values[0][1]: row for row in yields(cells, ["gesture"])} for cells in (plain, best)
    )
    return tuple(
        GestureYield(
            id=id,
            k=best_rows[id].k,
            n=best_rows[id].n,
            phrase=phrase,
            k_plain=plain_rows[id].k,
            n_plain=plain_rows[id].n,
        )
        for id, phrase in chosen.items()
    )


def _curve(
    bench: Bench, gestures: Sequence[str], axis: str, values: Sequence[float], seeds: int
) -> tuple[Point, ...]:
    axes: dict[str, object] = {axis: list(values)}
    if axis == "control_strength":
        axes["control"] = "skeleton"
    judged = bench.judged(f"{axis} curve", gestures, seeds=seeds, axes=axes)
    return tuple(
        Point(value=float(row.values[0][1]), k=row.k, n=row.n) for row in yields(judged, [axis])
    )


def _curve_json(curve: Sequence[Point], name: str) -> list[dict[str, float | int]]:
    return [{name: point.value, "k": point.k, "n": point.n} for point in curve]
