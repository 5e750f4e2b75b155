"""Bradley-Terry: how strong each variant is, from who beat whom.

The chance that i beats j is sigma(s_i - s_j), sigma the logistic function (Bradley and Terry,
Biometrika 39, 1952, p. 324). A tie counts as half a win for each. A ridge prior on the strengths
(s ~ Normal(0, 1/ridge); le Cessie and van Houwelingen, Applied Statistics 41, 1992, p. 191) keeps
an unbeaten variant finite, where plain maximum likelihood has no answer at all.

pandas, whose frame one method returns, ships no types.
"""

# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput, NotConverged, shown
from toolkit.rating.distributions import normal_quantile, t_quantile
from toolkit.rating.strengths.comparisons import Comparison
from toolkit.rating.tables import Record, frame_of, records_html

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Strength:
    """One variant: ``strength`` in log odds (0 is the average of its component), its bounds,
    and the votes behind it (``votes`` = ``wins`` + ``losses`` + ``ties``).

    ``component`` numbers the set of variants that are linked by comparisons, from 0:
    strengths of different components say nothing about each other.
    """

    variant: str
    strength: float
    low: float
    high: float
    votes: int
    wins: int
    losses: int
    ties: int
    component: int


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """All variants, strongest first, and how the fit went.

    ``components`` lists the variants of each component, the largest component first; with more
    than one the order between components is meaningless and must be shown as such.
    """

    strengths: tuple[Strength, ...]
    components: tuple[tuple[str, ...], ...]
    iterations: int
    ridge: float
    confidence: float

    @property
    def connected(self) -> bool:
        """Whether all variants can be ranked against each other."""
        return len(self.components) <= 1

    def records(self) -> list[Record]:
        """Every variant as plain values, strongest first."""
        return [asdict(each) for each in self.strengths]

    def to_frame(self) -> pd.DataFrame:
        """The variants as a pandas frame, strongest first."""
        return frame_of(self.records())

    def _repr_html_(self) -> str:
        apart = "" if self.connected else "No votes link these groups; only ranks within one count."
        return records_html(self.records(), caption=apart)


def bradley_terry(
    comparisons: Sequence[Comparison],
    *,
    ridge: float = 0.1,
    confidence: float = 0.95,
    max_iterations: int = 100,
    tolerance: float = 1e-9,
) -> Ranking:
    """Fit the strengths by Newton's method and give each an interval.

    Standard errors are the sandwich H^-1 B H^-1 over clusters (Liang and Zeger, Biometrika 73,
    1986, p. 13; B scaled by G/(G-1) for G clusters, with t(G-1) quantiles), robust to votes
    that depend on each other. With few votes or clusters the sandwich collapses, most of all
    for unbeaten variants, so it is never let below the Laplace approximation H^-1 of the
    posterior. An empty list gives an empty ranking.

    Args:
        comparisons: who met whom; order does not matter.
        ridge: precision of the prior, above 0; 0.1 is a standard deviation of 3.2 log odds.
        confidence: of the intervals, 0..1.
        max_iterations: Newton steps before giving up.
        tolerance: the largest gradient, in votes per vote, that counts as converged.

    Raises:
        BadInput: a ridge that is not above 0, a score outside 0..1, a variant against itself.
        NotConverged: the gradient did not vanish within ``max_iterations``.
    """
    _check(comparisons, ridge, confidence)
    names = sorted({name for each in comparisons for name in (each.first, each.second)})
    if not names:
        return Ranking(
            strengths=(), components=(), iterations=0, ridge=ridge, confidence=confidence
        )
    index = {name: number for number, name in enumerate(names)}
    first = np.array([index[each.first] for each in comparisons])
    second = np.array([index[each.second] for each in comparisons])
    score = np.array([each.score for each in comparisons])
    strengths, iterations = _fit(first, second, score, len(names), ridge, max_iterations, tolerance)
    component = _components(first, second, len(names))
    clusters = np.unique(
        [each.cluster or f"\0{n}" for n, each in enumerate(comparisons)], return_inverse=True
    )[1]
    reach = _half_widths(strengths, first, second, score, clusters, component, ridge, confidence)
    rows = [
        Strength(
            variant=name,
            strength=float(strengths[i]),
            low=float(strengths[i] - reach[i]),
            high=float(strengths[i] + reach[i]),
            votes=int(np.sum((first == i) | (second == i))),
            wins=int(np.sum((first == i) & (score > 0.5)) + np.sum((second == i) & (score < 0.5))),
            losses=int(
                np.sum((first == i) & (score < 0.5)) + np.sum((second == i) & (score > 0.5))
            ),
            ties=int(np.sum(((first == i) | (second == i)) & (score == 0.5))),
            component=int(component[i]),
        )
        for i, name in enumerate(names)
    ]
    return Ranking(
        strengths=tuple(sorted(rows, key=lambda row: (-row.strength, row.variant))),
        components=tuple(
            tuple(name for i, name in enumerate(names) if component[i] == number)
            for number in range(int(component.max()) + 1)
        ),
        iterations=iterations,
        ridge=ridge,
        confidence=confidence,
    )


