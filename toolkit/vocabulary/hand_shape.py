"""What a hand looks like in a few plain words, read off its pose: for search and filters.

After HamNoSys's order (handshape, thumb, orientation), but computed from the joint angles, so
that the words cannot contradict the pose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from toolkit.hands.kinematics import joint_points
from toolkit.hands.measure import LONG_FINGERS, ThumbAngles, joint_angles
from toolkit.hands.pose import HandPose

FingerLook = Literal["extended", "bent", "folded"]
ThumbLook = Literal["out", "along", "across", "opposed"]
GapLook = Literal["apart", "together", "crossed"]
Handshape = Literal["fist", "flat", "spread", "curved", "claw", "pinch", "digits", "mixed"]

EXTENDED_CURL_DEG = 65.0
FOLDED_CURL_DEG = 140.0
SPREAD_GAP_DEG = 8.0
TOGETHER_DEG = 7.0
CROSSED_DEG = -7.0
# In palm lengths: tip to tip, and the tip's place aside.
TOUCH, OUT, ALONG = 0.25, 0.90, 0.24


@dataclass(frozen=True, kw_only=True)
class Features:
    """One hand in words.

    ``extended`` and ``folded`` name long fingers; ``fingers_up`` counts the extended digits, the
    thumb where it sticks out; ``touching`` names the finger whose tip the thumb's tip meets.
    """

    handshape: Handshape
    extended: tuple[str, ...]
    folded: tuple[str, ...]
    fingers_up: int
    thumb: ThumbLook
    touching: str


@lru_cache(maxsize=1024)
def features(pose: HandPose) -> Features:
    """The features of ``pose``."""
    angles = joint_angles(joint_points(pose), pose.side)
    looks: dict[str, FingerLook] = {
        name: finger_look(angles.finger(name).curl) for name in LONG_FINGERS
    }
    extended = tuple(name for name, look in looks.items() if look == "extended")
    folded = tuple(name for name, look in looks.items() if look == "folded")
    touching = touched_finger(angles.thumb)
    thumb = thumb_look(angles.thumb)
    return Features(
        handshape=_handshape(looks, touching, angles.gaps, angles.index.pip),
        extended=extended,
        folded=folded,
        fingers_up=len(extended) + (thumb == "out"),
        thumb=thumb,
        touching=touching,
    )


def finger_look(curl_deg: float) -> FingerLook:
    """What a long finger looks like, by its bend over all joints."""
    if curl_deg < EXTENDED_CURL_DEG:
        return "extended"
    return "folded" if curl_deg > FOLDED_CURL_DEG else "bent"


def gap_look(gap_deg: float) -> GapLook:
    """How two straight neighbours stand to each other."""
    if gap_deg < CROSSED_DEG:
        return "crossed"
    return "together" if gap_deg < TOGETHER_DEG else "apart"


def touched_finger(thumb: ThumbAngles) -> str:
    """The finger whose tip the thumb's tip meets, or ''."""
    nearest = int(np.argmin(thumb.to_tips))
    return LONG_FINGERS[nearest] if thumb.to_tips[nearest] < TOUCH else ""


def thumb_look(thumb: ThumbAngles) -> ThumbLook:
    """Where the thumb is: at a finger's tip, stuck out, alongside, or across the palm."""
    if touched_finger(thumb):
        return "opposed"
    if thumb.tip[0] > OUT:
        return "out"
    return "along" if thumb.tip[0] > ALONG else "across"


def _handshape(
    looks: Mapping[str, FingerLook], touching: str, gaps_deg: tuple[float, ...], pip_deg: float
) -> Handshape:
    kinds = set(looks.values())
    if touching:
        return "pinch"
    if kinds == {"folded"}:
        return "fist"
    if kinds == {"extended"}:
        return "spread" if max(gaps_deg) > SPREAD_GAP_DEG else "flat"
    if kinds == {"bent"}:
        return "claw" if pip_deg > 50 else "curved"
    return "digits" if kinds == {"extended", "folded"} else "mixed"
