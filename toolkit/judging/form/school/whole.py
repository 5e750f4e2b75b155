"""Whole hands as they were photographed, with all that is around them."""

from __future__ import annotations

import numpy as np

from toolkit.decoding.pixels import read_picture
from toolkit.errors import JudgeError
from toolkit.judging.finding.landmarker import DetectedHand, HandLandmarker
from toolkit.judging.form.school.lesson import LESSON_PX, Lesson, lesson_way, moved, warped
from toolkit.judging.form.school.photographs import Photograph

# Fewer pixels, a less sure find, or more landmarks outside the picture teach nothing.
SMALLEST_PX, LEAST_PRESENCE, LEAST_INSIDE = 48.0, 0.8, 0.95


def whole_hands(photograph: Photograph, landmarker: HandLandmarker) -> list[Lesson]:
    """A lesson of each hand in ``photograph`` that is seen well; nobody knows its tips."""
    try:
        picture = read_picture(photograph.file)
        hands = landmarker.detect(picture)
    except JudgeError:
        return []
    nothing = np.zeros((LESSON_PX, LESSON_PX), np.uint8)
    lessons: list[Lesson] = []
    for hand in hands:
        if not _is_seen_well(hand, picture.shape):
            continue
        points = hand.points_px[:, :2]
        way = lesson_way(points)
        lessons.append(
            Lesson(
                picture=warped(picture, way),
                points=moved(way, points),
                kind="whole",
                odd=nothing,
                tips=np.zeros((0, 2)),
                maybe=np.zeros((0, 2)),
                parts=None,
                source=f"{photograph.repository}/{photograph.file.name}",
            )
        )
    return lessons


def _is_seen_well(hand: DetectedHand, shape: tuple[int, ...]) -> bool:
    points = hand.points_px[:, :2]
    inside = ((points >= 0) & (points < (shape[1], shape[0]))).all(axis=1).mean()
    return bool(
        hand.longer_side_px >= SMALLEST_PX
        and hand.presence >= LEAST_PRESENCE
        and inside >= LEAST_INSIDE
    )