def _check(comparisons: Sequence[Comparison], ridge: float, confidence: float) -> None:
    if not 0.0 < ridge < np.inf:
        raise BadInput(f"The ridge must be a number above 0; got {shown(ridge)}.")
    if not 0.0 < confidence < 1.0:
        raise BadInput(f"The confidence must lie between 0 and 1; got {shown(confidence)}.")
    for each in comparisons:
        if each.score not in (0.0, 0.5, 1.0):
            raise BadInput(f"A comparison's score is 0, 0.5 or 1; got {shown(each.score)}.")
        if each.first == each.second:
            raise BadInput(f"The variant {shown(each.first)} was compared with itself.")


def _fit(
    first: Ints,
    second: Ints,
    score: Floats,
    count: int,
    ridge: float,
    max_iterations: int,
    tolerance: float,
) -> tuple[Floats, int]:
    strengths = np.zeros(count)
    objective = _objective(strengths, first, second, score, ridge)
    largest = np.inf
    for iteration in range(1, max_iterations + 1):
        chance = _sigma(strengths[first] - strengths[second])
        slope = -ridge * strengths
        np.add.at(slope, first, score - chance)
        np.add.at(slope, second, chance - score)
        largest = float(np.max(np.abs(slope)))
        if largest <= tolerance * max(1.0, len(score)):
            return strengths, iteration - 1
        step = np.linalg.solve(_hessian(strengths, first, second, ridge), slope)
        # The objective is strictly concave: halving the step until it rises always ends.
        reached = _objective(strengths + step, first, second, score, ridge)
        while reached < objective - 1e-12 * abs(objective):
            step = step / 2
            reached = _objective(strengths + step, first, second, score, ridge)
        strengths, objective = strengths + step, reached
    raise NotConverged(
        f"Bradley-Terry did not converge in {max_iterations} iterations (largest gradient"
        f" {largest:.3g}, wanted {tolerance:.3g}).",
        hint="Allow more iterations or a larger ridge.",
        code="not_converged",
    )


def _sigma(logit: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(logit / 2))


def _objective(strengths: Floats, first: Ints, second: Ints, score: Floats, ridge: float) -> float:
    logit = strengths[first] - strengths[second]
    # log sigma(x) = -log(1 + e^-x), without overflow.
    gains = score * np.logaddexp(0.0, -logit) + (1 - score) * np.logaddexp(0.0, logit)
    return float(-gains.sum() - ridge / 2 * np.sum(strengths**2))


def _hessian(strengths: Floats, first: Ints, second: Ints, ridge: float) -> Floats:
    """Minus the second derivative of the objective, (count, count)."""
    chance = _sigma(strengths[first] - strengths[second])
    weight = chance * (1 - chance)
    hessian = ridge * np.eye(len(strengths))
    np.add.at(hessian, (first, first), weight)
    np.add.at(hessian, (second, second), weight)
    np.add.at(hessian, (first, second), -weight)
    np.add.at(hessian, (second, first), -weight)
    return hessian


def _half_widths(
    strengths: Floats,
    first: Ints,
    second: Ints,
    score: Floats,
    clusters: Ints,
    component: Ints,
    ridge: float,
    confidence: float,
) -> Floats:
    count, groups = len(strengths), int(clusters.max()) + 1
    inverse = np.linalg.inv(_hessian(strengths, first, second, ridge))
    # The level of a whole component is a convention (its mean is 0), not an uncertainty.
    same = component[:, None] == component[None, :]
    centre = np.eye(count) - same / same.sum(axis=1, keepdims=True)
    laplace = np.diag(centre @ inverse @ centre)
    tail = (1 + confidence) / 2
    widths = normal_quantile(tail) * np.sqrt(np.maximum(laplace, 0.0))
    if groups < 2:
        return widths
    slopes = np.zeros((groups, count))
    residual = score - _sigma(strengths[first] - strengths[second])
    np.add.at(slopes, (clusters, first), residual)
    np.add.at(slopes, (clusters, second), -residual)
    bread = slopes @ inverse
    sandwich = groups / (groups - 1) * np.sum(bread**2, axis=0)
    return np.maximum(widths, t_quantile(tail, groups - 1) * np.sqrt(sandwich))


def _components(first: Ints, second: Ints, count: int) -> Ints:
    """The component's number of each variant, the largest component first."""
    label = np.arange(count)
    while True:
        lowest = label.copy()
        np.minimum.at(lowest, first, label[second])
        np.minimum.at(lowest, second, label[first])
        if np.array_equal(lowest, label):
            break
        label = lowest
    roots, sizes = np.unique(label, return_counts=True)
    order = {int(root): n for n, root in enumerate(roots[np.argsort(-sizes, kind="stable")])}
    return np.array([order[int(root)] for root in label])
