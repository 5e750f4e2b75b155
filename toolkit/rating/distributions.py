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


def fair_coin_p_value(heads: int, throws: int) -> float:
    """Two-sided exact p-value of ``heads`` in ``throws`` of a fair coin (throws above 0)."""
    from scipy.stats import binomtest

    return float(binomtest(heads, throws, 0.5).pvalue)


def t_quantile(chance: float, degrees: int) -> float:
    """Where Student's t with ``degrees`` degrees of freedom has ``chance`` below it."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, chance))


def normal_quantile(chance: float) -> float:
    """Where the standard normal has ``chance`` below it."""
    return NormalDist().inv_cdf(chance)


def normal_chance(place: float) -> float:
    """How much of the standard normal lies below ``place``."""
    return NormalDist().cdf(place)
