"""The table of axes: complete, sound, and the one place that says what to compare against."""

from __future__ import annotations

from typing import get_args

import pytest

from toolkit.axes import AXES, NUMBER_AXES, PLAN_AXES, axis_number, reference_value
from toolkit.errors import BadInput
from toolkit.vocabulary.entries import SceneKind


def test_the_table_has_every_scene_kind_and_every_other_axis() -> None:
    others = {
        "gesture",
        "seed",
        "model",
        "scheduler",
        "steps",
        "guidance",
        "control",
        "control_strength",
        "control_start",
        "control_end",
        "lora",
        "embedding",
        "mend",
        "phrase",
        "prompt",
        "weight",
        "language",
    }
    assert set(AXES) == {*others, *get_args(SceneKind)}
    assert {name for name, axis in AXES.items() if axis.kind == "scene"} == {*get_args(SceneKind)}
    assert set(PLAN_AXES) == set(AXES) - {"gesture", "prompt", "seed"}
    assert set(NUMBER_AXES) == {
        *("seed", "steps", "guidance", "weight"),
        *("control_strength", "control_start", "control_end"),
    }


@pytest.mark.parametrize("name", AXES)
def test_an_axis_is_named_explained_and_its_default_lies_on_it(name: str) -> None:
    axis = AXES[name]
    assert axis.name == name
    assert axis.label == f"axis.{name}"
    assert axis.meaning.endswith(".")
    if axis.is_number:
        assert axis.low < axis.high
        for text in filter(None, (axis.default, axis.reference)):
            assert axis.low <= float(text) <= axis.high
    if axis.choices:
        assert axis.default in axis.choices
        assert axis.reference in axis.choices


@pytest.mark.parametrize(
    ("axis", "values", "reference"),
    [
        ("phrase", ["explicit", "2", "plain"], "plain"),
        ("phrase", ["explicit", "1"], "explicit"),
        ("weight", ["0.4", "1.0", "1.3"], "1.0"),
        ("weight", ["0.8", "0.4", "1.3"], "0.4"),
        ("weight", ["1.3", ""], ""),
        ("control_strength", ["0", "0.5", "1"], "0"),
        ("control_strength", ["1", "0.5"], "0.5"),
        ("guidance", ["10", "7.5", "9"], "7.5"),
        ("steps", ["20", "5", "10"], "5"),
        ("steps", ["", "20", "5"], "5"),
        ("steps", ["", "x"], ""),
        ("control", ["skeleton", "none"], "none"),
        ("control", ["skeleton", "depth"], "skeleton"),
        ("negative", ["anatomy", "none"], "none"),
        ("view", ["back", "palm"], "palm"),
        ("view", ["back", ""], ""),
        ("side", ["left", "right"], "right"),
        ("style", ["photo", ""], ""),
        ("material", ["glass", "skin"], "skin"),
        ("scheduler", ["DDIMScheduler", "default"], "default"),
        ("model", ["thumbelina-early", "thumbelina"], "thumbelina-early"),
        ("colour_of_the_sleeve", ["red", "none"], "none"),
        ("colour_of_the_sleeve", ["red", ""], ""),
        ("colour_of_the_sleeve", ["red", "blue"], "red"),
    ],
)
def test_effects_compare_against_the_value_that_suits_the_axis(
    axis: str, values: list[str], reference: str
) -> None:
    assert reference_value(axis, values) == reference


def test_nothing_to_compare_against_is_an_error() -> None:
    with pytest.raises(BadInput, match="weight"):
        reference_value("weight", [])


@pytest.mark.parametrize(
    ("axis", "text", "number"),
    [
        ("weight", "1.0", 1.0),
        ("weight", "", 1.0),
        ("guidance", "", None),
        ("guidance", "nan", None),
        ("weight", "heavy", None),
        ("phrase", "2", None),
        ("nosuch", "2", None),
    ],
)
def test_a_value_s_number(axis: str, text: str, number: float | None) -> None:
    assert axis_number(axis, text) == number
