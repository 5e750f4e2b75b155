"""`docs/plans.md` tells of every key and axis there is, and is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.axes import AXES, PLAN_AXES
from toolkit.cli.plan_reference import axis_values, plan_reference
from toolkit.sweeps.document import PlanDocument, SampleDocument, SettingsDocument
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

PAGE = Path(__file__).parent.parent / "docs" / "plans.md"


def test_the_page_is_up_to_date() -> None:
    stale = "run: python -m toolkit.cli.plan_reference > docs/plans.md"
    assert PAGE.read_text("utf-8") == plan_reference(), stale


def test_every_key_and_axis_is_explained() -> None:
    rows = [line.split(" | ") for line in plan_reference().splitlines() if line.startswith("| `")]
    explained = {cells[0].removeprefix("| ").strip("`") for cells in rows if len(cells[1]) > 10}
    for model in (PlanDocument, SettingsDocument, SampleDocument):
        assert set(model.model_fields) <= explained
    assert set(PLAN_AXES) <= explained


def test_the_settings_are_the_axes_that_are_settings_and_two_more() -> None:
    axes = {name for name, axis in AXES.items() if axis.setting}
    assert set(SettingsDocument.model_fields) == axes | {"size", "dialect"}


@pytest.mark.parametrize(
    ("axis", "words"),
    [
        ("weight", "a number from 0 to 2"),
        ("steps", "a whole number from 1 to 500"),
        ("control", "`none`, `skeleton`, `depth`"),
        ("phrase", "`plain`, `explicit`, a number, your own words, `none`, or `all`"),
        ("view", "a view word, your own words, `none`, or `all`"),
    ],
)
def test_values_in_words(axis: str, words: str) -> None:
    assert axis_values(AXES[axis]) == words


def test_the_example_on_the_page_is_a_plan() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", plan_reference(), re.DOTALL)
    plans = [load_plan(example, load_vocabulary()) for example in examples]
    assert [plan.count for plan in plans] == [(2 * 2 * 3 - 3) * 4, 2 * 3 * 2 * 3 * 2 * 8]
