"""Which pictures may be compared: the same in everything but the axes in question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.documents.near_names import near_names
from toolkit.errors import BadInput, UnknownName, shown
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import Asked

ALWAYS = ("gesture", "seed")
"""The axes that every picture has; they are what pictures share, never a variant."""

Values = tuple[tuple[str, str], ...]


def axes_of(judged: Iterable[JudgedCell]) -> tuple[str, ...]:
    """Every axis that occurs, in order of appearance, with ``gesture`` and ``seed``."""
    found = dict.fromkeys(axis for cell in judged for axis, _ in cell.values)
    return tuple(dict.fromkeys([*found, *ALWAYS]))


def varying_axes(judged: Iterable[JudgedCell]) -> tuple[str, ...]:
    """The axes on which the pictures differ, in order, without gesture and seed."""
    seen: dict[str, set[str]] = {}
    for cell in judged:
        for axis, value in cell.values:
            seen.setdefault(axis, set()).add(value)
    return tuple(axis for axis, values in seen.items() if len(values) > 1 and axis not in ALWAYS)


def check_axes(judged: Sequence[JudgedCell], axes: Iterable[str]) -> None:
    """Raise `UnknownName`, with near names, for an axis that no picture has.

    Without any picture every axis passes: nothing is known then. `BadInput` for one named twice.
    """
    named = list(axes)
    for axis in named:
        if named.count(axis) > 1:
            raise BadInput(f"The axis {shown(axis)} is named twice.", hint="Name each axis once.")
    if not judged:
        return
    known = axes_of(judged)
    for axis in named:
        if axis not in known:
            raise UnknownName(
                f"There is no axis {shown(axis)} in these pictures.",
                hint=f"Axes: {', '.join(near_names(axis, known) or known)}.",
            )


def check_variant_axes(judged: Sequence[JudgedCell], axes: Iterable[str]) -> None:
    """As `check_axes`, and raise `BadInput` for gesture and seed: these pictures share."""
    named = list(axes)
    check_axes(judged, named)
    for axis in named:
        if axis in ALWAYS:
            raise BadInput(
                f"Pictures of different {axis}s cannot be compared with each other.",
                hint="Name an axis of wording, such as phrase or weight.",
            )


def values_on(cell: JudgedCell, axes: Iterable[str]) -> Values:
    """The (axis, value) pairs on ``axes``; '' where the picture's sweep has no such axis."""
    said = {"gesture": cell.gesture, "seed": cell.seed_words} | dict(cell.values)
    return tuple((axis, said.get(axis, "")) for axis in axes)


def pictures_by(judged: Iterable[JudgedCell], by: Sequence[str]) -> dict[Values, list[JudgedCell]]:
    """The pictures that share their values on ``by``, in order of appearance.

    A picture that serves several cells of one group is in it once. Raises as `check_axes`.
    """
    cells = list(judged)
    check_axes(cells, by)
    groups: dict[Values, dict[tuple[str, str], JudgedCell]] = {}
    for cell in cells:
        pictures = groups.setdefault(values_on(cell, by), {})
        pictures.setdefault((cell.request_hash, cell.gesture), cell)
    return {values: list(pictures.values()) for values, pictures in groups.items()}


def asked_of(judged: Iterable[JudgedCell]) -> Asked:
    """The question that all of ``judged`` answer; ``gesture`` where there is no picture.

    Raises `BadInput` where they answer different ones: a share of both would mean nothing.
    """
    found: list[Asked] = list(dict.fromkeys(cell.of for cell in judged))
    if len(found) > 1:
        raise BadInput(
            f"These pictures were asked different questions: {', '.join(found)}.",
            hint='Ask one of all runs: store.judged_cells(run, of="gesture").',
        )
    for question in found:
        return question
    return "gesture"


def variant_label(values: Values) -> str:
    """How a variant is called in tables: ``phrase=plain weight=1.2``."""
    return " ".join(f"{axis}={value}" for axis, value in values)


def shared_part(cell: JudgedCell, by: Sequence[str]) -> tuple[str, int, Values]:
    """All that must agree before two pictures may be compared on ``by``."""
    rest = tuple(pair for pair in sorted(cell.values) if pair[0] not in by)
    return cell.gesture, cell.seed, rest


def comparable_groups(judged: Sequence[JudgedCell], by: Sequence[str]) -> list[list[JudgedCell]]:
    """Pictures that agree on everything but ``by``, a group each, in order of appearance.

    Pictures whose seed is not known meet by their number in their cells: any two are as good.

    A picture that serves several cells of one variant is in its group once.
    """
    check_variant_axes(judged, by)
    groups: dict[tuple[str, int, Values], dict[Values, JudgedCell]] = {}
    for cell in judged:
        groups.setdefault(shared_part(cell, by), {}).setdefault(values_on(cell, by), cell)
    return [list(group.values()) for group in groups.values()]
