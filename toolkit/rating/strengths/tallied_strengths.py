"""Bradley-Terry out of tallies: how often each variant beat each other one, not vote by vote.

The same model and prior as `toolkit.rating.strengths.bradley_terry`, whose intervals know which
votes depend on each other; here a fit costs the same whether a thousand votes or a
million stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import NotConverged

Floats = NDArray[np.float64]

RIDGE = 0.1
"""The precision of the prior on each strength, as `bradley_terry` has it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TalliedStrengths:
    """``strength`` (V,) in log odds, their mean 0, and how surely they are known: ``covariance``
    (V, V), the Laplace approximation of the posterior; ``iterations`` of the fit."""

    strength: Floats
    covariance: Floats
    iterations: int

    def gap(self, one: int, other: int) -> tuple[float, float]:
        """How much stronger ``one`` is than ``other`` in log odds, and its standard error."""
        variance = (
            self.covariance[one, one]
            + self.covariance[other, other]
            - 2 * self.covariance[one, other]
        )
        gap = float(self.strength[one] - self.strength[other])
        return gap, float(np.sqrt(max(variance, 0.0)))


def tallied_strengths(
    wins: Floats,
    *,
    ridge: float = RIDGE,
    max_iterations: int = 100,
    tolerance: float = 1e-9,
) -> TalliedStrengths:
    """Fit the strengths of V variants by Newton's method.

    ``wins`` (V, V), at least 0: how often the row's variant was preferred to the column's, a tie
    half a win for each. Bradley and Terry, Biometrika 39, 1952, p. 324, with a ridge prior (see
    `toolkit.rating.strengths.bradley_terry`). Raises `NotConverged`.
    """
    count = len(wins)
    met = wins + wins.T
    strength: Floats = np.zeros(count)
    enough = tolerance * max(1.0, float(wins.sum()))
    for iteration in range(max_iterations + 1):
        logit: Floats = strength[:, None] - strength[None, :]
        chance: Floats = 0.5 * (1.0 + np.tanh(logit / 2))
        slope: Floats = (wins - met * chance).sum(axis=1) - ridge * strength
        weight = met * chance * (1 - chance)
        hessian = np.diag(weight.sum(axis=1) + ridge) - weight
        if not count or float(np.max(np.abs(slope))) <= enough:
            covariance: Floats = np.linalg.inv(hessian).astype(np.float64) if count else hessian
            return TalliedStrengths(strength=strength, covariance=covariance, iterations=iteration)
        step: Floats = np.linalg.solve(hessian, slope).astype(np.float64)
        before = _objective(strength, wins, ridge)
        while _objective(strength + step, wins, ridge) < before - 1e-12 * abs(before):
            step = step / 2  # strictly concave: halving always ends
        strength = strength + step
    raise NotConverged(
        f"Bradley-Terry did not converge in {max_iterations} iterations.",
        hint="Allow more iterations or a larger ridge.",
        code="not_converged",
    )


def _objective(strength: Floats, wins: Floats, ridge: float) -> float:
    logit = strength[:, None] - strength[None, :]
    # log sigma(x) = -log(1 + e^-x), without overflow.
    return float(-(wins * np.logaddexp(0.0, -logit)).sum() - ridge / 2 * np.sum(strength**2))
