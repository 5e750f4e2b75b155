"""Names near to a mistyped one, for the hint of an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 200
"""Characters; comparing takes time with the square of the length, and no name is longer."""

CUTOFF = 0.6


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """At most three of ``known``, the nearest first, capitals aside; empty when none is near."""
    by_fold = {each.lower(): each for each in known}
    if len(name) > LONGEST:
        return []
    found = difflib.get_close_matches(name.lower(), by_fold, n=3, cutoff=CUTOFF)
    return [by_fold[match] for match in found]


def near(name: str, known: Iterable[str]) -> str:
    """ "Did you mean 'x'?" for the names nearest to a wrong one, or an empty string."""
    named = " or ".join(map(repr, near_names(name, known)))
    return f"Did you mean {named}?" if named else ""
