"""One crop of known truth, and shards of them on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.documents.atomic_files import replacing
from toolkit.judging.form.crop import KNUCKLES, upright

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

LESSON_PX, LESSON_MARGIN = 176, 1.8
"""A lesson is kept a little larger than the network's crop, so that it can be turned and moved."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """A hand's crop and what is true of it.

    Args:
        picture: (LESSON_PX, LESSON_PX, 3) uint8 RGB.
        points: (21, 2) landmarks as a detector gave them, pixels of the crop.
        kind: what is wrong, one of `toolkit.judging.form.network.KINDS`.
        odd: (LESSON_PX, LESSON_PX) uint8, 1 where it is wrong.
        tips: (N, 2) fingertips that are plainly seen; ``maybe`` (M, 2) those that are half seen.
        parts: (LESSON_PX, LESSON_PX) uint8 of `PARTS`, or None where nobody knows; then nobody
            knows the tips either.
        source: where it comes from.
    """

    picture: Pixels
    points: Floats
    kind: str
    odd: Pixels
    tips: Floats
    maybe: Floats
    parts: Pixels | None
    source: str


def palm_px(points: Floats) -> float:
    """The palm's length, or its breadth where it is seen from the tips, in the points' unit."""
    long, broad = points[0] - points[9], points[5] - points[17]
    return max(float(np.linalg.norm(long)), 1.1 * float(np.linalg.norm(broad)), 8.0)


def moved(way: Floats, points: Floats) -> Floats:
    """``points`` (N, 2) by the (2, 3) affine matrix ``way``."""
    return np.asarray(points) @ way[:, :2].T + way[:, 2]


def lesson_way(points: Floats) -> Floats:
    """What takes a picture into the lesson's crop of the hand with these landmarks, (2, 3)."""
    return upright(points, LESSON_PX, LESSON_MARGIN)


def warped(image: Pixels, way: Floats, *, nearest: bool = False) -> Pixels:
    """``image`` in the lesson's crop; what lies outside repeats the border."""
    smaller = way[0, 0] ** 2 + way[0, 1] ** 2 < 1.0
    smooth = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    crop = cv2.warpAffine(
        image,
        way,
        (LESSON_PX, LESSON_PX),
        flags=cv2.INTER_NEAREST if nearest else smooth,
        borderMode=cv2.BORDER_CONSTANT if nearest else cv2.BORDER_REPLICATE,
    )
    return np.asarray(crop, dtype=np.uint8)


def is_upright(points: Floats) -> bool:
    """Whether the knuckles lie above the wrist, as in every lesson."""
    return bool(points[list(KNUCKLES), 1].mean() < points[0, 1])


def save_shard(file: Path, lessons: Sequence[Lesson]) -> None:
    """Write ``lessons`` as one compressed file of plain arrays."""
    arrays: dict[str, NDArray[np.generic]] = {"count": np.array(len(lessons))}
    for number, lesson in enumerate(lessons):
        for field in fields(Lesson):
            value = getattr(lesson, field.name)
            if value is not None:
                arrays[f"{number}.{field.name}"] = np.asarray(_packed(field.name, value))
    with replacing(file) as part, part.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)  # pyright: ignore[reportArgumentType]


def load_shard(file: Path) -> list[Lesson]:
    """The lessons that `save_shard` wrote."""
    with np.load(file, allow_pickle=False) as kept:
        arrays: dict[str, NDArray[np.generic]] = {name: kept[name] for name in kept.files}
    return [_lesson(arrays, f"{number}.") for number in range(int(arrays["count"]))]


_PICTURES = {"picture": ".jpg", "odd": ".png", "parts": ".png"}


def _packed(name: str, value: object) -> object:
    if name not in _PICTURES:
        return value
    image = np.asarray(value)
    image = image[..., ::-1] if image.ndim == 3 else image
    ending = _PICTURES[name]
    settings = [cv2.IMWRITE_JPEG_QUALITY, 92] if ending == ".jpg" else []
    _, packed = cv2.imencode(ending, image, settings)
    return packed


def _lesson(arrays: Mapping[str, NDArray[np.generic]], begin: str) -> Lesson:
    """The lesson whose arrays have names that ``begin`` so."""

    def numbers(name: str) -> Floats:
        return np.asarray(arrays[begin + name], dtype=np.float64)

    parts = arrays.get(f"{begin}parts")
    return Lesson(
        picture=np.ascontiguousarray(_opened(arrays[f"{begin}picture"])[..., ::-1]),
        points=numbers("points"),
        kind=str(arrays[f"{begin}kind"]),
        odd=_opened(arrays[f"{begin}odd"]),
        tips=numbers("tips"),
        maybe=numbers("maybe"),
        parts=None if parts is None else _opened(parts),
        source=str(arrays[f"{begin}source"]),
    )


def _opened(packed: NDArray[np.generic]) -> Pixels:
    image = cv2.imdecode(np.asarray(packed, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    return np.asarray(image, dtype=np.uint8)
