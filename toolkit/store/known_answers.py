"""Pairs whose answer is known, and what raters answered to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.rating.raters.vote_checks import KnownAnswer

if TYPE_CHECKING:
    from toolkit.rating.judged import JudgedCell
    from toolkit.store.store import Store

FOR_CHECKS = "checks"
"""The owner of runs of known pairs: asked between other pairs, shown nowhere, never ranked."""

FLAW_AXIS, WHOLE = "flaw", "none"
"""The axis that tells the two pictures of a known pair apart, and its value for the whole hand."""


def known_answers(store: Store) -> Iterator[KnownAnswer]:
    """What every rater answered to known pairs in ``store``, whichever run they were asked between.

    Who takes the whole hand is right; who takes the malformed one, or calls both equal, is not.
    "Both bad" and "not sure" are no answers. Raises `StoreError`.
    """
    for run in store.runs():
        if run.owner != FOR_CHECKS or not run.votes:
            continue
        whole = whole_pictures(store.judged_cells(run.id, of="gesture"))
        for vote in store.votes(run.id):
            sides = {"left": vote.left, "right": vote.right}
            if vote.winner == "tie" or vote.winner in sides:
                yield KnownAnswer(rater=vote.rater, right=sides.get(vote.winner) in whole)


def whole_pictures(judged: list[JudgedCell]) -> set[str]:
    """The request hashes of the whole hands among known pairs."""
    return {each.request_hash for each in judged if dict(each.values).get(FLAW_AXIS) == WHOLE}
