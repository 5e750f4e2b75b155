"""Single cells beside the grid, as a plan writes them under ``include``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toolkit.documents.near_names import near
from toolkit.errors import PlanError, shown
from toolkit.sweeps.cells import Axes, Cell, Linked, SkipRule, is_skipped, make_cell

ReadOne = Callable[[str, object, str], str]
"""Reads one value on an axis: (axis, value, where)."""


def read_extra(
    rules: Sequence[Mapping[str, object]],
    axes: Axes,
    skip: Sequence[SkipRule],
    linked: Sequence[Linked],
    read: ReadOne,
    *,
    where: str,
    sampled: bool,
) -> tuple[Cell, ...]:
    """The cells of ``rules``: their own values, and each other axis at its first.

    Axes that go together (``linked``) are taken from the first row that holds the values given.

    Raises:
        PlanError: an empty rule, an axis that the plan lacks, a value that the axis cannot take, a
            cell that the grid has already or that is named twice.
    """
    found: dict[str, Cell] = {}
    for number, rule in enumerate(rules):
        here = f"{where}[{number}]"
        if not rule:
            raise PlanError(f"{here}: is empty.", hint="Write {phrase: explicit, weight: 1.6}.")
        given: dict[str, str] = {}
        for name, value in rule.items():
            if name not in axes:
                raise PlanError(
                    f"{here}: the plan has no axis {shown(name)}.",
                    hint=near(name, axes)
                    or f"Its axes are {', '.join(axes)}; name it under 'axes' with the value that "
                    "the other cells have.",
                )
            given[name] = read(name, value, f"{here}.{name}")
        cell = make_cell(axes, _filled(given, axes, linked))
        values = dict(cell.values)
        in_grid = all(values[name] in axes[name] for name in axes)
        if in_grid and not sampled and not is_skipped(axes, tuple(values.values()), skip):
            raise PlanError(f"{here}: the grid has this cell already.", hint="Take it out.")
        if cell.id in found:
            raise PlanError(f"{here}: this cell is given twice.", hint="Keep one of the two.")
        found[cell.id] = cell
    return tuple(found.values())


def _filled(given: Mapping[str, str], axes: Axes, linked: Sequence[Linked]) -> list[str]:
    values = {name: known[0] for name, known in axes.items()}
    for group in linked:
        named = {name: given[name] for name in group.names if name in given}
        rows = (dict(zip(group.names, row, strict=True)) for row in group.rows)
        for row in rows:
            if named.items() <= row.items():
                values |= row
                break
    values |= given
    return list(values.values())
