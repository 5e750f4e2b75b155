"""A hand's crop as the form reader sees it: upright, square, its landmarks drawn beside it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.decoding.pixels import Pixels
from toolkit.judging.finding.landmarker import DetectedHand

Floats = NDArray[np.float64]

CROP_PX = 128
# The crop's side against the longer side of the upright box about the landmarks.
MARGIN = 1.65
KNUCKLES = (5, 9, 13, 17)
TIPS = (4, 8, 12, 16, 20)
FINGER_JOINTS = ((0, 1, 2, 3, 4), *tuple((0, *range(n, n + 4)) for n in KNUCKLES))
# The colours, a map for each finger's bones, one of the tips and one of the other joints.
CHANNELS = 3 + len(FINGER_JOINTS) + 2
# OpenCV takes coordinates in fractions of a pixel as whole numbers of this many bits.
_BITS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class HandCrop:
    """One hand's crop.

    Args:
        pixels: (CROP_PX, CROP_PX, 3) uint8 RGB, the knuckles above the wrist.
        points: (21, 2), the landmarks in pixels of the crop.
        to_picture: (2, 3), what takes a point of the crop into the picture.
        enlarged: how many pixels of the crop one of the picture's became.
    """

    pixels: Pixels
    points: Floats
    to_picture: Floats
    enlarged: float

    def in_picture(self, points: Floats) -> Floats:
        """``points`` (N, 2) of the crop, in pixels of the picture."""
        return points @ self.to_picture[:, :2].T + self.to_picture[:, 2]


def crop_hand(picture: Pixels, hand: DetectedHand) -> HandCrop:
    """The crop of ``hand`` in ``picture`` (H, W, 3); what lies outside repeats the border."""
    points = hand.points_px[:, :2]
    way = upright(points, CROP_PX, MARGIN)
    enlarged = float(np.hypot(way[0, 0], way[0, 1]))
    pixels = cv2.warpAffine(
        picture,
        way,
        (CROP_PX, CROP_PX),
        flags=cv2.INTER_AREA if enlarged < 1.0 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return HandCrop(
        pixels=np.asarray(pixels, dtype=np.uint8),
        points=points @ way[:, :2].T + way[:, 2],
        to_picture=np.asarray(cv2.invertAffineTransform(way), dtype=np.float64),
        enlarged=enlarged,
    )


def upright(points: Floats, size_px: int, margin: float) -> Floats:
    """What takes a picture into a square crop of ``size_px`` in which the hand stands upright.

    Args:
        points: (21, 2) landmarks in pixels of the picture.
        size_px: the crop's side.
        margin: its side against the longer side of the box about the turned landmarks.

    Returns:
        A (2, 3) affine matrix.
    """
    up = points[list(KNUCKLES)].mean(axis=0) - points[0]
    angle = -np.arctan2(up[0], -up[1])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = points @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    scale = size_px / (max(float((high - low).max()), 1.0) * margin)
    shift = size_px / 2 - scale * (low + high) / 2
    return np.hstack([turn * scale, shift[:, None]])


def network_input(crop: HandCrop) -> NDArray[np.float32]:
    """(CHANNELS, CROP_PX, CROP_PX): colours in -1..1, then the landmarks' maps in 0..1."""
    maps = np.zeros((CHANNELS - 3, CROP_PX, CROP_PX), np.uint8)
    at = [(round(x * 2**_BITS), round(y * 2**_BITS)) for x, y in crop.points.tolist()]
    tips, joints = maps[-2], maps[-1]
    for drawn, chain in zip(maps, FINGER_JOINTS, strict=False):
        for start, end in itertools.pairwise(chain):
            cv2.line(drawn, at[start], at[end], 255, 2, cv2.LINE_AA, _BITS)
        cv2.circle(tips, at[chain[-1]], 3 * 2**_BITS, 255, -1, cv2.LINE_AA, _BITS)
        for joint in chain[1:-1]:
            cv2.circle(joints, at[joint], 2 * 2**_BITS, 255, -1, cv2.LINE_AA, _BITS)
    colours = crop.pixels.astype(np.float32).transpose(2, 0, 1) / 127.5 - 1.0
    return np.concatenate([colours, maps.astype(np.float32) / 255.0])
