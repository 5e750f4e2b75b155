"""Named finger, thumb and spread states: the shorthand in which poses are written by hand.

Every number a hand-written pose leaves out comes from the tables below, so tuning a table
tunes every gesture that uses it. All angles are degrees, in the sense of
`toolkit.hands.pose` (flexion positive toward the palm, spread positive away from the middle
finger). Finger states follow the usual clinical flexions; thumb states were set by eye.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from toolkit.hands.pose import FingerPose, HandPose, ThumbPose

FingerName = Literal["index", "middle", "ring", "pinky"]
FINGER_NAMES: tuple[FingerName, ...] = ("index", "middle", "ring", "pinky")

FingerState = Literal["straight", "relaxed", "half", "tabletop", "claw", "hook", "fist"]
ThumbState = Literal[
    "out", "relaxed", "along", "across", "over", "over_ring", "over_pinky", "oppose"
]
SpreadState = Literal["together", "natural", "wide"]

FINGER_STATES: dict[FingerState, FingerPose] = {
    "straight": FingerPose(mcp=0, pip=0, dip=0),
    "relaxed": FingerPose(mcp=25, pip=35, dip=20),
    "half": FingerPose(mcp=45, pip=50, dip=33),
    "tabletop": FingerPose(mcp=90, pip=0, dip=0),
    "claw": FingerPose(mcp=0, pip=70, dip=45),
    "hook": FingerPose(mcp=0, pip=100, dip=67),
    "fist": FingerPose(mcp=90, pip=100, dip=70),
}

THUMB_STATES: dict[ThumbState, ThumbPose] = {
    # stuck out sideways, away from the index
    "out": ThumbPose(radial=48, palmar=12, twist=20, mcp=0, ip=-5),
    # loose at the side
    "relaxed": ThumbPose(radial=25, palmar=35, twist=35, mcp=10, ip=10),
    # straight, alongside the index
    "along": ThumbPose(radial=10, palmar=10, twist=20, mcp=0, ip=0),
    # folded flat across the palm
    "across": ThumbPose(radial=4, palmar=12, twist=20, mcp=60, ip=70),
    # lies across the front of a fist, tip before the middle finger's middle phalanx
    "over": ThumbPose(radial=19, palmar=21, twist=42, mcp=53, ip=55),
    # pins the curled ring finger
    "over_ring": ThumbPose(radial=12, palmar=26, twist=35, mcp=61, ip=54),
    # pins the curled pinky
    "over_pinky": ThumbPose(radial=-2, palmar=26, twist=26, mcp=64, ip=50),
    # its tip meets the index tip
    "oppose": ThumbPose(radial=10, palmar=24, twist=50, mcp=27, ip=33),
}

# Spread of each finger at the knuckle while the finger is straight there.
SPREADS: dict[SpreadState, dict[FingerName, float]] = {
    "together": {"index": 0, "middle": 0, "ring": 0, "pinky": 1},
    "natural": {"index": 3, "middle": 0, "ring": 3, "pinky": 6},
    "wide": {"index": 8, "middle": 0, "ring": 8, "pinky": 14},
}

# A bent knuckle cannot be spread: the bound falls to nothing at this flexion.
SPREAD_ENDS_AT_MCP_DEG = 70.0


def spread_deg(state: SpreadState, finger: FingerName, mcp_deg: float) -> float:
    """Spread that a named state gives one finger, shrunk as its knuckle bends; degrees."""
    bent = min(max(mcp_deg, 0.0), SPREAD_ENDS_AT_MCP_DEG) / SPREAD_ENDS_AT_MCP_DEG
    return SPREADS[state][finger] * (1.0 - bent)


def finger_pose(
    finger: FingerName,
    *,
    state: FingerState = "straight",
    spread_state: SpreadState = "together",
    angles_deg: Mapping[str, float] | None = None,
) -> FingerPose:
    """One finger from a named state, with single angles (mcp, pip, dip, spread) overridden."""
    given = dict(angles_deg or {})
    pose = replace(FINGER_STATES[state], **given)
    if "spread" in given:
        return pose
    return replace(pose, spread=spread_deg(spread_state, finger, pose.mcp))


def thumb_pose(
    *, state: ThumbState = "relaxed", angles_deg: Mapping[str, float] | None = None
) -> ThumbPose:
    """The thumb from a named state, with single angles overridden."""
    return replace(THUMB_STATES[state], **dict(angles_deg or {}))


def hand_pose(
    *,
    thumb: ThumbPose,
    fingers: Mapping[FingerName, FingerPose],
) -> HandPose:
    """A right hand from its parts; raises `PoseError` for an angle no hand reaches."""
    return HandPose(
        side="right",
        thumb=thumb,
        index=fingers["index"],
        middle=fingers["middle"],
        ring=fingers["ring"],
        pinky=fingers["pinky"],
    )
