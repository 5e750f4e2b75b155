"""`include`: single cells beside the grid."""

from __future__ import annotations

import json

import pytest

from toolkit.errors import GestureError, PlanError
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def plan(**keys: object) -> Plan:
    return load_plan({"gestures": ["peace"], "seeds": 2, **keys}, WORDS)


def test_extra_cells_have_their_values_and_the_first_of_every_other_axis() -> None:
    made = plan(
        axes={"phrase": ["plain", "explicit"], "weight": [1]},
        include=[{"phrase": "explicit", "weight": 1.6}, {"gesture": "fist"}],
    )
    assert (made.cell_count, made.count) == (4, 8)
    *_, heavy, fist = made.cells()
    assert dict(heavy.values)["weight"] == "1.6"
    assert (fist.gesture, fist.value("phrase"), fist.value("weight")) == ("fist", "plain", "1")
    assert [request.prompt for cell, request in made.requests() if cell == fist] == [
        "a photo of raised fist"
    ] * 2


def test_an_extra_cell_brings_words_of_one_s_own_and_another_model() -> None:
    made = plan(
        axes={"negative": ["none"], "model": ["thumbelina"]},
        include=[
            {"negative": "bad hands, extra digits"},
            {"negative": "own", "model": "thumbelina-mid"},
        ],
    )
    assert made.models == ("thumbelina", "thumbelina-mid")
    negatives = [request.negative for _, request in made.requests()]
    assert negatives[:4] == ["", "", *["bad hands, extra digits"] * 2]
    assert all(negatives[4:])


def test_extra_cells_come_beside_a_sample_and_stay_with_linked_axes() -> None:
    made = plan(
        axes={"view": ["palm", "back", "side"]},
        zip=[{"phrase": ["plain", "explicit"], "weight": [1, 1.3]}],
        include=[{"phrase": "explicit", "view": "front"}],
        sample={"count": 2},
    )
    *_, extra = made.cells()
    assert made.cell_count == 3
    assert (extra.value("phrase"), extra.value("weight")) == ("explicit", "1.3")


def test_a_plan_with_extra_cells_comes_back_from_its_json() -> None:
    made = plan(axes={"weight": [1, 1.3]}, include=[{"weight": 0.5}], skip=[{"weight": 1.3}])
    assert made.cell_count == 2
    again = load_plan(json.loads(made.to_json()), WORDS)
    assert again == made


def test_a_huge_grid_is_counted_with_its_extra_cells() -> None:
    grid: dict[str, object] = {f"s{i}": [str(n) for n in range(10)] for i in range(12)}
    slots = ", ".join(f"{{{name}}}" for name in grid)
    made = plan(template=f"{{gesture}}, {slots}", axes=grid, include=[{"s1": "eleven"}])
    assert made.cell_count == 10**12 + 1


@pytest.mark.parametrize(
    ("include", "says"),
    [
        ([{}], r"include\[0\]: is empty"),
        ([{"light": "soft"}], r"include\[0\]: the plan has no axis 'light'"),
        ([{"weight": 3}], r"include\[0\].weight"),
        ([{"weight": [1, 2]}], "expected one value"),
        ([{"weight": 1.3}], "the grid has this cell already"),
        ([{"weight": 0.5}, {"weight": 0.5}], "given twice"),
        ([{"gesture": "peece"}], "No gesture is called 'peece'"),
        ([{"gesture": None}], "expected a word"),
        ([{"phrase": 99}], "has no phrase"),
    ],
)
def test_bad_extra_cells_are_refused_in_one_sentence(include: object, says: str) -> None:
    axes = {"weight": [1, 1.3], "phrase": ["plain"]}
    with pytest.raises(GestureError, match=says):
        plan(axes=axes, include=include)


def test_too_many_extra_cells_are_refused() -> None:
    with pytest.raises(PlanError, match="include"):
        plan(axes={"weight": [1]}, include=[{"weight": n / 200} for n in range(257)])
