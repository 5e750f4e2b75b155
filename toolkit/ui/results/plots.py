"""Plots of results in plain HTML: a row each, its value and its interval on one common scale.

No plotting library reaches the page: rows stretch to any width, follow the page's colours, and
are there as soon as the numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from toolkit.ui.html import html, joined
from toolkit.ui.results.tables import opening

TICKS = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a plot: label, value with bounds (None: nobody judged), what stands behind in
    ``words``, and the pictures that the label ``opens``."""

    label: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    words: str = ""
    opens: str = ""


def share_html(bars: Sequence[Bar], *, axis: str) -> Markup:
    """Shares 0..1 as bars with intervals; rows that nobody judged are grey and empty."""
    return _plot(bars, "share", 0.0, 1.0, axis, lambda value: f"{value:.0%}")


def forest_html(bars: Sequence[Bar], *, axis: str, percent: bool) -> Markup:
    """Differences or strengths around zero, as dots with intervals, and a line at zero."""
    reach = max((abs(end) for bar in bars for end in (bar.low, bar.high)), default=0.0)
    reach = min(1.0, _round_up(reach)) if percent else _round_up(reach)

    def tick(value: float) -> str:
        if value == 0:
            return "0"
        return f"{value:+.0%}" if percent else f"{value:+g}"

    return _plot(bars, "forest", -reach, reach, axis, tick)


def _plot(
    bars: Sequence[Bar],
    kind: Literal["share", "forest"],
    start: float,
    end: float,
    axis: str,
    tick: Callable[[float], str],
) -> Markup:
    def place(value: float) -> float:
        """Where ``value`` lies on the scale, in percent of its width."""
        return 100.0 * (min(max(value, start), end) - start) / (end - start)

    rows = joined(
        html(
            "<div class='plabel'>{}</div><div class='track'>{}</div><div class='pvalue'>{}</div>",
            opening(bar.label, bar.opens),
            _marks(bar, kind, place),
            bar.words,
        )
        for bar in bars
    )
    steps = [start + (end - start) * i / TICKS for i in range(TICKS + 1)]
    ticks = joined(
        html("<span style='left: {:.2f}%'>{}</span>", place(step), tick(round(step, 6)))
        for step in steps
    )
    return html(
        "<div class='plot {kind}' role='group' aria-label='{axis}'>{rows}"
        "<div></div><div class='ticks' aria-hidden='true'>{ticks}</div><div></div>"
        "<div></div><div class='paxis'>{axis}</div><div></div></div>",
        kind=kind,
        axis=axis,
        rows=rows,
        ticks=ticks,
    )


def _marks(bar: Bar, kind: str, place: Callable[[float], float]) -> Markup:
    if bar.value is None:
        return html("<i class='unknown'></i>")
    at, low, high = place(bar.value), place(bar.low), place(bar.high)
    reach = html(
        "<i class='reach' style='left: {:.2f}%; width: {:.2f}%'></i>", low, max(high - low, 0.3)
    )
    if kind == "share":
        return html("<i class='bar' style='width: {:.2f}%'></i>{}", at, reach)
    return html("<i class='zero'></i>{}<i class='dot' style='left: {:.2f}%'></i>", reach, at)


def _round_up(reach: float) -> float:
    """The next number above that reads well on a scale: 0.1, 0.2, 0.4, 1, 2, 4, 10 ..."""
    size = 0.1
    while size < 1e6:
        for step in (size, 2 * size, 4 * size):
            if reach <= step:
                return round(step, 6)
        size *= 10
    return reach
