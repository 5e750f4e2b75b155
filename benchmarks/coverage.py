"""How often the intervals hold the truth, and the checks find what is planted, by simulation.

    python benchmarks/coverage.py --json                         # everything, 10,000 studies each
    python benchmarks/coverage.py --studies 500                  # a look
    python benchmarks/coverage.py --only strengths,words         # parts, out of those below

| part | what | studies in |
|---|---|---|
| effects | same-seed differences of yields | here |
| strengths | strengths by votes: ties, raters and seeds differ, adaptive pairs | vote_studies |
| agreement | Krippendorff's alpha | judge_studies |
| corrected | yields corrected by people | judge_studies |
| words | a planted word effect found, and none where there is none | word_studies |
| forged | the top three with forged raters | forged_votes |

Each row says its part, its world, the ``studies`` and what came out.

A study asks 12 gestures in two wordings on the same seeds, as a sweep does. Whether a picture
passes depends on its wording and gesture, on noise that the seed gives to all its pictures, on
noise that it gives to one wording's pictures alone, and on noise that the two pictures of a pair
share. ``coverage`` is the share of studies whose 95 % interval holds the true difference,
``false_alarms`` the share with p at most 0.05 for a gain that is not there: between equal
wordings any, else one of the wrong sign. With fewer pairs a seed the test is more careful still:
with 4 of equal wordings some 3 % are false alarms at 16 seeds.

Two samples that share no seed (``--unpaired``): the coverage of Miettinen and Nurminen's interval
with Student's t is computed as well.

A yield's interval is Wilson's, of n independent pictures: its coverage is computed, not simulated.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
from forged_votes import forgers, measure_forged
from judge_studies import ANSWER_WORLDS, JUDGE_WORLDS, measure_alpha, measure_corrected
from scipy.stats import binom
from vote_studies import VOTE_WORLDS, measure_strengths
from word_studies import CORRELATIONS, measure_words

from toolkit.rating.differences.paired import Pair, paired_difference
from toolkit.rating.differences.unpaired import Group, unpaired_difference
from toolkit.rating.strengths.board import Ties
from toolkit.rating.yields import PassCount, wilson_interval

GESTURES = 12
SEEDS = (4, 8, 16, 32)


@dataclass(frozen=True, kw_only=True)
class World:
    """How pictures pass, in log odds: base and gain of the second wording, and the noises.

    ``seed_sd`` is shared by a seed's pictures, ``wording_sd`` by those of the second wording,
    ``pair_sd`` by the two pictures of a pair; gestures lie from -``spread`` to ``spread``.
    """

    name: str
    base: float
    gain: float
    seed_sd: float = 1.0
    wording_sd: float = 0.5
    pair_sd: float = 0.5
    spread: float = 1.0

    @property
    def difference(self) -> float:
        """The true difference of the two yields, by Gauss-Hermite quadrature."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(80)
        weights = weights / weights.sum()

        def rate(middle: float, sd: float) -> float:
            return float(weights @ (1.0 / (1.0 + np.exp(-(middle + sd * nodes)))))

        shared = math.hypot(self.seed_sd, self.pair_sd)
        return float(
            np.mean(
                [
                    rate(self.base + self.gain + off, math.hypot(shared, self.wording_sd))
                    - rate(self.base + off, shared)
                    for off in np.linspace(-self.spread, self.spread, GESTURES)
                ]
            )
        )

    def study(self, seeds: int, rng: np.random.Generator) -> list[Pair]:
        """The pairs of one study."""
        shape = (seeds, GESTURES)
        shared = self.base + rng.normal(0, self.seed_sd, (seeds, 1))
        shared = shared + rng.normal(0, self.pair_sd, shape)
        shared = shared + np.linspace(-self.spread, self.spread, GESTURES)
        second = shared + self.gain + rng.normal(0, self.wording_sd, (seeds, 1))
        passed = shared > rng.logistic(size=shape), second > rng.logistic(size=shape)
        return [
            Pair(seed=seed, first=bool(passed[0][seed, n]), second=bool(passed[1][seed, n]))
            for seed in range(seeds)
            for n in range(GESTURES)
        ]


