"""What the judges' tests share: the opened judges and rendered hands of known truth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import joint_points
from toolkit.judging.finding.landmarker import DetectedHand
from toolkit.judging.gesture.features import TO_CAMERA
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_picture

if TYPE_CHECKING:
    from toolkit.judging.form.judge import FormJudge

SIZE_PX = 256


@cache
def opened_judge() -> HandJudge:
    """One judge for the whole session, its model found or fetched as a user's is."""
    return HandJudge.open(load_vocabulary())


@cache
def opened_form_judge() -> FormJudge:
    """The same of the form judge; its network is no import of every process that a test starts."""
    from toolkit.judging.form.judge import FormJudge

    return FormJudge.open()


def made_hand(
    *, long_px: float = 120.0, turned_deg: float = 0.0, at_px: tuple[float, float] = (128.0, 128.0)
) -> DetectedHand:
    """An open palm as it would be found: its middle at ``at_px``, turned in the picture's plane."""
    points = joint_points(load_vocabulary().gesture("palm").pose) * TO_CAMERA
    angle = np.radians(turned_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flat = points[:, :2] @ turn.T
    low, high = flat.min(axis=0), flat.max(axis=0)
    points_px = points.copy()
    points_px[:, :2] = (flat - (low + high) / 2) * (long_px / (high - low).max()) + at_px
    return DetectedHand(points_px=points_px, world_points_mm=points, side="right", presence=0.99)


@cache
def picture(gesture: str, side: str = "right", size_px: int = SIZE_PX) -> NDArray[np.uint8]:
    """A rendered hand of that gesture, (size, size, 3) uint8."""
    wanted = "left" if side == "left" else "right"
    return gesture_picture(load_vocabulary().gesture(gesture), size_px, side=wanted)


@contextmanager
def errors_kept() -> Iterator[None]:
    """Gives this process its standard error back, which what opens in a worker hushes for good."""
    kept = os.dup(2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
