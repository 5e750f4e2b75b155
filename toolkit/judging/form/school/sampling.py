"""A lesson to a training example: seen otherwise each time, with what the network should say.

A photograph's whole hand may be garbled, or treated with the same tools where they do no harm.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.crop import CROP_PX, MARGIN, HandCrop, network_input
from toolkit.judging.form.network import KINDS, STRIDE
from toolkit.judging.form.school.garbling import garbled, harmless
from toolkit.judging.form.school.lesson import LESSON_MARGIN, LESSON_PX, Lesson, moved
from toolkit.judging.form.school.photo_effects import saturated

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

MAP_PX = CROP_PX // STRIDE
UNKNOWN = 255
"""The part of a pixel that nobody knows; no loss is taken there."""

# Of a photograph's whole hands, how many are garbled, and up to where the rest are treated.
GARBLED, TREATED = 0.5, 0.72
# A tip's spot on its map, and how far about a half-seen one nothing is asked, in cells.
TIP_SIGMA, MAYBE_REACH = 1.5, 5.0
_SCALE = CROP_PX / LESSON_PX * LESSON_MARGIN / MARGIN


class Example(NamedTuple):
    """What the network is given, and what it should say; M is `MAP_PX`.

    ``inputs`` (CHANNELS, CROP_PX, CROP_PX) float32 as `network_input` gives them; ``parts`` (M, M)
    int64 of `PARTS` or `UNKNOWN`; ``odd`` and ``tips`` (M, M) float32, 0..1; ``asked`` (M, M)
    float32, 0 where nothing is asked about tips; ``kind`` a place in `KINDS`.
    """

    inputs: Floats32
    parts: NDArray[np.int64]
    odd: Floats32
    tips: Floats32
    asked: Floats32
    kind: int


def sample(lesson: Lesson, random: Random, *, other: Lesson | None = None) -> Example:
    """An example of ``lesson``, turned, moved, mirrored and shown otherwise at random.

    ``other`` is another whole hand of a photograph: with it ``lesson``, one itself, is garbled.
    """
    if other is not None:
        chance = random.random()
        if chance < GARBLED:
            lesson = garbled(lesson, other, random) or lesson
        elif chance < TREATED:
            lesson = harmless(lesson, other, random)
    way = _drawn_way(random)
    points = moved(way, lesson.points)
    points = points + random.normal(0, random.choice([0.3, 0.8, 1.5]), points.shape)
    picture = _seen_otherwise(_crop(lesson, way), random)
    return _example(lesson, way, _hand_crop(picture, points, way))


def plain_crop(lesson: Lesson) -> HandCrop:
    """The lesson's crop as the judge would see it, nothing changed."""
    way = _way(_SCALE)
    return _hand_crop(_crop(lesson, way), moved(way, lesson.points), way)


def _way(scale: float, turn_deg: float = 0.0) -> Floats:
    """From the lesson's pixels to the crop's, (2, 3)."""
    way = cv2.getRotationMatrix2D((LESSON_PX / 2, LESSON_PX / 2), turn_deg, scale)
    way[:, 2] += CROP_PX / 2 - LESSON_PX / 2
    return np.asarray(way, dtype=np.float64)


def _drawn_way(random: Random) -> Floats:
    way = _way(_SCALE * random.uniform(0.9, 1.1), random.uniform(-20, 20))
    way[:, 2] += random.uniform(-6, 6, 2)
    if random.random() < 0.5:
        way[0] = -way[0]
        way[0, 2] += CROP_PX
    return way


def _crop(lesson: Lesson, way: Floats) -> Pixels:
    crop = cv2.warpAffine(
        lesson.picture,
        way,
        (CROP_PX, CROP_PX),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(crop, dtype=np.uint8)


def _hand_crop(picture: Pixels, points: Floats, way: Floats) -> HandCrop:
    return HandCrop(
        pixels=picture,
        points=points,
        to_picture=np.asarray(cv2.invertAffineTransform(way), dtype=np.float64),
        enlarged=float(np.hypot(way[0, 0], way[0, 1])),
    )


def _example(lesson: Lesson, way: Floats, crop: HandCrop) -> Example:
    on_map = way / STRIDE
    odd = _on_map(lesson.odd, on_map)
    asked = np.ones((MAP_PX, MAP_PX), np.float32)
    parts = np.full((MAP_PX, MAP_PX), UNKNOWN, np.uint8)
    if lesson.parts is None:
        asked[:] = 0
    else:
        parts = _on_map(lesson.parts, on_map)
    tips = np.zeros((MAP_PX, MAP_PX), np.float32)
    for tip in moved(on_map, lesson.tips):
        tips = np.maximum(tips, np.exp(-_squared_distance(tip) / (2 * TIP_SIGMA**2)))
    for tip in moved(on_map, lesson.maybe):
        asked[_squared_distance(tip) < MAYBE_REACH**2] = 0
    if lesson.kind == "other":  # what melted may or may not be a tip
        asked[odd > 0] = 0
    return Example(
        inputs=network_input(crop),
        parts=parts.astype(np.int64),
        odd=odd.astype(np.float32),
        tips=tips.astype(np.float32),
        asked=asked,
        kind=KINDS.index(lesson.kind),
    )


def _on_map(image: Pixels, way: Floats) -> Pixels:
    mapped = cv2.warpAffine(image, way, (MAP_PX, MAP_PX), flags=cv2.INTER_NEAREST)
    return np.asarray(mapped, dtype=np.uint8)


def _squared_distance(centre: Floats) -> Floats:
    rows, columns = np.mgrid[0:MAP_PX, 0:MAP_PX]
    return (columns - centre[0]) ** 2 + (rows - centre[1]) ** 2


def _seen_otherwise(picture: Pixels, random: Random) -> Pixels:
    """``picture`` (H, W, 3) in another light and colours, less sharp, with grain."""
    x = picture.astype(np.float32) / 255
    if random.random() < 0.5:
        x = x ** random.uniform(0.55, 1.7)
    if random.random() < 0.5:
        x = x * (1 + random.normal(0, 0.1, 3))
    if random.random() < 0.5:
        x = saturated(x, random.uniform(0.0 if random.random() < 0.3 else 0.4, 1.7))
    if random.random() < 0.5:
        x = (x - 0.5) * random.uniform(0.5, 1.4) + 0.5 + random.uniform(-0.15, 0.15)
    if random.random() < 0.06:
        x = x[..., random.permutation(3)]
    x = _less_sharp(np.clip(x, 0, 1).astype(np.float32), random)
    if random.random() < 0.35:
        x = x + random.normal(0, random.uniform(0.01, 0.07), x.shape)
    return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8)


def _less_sharp(x: Floats32, random: Random) -> Floats32:
    chance, size = random.random(), x.shape[1::-1]
    if chance < 0.25:
        few = int(random.integers(36, 110))
        small = cv2.resize(x, (few, few), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.float32)
    if chance < 0.35:
        return np.asarray(cv2.GaussianBlur(x, (0, 0), random.uniform(0.5, 1.6)), np.float32)
    if chance < 0.42:
        width = int(random.choice([3, 5]))
        return np.asarray(cv2.medianBlur((x * 255).astype(np.uint8), width) / 255, np.float32)
    if chance < 0.47:
        return np.asarray(cv2.bilateralFilter(x, 7, 0.15, 5), np.float32)
    return x