WORLDS = (
    World(name="no effect", base=0.0, gain=0.0, wording_sd=0.0),
    World(name="no effect, wordings differ by seed", base=0.0, gain=0.0, wording_sd=1.0),
    World(name="no effect, few pass", base=-2.0, gain=0.0, wording_sd=0.0),
    World(name="small effect", base=0.0, gain=0.5),
    World(name="large effect", base=-0.5, gain=1.5),
    World(name="near the ceiling", base=2.0, gain=1.0),
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the studies of one world and number of seeds gave."""

    name: str
    seeds: int
    studies: int
    coverage: float
    false_alarms: float


def measure(world: World, seeds: int, studies: int) -> Row:
    """Simulate ``studies`` studies, keyed by world and seeds."""
    rng = np.random.default_rng([WORLDS.index(world), seeds])
    truth, held, alarms = world.difference, 0, 0
    for _ in range(studies):
        found = paired_difference(world.study(seeds, rng))
        held += found.low <= truth <= found.high
        alarms += found.p_value <= 0.05 and found.difference * world.gain <= 0.0
    return Row(
        name=world.name,
        seeds=seeds,
        studies=studies,
        coverage=held / studies,
        false_alarms=alarms / studies,
    )


def wilson_rows() -> Iterator[tuple[int, float, float]]:
    """(n, least, mean) exact coverage of Wilson's interval over rates from 0.05 to 0.95."""
    for n in (8, 16, 32, 64, 704):
        held: list[float] = []
        bounds = [wilson_interval(k, n) for k in range(n + 1)]
        for rate in np.linspace(0.05, 0.95, 91):
            chances = binom.pmf(np.arange(n + 1), n, rate)
            inside = [low <= rate <= high for low, high in bounds]
            held.append(float(chances @ np.array(inside)))
        yield n, min(held), float(np.mean(held))


def unpaired_rows() -> Iterator[tuple[int, int, float, float]]:
    """(n, m, least, mean) exact coverage of two samples' difference, rates from 0.02 to 0.98."""
    for first, second in ((4, 4), (4, 8), (8, 8), (16, 16), (10, 30), (32, 32)):
        bounds = np.array(
            [
                [_unpaired_bounds(k, first, m, second) for m in range(second + 1)]
                for k in range(first + 1)
            ]
        )
        held: list[float] = []
        for one, two in itertools.product(np.linspace(0.02, 0.98, 25), repeat=2):
            chances = np.outer(
                binom.pmf(np.arange(first + 1), first, one),
                binom.pmf(np.arange(second + 1), second, two),
            )
            # A bound is found to 1e-4.
            inside = (bounds[..., 0] - 1e-4 <= two - one) & (two - one <= bounds[..., 1] + 1e-4)
            held.append(float((chances * inside).sum()))
        yield first, second, min(held), float(np.mean(held))


def _unpaired_bounds(k: int, n: int, m: int, size: int) -> tuple[float, float]:
    group = Group(first=PassCount(k=k, n=n), second=PassCount(k=m, n=size))
    told = unpaired_difference([group])
    return told.low, told.high


def effect_rows(studies: int) -> Iterator[dict[str, object]]:
    """Same-seed differences, every world with every number of seeds."""
    for world in WORLDS:
        for seeds in SEEDS:
            yield asdict(measure(world, seeds, studies))


def strength_rows(studies: int) -> Iterator[dict[str, object]]:
    """Strengths by votes, Davidson's ties beside half wins."""
    models: tuple[Ties, ...] = ("davidson", "half")
    for world in VOTE_WORLDS:
        for ties in models if world.nu else models[:1]:
            yield asdict(measure_strengths(world, ties, studies))


def forged_rows(studies: int) -> Iterator[dict[str, object]]:
    """Every kind of forger among six variants and among ten."""
    for size in (6, 10):
        for name in forgers(size):
            yield asdict(measure_forged(name, size, studies))


PARTS: dict[str, Callable[[int], Iterator[dict[str, object]]]] = {
    "effects": effect_rows,
    "strengths": strength_rows,
    "agreement": lambda n: (asdict(measure_alpha(world, n)) for world in ANSWER_WORLDS),
    "corrected": lambda n: (asdict(measure_corrected(world, n)) for world in JUDGE_WORLDS),
    "words": lambda n: (asdict(measure_words(each, n)) for each in CORRELATIONS),
    "forged": forged_rows,
}


def main() -> None:
    """Read the arguments, simulate, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--studies", type=int, default=10_000)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, commas between")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--unpaired", action="store_true", help="two samples alone, a minute")
    arguments = parser.parse_args()
    if arguments.unpaired:
        for first, second, least, mean in unpaired_rows():
            print(f"{first} against {second}: covers {least:.4f} at least, {mean:.4f} on average")
        return
    parts = arguments.only.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"--only takes {', '.join(PARTS)}; got {', '.join(sorted(unknown))}")
    rows: list[dict[str, object]] = []
    for part in parts:
        for row in PARTS[part](arguments.studies):
            rows.append({"part": part, **row})
            if not arguments.json:
                print("  ".join(f"{name} {_said(value)}" for name, value in rows[-1].items()))
    if arguments.json:
        print(json.dumps(rows))
        return
    if "effects" in parts:
        for n, least, mean in wilson_rows():
            print(f"Wilson, {n} pictures: covers {least:.4f} at least, {mean:.4f} on average")


def _said(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
