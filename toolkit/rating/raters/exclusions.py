"""Whose votes are left out of a ranking, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from toolkit.rating.verdicts import Value

Cause = Literal["one_side", "fails_gold", "contradicts_itself", "against_others", "pushes_one"]
"""Why a rater is left out.

``one_side``: chose one side too often for chance (``left`` of ``votes``). ``fails_gold``: answered
known questions as if guessing, or worse (``right`` of ``asked``). ``contradicts_itself``: chose
otherwise when a pair came again (``same`` of ``asked``). ``against_others``: chose the picture that
the others do not (``right`` of ``votes``, ``expected`` right). ``pushes_one``: favours or sinks one
``variant`` as no other rater does (``score`` of ``votes``, ``expected`` score)."""


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A rater whose votes do not count: ``cause`` as a code and ``fields`` with its figures.

    ``votes`` is how many votes of theirs were left out.
    """

    rater: str
    cause: Cause
    votes: int
    fields: tuple[tuple[str, Value], ...] = ()

    def values(self) -> dict[str, Value]:
        """The fields by name."""
        return dict(self.fields)
