"""Mending as the Sweep form has it: which hands, how strongly, how often; always beside none."""

from __future__ import annotations

from toolkit.axes import NOTHING
from toolkit.errors import PlanError
from toolkit.sweeps.mend_values import LEAST_STRENGTH, MAX_PASSES, MendValue, mend_of, read_mend
from toolkit.sweeps.plan import Plan
from toolkit.ui.sweep.form_values import (
    MEND_STRENGTHS,
    PASSES,
    MendChoice,
    decimal_number,
    listed,
    whole_number,
)


def mend_axis(choice: MendChoice) -> dict[str, list[str]]:
    """The values of the axis ``mend``, as cells carry them; nothing chosen leaves the axis out.

    Raises:
        FormError: a strength that is no number from 0.05 to 1, passes that are not 1 to 4.
        PlanError: hands that are neither wrong ones nor all.
    """
    if choice.hands == NOTHING:
        return {}
    strengths = [
        decimal_number(each, "mend_strengths", low=LEAST_STRENGTH, high=1)
        for each in listed(choice.strengths) or [MEND_STRENGTHS]
    ]
    passes = [
        whole_number(each, "passes", low=1, high=MAX_PASSES)
        for each in listed(choice.passes) or [PASSES]
    ]
    values = [
        read_mend(strength, times, choice.hands, where="mend").text
        for strength in strengths
        for times in passes
    ]
    return {"mend": [NOTHING, *dict.fromkeys(values)]}


def mend_choice_of(plan: Plan) -> MendChoice | None:
    """What the page says for ``plan``; None where a plan says more than it can."""
    asked = plan.axes.get("mend", ())
    if not asked:
        return MendChoice()
    try:
        mends = [mend for value in asked if (mend := mend_of(value)) is not None]
    except PlanError:
        return None
    if len({mend.hands for mend in mends}) != 1:
        return None
    said = MendChoice(
        hands=mends[0].hands,
        strengths=_typed(mends, "strength"),
        passes=_typed(mends, "passes"),
    )
    return said if tuple(mend_axis(said)["mend"]) == tuple(asked) else None


def _typed(mends: list[MendValue], field: str) -> str:
    return ", ".join(dict.fromkeys(f"{getattr(mend, field):g}" for mend in mends))
