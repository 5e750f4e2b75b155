"""How often the intervals hold the truth, by simulation: effects on shared seeds, and yields.

    python benchmarks/coverage.py --json              # 10,000 studies each, about 20 minutes
    python benchmarks/coverage.py --studies 500       # a look

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
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from scipy.stats import binom

from toolkit.rating.differences.paired import Pair, paired_difference
from toolkit.rating.differences.unpaired import Group, unpaired_difference
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


def main() -> None:
    """Read the arguments, simulate, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--studies", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--unpaired", action="store_true", help="two samples alone, a minute")
    arguments = parser.parse_args()
    if arguments.unpaired:
        for first, second, least, mean in unpaired_rows():
            print(f"{first} against {second}: covers {least:.4f} at least, {mean:.4f} on average")
        return
    rows: list[Row] = []
    for world in WORLDS:
        for seeds in SEEDS:
            row = measure(world, seeds, arguments.studies)
            rows.append(row)
            if not arguments.json:
                print(
                    f"{row.name:36} {row.seeds:3} seeds: covers {row.coverage:.4f}, "
                    f"false alarms {row.false_alarms:.4f}"
                )
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    for n, least, mean in wilson_rows():
        print(f"Wilson, {n} pictures: covers {least:.4f} at least, {mean:.4f} on average")


if __name__ == "__main__":
    main()
