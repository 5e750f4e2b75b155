"""How two hands differ, digit by digit, measured on the poses' own points."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.hands.kinematics import joint_points
from toolkit.hands.measure import LONG_FINGERS, JointAngles, joint_angles
from toolkit.hands.pose import HandPose
from toolkit.vocabulary.hand_shape import (
    FingerLook,
    GapLook,
    ThumbLook,
    features,
    finger_look,
    gap_look,
)

# A finger that bends so much more is worth seeing, although it goes by the same word.
WORTH_A_MARK_DEG = 25.0


@dataclass(frozen=True, kw_only=True)
class ThumbContrast:
    """Where both thumbs are; ``touching`` names the finger whose tip each one meets, or ""."""

    looks: tuple[ThumbLook, ThumbLook]
    touching: tuple[str, str]

    @property
    def differ(self) -> bool:
        """Whether the two are in different places, or at different fingers."""
        return self.looks[0] != self.looks[1] or self.touching[0] != self.touching[1]


@dataclass(frozen=True, kw_only=True)
class FingerContrast:
    """One long finger of both hands: what it looks like, and its bend over all joints."""

    finger: str
    looks: tuple[FingerLook, FingerLook]
    bends_deg: tuple[float, float]

    @property
    def differ(self) -> bool:
        """Whether an eye tells the two apart."""
        bent_more_deg = abs(self.bends_deg[0] - self.bends_deg[1])
        return self.looks[0] != self.looks[1] or bent_more_deg > WORTH_A_MARK_DEG


@dataclass(frozen=True, kw_only=True)
class GapContrast:
    """Two neighbouring fingers; None for a hand where a bent one makes the gap mean little."""

    fingers: tuple[str, str]
    looks: tuple[GapLook | None, GapLook | None]

    @property
    def differ(self) -> bool:
        """Whether both gaps can be seen and are unlike."""
        return None not in self.looks and self.looks[0] != self.looks[1]


@dataclass(frozen=True, kw_only=True)
class HandContrast:
    """Two hands side by side."""

    thumb: ThumbContrast
    fingers: tuple[FingerContrast, ...]
    gaps: tuple[GapContrast, ...]


def contrast(one: HandPose, other: HandPose) -> HandContrast:
    """Everything that is compared of two hands, the same or not, from thumb to pinky."""
    poses = (one, other)
    first, second = (joint_angles(joint_points(pose), pose.side) for pose in poses)
    seen, also = (features(pose) for pose in poses)
    return HandContrast(
        thumb=ThumbContrast(
            looks=(seen.thumb, also.thumb), touching=(seen.touching, also.touching)
        ),
        fingers=tuple(
            FingerContrast(
                finger=name,
                looks=(finger_look(first.finger(name).curl), finger_look(second.finger(name).curl)),
                bends_deg=(first.finger(name).curl, second.finger(name).curl),
            )
            for name in LONG_FINGERS
        ),
        gaps=tuple(
            GapContrast(
                fingers=(LONG_FINGERS[number], LONG_FINGERS[number + 1]),
                looks=(_gap(first, number), _gap(second, number)),
            )
            for number in range(len(LONG_FINGERS) - 1)
        ),
    )


def _gap(angles: JointAngles, number: int) -> GapLook | None:
    pair = LONG_FINGERS[number], LONG_FINGERS[number + 1]
    straight = all(finger_look(angles.finger(name).curl) == "extended" for name in pair)
    return gap_look(angles.gaps[number]) if straight else None
