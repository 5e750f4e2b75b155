"""Simulated studies of votes: do the intervals of strengths hold the truth?

Raters differ in taste and seeds in luck: each adds its own amount to each variant's strength, so
votes of one rater, and votes on one seed, depend on each other. The truth is then what an endless
number of raters and seeds would give: the model fitted to the average chances.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.strengths.board import Board, Ties
from toolkit.rating.strengths.columns import VoteColumns
from toolkit.rating.strengths.davidson import PairCounts, fit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class VoteWorld:
    """``variants`` whose strengths lie ``step`` apart; ``taste`` and ``luck`` are the standard
    deviations of what a rater and a seed add to each, ``nu`` is how readily they tie."""

    name: str
    variants: int = 6
    step: float = 0.5
    raters: int = 20
    seeds: int = 25
    votes: int = 1_000
    taste: float = 0.0
    luck: float = 0.0
    nu: float = 0.0
    uneven: bool = False
    adaptive: bool = False

    @property
    def strengths(self) -> Floats:
        """The strengths (K,), the first the weakest, mean 0."""
        return self.step * (np.arange(self.variants) - (self.variants - 1) / 2)

    def truth(self, ties: Ties) -> Floats:
        """The strengths (K,) that an endless study would find, by Gauss-Hermite quadrature."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(60)
        weights = weights / weights.sum()
        sd = math.sqrt(2.0 * (self.taste**2 + self.luck**2))
        gap = self.strengths[:, None] - self.strengths[None, :]
        win, tie = np.zeros_like(gap), np.zeros_like(gap)
        for node, weight in zip(nodes, weights, strict=True):
            one, other = np.exp((gap + sd * node) / 2), np.exp(-(gap + sd * node) / 2)
            win += weight * one / (one + other + self.nu)
            tie += weight * self.nu / (one + other + self.nu)
        np.fill_diagonal(win, 0.0)
        np.fill_diagonal(tie, 0.0)
        counts = PairCounts(wins=win * 1e6, ties=tie * 1e6)
        return fit(counts, ridge=1e-3, davidson=ties == "davidson").strengths

    def study(self, rng: np.random.Generator) -> VoteColumns:
        """The votes of one study, the variants' names in the order of strength."""
        taste = rng.normal(0, self.taste, (self.raters, self.variants))
        luck = rng.normal(0, self.luck, (self.seeds, self.variants))
        share = rng.dirichlet(np.full(self.raters, 1.0)) if self.uneven else None
        rater = rng.choice(self.raters, self.votes, p=share)
        seed = rng.integers(0, self.seeds, self.votes)
        worth = self.strengths + taste[rater] + luck[seed]
        if self.adaptive:
            first, second, score = self._adaptively(worth, rng)
        else:
            first = rng.integers(0, self.variants, self.votes)
            second = (first + rng.integers(1, self.variants, self.votes)) % self.variants
            score = answers(_gaps(worth, first, second), self.nu, rng)
        return columns(self.variants, first, second, score, rater, seed)

    def _adaptively(self, worth: Floats, rng: np.random.Generator) -> tuple[Ints, Ints, Floats]:
        """In rounds of 50 votes, pairs as `choose_pair` takes them: a quarter uniformly, else
        those that lie close by what is known and were asked seldom."""
        upper = np.array(np.triu_indices(self.variants, 1))
        told: list[tuple[Ints, Ints, Floats]] = []
        board, met = Board(ties="davidson"), np.zeros((self.variants, self.variants))
        for begin in range(0, self.votes, 50):
            some = worth[begin : begin + 50]
            known = {row.variant: row.strength for row in board.ranking().strengths}
            level = np.array([known.get(f"{n:03}", 0.0) for n in range(self.variants)])
            close = 1.0 / np.cosh((level[upper[0]] - level[upper[1]]) / 2) ** 2
            value = close / (1.0 + met[upper[0], upper[1]])
            chance = 0.25 / len(value) + 0.75 * value / value.sum()
            chosen = rng.choice(len(value), len(some), p=chance)
            first, second = upper[0][chosen], upper[1][chosen]
            np.add.at(met, (first, second), 1)
            told.append((first, second, answers(_gaps(some, first, second), self.nu, rng)))
            first, second, score = (np.concatenate(each) for each in zip(*told, strict=True))
            zeros = np.zeros(len(first), dtype=np.int64)
            board = Board.from_columns(columns(self.variants, first, second, score, zeros, zeros))
        return first, second, score


