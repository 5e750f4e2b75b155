"""A vote: one blind comparison of two pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Winner = Literal["left", "right", "tie", "both_bad", "not_sure"]


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One blind comparison of two pictures of the same gesture.

    ``uuid`` is made by the client, so that a repeated press is stored once. ``left`` and
    ``right`` are request hashes as shown; ``left_cell``/``right_cell`` the cells they stand
    for. ``propensity`` (0..1] is the probability with which this pair was drawn.
    """

    uuid: str
    run: str
    gesture: str
    left: str
    right: str
    left_cell: str
    right_cell: str
    winner: Winner
    rater: str
    latency_ms: int
    propensity: float
    created_at: datetime
    app_version: str = ""
