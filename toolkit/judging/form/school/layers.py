"""A cut-out hand as layers: a finger can be lifted, turned, and laid back over or under the rest.

Which flesh is which finger's is told by the nearest bone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.school.cutouts import FINGERS, Cutout
from toolkit.judging.form.school.lesson import palm_px

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]

PALM, FOREARM = 0, 16
PHALANGES = 3
# The bones of the palm, as landmarks.
_PALM_BONES = ((0, 5), (0, 9), (0, 13), (0, 17), (0, 1), (5, 9), (9, 13), (13, 17), (1, 5))
# The forearm is looked for from so much to so much of the palm's length below the wrist.
_FOREARM_SPAN = (0.12, 3.0)
# A finger that spans so much of its own length, and whose length is so much of the palm's (a
# thumb's, another's), stands out of the hand.
_STRAIGHT, _LONG_THUMB, _LONG = 0.8, 0.42, 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """A part of a hand's picture: colours (S, S, 3) and matte (S, S) as `Hand`'s, and its bones."""

    picture: Floats32
    matte: Floats32
    bones: Ints

    def moved(self, way: Floats) -> Layer:
        """The layer where the (2, 3) affine matrix ``way`` takes it."""
        return Layer(
            picture=_placed(self.picture, way),
            matte=_placed(self.matte, way),
            bones=_placed(self.bones.astype(np.float32), way, nearest=True).astype(np.int32),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Hand:
    """A cut-out hand that can be edited.

    Args:
        picture: (S, S, 3) float32 RGB, 0..255, the surroundings too.
        matte: (S, S) float32, 0..1: where the hand is.
        points: (21, 2) landmarks in its pixels: where the joints were before any edit.
        bones: (S, S) int32: `PALM`, `FOREARM`, or 1 + 3 * finger + phalanx.
        tips: by finger (0 thumb .. 4 pinky) the tips (2,) that are there.
        added: the tips (2,) of fingers too many.
        odd: (S, S), where something is wrong.
    """

    picture: Floats32
    matte: Floats32
    points: Floats
    bones: Ints
    tips: Mapping[int, Floats]
    added: tuple[Floats, ...] = ()
    odd: Mask

    @property
    def size_px(self) -> int:
        """The picture's side."""
        return self.picture.shape[0]

    @property
    def palm(self) -> float:
        """The palm's length in pixels."""
        return palm_px(self.points)

    def chain(self, finger: int) -> Floats:
        """The finger's joints from its knuckle to its tip, (4, 2)."""
        return self.points[list(FINGERS[finger])]

    def length(self, finger: int) -> float:
        """The finger's length along its bones, in pixels."""
        return float(np.linalg.norm(np.diff(self.chain(finger), axis=0), axis=1).sum())

    def straightness(self, finger: int) -> float:
        """0..1: how much of its length the finger spans."""
        knuckle, tip = self.chain(finger)[[0, 3]]
        return float(np.linalg.norm(tip - knuckle)) / max(self.length(finger), 1e-3)

    def standing(self, fingers: Iterable[int] = range(5)) -> list[int]:
        """Those of ``fingers`` that stand out of the hand, straight and long."""
        return [
            finger
            for finger in fingers
            if self.straightness(finger) > _STRAIGHT
            and self.length(finger) > (_LONG if finger else _LONG_THUMB) * self.palm
        ]

    def is_of(self, finger: int, first: int = 0) -> Mask:
        """(S, S): what is nearest to the finger's phalanges from number ``first`` (0..2) on."""
        return np.isin(self.bones, [1 + PHALANGES * finger + n for n in range(first, PHALANGES)])

    def lifted(self, finger: int, first: int = 0, *, feather_px: float = 3.0) -> Layer:
        """The finger from phalanx ``first`` on, its edge within the hand soft."""
        soft = softened(self.is_of(finger, first), feather_px)
        return Layer(picture=self.picture, matte=self.matte * soft, bones=self.bones)

    def without(self, finger: int, first: int = 0) -> Hand:
        """The hand with nothing where the finger from phalanx ``first`` on was."""
        left = self.matte * (1 - softened(self.is_of(finger, first), 1.5))
        return replace(self, matte=np.clip(left, 0, 1))

    def laid(self, layer: Layer, *, under: bool = False) -> tuple[Hand, Mask]:
        """The hand with ``layer`` over it, or ``under`` it, and where the layer is seen."""
        if under:
            picture, matte = _over(layer.picture, layer.matte, self.picture, self.matte)
            seen = (layer.matte > 0.5) & (self.matte <= 0.5)
        else:
            picture, matte = _over(self.picture, self.matte, layer.picture, layer.matte)
            seen = layer.matte > 0.5
        bones = np.where(seen, layer.bones, self.bones)
        return replace(self, picture=picture, matte=matte, bones=bones), seen

    def marked(self, where: Mask) -> Hand:
        """The hand with ``where`` (S, S) odd too."""
        return replace(self, odd=self.odd | where)

    def with_tip(self, finger: int, tip: Floats | None) -> Hand:
        """The hand with the finger's tip elsewhere, or with none that anybody knows of."""
        others = {number: at for number, at in self.tips.items() if number != finger}
        return replace(self, tips=others if tip is None else {**others, finger: tip})


