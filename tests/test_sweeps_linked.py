"""``zip``: axes that go together, counted, walked, sampled and written back."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PlanError, UnknownName
from toolkit.sweeps.cells import Linked, count_cells, sample_cells, unlinked_boxes, walk_cells
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()
BLAKE = "disfigured, deformed hands"


def plan(**keys: object) -> Plan:
    return load_plan({"gestures": ["peace", "fist"], "seeds": 2, **keys}, WORDS)


def rows(made: Plan, *axes: str) -> list[tuple[str, ...]]:
    return [tuple(cell.value(axis) for axis in axes) for cell in made.cells()]


def test_axes_that_go_together() -> None:
    made = plan(
        axes={"weight": [1, 1.3]},
        zip=[
            {"phrase": ["plain", "waving his hands", "plain"], "negative": ["none", BLAKE, BLAKE]}
        ],
    )
    assert made.cell_count == 2 * 2 * 3 and made.count == 24
    assert made.axes["phrase"] == ("plain", "waving his hands")
    assert set(rows(made, "phrase", "negative")) == {
        ("plain", "none"),
        ("waving his hands", BLAKE),
        ("plain", BLAKE),
    }
    assert len(rows(made, "gesture", "weight", "phrase", "negative")) == 12


def test_two_groups_and_a_model_that_goes_with_its_guidance() -> None:
    made = plan(
        zip=[
            {"model": ["thumbelina", "thumbelina-early"], "guidance": [3, 5]},
            {"view": ["palm", "back"], "side": ["right", "left"], "skin": ["deep", "deep"]},
        ]
    )
    assert next(iter(made.axes)) == "model" and made.models == ("thumbelina", "thumbelina-early")
    assert made.cell_count == 2 * 2 * 2
    assert set(rows(made, "model", "guidance")) == {("thumbelina", "3"), ("thumbelina-early", "5")}
    assert {request.guidance for _, request in made.requests()} == {3.0, 5.0}


def test_skip_and_exclude_are_one_and_hold_for_linked_axes() -> None:
    linked = [{"phrase": ["plain", "explicit"], "weight": [1, 1.3]}]
    left_out = {"gesture": "fist", "weight": 1.3}
    for key in ("skip", "exclude"):
        made = plan(zip=linked, **{key: [left_out]})
        assert rows(made, "gesture", "phrase", "weight") == [
            ("peace", "plain", "1"),
            ("peace", "explicit", "1.3"),
            ("fist", "plain", "1"),
        ]


def test_linked_axes_survive_json() -> None:
    made = plan(
        axes={"side": ["right", "left"]},
        zip=[{"phrase": ["plain", "", "plain"], "weight": [1, 0.5, 1.5]}],
        exclude=[{"phrase": "", "side": "left"}],
        sample={"count": 5, "seed": 2},
    )
    again = load_plan(json.loads(made.to_json()), WORDS)
    assert again == made and again.to_json() == made.to_json()
    assert list(again.cells()) == list(made.cells()) and again.cell_count == 5


def test_a_sample_of_many_rows_is_found() -> None:
    many = [f"wording {number} of a hand" for number in range(600)]
    made = plan(
        gestures=["peace"],
        zip=[{"phrase": many, "weight": [(n % 200) / 100 for n in range(600)]}],
        sample={"count": 40},
    )
    found = rows(made, "phrase", "weight")
    assert len(set(found)) == 40
    assert all(float(weight) == (many.index(phrase) % 200) / 100 for phrase, weight in found)


NAMES = ("a", "b", "c", "d")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_cells_are_those_of_a_slow_filter(data: st.DataObject) -> None:
    values = st.sampled_from(["0", "1", "2"])
    size = data.draw(st.integers(2, 3))
    found = data.draw(st.lists(st.tuples(*[values] * size), min_size=1, max_size=6, unique=True))
    group = Linked(names=NAMES[:size], rows=tuple(found))
    axes = {"gesture": ("g",), **dict.fromkeys(NAMES[size:], ("0", "1")), **group.columns}
    boxes = unlinked_boxes(axes, [group])
    slow = [
        choice
        for choice in itertools.product(*axes.values())
        if tuple(dict(zip(axes, choice, strict=True))[name] for name in group.names) in found
    ]
    cells = list(walk_cells(axes, boxes))
    assert [tuple(value for _, value in cell.values) for cell in cells] == slow
    assert count_cells(axes, boxes) == len(slow)
    if len(slow) > 1:
        some = list(sample_cells(axes, boxes, count=len(slow) - 1, seed=1, linked=[group]))
        assert {cell.id for cell in some} < {cell.id for cell in cells}


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        ({"zip": [{"phrase": ["plain"]}]}, PlanError, r"zip\[0\]: names 1 axes"),
        ({"zip": [{}]}, PlanError, "names 0 axes"),
        (
            {"zip": [{"phrase": ["plain", "explicit"], "weight": [1]}]},
            PlanError,
            r"zip\[0\]: has 2 of phrase, 1 of weight",
        ),
        (
            {"zip": [{"phrase": ["plain"], "weight": [1]}], "axes": {"weight": 1}},
            PlanError,
            "'weight' stands under axes too",
        ),
        (
            {"zip": [{"phrase": "plain", "weight": 1}, {"weight": 1, "side": "left"}]},
            PlanError,
            r"zip\[1\]: the axis 'weight' stands under zip too",
        ),
        (
            {"zip": [{"phrase": ["plain", "plain"], "weight": [1, 1.0]}]},
            PlanError,
            r"the row \['plain', '1'\] is given twice",
        ),
        ({"zip": [{"phrase": "plain", "lens": "wide"}]}, UnknownName, "no axis 'lens'"),
        ({"zip": [{"gesture": "peace", "weight": 1}]}, UnknownName, "under the key 'gestures'"),
        (
            {"zip": [{"model": "thumbelina", "weight": 1}], "model": "thumbelina"},
            PlanError,
            "model stands both under zip and as model",
        ),
        ({"zip": {"phrase": "plain"}}, PlanError, "zip"),
        ({"exclude": [{"view": "palm"}]}, PlanError, r"exclude\[0\]: the plan has no axis 'view'"),
    ],
)
def test_what_cannot_go_together_is_one_sentence(
    keys: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        plan(**keys)


def test_a_million_millions_of_cells_stay_lazy() -> None:
    seven = [f"{n} ways" for n in range(1, 8)]
    made = plan(
        gestures="all",
        template="{gesture}, {" + "}, {".join(f"s{n}" for n in range(12)) + "}",
        axes={f"s{n}": seven for n in range(10)},
        zip=[{"s10": seven, "s11": [*seven[1:], seven[0]]}],
    )
    assert made.cell_count == len(WORDS) * 7**11 > 10**11
    assert next(made.cells()).value("s11") == seven[1]
