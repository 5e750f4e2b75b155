from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import PlanError
from toolkit.sweeps.cells import (
    Cell,
    SkipRule,
    cell_id,
    count_cells,
    make_cell,
    sample_cells,
    walk_cells,
)

AXES = {"model": ("m",), "gesture": ("g0", "g1", "g2"), "view": ("v0", "v1"), "weight": ("1", "2")}
NAMES = ("gesture", "view", "weight", "skin")


@st.composite
def grids(draw: st.DrawFn) -> tuple[dict[str, tuple[str, ...]], list[SkipRule]]:
    axes = {
        name: tuple(f"{name[0]}{i}" for i in range(draw(st.integers(1, 4))))
        for name in draw(st.permutations(NAMES))
    }
    rules: list[SkipRule] = []
    for _ in range(draw(st.integers(0, 4))):
        names = draw(st.sets(st.sampled_from(NAMES), min_size=1))
        rules.append(
            {n: frozenset(draw(st.sets(st.sampled_from(axes[n]), min_size=1))) for n in names}
        )
    return axes, rules


def slowly(axes: dict[str, tuple[str, ...]], rules: list[SkipRule]) -> list[Cell]:
    """The twin: build the whole product, then throw out what a rule matches."""
    out: list[Cell] = []
    for choice in itertools.product(*axes.values()):
        values = dict(zip(axes, choice, strict=True))
        if not any(all(values[n] in box for n, box in rule.items()) for rule in rules):
            out.append(make_cell(axes, choice))
    return out


@settings(max_examples=150, deadline=None)
@given(grids())
def test_walk_and_count_agree_with_the_slow_twin(
    grid: tuple[dict[str, tuple[str, ...]], list[SkipRule]],
) -> None:
    axes, rules = grid
    expected = slowly(axes, rules)
    assert list(walk_cells(axes, rules)) == expected
    assert count_cells(axes, rules) == len(expected)


def test_a_billion_cells_are_counted_and_begun_at_once() -> None:
    axes = {name: tuple(str(i) for i in range(1000)) for name in ("gesture", "a", "b")}
    rules = [{"gesture": frozenset({"0"}), "b": frozenset(str(i) for i in range(500))}]
    assert count_cells(axes, rules) == 10**9 - 1000 * 500
    first = next(walk_cells(axes, rules))
    assert first.values == (("gesture", "0"), ("a", "0"), ("b", "500"))


def test_what_is_skipped_whole_is_passed_over_whole() -> None:
    axes = {name: tuple(str(i) for i in range(1000)) for name in ("gesture", "a", "b", "c")}
    rules = [{"gesture": frozenset(str(i) for i in range(999))}]
    assert next(walk_cells(axes, rules)).gesture == "999"


def test_ids_depend_on_values_alone() -> None:
    pairs = [("gesture", "a"), ("view", "b")]
    assert cell_id(pairs) == cell_id(pairs[::-1])
    cells = list(walk_cells(AXES))
    assert len({cell.id for cell in cells}) == len(cells) == 12
    more = {**AXES, "view": ("v9", *AXES["view"])}
    assert {c.id for c in cells} < {c.id for c in walk_cells(more)}


def test_sampling_draws_different_cells_and_honours_skip() -> None:
    rules = [{"gesture": frozenset({"g0"})}]
    drawn = list(sample_cells(AXES, rules, count=5, seed=3))
    assert len({cell.id for cell in drawn}) == 5
    assert all(cell.gesture != "g0" for cell in drawn)
    assert drawn == list(sample_cells(AXES, rules, count=5, seed=3))
    assert drawn != list(sample_cells(AXES, rules, count=5, seed=4))
    assert len(list(sample_cells(AXES, rules, count=99, seed=3))) == 8


def test_sampling_a_billion_is_stable_when_a_value_is_added() -> None:
    axes = {name: tuple(f"{name}{i}" for i in range(100)) for name in ("gesture", "a", "b", "c")}
    before = {c.id for c in sample_cells(axes, count=50, seed=1)}
    after = {c.id for c in sample_cells({**axes, "b": (*axes["b"], "new")}, count=50, seed=1)}
    assert len(before & after) >= 45
    reordered = {name: axes[name][::-1] for name in reversed(list(axes))}
    assert {c.id for c in sample_cells(reordered, count=50, seed=1)} == before


def test_sampling_gives_up_when_nothing_is_left() -> None:
    axes = {name: tuple(str(i) for i in range(100)) for name in ("gesture", "a", "b")}
    rules = [{"gesture": frozenset(str(i) for i in range(99))}, {"a": frozenset(axes["a"][:99])}]
    assert count_cells(axes, rules) == 100
    with pytest.raises(PlanError, match="Drawing 3 of 100 cells"):
        list(sample_cells(axes, rules, count=3, seed=0))