def hand_of(cutout: Cutout) -> Hand:
    """A cutout's hand, whole."""
    points = np.asarray(cutout.points, dtype=np.float64)
    size = cutout.picture.shape[0]
    return Hand(
        picture=cutout.picture.astype(np.float32),
        matte=cutout.matte,
        points=points,
        bones=nearest_bones(points, size),
        tips={number: points[finger[3]] for number, finger in enumerate(FINGERS)},
        odd=np.zeros((size, size), dtype=np.bool_),
    )


def nearest_bones(points: Floats, size_px: int) -> Ints:
    """(size_px, size_px): which bone each pixel is nearest to; see `Hand.bones`.

    Looked at in every second pixel; ``size_px`` is even.
    """
    rows, columns = np.mgrid[0:size_px:2, 0:size_px:2]
    at = np.stack([columns, rows], axis=-1).reshape(-1, 2).astype(np.float32)
    nearest = np.full(len(at), 1e9, np.float32)
    found = np.zeros(len(at), np.int32)
    for start, end, label in _bones(points.astype(np.float32)):
        along = end - start
        share = np.clip((at - start) @ along / max(float(along @ along), 1e-6), 0, 1)
        away = np.hypot(*(at - (start + share[:, None] * along)).T)
        closer = away < nearest
        nearest[closer], found[closer] = away[closer], label
    half = size_px // 2
    return found.reshape(half, half).repeat(2, axis=0).repeat(2, axis=1)


def turned(
    centre: Floats, angle_deg: float, scale: float = 1.0, shift: Floats | None = None
) -> Floats:
    """The (2, 3) matrix that turns and scales about ``centre`` (2,), then moves by ``shift``."""
    way = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), angle_deg, scale)
    way = np.asarray(way, dtype=np.float64)
    if shift is not None:
        way[:, 2] += shift
    return way


def softened(mask: NDArray[np.generic], sigma_px: float) -> Floats32:
    """``mask`` (S, S) as 0..1 with an edge that is ``sigma_px`` soft."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma_px)
    return np.asarray(soft, dtype=np.float32)


def widened(mask: NDArray[np.generic], width_px: int) -> Mask:
    """``mask`` (S, S) grown by a square of ``width_px``."""
    square = np.ones((width_px, width_px), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), square)) > 0


def _bones(points: Floats32) -> Iterable[tuple[Floats32, Floats32, int]]:
    for number, finger in enumerate(FINGERS):
        for phalanx in range(PHALANGES):
            start, end = finger[phalanx], finger[phalanx + 1]
            yield points[start], points[end], 1 + PHALANGES * number + phalanx
    for start, end in _PALM_BONES:
        yield points[start], points[end], PALM
    down = points[0] - points[9]
    near, far = _FOREARM_SPAN
    yield points[0] + down * near, points[0] + down * far, FOREARM


def _placed(image: Floats32, way: Floats, *, nearest: bool = False) -> Floats32:
    size = image.shape[0]
    how = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(image, way, (size, size), flags=how), dtype=np.float32)


def _over(
    below: Floats32, below_matte: Floats32, above: Floats32, above_matte: Floats32
) -> tuple[Floats32, Floats32]:
    """The picture and matte of one layer over another (Porter & Duff 1984, "over")."""
    left = below_matte * (1 - above_matte)
    matte = np.asarray(above_matte + left, dtype=np.float32)
    picture = above * above_matte[..., None] + below * left[..., None]
    picture = picture / np.maximum(matte, 1e-4)[..., None]
    return np.asarray(picture, dtype=np.float32), matte
