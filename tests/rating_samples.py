"""Judged cells and votes for the statistics' tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from toolkit.rating import Asked, JudgedCell, Outcome, Vote, Winner

REASON = {
    "pass": "match",
    "fail": "other_gesture",
    "unsure": "unclear",
    "unjudged": "no_judge",
    "measured": "measured",
}


def judged(
    outcome: Outcome = "pass",
    *,
    gesture: str = "fist",
    seed: int = 0,
    reason: str = "",
    picture: str = "",
    number: float | None = None,
    of: Asked = "gesture",
    **values: str,
) -> JudgedCell:
    """A judged picture; ``values`` are its axes, ``picture`` names it when cells share one.

    With a ``number``, or "measured", it was asked for a number.
    """
    measured = number is not None or outcome == "measured"
    axes = (("gesture", gesture), *values.items())
    name = picture or f"{axes} {seed}"
    return JudgedCell(
        cell=hashlib.sha256(repr(axes).encode()).hexdigest()[:12],
        gesture=gesture,
        values=axes,
        seed=seed,
        request_hash=hashlib.sha256(name.encode()).hexdigest(),
        outcome="measured" if number is not None else outcome,
        reason=reason or REASON[outcome],
        of="number" if measured else of,
        gesture_outcome=outcome if of == "gesture" and not measured else "unjudged",
        form_outcome=outcome if of == "form" else "unjudged",
        number=number,
    )


def vote(left: JudgedCell, right: JudgedCell, winner: Winner, *, rater: str = "ann") -> Vote:
    """A vote on two pictures."""
    return Vote(
        uuid=f"{rater}-{left.request_hash[:8]}-{right.request_hash[:8]}",
        run="run",
        gesture=left.gesture,
        left=left.request_hash,
        right=right.request_hash,
        left_cell=left.cell,
        right_cell=right.cell,
        winner=winner,
        rater=rater,
        latency_ms=500,
        propensity=0.1,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
