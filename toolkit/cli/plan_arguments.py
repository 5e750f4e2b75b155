"""What `gesture expand` is asked about: a plan, or some gestures with all their phrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit import Plan, Vocabulary


def plan_or_gestures(named: Sequence[str], vocabulary: Vocabulary) -> Plan:
    """The plan called ``named[0]``, or, for gesture ids, a plan of all their phrases, one seed.

    One word is a plan when it can only be a file, is a file, or no gesture is called so and a
    sample plan is. Raises `PlanError` or `UnknownName`.
    """
    from toolkit import load_plan
    from toolkit.sweeps.samples import names_file, sample_plans

    if len(named) == 1:
        only = named[0]
        sample = only not in vocabulary.gestures and only in sample_plans()
        if sample or names_file(only) or _is_file(only):
            return load_plan(only, vocabulary)
    gestures = [vocabulary.gesture(name).id for name in named]
    return load_plan(
        {"name": "expand", "gestures": gestures, "axes": {"phrase": "all"}, "seeds": 1},
        vocabulary,
    )


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False  # a name too long or with a NUL is no file
