"""Cells: every combination of axis values, counted exactly and walked lazily.

A skip rule is a box in the grid: a map from axis to values; a cell that matches every axis of
a rule is left out. Neither counting nor walking ever builds the grid: a subtree that a rule
covers is passed over whole, and subtrees that no rule can reach any more are multiplied out.
Linked axes (``zip`` in a plan) are such boxes too: all that is none of their rows is skipped.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.errors import PlanError
from toolkit.sweeps.seeds import keyed_choice

Axes = Mapping[str, tuple[str, ...]]
SkipRule = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One combination of axis values, without the seed; ``id`` depends on the values alone."""

    id: str
    gesture: str
    values: tuple[tuple[str, str], ...]

    def value(self, axis: str) -> str:
        """The value on ``axis``; raises KeyError when the sweep has no such axis."""
        return dict(self.values)[axis]


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Axes by ``names`` (two or more) whose values go together: one of ``rows`` a cell."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Each axis with its different values, in the order of the rows."""
        columns = zip(*self.rows, strict=True)
        return {
            name: tuple(dict.fromkeys(column))
            for name, column in zip(self.names, columns, strict=True)
        }


def cell_id(values: Iterable[tuple[str, str]]) -> str:
    """12 hex digits that the values alone decide, in whatever order the axes stand."""
    text = json.dumps(sorted(values), separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def make_cell(axes: Axes, choice: Sequence[str]) -> Cell:
    """The cell at ``choice``, one value for each axis in order; ``gesture`` must be an axis."""
    values = tuple(zip(axes, choice, strict=True))
    return Cell(id=cell_id(values), gesture=dict(values)["gesture"], values=values)


def count_cells(axes: Axes, skip: Sequence[SkipRule] = ()) -> int:
    """How many cells stay after the skip rules, whatever the size of the grid."""
    names = tuple(axes)
    room = [math.prod(len(axes[name]) for name in names[i:]) for i in range(len(names) + 1)]

    @cache
    def count(depth: int, alive: frozenset[int]) -> int:
        if not alive or depth == len(names):
            return room[depth]
        name = names[depth]
        alike = Counter(_still(name, value, alive, skip) for value in axes[name])
        return sum(
            times * count(depth + 1, rules)
            for rules, times in alike.items()
            if not _covered(rules, names, depth, skip)
        )

    return count(0, _reachable(axes, skip))


def walk_cells(axes: Axes, skip: Sequence[SkipRule] = ()) -> Iterator[Cell]:
    """The cells that stay, one at a time, the last axis changing fastest."""
    return (make_cell(axes, choice) for choice in walk_choices(axes, skip))


def walk_choices(axes: Axes, skip: Sequence[SkipRule] = ()) -> Iterator[tuple[str, ...]]:
    """The choices that `walk_cells` makes cells of: a value for each axis, in order."""
    names = tuple(axes)
    reachable = _reachable(axes, skip)
    if not reachable:
        return itertools.product(*axes.values())

    def walk(choice: tuple[str, ...], alive: frozenset[int]) -> Iterator[tuple[str, ...]]:
        depth = len(choice)
        if depth == len(names):
            yield choice
            return
        for value in axes[names[depth]]:
            rules = _still(names[depth], value, alive, skip)
            if not _covered(rules, names, depth, skip):
                yield from walk((*choice, value), rules)

    return walk((), reachable)


def sample_cells(
    axes: Axes,
    skip: Sequence[SkipRule] = (),
    *,
    count: int,
    seed: int,
    linked: Sequence[Linked] = (),
) -> Iterator[Cell]:
    """``count`` different cells drawn at random; all of them when there are no more.

    Draw i takes its value on each axis by `keyed_choice`, keyed by (seed, axis, i): adding a
    value to an axis, or reordering axes and values, moves no other draw. Of ``linked`` axes a row
    is drawn, keyed by their names together; what is no row must be skipped as well.

    Raises:
        PlanError: the skip rules leave so few cells that drawing does not find them.
    """
    kept = count_cells(axes, skip)
    if count >= kept:
        yield from walk_cells(axes, skip)
        return
    rows_by_key = [{json.dumps(row): row for row in group.rows} for group in linked]
    seen: set[tuple[str, ...]] = set()
    index = 0
    patience = 1000 + 200 * count
    while len(seen) < count:
        if index >= patience:
            raise PlanError(
                f"Drawing {count} of {kept} cells found only {len(seen)} in {index} tries; "
                "the skip rules leave too little.",
                hint="Leave 'sample' out, or take values off the axes instead of skipping.",
            )
        drawn = {
            name: keyed_choice(values, seed=seed, slot=name, index=index)
            for name, values in axes.items()
        }
        for group, rows in zip(linked, rows_by_key, strict=True):
            key = keyed_choice(tuple(rows), seed=seed, slot="+".join(group.names), index=index)
            drawn |= dict(zip(group.names, rows[key], strict=True))
        choice = tuple(drawn.values())
        index += 1
        if choice in seen or is_skipped(axes, choice, skip):
            continue
        seen.add(choice)
        yield make_cell(axes, choice)


def unlinked_boxes(axes: Axes, linked: Sequence[Linked]) -> tuple[SkipRule, ...]:
    """The boxes of all cells whose values do not go together.

    For each beginning of a row: every value of the next axis that continues no row.
    """
    boxes: list[SkipRule] = []
    for group in linked:
        for depth in range(1, len(group.names)):
            following: dict[tuple[str, ...], set[str]] = {}
            for row in group.rows:
                following.setdefault(row[:depth], set()).add(row[depth])
            name = group.names[depth]
            for beginning, allowed in following.items():
                if others := frozenset(axes[name]) - allowed:
                    box: Mapping[str, frozenset[str]] = {
                        each: frozenset({value})
                        for each, value in zip(group.names, beginning, strict=False)
                    }
                    boxes.append({**box, name: others})
    return tuple(boxes)


def _reachable(axes: Axes, skip: Sequence[SkipRule]) -> frozenset[int]:
    return frozenset(
        i for i, rule in enumerate(skip) if rule and all(name in axes for name in rule)
    )


def _still(
    name: str, value: str, alive: frozenset[int], skip: Sequence[SkipRule]
) -> frozenset[int]:
    """The rules that ``value`` on axis ``name`` does not rule out."""
    return frozenset(i for i in alive if name not in skip[i] or value in skip[i][name])


def _covered(
    rules: frozenset[int], names: tuple[str, ...], depth: int, skip: Sequence[SkipRule]
) -> bool:
    """Whether some rule's last axis has been met: everything below is skipped."""
    later = names[depth + 1 :]
    return any(not any(name in skip[i] for name in later) for i in rules)


def is_skipped(axes: Axes, choice: Sequence[str], skip: Sequence[SkipRule]) -> bool:
    """Whether a rule leaves out the cell at ``choice``, one value for each axis in order."""
    values = dict(zip(axes, choice, strict=True))
    return any(
        rule and all(values.get(name) in allowed for name, allowed in rule.items()) for rule in skip
    )
