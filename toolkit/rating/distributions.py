"""The few quantiles and tests that the statistics need, in typed form.

SciPy ships no types and takes most of a second to load: it is imported here alone, on use.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from statistics import NormalDist


def wilson_bounds(k: int, n: int, confidence: float) -> tuple[float, float]:
    """Wilson's score interval for ``k`` of ``n`` (n above 0)."""
    from scipy.stats import binomtest

    bounds = binomtest(k, n).proportion_ci(confidence, method="wilson")
    return float(bounds.low), float(bounds.high)


def t_quantile(chance: float, degrees: int) -> float:
    """Where Student's t with ``degrees`` degrees of freedom has ``chance`` below it."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, chance))


def t_two_sided(value: float, degrees: int) -> float:
    """The chance that Student's t with ``degrees`` degrees of freedom is as far from 0."""
    from scipy.special import stdtr

    return 2.0 * float(stdtr(degrees, -abs(value)))


def normal_quantile(chance: float) -> float:
    """Where the standard normal has ``chance`` below it."""
    return NormalDist().inv_cdf(chance)


def normal_between(reach: float) -> float:
    """The chance (0..1) that the standard normal lies within ``reach`` of 0."""
    return 2.0 * NormalDist().cdf(reach) - 1.0


def binomial_at_most(k: int, n: int, chance: float) -> float:
    """How likely at most ``k`` of ``n`` are, each with ``chance`` (0..1)."""
    from scipy.special import bdtr

    return float(bdtr(k, n, chance))


def beta_quantile(chance: float, right: float, wrong: float) -> float:
    """Where the Beta distribution of ``right`` and ``wrong`` (above 0) has ``chance`` below it."""
    from scipy.special import betaincinv

    return float(betaincinv(right, wrong, chance))
