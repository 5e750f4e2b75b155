"""Which wording bought the improvement: each value on an axis against the axis's reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import final

from toolkit.axes import reference_value
from toolkit.errors import BadInput, shown
from toolkit.rating.differences.paired import (
    PairedDifference,
    holm,
    pair_up,
    paired_difference,
    same_but,
)
from toolkit.rating.differences.unpaired import (
    UnpairedDifference,
    are_independent,
    unpaired_difference,
    unpaired_groups,
)
from toolkit.rating.judged import JudgedCell
from toolkit.rating.tables import Record, Table
from toolkit.rating.variants import asked_of, check_variant_axes, values_on

RUN = "run"
"""The axis of pictures of several runs (`Store.judged_runs`)."""

COSTLY = ("model", "scheduler", "steps", "guidance", "control", "lora", "mend")
"""Axes whose values differ in the time that a picture takes."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What ``value`` on ``axis`` changes of the yield against ``reference``, on the same seeds.

    ``difference`` holds the gain (-1..1) with its interval, pairs and seeds; where no seed is
    shared it is an `UnpairedDifference`, of two independent samples. ``p_adjusted``
    (0..1) is its p-value by Holm, for looking at all values of the axis at once; the interval
    is that of one value looked at alone. ``seconds`` is what the value costs more of a picture's
    making than the reference, in the median of the pairs; None on an axis that costs nothing
    (`COSTLY`) or where no time is known.
    """

    axis: str
    value: str
    reference: str
    difference: PairedDifference | UnpairedDifference
    p_adjusted: float
    seconds: float | None = None

    @property
    def paired(self) -> bool:
        """Whether pictures of the same seeds were compared, and not whole groups."""
        return isinstance(self.difference, PairedDifference)


@final
class Effects(Table[Effect]):
    """A list of `Effect`; `to_frame` has a row for each value."""

    def records(self) -> list[Record]:
        """Every row as plain values: axis, value, reference, difference with bounds, p, counts,
        whether the same seeds were compared, and the seconds more that a picture takes."""
        return [
            {
                "axis": row.axis,
                "value": row.value,
                "reference": row.reference,
                "difference": row.difference.difference,
                "low": row.difference.low,
                "high": row.difference.high,
                "p_value": row.difference.p_value,
                "p_adjusted": row.p_adjusted,
                "pairs": row.difference.pairs,
                "seeds": row.difference.seeds,
                "paired": row.paired,
                "seconds": row.seconds,
            }
            for row in self
        ]


def effects(judged: Sequence[JudgedCell], axis: str, *, reference: str | None = None) -> Effects:
    """Every value on ``axis`` against its reference, on the same gestures, seeds and other axes.

    Args:
        judged: the pictures of a run, from `Store.judged_cells`.
        axis: the axis that is asked about; any but gesture and seed, which pictures share. Of
            ``run``, axes on which each run has one value (its folder, its model) belong to it.
        reference: the value to compare against; by default the one that `toolkit.axes`
            names for this axis (``plain``, weight 1, ``none``, control strength 0).

    Returns:
        One effect a value, in the run's order; none where the axis has a single value.
        A value without a pair of judged pictures is compared as a sample of its own where
        pictures were made elsewhere and no two share a known seed, and left out otherwise.

    Raises:
        UnknownName: no picture has that axis.
        BadInput: the axis is gesture or seed, no picture has the ``reference``, or the pictures
            were asked different questions or measured (`toolkit.rating.mean_effects`).
    """
    if asked_of(judged) == "number":
        raise BadInput(
            "These pictures were measured, not passed or failed.", hint="Use toolkit.mean_effects."
        )
    against, values = compared_values(judged, axis, reference)
    if axis == RUN:
        judged = without_what_runs_decide(judged)
    found: list[tuple[str, PairedDifference | UnpairedDifference]] = []
    for value in values:
        if (difference := _difference(judged, axis, against, value)) is not None:
            found.append((value, difference))
    adjusted = holm([difference.p_value for _, difference in found])
    return Effects(
        Effect(
            axis=axis,
            value=value,
            reference=against,
            difference=difference,
            p_adjusted=p,
            seconds=_extra_seconds(judged, axis, against, value),
        )
        for (value, difference), p in zip(found, adjusted, strict=True)
    )


def _extra_seconds(
    judged: Sequence[JudgedCell], axis: str, against: str, value: str
) -> float | None:
    if axis not in COSTLY:
        return None
    more = [
        two.seconds - one.seconds
        for one, two in same_but(judged, axis, against, value)
        if one.seconds > 0 and two.seconds > 0
    ]
    return median(more) if more else None


def without_what_runs_decide(judged: Sequence[JudgedCell]) -> list[JudgedCell]:
    """``judged`` without the axes on which every run has a single value, one or another.

    What differs between the runs as a whole is what their comparison is about.
    """
    values: dict[str, dict[str, set[str]]] = {}
    for cell in judged:
        named = dict(cell.values)
        for axis, value in cell.values:
            if axis != RUN:
                values.setdefault(axis, {}).setdefault(named[RUN], set()).add(value)
    decided = {
        axis for axis, by_run in values.items() if all(len(each) == 1 for each in by_run.values())
    }
    return [
        replace(cell, values=tuple(pair for pair in cell.values if pair[0] not in decided))
        for cell in judged
    ]


def _difference(
    judged: Sequence[JudgedCell], axis: str, against: str, value: str
) -> PairedDifference | UnpairedDifference | None:
    """Of pairs on the same seeds where there are any, else of two samples; None of neither."""
    if pairs := pair_up(judged, axis, against, value):
        return paired_difference(pairs)
    both = [cell for cell in judged if values_on(cell, [axis])[0][1] in (against, value)]
    if not are_independent(both):
        return None
    groups = unpaired_groups(both, axis, against, value)
    return unpaired_difference(groups) if groups else None


def compared_values(
    judged: Sequence[JudgedCell], axis: str, reference: str | None
) -> tuple[str, list[str]]:
    """The reference of ``axis`` and the values to hold against it, in the run's order.

    No value where the axis has a single one. Raises as `effects`.
    """
    check_variant_axes(judged, [axis])
    values = list(dict.fromkeys(value for cell in judged for _, value in values_on(cell, [axis])))
    if reference is not None and judged and reference not in values:
        raise BadInput(
            f"No picture has the value {shown(reference)} on the axis {shown(axis)}.",
            hint=f"Values: {', '.join(values)}.",
        )
    if len(values) < 2:
        return "", []
    against = reference_value(axis, values) if reference is None else reference
    return against, [value for value in values if value != against]
