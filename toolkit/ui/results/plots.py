"""Plots of results in plain HTML: a row each, its value and its interval on one common scale.

No plotting library reaches the page: rows stretch to any width, follow the page's colours, and
are there as soon as the numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.ui.html import text

TICKS = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a plot: label, value with bounds (None: nobody judged), what stands behind."""

    label: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    words: str = ""


def share_html(bars: Sequence[Bar], *, axis: str) -> str:
    """Shares 0..1 as bars with intervals; rows that nobody judged are grey and empty."""
    return _plot(bars, "share", 0.0, 1.0, axis, lambda value: f"{value:.0%}")


def forest_html(bars: Sequence[Bar], *, axis: str, percent: bool) -> str:
    """Differences or strengths around zero, as dots with intervals, and a line at zero."""
    reach = max((abs(end) for bar in bars for end in (bar.low, bar.high)), default=0.0)
    reach = min(1.0, _round_up(reach)) if percent else _round_up(reach)

    def say(value: float) -> str:
        if value == 0:
            return "0"
        return f"{value:+.0%}" if percent else f"{value:+g}"

    return _plot(bars, "forest", -reach, reach, axis, say)


def _plot(
    bars: Sequence[Bar],
    kind: Literal["share", "forest"],
    start: float,
    end: float,
    axis: str,
    say: Callable[[float], str],
) -> str:
    def place(value: float) -> float:
        return 100.0 * (min(max(value, start), end) - start) / (end - start)

    rows = "".join(
        f"<div class='plabel'>{text(bar.label)}</div>"
        f"<div class='track'>{_marks(bar, kind, place)}</div>"
        f"<div class='pvalue'>{text(bar.words)}</div>"
        for bar in bars
    )
    steps = [start + (end - start) * i / TICKS for i in range(TICKS + 1)]
    ticks = "".join(
        f"<span style='left: {place(step):.2f}%'>{text(say(round(step, 6)))}</span>"
        for step in steps
    )
    return (
        f"<div class='plot {kind}' role='group' aria-label='{text(axis)}'>{rows}"
        f"<div></div><div class='ticks' aria-hidden='true'>{ticks}</div><div></div>"
        f"<div></div><div class='paxis'>{text(axis)}</div><div></div></div>"
    )


def _marks(bar: Bar, kind: str, place: Callable[[float], float]) -> str:
    if bar.value is None:
        return "<i class='unknown'></i>"
    at, low, high = place(bar.value), place(bar.low), place(bar.high)
    reach = f"<i class='reach' style='left: {low:.2f}%; width: {max(high - low, 0.3):.2f}%'></i>"
    if kind == "share":
        return f"<i class='bar' style='width: {at:.2f}%'></i>{reach}"
    return f"<i class='zero'></i>{reach}<i class='dot' style='left: {at:.2f}%'></i>"


def _round_up(reach: float) -> float:
    """The next number above that reads well on a scale: 0.1, 0.2, 0.4, 1, 2, 4, 10 ..."""
    size = 0.1
    while size < 1e6:
        for step in (size, 2 * size, 4 * size):
            if reach <= step:
                return round(step, 6)
        size *= 10
    return reach
