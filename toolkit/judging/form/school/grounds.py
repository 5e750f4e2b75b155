"""What is behind a hand: part of a photograph, a plain colour, or the hand's own ground."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import final

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.decoding.pixels import read_picture
from toolkit.errors import GestureError
from toolkit.judging.form.school.cutouts import Cutout

Floats32 = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

LONGEST_PX, MOST_KEPT = 700, 600
PLAIN, SLOPED, BLURRED = 0.15, 0.6, 0.35
# A matte above this is where the hard matte that it was softened from was.
_HARD = 0.3


@final
class Grounds:
    """Draws grounds from picture files, which are read when first drawn and kept small."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Draw from ``files``; without any, plain grounds only."""
        self._files = list(files)
        self._kept: dict[Path, Pixels] = {}

    def draw(self, size_px: int, random: Random) -> Floats32:
        """A ground (size_px, size_px, 3) float32, 0..255."""
        while self._files and random.random() >= PLAIN:
            file = self._files[int(random.integers(len(self._files)))]
            try:
                return _part(self._read(file), size_px, random)
            except GestureError:  # a damaged file is not asked again
                self._files.remove(file)
        return _plain(size_px, random)

    def _read(self, file: Path) -> Pixels:
        if file not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[file] = shrunk(read_picture(file), LONGEST_PX)
        return self._kept[file]


def shrunk(picture: Pixels, longest_px: int) -> Pixels:
    """``picture`` (H, W, 3) with no side above ``longest_px``."""
    factor = longest_px / max(picture.shape[:2])
    if factor >= 1.0:
        return picture
    height, width = (max(1, round(side * factor)) for side in picture.shape[:2])
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def own_ground(cutout: Cutout, random: Random) -> Floats32:
    """The cutout's own surroundings, closed where the hand was: (S, S, 3) float32, 0..255."""
    size = cutout.picture.shape[0]
    hard = (cutout.matte > _HARD).astype(np.uint8)
    hand = np.asarray(cv2.dilate(hard, np.ones((9, 9), np.uint8)), dtype=np.uint8)
    quarter = (size // 4, size // 4)
    small = cv2.resize(cutout.picture, quarter, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(hand, quarter, interpolation=cv2.INTER_NEAREST)
    closed = cv2.inpaint(small, hole, 4, cv2.INPAINT_TELEA)
    closed = cv2.resize(closed, (size, size), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    wide = cv2.dilate(hand, np.ones((5, 5), np.uint8)).astype(np.float32)
    share = np.asarray(cv2.GaussianBlur(wide, (0, 0), 2))[..., None]
    noise = random.normal(0, 2.0, (size, size, 1))
    ground = cutout.picture * (1 - share) + (closed + noise) * share
    return np.asarray(ground, dtype=np.float32)


def _plain(size_px: int, random: Random) -> Floats32:
    ground = np.ones((size_px, size_px, 3)) * random.integers(0, 256, 3)
    if random.random() < SLOPED:
        slope = np.linspace(-1, 1, size_px)
        ground += slope[:, None, None] * random.uniform(-60, 60)
        ground += slope[None, :, None] * random.uniform(-60, 60)
    return np.clip(ground, 0, 255).astype(np.float32)


def _part(picture: Pixels, size_px: int, random: Random) -> Floats32:
    height, width = picture.shape[:2]
    side = max(1, int(min(height, width) * random.uniform(0.4, 1)))
    top = int(random.integers(0, height - side + 1))
    left = int(random.integers(0, width - side + 1))
    part = picture[top : top + side, left : left + side]
    ground = cv2.resize(part, (size_px, size_px), interpolation=cv2.INTER_AREA).astype(np.float32)
    if random.random() < BLURRED:
        ground = cv2.GaussianBlur(ground, (0, 0), random.uniform(1, 6))
    return np.asarray(ground, dtype=np.float32)
