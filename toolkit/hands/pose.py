"""Joint angles of one hand: the language in which a gesture is written down.

Angles are in degrees. Flexion is positive toward the palm. Spread is positive away from the
middle finger (for the middle finger itself: toward the thumb). Ranges are clinical
(``shared facts``: MCP flexion -45..90, PIP 0..110, DIP 0..90, thumb IP -15..80), with a
small margin for soft tissue.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

from toolkit.errors import PoseError

Side = Literal["right", "left"]
FINGERS = ("thumb", "index", "middle", "ring", "pinky")

FINGER_RANGES_DEG: dict[str, tuple[float, float]] = {
    "mcp": (-45.0, 95.0),
    "pip": (-5.0, 115.0),
    "dip": (-10.0, 90.0),
    "spread": (-25.0, 30.0),
}
THUMB_RANGES_DEG: dict[str, tuple[float, float]] = {
    "radial": (-25.0, 65.0),
    "palmar": (-10.0, 65.0),
    "twist": (-30.0, 110.0),
    "mcp": (-15.0, 65.0),
    "ip": (-20.0, 90.0),
}


@dataclass(frozen=True, kw_only=True)
class FingerPose:
    """Flexion of the three joints of one finger, and its spread, in degrees."""

    mcp: float = 0.0
    pip: float = 0.0
    dip: float = 0.0
    spread: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ThumbPose:
    """The thumb: direction of its metacarpal, twist, and flexion of its two free joints.

    Args:
        radial: angle of the metacarpal away from the index metacarpal in the palm's plane;
            negative lies across the palm.
        palmar: angle of the metacarpal out of the palm's plane, toward the palmar side.
        twist: pronation about the metacarpal's own axis; 0 bends the thumb across the
            palm's plane, 90 bends it straight out of the palm's plane toward the palm.
        mcp: flexion of the metacarpophalangeal joint.
        ip: flexion of the interphalangeal joint.
    """

    radial: float = 40.0
    palmar: float = 20.0
    twist: float = 30.0
    mcp: float = 0.0
    ip: float = 0.0


@dataclass(frozen=True, kw_only=True)
class HandPose:
    """Joint angles of one hand. Raises `PoseError` for an angle beyond human range."""

    side: Side = "right"
    thumb: ThumbPose = field(default_factory=ThumbPose)
    index: FingerPose = field(default_factory=FingerPose)
    middle: FingerPose = field(default_factory=FingerPose)
    ring: FingerPose = field(default_factory=FingerPose)
    pinky: FingerPose = field(default_factory=FingerPose)

    def __post_init__(self) -> None:
        for finger in FINGERS:
            part: ThumbPose | FingerPose = getattr(self, finger)
            ranges = THUMB_RANGES_DEG if finger == "thumb" else FINGER_RANGES_DEG
            for key in fields(part):
                low, high = ranges[key.name]
                angle_deg = getattr(part, key.name)
                if not low <= angle_deg <= high:
                    raise PoseError(
                        f"{finger}.{key.name} is {angle_deg:g} degrees; "
                        f"a hand reaches {low:g} to {high:g}.",
                        hint="Correct the angle in the entry's pose.",
                    )


@dataclass(frozen=True, kw_only=True)
class PlacedHand:
    """The second hand of a two-handed gesture: its pose, its turn and where its wrist is.

    ``yaw``, ``pitch``, ``roll`` (degrees) turn it from palm-to-camera, fingers up, as a scene's
    own angles turn the first hand. ``offset_mm`` leads from the first hand's wrist to this
    hand's wrist: x right, y up, z to the camera, before the camera itself is turned.
    """

    pose: HandPose
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    offset_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
