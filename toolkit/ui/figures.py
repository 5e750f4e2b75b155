"""Plots of results: shares and strengths as dots with their intervals, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from toolkit.ui.theme import ACCENT, VERDICT_COLOURS

INK = "#807a73"
ROW_PX = 30


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a plot: its label, its value with bounds (None: nobody judged), its hover."""

    label: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    words: str = ""


def share_figure(bars: Sequence[Bar], *, axis: str) -> go.Figure:
    """Shares 0..1 as bars with intervals; rows that nobody judged are grey and empty."""
    judged = [bar for bar in bars if bar.value is not None]
    figure = _empty(bars, axis)
    figure.add_bar(
        orientation="h",
        y=[_short(bar.label) for bar in judged],
        x=[bar.value for bar in judged],
        error_x=_errors(judged, INK),
        marker={"color": VERDICT_COLOURS["pass"], "opacity": 0.75},
        customdata=[bar.words for bar in judged],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        width=0.55,
    )
    grey = [bar for bar in bars if bar.value is None]
    figure.add_bar(
        orientation="h",
        y=[_short(bar.label) for bar in grey],
        x=[1.0 for _ in grey],
        marker={"color": VERDICT_COLOURS["unjudged"], "opacity": 0.2},
        text=[bar.words for bar in grey],
        textposition="inside",
        insidetextanchor="start",
        hoverinfo="skip",
        width=0.55,
    )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%")
    return figure


def forest_figure(bars: Sequence[Bar], *, axis: str, percent: bool) -> go.Figure:
    """Differences or strengths around zero, as dots with intervals."""
    known = [bar for bar in bars if bar.value is not None]
    figure = _empty(bars, axis)
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.add_scatter(
        mode="markers",
        y=[_short(bar.label) for bar in known],
        x=[bar.value for bar in known],
        error_x=_errors(known, ACCENT),
        marker={"color": ACCENT, "size": 11},
        customdata=[bar.words for bar in known],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    if percent:
        figure.update_xaxes(tickformat="+.0%")
    return figure


def _empty(bars: Sequence[Bar], axis: str) -> go.Figure:
    figure = go.Figure()
    order = list(dict.fromkeys(_short(bar.label) for bar in bars))
    figure.update_layout(
        template="none",
        height=70 + ROW_PX * max(1, len(order)),
        margin={"l": 8, "r": 14, "t": 6, "b": 44},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": INK, "size": 13, "family": "system-ui, sans-serif"},
        showlegend=False,
        dragmode=False,
    )
    figure.update_xaxes(
        title={"text": axis, "font": {"size": 13}},
        gridcolor="rgba(128,122,115,.22)",
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=order[::-1],
        automargin=True,
        fixedrange=True,
        ticksuffix="  ",
    )
    return figure


def _errors(bars: Sequence[Bar], colour: str) -> dict[str, object]:
    known = [(bar.value or 0.0, bar.low, bar.high) for bar in bars]
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(0.0, high - value) for value, _, high in known],
        "arrayminus": [max(0.0, value - low) for value, low, _ in known],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def _short(label: str) -> str:
    """Long labels break once, so that a phone keeps room for the plot."""
    if len(label) <= 20:
        return label
    middle = label.rfind(" ", 0, 24)
    head, rest = (label[:middle], label[middle + 1 :]) if middle > 6 else (label[:20], label[20:])
    return f"{head}<br>{rest if len(rest) <= 24 else rest[:23] + '…'}"