def _gaps(worth: Floats, first: Ints, second: Ints) -> Floats:
    rows = np.arange(len(first))
    return worth[rows, first] - worth[rows, second]


def answers(gap: Floats, nu: float, rng: np.random.Generator) -> Floats:
    """What the first gets (1, 0.5, 0) at each gap of log odds, by Davidson's model."""
    one, other = np.exp(gap / 2), np.exp(-gap / 2)
    place = rng.random(len(gap)) * (one + other + nu)
    return np.where(place < one, 1.0, np.where(place < one + other, 0.0, 0.5))


def columns(
    variants: int, first: Ints, second: Ints, score: Floats, rater: Ints, seed: Ints
) -> VoteColumns:
    """Votes with names made of numbers."""
    return VoteColumns(
        variants=tuple(f"{n:03}" for n in range(variants)),
        raters=tuple(f"r{n}" for n in range(int(rater.max()) + 1)),
        seeds=tuple(f"s{n}" for n in range(int(seed.max()) + 1)),
        first=first,
        second=second,
        score=score,
        rater=rater,
        seed=seed,
    )


VOTE_WORLDS = (
    VoteWorld(name="independent votes"),
    VoteWorld(name="ties", nu=1.0),
    VoteWorld(name="raters differ", nu=0.5, taste=0.6),
    VoteWorld(name="seeds differ", nu=0.5, luck=0.6),
    VoteWorld(name="raters and seeds differ", nu=0.5, taste=0.5, luck=0.5),
    VoteWorld(name="eight raters and seeds", nu=0.5, taste=0.5, luck=0.5, raters=8, seeds=8),
    VoteWorld(name="uneven raters", nu=0.5, taste=0.6, raters=40, uneven=True),
    VoteWorld(name="few votes", nu=0.5, taste=0.3, raters=10, seeds=12, votes=120),
    VoteWorld(name="adaptive pairs", nu=0.5, taste=0.3, luck=0.3, adaptive=True),
)


@dataclass(frozen=True, kw_only=True)
class StrengthRow:
    """How often intervals of strengths, and of the differences of neighbours, hold the truth."""

    name: str
    ties: Ties
    studies: int
    coverage: float
    difference_coverage: float
    mean_width: float


def measure_strengths(world: VoteWorld, ties: Ties, studies: int) -> StrengthRow:
    """Simulate ``studies`` studies, keyed by the world."""
    rng = np.random.default_rng([11, VOTE_WORLDS.index(world)])
    truth = world.truth(ties)
    held: list[float] = []
    held_differences: list[float] = []
    widths: list[float] = []
    for _ in range(studies):
        ranking = Board.from_columns(world.study(rng), ties=ties).ranking()
        for row in ranking.strengths:
            held.append(row.low <= truth[int(row.variant)] <= row.high)
        names = [f"{n:03}" for n in range(world.variants)]
        for n in range(world.variants - 1):
            told = ranking.difference(names[n + 1], names[n])
            held_differences.append(told.low <= truth[n + 1] - truth[n] <= told.high)
            widths.append(told.high - told.low)
    return StrengthRow(
        name=world.name,
        ties=ties,
        studies=studies,
        coverage=float(np.mean(held)),
        difference_coverage=float(np.mean(held_differences)),
        mean_width=float(np.mean(widths)),
    )
