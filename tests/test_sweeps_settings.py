"""One merge of settings: a cell's axes over the plan's settings over the model's."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput
from toolkit.sweeps.settings import (
    ControlModel,
    ModelDefaults,
    ResolvedSettings,
    Settings,
    resolve,
)

DEPTH = ControlModel(kind="depth", name="d", revision="1")
SKELETON = ControlModel(kind="skeleton", name="s", revision="2")
MODEL = ModelDefaults(
    revision="r",
    steps=12,
    guidance=2.5,
    width_px=96,
    height_px=64,
    scheduler="LCMScheduler",
    controls=(DEPTH, SKELETON),
)
OF_MODEL = ResolvedSettings(
    revision="r",
    dialect="compel",
    scheduler="LCMScheduler",
    steps=12,
    guidance=2.5,
    width_px=96,
    height_px=64,
    control="none",
    control_strength=1.0,
    control_start=0.0,
    control_end=1.0,
    network=None,
)
OF_PLAN = ResolvedSettings(
    revision="r",
    dialect="plain",
    scheduler="DDIMScheduler",
    steps=7,
    guidance=0.0,
    width_px=128,
    height_px=256,
    control="depth",
    control_strength=0.0,
    control_start=0.0,
    control_end=1.0,
    network=DEPTH,
)
OF_CELL = ResolvedSettings(
    revision="r",
    dialect="plain",
    scheduler="default",
    steps=9,
    guidance=1.5,
    width_px=128,
    height_px=256,
    control="skeleton",
    control_strength=0.25,
    control_start=0.1,
    control_end=0.8,
    network=SKELETON,
)
PLAN = Settings(
    steps=7,
    guidance=0.0,
    size=(128, 256),
    scheduler="DDIMScheduler",
    control="depth",
    control_strength=0.0,
    dialect="plain",
)
CELL = {
    "steps": "9",
    "guidance": "1.5",
    "scheduler": "default",
    "control": "skeleton",
    "control_strength": "0.25",
    "control_start": "0.1",
    "control_end": "0.8",
}


@pytest.mark.parametrize(
    ("settings", "values", "expected"),
    [(Settings(), {}, OF_MODEL), (PLAN, {}, OF_PLAN), (PLAN, CELL, OF_CELL)],
)
def test_axes_come_before_the_plan_and_the_plan_before_the_model(
    settings: Settings, values: dict[str, str], expected: ResolvedSettings
) -> None:
    made = resolve(MODEL, settings, values)
    assert made == expected
    assert isinstance(made.steps, int)
    assert isinstance(made.guidance, float)


@pytest.mark.parametrize("axis", CELL)
def test_each_axis_moves_its_own_setting_alone(axis: str) -> None:
    made = resolve(MODEL, PLAN, {axis: CELL[axis]})
    assert getattr(made, axis) == getattr(OF_CELL, axis)
    for other in CELL:
        if other != axis:
            assert getattr(made, other) == getattr(OF_PLAN, other)


def test_a_model_without_a_network_for_the_kind_has_none() -> None:
    bare = ModelDefaults(controls=(SKELETON,))
    assert resolve(bare, Settings(control="depth"), {}).network is None


def test_a_value_that_is_no_number_is_an_error_in_words() -> None:
    with pytest.raises(BadInput, match="'many' on the axis 'steps' is not a number"):
        resolve(MODEL, Settings(), {"steps": "many"})
