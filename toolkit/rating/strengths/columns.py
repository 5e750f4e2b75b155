"""Votes and comparisons as columns of numbers, which many of them are counted by at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput
from toolkit.rating.strengths.comparisons import Comparison, comparisons_from_votes
from toolkit.rating.votes import Vote

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class VoteColumns:
    """N votes as columns, each (N,): ``first`` and ``second`` index ``variants``, ``score`` is
    what the first got (1, 0.5 or 0), ``rater`` and ``seed`` index ``raters`` and ``seeds``, -1
    where not known."""

    variants: tuple[str, ...]
    raters: tuple[str, ...]
    seeds: tuple[str, ...]
    first: Ints
    second: Ints
    score: Floats
    rater: Ints
    seed: Ints

    def check(self) -> None:
        """Raise `BadInput` for a vote that names no variant, or one twice, or has another score."""
        size = len(self.variants)
        both = np.concatenate([self.first, self.second])
        if ((both < 0) | (both >= size)).any():
            raise BadInput(f"A vote names a variant that is none of the {size:,} there are.")
        if (self.first == self.second).any():
            raise BadInput("A variant was compared with itself.")
        if not np.isin(self.score, (0.0, 0.5, 1.0)).all():
            raise BadInput("A comparison's score is 0, 0.5 or 1; got another.")


def columns_of(comparisons: Iterable[Comparison]) -> VoteColumns:
    """``comparisons`` as columns, in their order; names in alphabetical order."""
    told = list(comparisons)
    variants = sorted({name for each in told for name in (each.first, each.second)})
    raters = sorted({each.rater for each in told} - {""})
    seeds = sorted({each.seed for each in told} - {""})
    return VoteColumns(
        variants=tuple(variants),
        raters=tuple(raters),
        seeds=tuple(seeds),
        first=_numbers([each.first for each in told], variants),
        second=_numbers([each.second for each in told], variants),
        score=np.array([each.score for each in told], dtype=np.float64),
        rater=_numbers([each.rater for each in told], raters),
        seed=_numbers([each.seed for each in told], seeds),
    )


def columns_of_votes(votes: Iterable[Vote], variant_of: Mapping[str, str]) -> VoteColumns:
    """What `comparisons_from_votes` makes of ``votes``, as columns."""
    return columns_of(comparisons_from_votes(votes, variant_of))


def _numbers(names: Sequence[str], known: Sequence[str]) -> Ints:
    """The place of each name among ``known``, -1 where it is none of them."""
    place = {name: n for n, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)
