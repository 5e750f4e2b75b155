"""Votes and comparisons as columns of numbers, which many of them are counted by at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput
from toolkit.rating.strengths.comparisons import SCORES
from toolkit.rating.votes import Vote

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class VoteTable:
    """Votes as columns of text, each of N: cells, the pictures' request hashes, winners, raters.

    What a store gives of a run (`Store.vote_table`), in any order.
    """

    left_cell: Sequence[str]
    right_cell: Sequence[str]
    left: Sequence[str]
    right: Sequence[str]
    winner: Sequence[str]
    rater: Sequence[str]

    @classmethod
    def of(cls, votes: Iterable[Vote]) -> VoteTable:
        """``votes`` as columns, in their order."""
        told = list(votes)
        return cls(
            left_cell=[each.left_cell for each in told],
            right_cell=[each.right_cell for each in told],
            left=[each.left for each in told],
            right=[each.right for each in told],
            winner=[each.winner for each in told],
            rater=[each.rater for each in told],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class VoteColumns:
    """N votes as columns of numbers, each (N,): ``first`` (which stood left) and ``second`` index
    ``variants``, ``score`` is what the first got (1, 0.5 or 0), ``rater`` and ``seed`` index
    ``raters`` and ``seeds``, -1 where not known; ``pictures`` (2, N) number the two pictures, None
    where these are not known."""

    variants: tuple[str, ...]
    raters: tuple[str, ...]
    seeds: tuple[str, ...]
    first: Ints
    second: Ints
    score: Floats
    rater: Ints
    seed: Ints
    pictures: Ints | None = None

    def __len__(self) -> int:
        return len(self.first)

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

    def only(self, kept: NDArray[np.bool_]) -> VoteColumns:
        """The votes where ``kept`` (N,) is true; all names stay."""
        return replace(
            self,
            first=self.first[kept],
            second=self.second[kept],
            score=self.score[kept],
            rater=self.rater[kept],
            seed=self.seed[kept],
            pictures=None if self.pictures is None else self.pictures[:, kept],
        )


def columns_of(
    table: VoteTable, variant_of: Mapping[str, str], seed_of: Mapping[str, str]
) -> VoteColumns:
    """What `comparisons_from_votes` makes of the same votes, as columns of numbers.

    Votes on cells that ``variant_of`` does not know are left out too.
    """
    variants = tuple(sorted(set(variant_of.values())))
    place = {name: n for n, name in enumerate(variants)}
    of_cell = {cell: place[name] for cell, name in variant_of.items()}
    first = _numbers(table.left_cell, of_cell)
    second = _numbers(table.right_cell, of_cell)
    score = np.array([SCORES.get(each, -1.0) for each in table.winner], dtype=np.float64)
    kept = (first >= 0) & (second >= 0) & (first != second) & (score >= 0)
    raters = tuple(sorted(set(table.rater) - {""}))
    rater = _numbers(table.rater, {name: n for n, name in enumerate(raters)})
    picture = {name: n for n, name in enumerate(seed_of)}
    seeds = list(dict.fromkeys(seed_of.values()))
    of_seed = {name: n for n, name in enumerate(seeds)}
    of_picture = np.array([of_seed[each] for each in seed_of.values()] + [-1], dtype=np.int64)
    left, right = _numbers(table.left, picture), _numbers(table.right, picture)
    seed = of_picture[left]
    if (left < 0).any() or (right < 0).any():
        known = len(picture)
        for name in dict.fromkeys([*table.left, *table.right]):
            picture.setdefault(name, len(picture))
        left, right = _numbers(table.left, picture), _numbers(table.right, picture)
        # Votes on the same two pictures are of one seed, whichever that is.
        unknown = left >= known
        one, other = np.minimum(left, right)[unknown], np.maximum(left, right)[unknown]
        pairs, number = np.unique(one * len(picture) + other, return_inverse=True)
        seed[unknown] = len(seeds) + number
        seeds += [f"pictures {n}" for n in range(len(pairs))]
    return VoteColumns(
        variants=variants,
        raters=raters,
        seeds=tuple(seeds),
        first=first,
        second=second,
        score=score,
        rater=rater,
        seed=seed,
        pictures=np.stack([left, right]),
    ).only(kept)


def _numbers(names: Sequence[str], number_of: Mapping[str, int]) -> Ints:
    """The number of each name, -1 where it has none."""
    found = map(number_of.get, names, repeat(-1))
    return np.fromiter(found, dtype=np.int64, count=len(names))
