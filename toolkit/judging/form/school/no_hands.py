"""What is no hand, though a detector takes it for one: noses, cloth, roots, anything.

Parts of pictures without hands are looked at with low bounds; where nothing is seen, another
hand's landmarks are laid on them at times.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.judging.finding.landmarker import (
    HandLandmarker,
    _native_task,  # pyright: ignore[reportPrivateUsage]
)
from toolkit.judging.finding.model_file import model_file, model_version
from toolkit.judging.form.school.grounds import shrunk
from toolkit.judging.form.school.lesson import LESSON_PX, Lesson, lesson_way, moved, warped
from toolkit.judging.form.school.photo_effects import pressed

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

# How sure of a palm, then of a hand, the eye is that sees hands everywhere (0..1).
HINT, PRESENCE = 0.05, 0.05
LONGEST_PX, SMALLEST_PX = 1200, 20.0
PARTS_OF_ONE = 4
# How many parts are looked at, and how many of those without a find borrow a hand's landmarks.
LOOKED_AT, BORROWED = 0.7, 0.5
WORST_JPEG, BEST_JPEG = 70, 98


def open_credulous(path: Path | None = None) -> HandLandmarker:
    """A landmarker that sees hands nearly everywhere; its `look` is meant to be used.

    Raises:
        JudgeError: as `HandLandmarker.open` does.
    """
    path = path or model_file()

    def opened() -> object:
        return _native_task(path, hint=HINT, presence=PRESENCE)

    return HandLandmarker(opened(), version=model_version(path), open_keen=opened)


def no_hands(
    picture: Pixels,
    random: Random,
    *,
    credulous: HandLandmarker,
    borrow: Callable[[Random], Floats],
    source: str,
) -> list[Lesson]:
    """Lessons from ``picture`` (H, W, 3), in which there is no hand; there may be none.

    ``borrow`` gives landmarks (21, 2) of some hand, in any unit.
    """
    small = shrunk(picture, LONGEST_PX)
    shorter = min(small.shape[:2])
    lessons: list[Lesson] = []
    for _ in range(PARTS_OF_ONE):
        side = int(shorter * random.uniform(0.25, 1))
        top = int(random.integers(0, small.shape[0] - side + 1))
        left = int(random.integers(0, small.shape[1] - side + 1))
        part = np.ascontiguousarray(small[top : top + side, left : left + side])
        hands: list[Floats] = []
        if random.random() < LOOKED_AT:
            hands = [hand.points_px[:, :2] for hand in credulous.look(part)]
        if not hands and random.random() < BORROWED:
            hands = [_laid_on(borrow(random), side, random)]
        large = [points for points in hands if np.ptp(points, axis=0).max() >= SMALLEST_PX]
        lessons += [_lesson(part, points, random, source) for points in large]
    return lessons


def _laid_on(points: Floats, side_px: int, random: Random) -> Floats:
    """``points`` (21, 2) turned at will and laid somewhere on a square of ``side_px``."""
    angle = random.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = (points - points.mean(axis=0)) @ turn
    sized = turned / np.ptp(turned, axis=0).max() * side_px * random.uniform(0.25, 0.7)
    return sized + side_px / 2 + random.normal(0, side_px * 0.15, 2)


def _lesson(part: Pixels, points: Floats, random: Random, source: str) -> Lesson:
    way = lesson_way(points)
    nothing = np.zeros((LESSON_PX, LESSON_PX), np.uint8)
    return Lesson(
        picture=pressed(warped(part, way), random, worst=WORST_JPEG, best=BEST_JPEG),
        points=moved(way, points),
        kind="no_hand",
        odd=nothing,
        tips=np.zeros((0, 2)),
        maybe=np.zeros((0, 2)),
        parts=nothing,
        source=source,
    )
