"""How uncertain strengths are when votes of one rater, or on one seed, depend on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.distributions import normal_quantile, t_quantile
from toolkit.rating.strengths.cluster_sums import outer_sums
from toolkit.rating.strengths.davidson import Fit, PairCounts, chances, hessian

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Way = Literal["rater", "seed"]
WAYS: tuple[Way, ...] = ("rater", "seed")

FEWEST_CLUSTERS = 6
"""Fewer raters, or seeds, say too little of raters or seeds at large to be counted as clusters."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Votes:
    """N votes as columns: ``first`` and ``second`` index variants, ``score`` is what the first got
    (1, 0.5 or 0), ``rater`` and ``seed`` number whose and on which noise (-1: not known), ``times``
    is 1, or -1 for a vote that was taken back (it stands beside the vote itself)."""

    first: Ints
    second: Ints
    score: Floats
    rater: Ints
    seed: Ints
    times: Floats

    def clusters(self, way: Way) -> Ints:
        """The cluster of each vote, 0 and up; where it is not known a vote is one of its own."""
        named = self.rater if way == "rater" else self.seed
        unknown = named < 0
        if not unknown.any():
            return named
        alone = int(named.max(initial=-1)) + 1 + np.arange(len(named))
        return np.unique(np.where(unknown, alone, named), return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """The variance of every difference of strengths, by the models that stand beside each other.

    ``bread`` (K, P) is the centred inverse of the Hessian, ``laplace`` (K, K) the variance if all
    votes were independent, ``variances`` (K,) those of each strength against the average of its
    component, ``filling`` the sums of (P, P) outer products by each of ``ways`` and,
    where there are two, by both at once, which is counted twice and comes off. ``freedom`` is the
    least number of clusters less one.
    """

    bread: Floats
    laplace: Floats
    variances: Floats
    ways: tuple[Way, ...]
    filling: tuple[Floats, ...]
    freedom: int

    def variance(self, first: int, second: int) -> float:
        """Of the difference of two variants' strengths."""
        weights = np.zeros(len(self.laplace))
        weights[first], weights[second] = 1.0, -1.0
        outer = weights @ self.bread
        laplace = np.array([weights @ self.laplace @ weights])
        by_way = [np.array([outer @ each @ outer]) for each in self.filling]
        return float(_largest(laplace, by_way)[0])

    def independent_variance(self, first: int, second: int) -> float:
        """Of the difference of two variants' strengths, if all votes were independent."""
        told = self.laplace
        return float(told[first, first] + told[second, second] - 2 * told[first, second])

    def quantile(self, confidence: float) -> float:
        """How many standard errors an interval reaches to each side."""
        tail = (1 + confidence) / 2
        return t_quantile(tail, self.freedom) if self.freedom > 0 else normal_quantile(tail)


def spread_of(
    fitted: Fit, counts: PairCounts, votes: Votes, component: Ints, *, ridge: float
) -> Spread:
    """The sandwich variance of ``fitted`` strengths, clustered by rater and by seed.

    H^-1 B H^-1 with B the sum over clusters of the outer products of their slopes (Liang and Zeger,
    Biometrika 73, 1986, p. 13), scaled by G/(G-1) for G clusters. With two ways of clustering,
    raters' plus seeds' less both's (Cameron, Gelbach and Miller, Journal of Business & Economic
    Statistics 29, 2011, p. 238). A way with fewer than `FEWEST_CLUSTERS` clusters is left out;
    ``component`` (K,) numbers linked variants.
    """
    size = len(fitted.strengths)
    told = chances(fitted.strengths, fitted.log_nu)
    curvature = hessian(told, counts.meetings, ridge, fitted.log_nu is not None)
    inverse = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    # The level of a whole component is a convention (its mean is 0), not an uncertainty.
    bread = inverse[:size].copy()
    for number in range(int(component.max()) + 1):
        members = component == number
        bread[members] -= bread[members].mean(axis=0)
    laplace = bread[:, :size].copy()
    for number in range(int(component.max()) + 1):
        members = component == number
        laplace[:, members] -= laplace[:, members].mean(axis=1, keepdims=True)
    ways: list[Way] = [way for way in WAYS if _known(votes, way) >= FEWEST_CLUSTERS]
    clusters = [votes.clusters(way) for way in ways]
    if len(clusters) == 2:
        joint = clusters[0] * (int(clusters[1].max()) + 1) + clusters[1]
        clusters.append(np.unique(joint, return_inverse=True)[1].astype(np.int64))
    standing = [_filled(each, votes.times) for each in clusters]
    residual = votes.times * (votes.score - told.expected[votes.first, votes.second])
    places, amounts = [votes.first, votes.second], [residual, -residual]
    if fitted.log_nu is not None:
        tied = votes.times * ((votes.score == 0.5) - told.tie[votes.first, votes.second])
        places.append(np.full(len(tied), size, dtype=np.int64))
        amounts.append(tied)
    width = bread.shape[1]
    filling = [
        count / (count - 1) * outer_sums(each, places, amounts, width)
        for each, count in zip(clusters, standing, strict=True)
    ]
    by_way = [np.einsum("kp,kp->k", bread @ each, bread) for each in filling]
    return Spread(
        bread=bread,
        laplace=laplace,
        variances=_largest(np.diag(laplace), by_way),
        ways=tuple(ways),
        filling=tuple(filling),
        freedom=min(standing[: len(ways)], default=1) - 1,
    )


def _known(votes: Votes, way: Way) -> int:
    named = votes.rater if way == "rater" else votes.seed
    return _filled(named[named >= 0], votes.times[named >= 0])


def _filled(clusters: Ints, times: Floats) -> int:
    """How many clusters have a vote that stands."""
    return int(np.count_nonzero(np.bincount(clusters, weights=times) > 0.5))


def _largest(laplace: Floats, by_way: list[Floats]) -> Floats:
    """Two-way variances can fall short of either way's own, with few clusters even below 0: the
    largest is taken, and never less than that of independent votes."""
    found = np.maximum(laplace, 0.0)
    for each in by_way[:2]:
        found = np.maximum(found, each)
    if len(by_way) == 3:
        found = np.maximum(found, by_way[0] + by_way[1] - by_way[2])
    return found
