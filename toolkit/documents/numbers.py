"""The readers of numbers that people give: one for whole numbers, one for real ones.

A boolean is no number though Python says so, NaN and infinity lie in no range, and -0 is 0.
"""

from __future__ import annotations

from toolkit.errors import shown


def whole_number(value: object, *, low: int, high: int) -> int:
    """``value`` as an int from ``low`` to ``high``; raises ValueError with what was expected."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"got {shown(value)}; expected a whole number from {low} to {high}")
    return value


def real_number(value: object, *, low: float, high: float) -> float:
    """``value`` as a float from ``low`` to ``high``; raises ValueError with what was expected."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"got {shown(value)}; expected a number from {low:g} to {high:g}")
    return float(value) + 0.0  # -0.0 + 0.0 is 0.0
