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
from toolkit.hands.measure import LONG_FINGERS, joint_angles
from toolkit.hands.pose import HandPose

FingerLook = Literal["extended", "bent", "folded"]
ThumbLook = Literal["out", "along", "across", "opposed"]
Handshape = Literal["fist", "flat", "spread", "curved", "claw", "pinch", "digits", "mixed"]

EXTENDED_CURL_DEG = 65.0
FOLDED_CURL_DEG = 140.0
SPREAD_GAP_DEG = 8.0
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
    nearest = int(np.argmin(angles.thumb.to_tips))
    touching = LONG_FINGERS[nearest] if angles.thumb.to_tips[nearest] < TOUCH else ""
    aside = angles.thumb.tip[0]
    thumb: ThumbLook = (
        "opposed" if touching else "out" if aside > OUT else "along" if aside > ALONG else "across"
    )
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
