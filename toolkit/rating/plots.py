"""Yields and effects as matplotlib plots, for notebooks and papers; imported on use.

matplotlib's stubs leave the keywords of its drawing methods unknown.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.rating.differences.effects import Effect
from toolkit.rating.yields import YieldRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_INCHES, MARGIN_INCHES, WIDTH_INCHES = 0.32, 1.0, 7.0
LABEL_CHARACTERS = 48
COLOUR, GREY = "#2a6f97", "#9aa5ad"


def plot_yields(rows: Sequence[YieldRow], *, ax: Axes | None = None) -> Axes:
    """Bars of k/n with their 95 % intervals, the first row on top; what nobody judged is empty.

    Args:
        rows: from `yields`.
        ax: matplotlib axes to draw on; a figure of fitting height is made without.
    """
    ax = _axes(len(rows)) if ax is None else ax
    for place, row in enumerate(rows):
        if row.rate is None:
            ax.text(0.01, place, f"{row.unjudged} unjudged", va="center", color=GREY)
            continue
        ax.barh(place, row.rate, height=0.6, color=COLOUR)
        ax.plot([row.low, row.high], [place, place], color="black", linewidth=1)
        ax.text(1.02, place, f"{row.k} of {row.n}", va="center")
    _label(ax, [" · ".join(value for _, value in row.values) or "all" for row in rows])
    ax.set_xlim(0, 1)
    ax.set_xlabel("yield, 95 % interval")
    return ax


def plot_effects(rows: Sequence[Effect], *, ax: Axes | None = None) -> Axes:
    """A forest plot: each value's same-seed difference from its reference, and its interval.

    Args:
        rows: from `effects`.
        ax: matplotlib axes to draw on; a figure of fitting height is made without.
    """
    ax = _axes(len(rows)) if ax is None else ax
    ax.axvline(0, color=GREY, linewidth=1)
    for place, row in enumerate(rows):
        gain = row.difference
        ax.plot([gain.low, gain.high], [place, place], color=COLOUR, linewidth=2)
        ax.plot([gain.difference], [place], "o", color=COLOUR)
        ax.text(1.02, place, f"{gain.difference:+.0%}", va="center", transform=_beside(ax))
    _label(ax, [row.value for row in rows])
    reference = rows[0].reference if rows else ""
    ax.set_xlabel(f"difference of the yield from {_short(reference)!r}, same seeds")
    ax.xaxis.set_major_formatter(lambda value, _place: f"{value:+.0%}" if value else "0")
    return ax


def _axes(rows: int) -> Axes:
    import matplotlib.pyplot as plt

    height = MARGIN_INCHES + ROW_INCHES * max(rows, 1)
    return plt.subplots(figsize=(WIDTH_INCHES, height), layout="constrained")[1]


def _label(ax: Axes, labels: Sequence[str]) -> None:
    ax.set_yticks(range(len(labels)), [_short(label) for label in labels])
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _beside(ax: Axes) -> object:
    """Coordinates of the axes across, of the data down."""
    return ax.get_yaxis_transform()


def _short(label: str) -> str:
    """``label`` in one line; a dollar sign is no formula."""
    cut = label if len(label) <= LABEL_CHARACTERS else f"{label[: LABEL_CHARACTERS - 1]}…"
    return cut.replace("$", r"\$")
