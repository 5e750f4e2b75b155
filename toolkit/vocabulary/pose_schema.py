"""What a vocabulary file may say of a hand's pose and turn: pydantic models into frozen records."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from toolkit.errors import PoseError
from toolkit.hands.pose import FingerPose, HandPose, PlacedHand, Side
from toolkit.vocabulary.entries import Orientation
from toolkit.vocabulary.poses import (
    FINGER_NAMES,
    FingerName,
    FingerState,
    SpreadState,
    ThumbState,
    finger_pose,
    hand_pose,
    thumb_pose,
)

Angle = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-360, le=360)]
Millimetres = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-600, le=600)]


def _state_alone(value: object) -> object:
    """Let ``index: fist`` stand for ``index: {state: fist}``."""
    return {"state": value} if isinstance(value, str) else value


class Strict(BaseModel):
    """Root of the file models: frozen, and no key that is not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FingerIn(Strict):
    """A finger's named state with overrides in degrees."""

    state: FingerState = "straight"
    mcp: Angle | None = None
    pip: Angle | None = None
    dip: Angle | None = None
    spread: Angle | None = None

    def record(self, finger: FingerName, spread_state: SpreadState) -> FingerPose:
        given = self.model_dump(exclude={"state"}, exclude_none=True)
        return finger_pose(finger, state=self.state, spread_state=spread_state, angles_deg=given)


class ThumbIn(Strict):
    """The thumb's named state with overrides in degrees."""

    state: ThumbState = "relaxed"
    radial: Angle | None = None
    palmar: Angle | None = None
    twist: Angle | None = None
    mcp: Angle | None = None
    ip: Angle | None = None


FingerField = Annotated[FingerIn, BeforeValidator(_state_alone)]
ThumbField = Annotated[ThumbIn, BeforeValidator(_state_alone)]


class PoseIn(Strict):
    """A pose: ``fingers`` speaks for the four fingers that have no line of their own."""

    fingers: FingerField | None = None
    spread: SpreadState = "together"
    thumb: ThumbField
    index: FingerField | None = None
    middle: FingerField | None = None
    ring: FingerField | None = None
    pinky: FingerField | None = None

    @model_validator(mode="after")
    def _posable(self) -> Self:
        for finger in FINGER_NAMES:
            if self._of(finger) is None:
                raise ValueError(
                    f"says nothing about the {finger} finger; write '{finger}: straight' "
                    "or give all four with 'fingers: ...'"
                )
        try:
            self.record()
        except PoseError as error:
            raise ValueError(error.message) from error
        return self

    def _of(self, finger: FingerName) -> FingerIn | None:
        own: dict[FingerName, FingerIn | None] = {
            "index": self.index,
            "middle": self.middle,
            "ring": self.ring,
            "pinky": self.pinky,
        }
        return own[finger] or self.fingers

    def record(self) -> HandPose:
        fingers: dict[FingerName, FingerPose] = {
            finger: part.record(finger, self.spread)
            for finger in FINGER_NAMES
            if (part := self._of(finger)) is not None
        }
        given = self.thumb.model_dump(exclude={"state"}, exclude_none=True)
        thumb = thumb_pose(state=self.thumb.state, angles_deg=given)
        return hand_pose(thumb=thumb, fingers=fingers)


class OrientationIn(Strict):
    """Turns in degrees; what is left out is 0."""

    yaw: Angle = 0.0
    pitch: Angle = 0.0
    roll: Angle = 0.0

    def record(self) -> Orientation:
        return Orientation(yaw=self.yaw, pitch=self.pitch, roll=self.roll)


class OtherHandIn(Strict):
    """The second hand: ``at`` is its wrist seen from the first wrist (mm: right, up, to you).

    It is a left one, the first being a right one, unless ``side`` says that it is another
    person's right. Without ``pose`` and ``orientation`` it is the first hand's mirror image.
    """

    at: tuple[Millimetres, Millimetres, Millimetres]
    side: Side = "left"
    pose: PoseIn | None = None
    orientation: OrientationIn | None = None

    def record(self, pose: HandPose, first: OrientationIn) -> PlacedHand:
        own = self.pose.record() if self.pose is not None else pose
        mirrored = OrientationIn(yaw=-first.yaw, pitch=first.pitch, roll=-first.roll)
        turn = self.orientation or mirrored
        return PlacedHand(
            pose=replace(own, side=self.side),
            yaw=turn.yaw,
            pitch=turn.pitch,
            roll=turn.roll,
            offset_mm=self.at,
        )
