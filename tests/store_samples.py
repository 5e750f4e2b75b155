"""Requests, cells and votes for the store's tests: small, deterministic, all different."""

from __future__ import annotations

from datetime import UTC, datetime

from PIL import Image as Pictures
from PIL.Image import Image as Picture

from toolkit.rating.verdicts import Outcome, Reason, Verdict
from toolkit.rating.votes import Vote, Winner
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

GESTURES = ("fist", "peace")
WEIGHTS = ("0.8", "1.2")


def sample_pairs(seeds: int = 3) -> list[tuple[Cell, GenerationRequest]]:
    """2 gestures × 2 weights × ``seeds`` pictures."""
    return [
        (
            Cell(
                id=f"{gesture}-{weight}",
                gesture=gesture,
                values=(("gesture", gesture), ("weight", weight), ("model", "m")),
            ),
            GenerationRequest(
                prompt=f"({gesture}){weight}", negative="blur", seed=seed, model="m", guidance=4.0
            ),
        )
        for gesture in GESTURES
        for weight in WEIGHTS
        for seed in range(seeds)
    ]


def sample_picture(request: GenerationRequest, side_px: int = 16) -> Picture:
    """A picture that differs from one request to the next."""
    digest = bytes.fromhex(request.hash)
    return Pictures.frombytes("RGB", (side_px, side_px), (digest * side_px**2)[: side_px**2 * 3])


def sample_verdict(
    request: GenerationRequest, expected: str, outcome: Outcome, judge: str = "hand-landmarks"
) -> Verdict:
    """A verdict whose reason fits its outcome."""
    reasons: dict[Outcome, Reason] = {
        "pass": "match",
        "fail": "no_hand",
        "unsure": "unclear",
        "unjudged": "no_judge",
        "measured": "measured",
    }
    return Verdict(
        request_hash=request.hash,
        expected=expected,
        outcome=outcome,
        reason=reasons[outcome],
        judge=judge,
        judge_version="1",
        score=0.5,
    )


def sample_vote(
    run: str,
    left: tuple[Cell, GenerationRequest],
    right: tuple[Cell, GenerationRequest],
    winner: Winner = "left",
    uuid: str = "vote-1",
) -> Vote:
    """A vote between two pictures of the left one's gesture."""
    return Vote(
        uuid=uuid,
        run=run,
        gesture=left[0].gesture,
        left=left[1].hash,
        right=right[1].hash,
        left_cell=left[0].id,
        right_cell=right[0].id,
        winner=winner,
        rater="ann",
        latency_ms=812,
        propensity=0.25,
        created_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        app_version="0.1",
    )
