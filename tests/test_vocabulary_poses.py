"""The pose shorthand: named states, overrides, spreads."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.hands.pose import FingerPose
from toolkit.vocabulary.pose_schema import FingerIn, PoseIn, ThumbIn
from toolkit.vocabulary.poses import (
    FINGER_NAMES,
    FINGER_STATES,
    SPREADS,
    THUMB_STATES,
    finger_pose,
    spread_deg,
    thumb_pose,
)


@pytest.mark.parametrize(
    ("state", "angles"),
    [
        ("straight", (0, 0, 0)),
        ("relaxed", (25, 35, 20)),
        ("half", (45, 50, 33)),
        ("tabletop", (90, 0, 0)),
        ("claw", (0, 70, 45)),
        ("hook", (0, 100, 67)),
        ("fist", (90, 100, 70)),
    ],
)
def test_finger_states_are_the_clinical_ones(state: str, angles: tuple[float, ...]) -> None:
    pose = FINGER_STATES[state]  # type: ignore[index]
    assert (pose.mcp, pose.pip, pose.dip) == angles


def test_every_named_state_can_be_written() -> None:
    for state in FINGER_STATES:
        assert FingerIn(state=state).state == state
    for state in THUMB_STATES:
        assert ThumbIn(state=state).state == state
    for spread in SPREADS:
        pose = PoseIn.model_validate({"fingers": "straight", "thumb": "out", "spread": spread})
        assert pose.record().pinky.spread == SPREADS[spread]["pinky"]


def test_overrides_win_over_states_and_spreads() -> None:
    pose = PoseIn.model_validate(
        {
            "fingers": "straight",
            "ring": {"state": "fist", "mcp": 80, "spread": 5},
            "thumb": {"state": "out", "ip": 12},
            "spread": "wide",
        }
    ).record()
    assert pose.ring == FingerPose(mcp=80, pip=100, dip=70, spread=5)
    assert pose.index == FingerPose(spread=SPREADS["wide"]["index"])
    assert pose.thumb == thumb_pose(state="out", angles_deg={"ip": 12})
    assert pose.side == "right"


@given(st.floats(-45, 95), st.sampled_from(FINGER_NAMES))
def test_spread_shrinks_with_the_knuckles_bend(mcp: float, finger: str) -> None:
    full = SPREADS["wide"][finger]  # type: ignore[index]
    spread = spread_deg("wide", finger, mcp)  # type: ignore[arg-type]
    assert 0.0 <= spread <= full
    assert spread >= spread_deg("wide", finger, mcp + 5)  # type: ignore[arg-type]
    if mcp >= 70:
        assert spread == 0.0


def test_unmentioned_angles_come_from_the_state() -> None:
    assert astuple(finger_pose("index", state="hook", angles_deg={"pip": 85})) == (0, 85, 67, 0)
