"""Prompts with their weights to be seen, and how many more there are."""

from __future__ import annotations

import pytest

from tests.test_ui_sweep_form_plan import OFFERED, VOCABULARY, form
from toolkit.prompts.tree import Sequence, Text, Weighted
from toolkit.ui.sweep.form_plan import read_plan
from toolkit.ui.sweep.prompt_view import SHOWN, prompts_html, shaded


@pytest.mark.parametrize(
    ("weight", "alpha", "ink"),
    [(1.3, "0.27", "1.00"), (2.0, "0.60", "1.00"), (0.6, "0.00", "0.72"), (0.0, "0.00", "0.45")],
)
def test_the_stronger_a_word_the_darker_its_ground(weight: float, alpha: str, ink: str) -> None:
    plain, strong = Text(text="a <b> "), Weighted(child=Text(text="hand"), weight=weight)
    said = shaded(Sequence(parts=(plain, strong)))
    assert said.startswith("a &lt;b&gt; <span")
    assert f"rgb(var(--tint) / {alpha}); opacity: {ink}" in said
    assert said.endswith(f"hand<sup>{weight:g}</sup></span>")


def test_the_first_prompts_are_listed_and_the_others_counted() -> None:
    few = read_plan(form(), VOCABULARY, OFFERED)
    said = prompts_html(few, "en")
    assert said.count("<li>") == few.cell_count == 8 and "more" not in said
    axes = {"phrase": ["plain"], "weight": [f"{n / 10:g}" for n in range(1, 16)]}
    many = read_plan(form(axes=axes, gestures=["fist"]), VOCABULARY, OFFERED)
    said = prompts_html(many, "en")
    assert said.startswith("<ul") and said.count("<li>") == SHOWN
    assert f"{many.cell_count - SHOWN}" in said.rpartition("</ul>")[2]


def test_negative_words_stand_below() -> None:
    axes = {"phrase": ["plain"], "negative": ["six fingers, blurry"]}
    said = prompts_html(read_plan(form(axes=axes), VOCABULARY, OFFERED), "zh")
    assert said.count("class='neg'") == 2 and "six fingers, blurry" in said
