"""How strong each variant is, out of counts of wins and ties: Bradley-Terry and Davidson.

With d = s_i - s_j and the weights e^(d/2) for "i wins", e^(-d/2) for "j wins" and nu for a tie,
each outcome's chance is its weight's share of the three (Davidson, Journal of the American
Statistical Association 65, 1970, p. 317); without ties nu is 0 and the chance of a win sigma(d)
(Bradley and Terry, Biometrika 39, 1952, p. 324). Ties so cost no strength: d is the log odds of a
win against a loss, however many tie. A ridge prior (s and log nu ~ Normal(0, 1/ridge); le Cessie
and van Houwelingen, Applied Statistics 41, 1992, p. 191) keeps an unbeaten variant finite, where
plain maximum likelihood has no answer at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import NotConverged

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class PairCounts:
    """How often K variants met: ``wins[i, j]`` (K, K) times i beat j, ``ties`` (K, K) symmetric."""

    wins: Floats
    ties: Floats

    @property
    def meetings(self) -> Floats:
        """How often each two met (K, K), symmetric."""
        return self.wins + self.wins.T + self.ties

    @property
    def scores(self) -> Floats:
        """What each variant got (K,): 1 for a win, 0.5 for a tie."""
        return self.wins.sum(axis=1) + self.ties.sum(axis=1) / 2

    @property
    def all_ties(self) -> float:
        """How many votes were ties."""
        return float(self.ties.sum() / 2)


@dataclass(frozen=True, kw_only=True, eq=False)
class Chances:
    """For i against j, each (K, K): the ``expected`` score of i and the chance of a ``tie``.

    ``log_total`` is the logarithm of the three weights' sum.
    """

    expected: Floats
    tie: Floats
    log_total: Floats

    @property
    def variance(self) -> Floats:
        """How much the score of one vote varies."""
        return self.expected * (1.0 - self.expected) - self.tie / 4

    @property
    def covariance(self) -> Floats:
        """How score and tie vary together."""
        return self.tie * (0.5 - self.expected)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """``strengths`` (K,) in log odds, mean 0 in every component, and how the fit went.

    ``log_nu`` says how readily variants tie (None: ties count as half wins, or there is none).
    """

    strengths: Floats
    log_nu: float | None
    iterations: int


def chances(strengths: Floats, log_nu: float | None) -> Chances:
    """What the model expects of every two variants."""
    half = (strengths[:, None] - strengths[None, :]) / 2
    # Divided by the largest of the three weights, so that no power can overflow.
    largest = np.abs(half)
    if log_nu is not None:
        np.maximum(largest, log_nu, out=largest)
    win = np.exp(half - largest)
    # The other way round it is the other's win.
    total = win + win.T
    if log_nu is None:
        expected, tie = win / total, np.zeros_like(win)
    else:
        tie = np.exp(log_nu - largest)
        total += tie
        tie /= total
        expected = win / total + tie / 2
    return Chances(expected=expected, tie=tie, log_total=largest + np.log(total))


def fit(
    counts: PairCounts,
    *,
    ridge: float,
    davidson: bool,
    start: Fit | None = None,
    max_iterations: int = 100,
    tolerance: float = 1e-9,
) -> Fit:
    """The strengths of the largest posterior, by Newton's method with halved steps.

    Args:
        counts: who met whom, at least two variants.
        ridge: precision of the prior, above 0.
        davidson: whether ties are Davidson's (where there are any); else each is half a win.
        start: a fit of nearly the same counts to begin at; variants may have been added since.
        max_iterations: Newton steps before giving up.
        tolerance: the largest slope, in votes per vote, that counts as converged.

    Raises:
        NotConverged: the slope did not vanish within ``max_iterations``.
    """
    size, ties = len(counts.wins), counts.all_ties
    with_ties = davidson and ties > 0
    meetings, scores = counts.meetings, counts.scores
    # Of n meetings i scores x: the weights' exponents are d/2 (x - (n - x)) = d (x - n/2).
    gained = scores - meetings.sum(axis=1) / 2
    target = np.append(scores, ties) if with_ties else scores
    gained = np.append(gained, ties) if with_ties else gained
    enough = tolerance * max(1.0, float(meetings.sum() / 2))

    def at(point: Floats) -> tuple[Chances, float]:
        told = chances(point[:size], float(point[size]) if with_ties else None)
        spread = float(np.vdot(meetings, told.log_total)) / 2
        return told, float(gained @ point) - spread - ridge / 2 * float(point @ point)

    point = _start(start, size, with_ties)
    told, objective = at(point)
    largest = np.inf
    for iteration in range(max_iterations + 1):
        slope = _slope(point, told, meetings, target, ridge)
        largest = float(np.max(np.abs(slope)))
        if largest <= enough:
            log_nu = float(point[size]) if with_ties else None
            return Fit(strengths=point[:size], log_nu=log_nu, iterations=iteration)
        if iteration == max_iterations:
            break
        step = np.linalg.solve(hessian(told, meetings, ridge, with_ties), slope)
        # The objective is strictly concave: halving the step until it rises always ends.
        told, reached = at(point + step)
        while reached < objective - 1e-12 * abs(objective):
            step = step / 2
            told, reached = at(point + step)
        point, objective = point + step, reached
    raise NotConverged(
        f"Bradley-Terry did not converge in {max_iterations} iterations (largest gradient"
        f" {largest:.3g}, wanted {tolerance:.3g}).",
        hint="Allow more iterations or a larger ridge.",
        code="not_converged",
    )


def hessian(told: Chances, meetings: Floats, ridge: float, with_ties: bool) -> Floats:
    """Minus the second derivative of the log posterior, (K, K), or (K + 1, K + 1) with log nu
    last."""
    size = len(meetings)
    weight = meetings * told.variance
    found = np.zeros((size + with_ties, size + with_ties))
    found[:size, :size] = -weight
    places = np.arange(size)
    found[places, places] += weight.sum(axis=1) + ridge
    if with_ties:
        found[:size, size] = found[size, :size] = (meetings * told.covariance).sum(axis=1)
        found[size, size] = float((meetings * told.tie * (1 - told.tie)).sum() / 2) + ridge
    return found


def _start(start: Fit | None, size: int, with_ties: bool) -> Floats:
    point = np.zeros(size + with_ties)
    if start is not None:
        point[: len(start.strengths)] = start.strengths
        if with_ties and start.log_nu is not None:
            point[size] = start.log_nu
    return point


def _slope(point: Floats, told: Chances, meetings: Floats, target: Floats, ridge: float) -> Floats:
    slope = target - ridge * point
    size = len(meetings)
    slope[:size] -= np.einsum("ij,ij->i", meetings, told.expected)
    if len(point) > size:
        slope[size] -= float(np.vdot(meetings, told.tie)) / 2
    return slope
