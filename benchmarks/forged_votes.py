"""Simulated studies with forged raters: does the top three stay as honest raters would have it?

50 honest raters give 2,000 votes on variants whose strengths lie at least 0.5 log odds apart, 20
forged ones give 1,000. They answer the pairs that they are given, as a server's tickets make them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vote_studies import answers, columns

from toolkit.rating.raters.crowd_checks import crowd_views
from toolkit.rating.strengths.board import Board
from toolkit.rating.strengths.columns import VoteColumns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HONEST, HONEST_VOTES = 50, 2_000
FORGED, FORGED_VOTES = 20, 1_000
STEP, NU = 0.5, 0.3

Forger = Callable[[Ints, Ints, Floats, np.random.Generator], Floats]
"""(first, second, honest answers, rng) -> the forged answers."""


def _target(size: int) -> int:
    """The fourth best: the one that needs the least to come among the first three."""
    return size - 4


def _push(first: Ints, second: Ints, honest: Floats, target: int) -> Floats:
    return np.where(first == target, 1.0, np.where(second == target, 0.0, honest))


def forgers(size: int) -> dict[str, Forger]:
    """What forged raters do, by name."""
    weakest, best, target = 0, size - 1, _target(size)
    return {
        "push the fourth, guess else": lambda a, b, h, rng: _push(
            a, b, rng.choice([0.0, 1.0], len(h)), target
        ),
        "push the fourth, honest else": lambda a, b, h, rng: _push(a, b, h, target),
        "push the fourth in 4 of 5, honest else": lambda a, b, h, rng: np.where(
            rng.random(len(h)) < 0.8, _push(a, b, h, target), h
        ),
        "push the weakest, honest else": lambda a, b, h, rng: _push(a, b, h, weakest),
        "sink the best, honest else": lambda a, b, h, rng: 1.0 - _push(a, b, 1.0 - h, best),
        "turn everything round": lambda a, b, h, rng: np.where(a > b, 0.0, 1.0),
        "always left": lambda a, b, h, rng: np.ones(len(h)),
        "guess": lambda a, b, h, rng: rng.choice([0.0, 1.0], len(h)),
    }


@dataclass(frozen=True, kw_only=True)
class ForgedRow:
    """How often (0..1) the top three, in order, is another than by the honest raters alone: with
    all votes (``moved_unguarded``), and without those who fail (``moved``).

    ``caught`` is the share of forged raters left out, ``wronged`` that of honest ones.
    """

    name: str
    variants: int
    studies: int
    moved_unguarded: float
    moved: float
    caught: float
    wronged: float


def measure_forged(name: str, size: int, studies: int, taste: float = 0.2) -> ForgedRow:
    """Simulate ``studies`` studies of one kind of forger."""
    kinds = forgers(size)
    rng = np.random.default_rng([12, list(kinds).index(name), size])
    moved = unguarded = caught = wronged = 0.0
    for _ in range(studies):
        votes = _study(kinds[name], size, taste, rng)
        views = crowd_views(votes)
        out = [n for n, view in views.items() if view.fails]
        honest = _top(_without(votes, list(range(HONEST, HONEST + FORGED))))
        unguarded += _top(votes) != honest
        moved += _top(_without(votes, out)) != honest
        caught += sum(n >= HONEST for n in out) / FORGED
        wronged += sum(n < HONEST for n in out) / HONEST
    return ForgedRow(
        name=name,
        variants=size,
        studies=studies,
        moved_unguarded=unguarded / studies,
        moved=moved / studies,
        caught=caught / studies,
        wronged=wronged / studies,
    )


def _study(forger: Forger, size: int, taste: float, rng: np.random.Generator) -> VoteColumns:
    votes = HONEST_VOTES + FORGED_VOTES
    rater = np.concatenate(
        [
            np.repeat(np.arange(HONEST), HONEST_VOTES // HONEST),
            np.repeat(np.arange(HONEST, HONEST + FORGED), FORGED_VOTES // FORGED),
        ]
    )
    level = STEP * np.arange(size) + rng.normal(0, taste, (HONEST + FORGED, size))
    first = rng.integers(0, size, votes)
    second = (first + rng.integers(1, size, votes)) % size
    score = answers(level[rater, first] - level[rater, second], NU, rng)
    false = rater >= HONEST
    score[false] = forger(first[false], second[false], score[false], rng)
    return columns(size, first, second, score, rater, rng.integers(0, 25, votes))


def _without(votes: VoteColumns, out: list[int]) -> VoteColumns:
    kept = ~np.isin(votes.rater, out)
    return columns(
        len(votes.variants),
        votes.first[kept],
        votes.second[kept],
        votes.score[kept],
        votes.rater[kept],
        votes.seed[kept],
    )


def _top(votes: VoteColumns) -> list[int]:
    return [int(row.variant) for row in Board.from_columns(votes).ranking().strengths[:3]]
