"""Skip rules as a plan writes them: which cells of the grid are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.documents.near_names import near
from toolkit.errors import PlanError, shown
from toolkit.sweeps.cells import SkipRule
from toolkit.sweeps.one_value import listed, plan_axis, read_value


def read_skip(
    rules: Sequence[Mapping[str, object]],
    axes: Mapping[str, tuple[str, ...]],
    *,
    where: str,
    dialect: str = "auto",
) -> tuple[SkipRule, ...]:
    """Skip rules checked against the axes: a rule that can never match is a mistake.

    ``dialect`` is how weights are written in words of one's own.

    Raises:
        PlanError: an empty rule, an axis that the plan lacks, a value that is not on its axis.
    """
    out: list[SkipRule] = []
    for i, rule in enumerate(rules):
        here = f"{where}[{i}]"
        if not rule:
            raise PlanError(f"{here}: is empty.", hint="Write {gesture: fist, view: back}.")
        allowed: dict[str, frozenset[str]] = {}
        for name, value in rule.items():
            if name not in axes:
                raise PlanError(
                    f"{here}: the plan has no axis {shown(name)}.",
                    hint=near(name, axes) or f"Its axes are {', '.join(axes)}.",
                )
            place = f"{here}.{name}"
            values = [
                read_value(plan_axis(name), item, where=place, dialect=dialect)
                for item in listed(value, place)
            ]
            for text in values:
                if text not in axes[name]:
                    raise PlanError(
                        f"{place}: {shown(text)} is not on that axis.",
                        hint=near(text, axes[name]) or f"It has {', '.join(axes[name][:20])}.",
                    )
            allowed[name] = frozenset(values)
        out.append(allowed)
    return tuple(out)
