"""Yields, effects and rankings as tables in a notebook: frames, HTML, plots."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from tests.rating_samples import judged
from toolkit.rating import JudgedCell, bradley_terry, effects, yields
from toolkit.rating.plots import plot_effects, plot_yields
from toolkit.rating.strengths.comparisons import Comparison

mpl.use("Agg")

EVIL = "<script>alert(1)</script> **bold** $x$"


def pictures() -> list[JudgedCell]:
    return [
        judged("pass" if seed % 2 or words == EVIL else "fail", seed=seed, words=words)
        for seed in range(8)
        for words in ("none", EVIL)
    ]


def test_yields_are_a_list_that_becomes_a_frame() -> None:
    rows = yields(pictures(), by=["words"])
    assert rows == list(rows)
    frame = rows.to_frame()
    assert list(frame.columns) == [
        *("words", "k", "n", "rate", "low", "high", "no_hand", "unsure", "unjudged", "of"),
        *("gesture_rate", "form_rate"),
    ]
    assert frame.set_index("words").loc["none", ["k", "n"]].tolist() == [4, 8]
    assert yields(pictures(), by="words") == rows, "one axis needs no list"


def test_effects_become_a_frame() -> None:
    frame = effects(pictures(), "words").to_frame()
    assert frame.loc[0, "value"] == EVIL
    assert frame.loc[0, "difference"] == pytest.approx(0.5)
    assert frame.loc[0, "low"] <= 0.5 <= frame.loc[0, "high"]
    assert len(effects([judged(words="none")], "words").to_frame()) == 0


def test_a_ranking_becomes_a_frame() -> None:
    fit = bradley_terry([Comparison(first="a", second="b", score=1.0)] * 3)
    assert fit.to_frame()["variant"].tolist() == ["a", "b"]
    assert "<td" in fit._repr_html_()


def test_what_a_notebook_shows_is_escaped_and_short() -> None:
    rows = yields(pictures(), by=["words"])
    for shown in (rows._repr_html_(), effects(pictures(), "words")._repr_html_()):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
    assert "50%" in rows._repr_html_()
    assert "+50%" in effects(pictures(), "words")._repr_html_()
    many = yields([judged(seed=n) for n in range(500)], by=["seed"])
    assert len(repr(many)) < 2_000
    assert "490 more" in repr(many)
    assert "440 more rows" in many._repr_html_()
    assert repr(yields([], by=())) == "no rows"


def test_yields_are_plotted_a_bar_each() -> None:
    unjudged = [judged("unjudged", seed=seed, words="dark") for seed in range(2)]
    ax = plot_yields(yields([*pictures(), *unjudged], by=["words"]))
    widths = sorted(bar.get_width() for bar in ax.patches)
    assert widths == [0.5, 1.0]
    said = [text.get_text() for text in ax.texts]
    assert said == ["4 of 8", "8 of 8", "2 unjudged"]
    ax.figure.canvas.draw()  # a dollar in a label is no broken formula


def test_effects_are_plotted_against_zero() -> None:
    ax = plot_effects(effects(pictures(), "words"))
    [dot] = [line for line in ax.lines if line.get_marker() == "o"]
    assert list(dot.get_xdata()) == [0.5]
    assert "none" in ax.get_xlabel()
    ax.figure.canvas.draw()
    plot_effects([]).figure.canvas.draw()
