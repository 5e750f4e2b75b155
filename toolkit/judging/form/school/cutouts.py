"""A photographed hand cut out of its picture: upright, with its landmarks and a matte.

The matte is GrabCut's, begun from the landmarks: sure along the bones, possible about them and
down the forearm. It is good before plain walls and where the hand is lit otherwise than its ground;
`Cutout.covered` and `Cutout.filled` tell the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.crop import upright
from toolkit.judging.form.school.lesson import moved, palm_px

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

CUTOUT_PX, CUTOUT_MARGIN = 320, 1.9
# GrabCut looks at the cutout at this size.
MATTE_PX, ROUNDS = 200, 3
FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_PALM_EDGES = ((0, 17, 0.22), (0, 1, 0.2), (1, 2, 0.2), (0, 13, 0.2), (0, 5, 0.2))
LEAST_COVERED, MOST_FILLED = 0.9, 3.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Cutout:
    """A whole hand cut out.

    Args:
        picture: (CUTOUT_PX, CUTOUT_PX, 3) uint8 RGB, the surroundings too.
        matte: (CUTOUT_PX, CUTOUT_PX) float32, 0..1.
        points: (21, 2) landmarks in its pixels.
        covered: what share of the flesh about the bones the matte holds.
        filled: the matte's area against that flesh's.
    """

    picture: Pixels
    matte: NDArray[np.float32]
    points: Floats
    covered: float
    filled: float

    @property
    def clean(self) -> bool:
        """Whether the matte looks like a hand with its forearm, and nothing else."""
        return self.covered > LEAST_COVERED and self.filled < MOST_FILLED


def cut_out(picture: Pixels, points: Floats, *, on_black: bool = False) -> Cutout | None:
    """The hand with ``points`` (21, 2) in ``picture``; None where GrabCut gives up.

    ``on_black``: it is cut out already, on black.
    """
    way = upright(points, CUTOUT_PX, CUTOUT_MARGIN)
    smaller = way[0, 0] ** 2 + way[0, 1] ** 2 < 1.0
    crop = cv2.warpAffine(
        picture,
        way,
        (CUTOUT_PX, CUTOUT_PX),
        flags=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT if on_black else cv2.BORDER_REPLICATE,
    )
    crop = np.asarray(crop, dtype=np.uint8)
    own = moved(way, points)
    hard = _lit(crop) if on_black else _grabbed(crop, own)
    if hard is None:
        return None
    near = _flesh(own, CUTOUT_PX, 0.8) > 0
    soft = np.asarray(cv2.GaussianBlur(hard.astype(np.float32), (0, 0), 1.0), dtype=np.float32)
    return Cutout(
        picture=crop,
        matte=np.clip((soft - 0.35) / 0.5, 0.0, 1.0),
        points=own,
        covered=float((hard & near).sum() / max(1, near.sum())),
        filled=float(hard.sum() / max(1, near.sum())),
    )


def _lit(crop: Pixels) -> NDArray[np.bool_]:
    bright = (crop.max(axis=2) > 16).astype(np.uint8)
    opened = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))) > 0


def _grabbed(crop: Pixels, points: Floats) -> NDArray[np.bool_] | None:
    small = cv2.resize(crop, (MATTE_PX, MATTE_PX), interpolation=cv2.INTER_AREA)
    own = points * (MATTE_PX / CUTOUT_PX)
    mask = np.full((MATTE_PX, MATTE_PX), cv2.GC_BGD, np.uint8)
    mask[_flesh(own, MATTE_PX, 3.2) > 0] = cv2.GC_PR_BGD
    mask[(_forearm(own, MATTE_PX) > 0) & (mask == cv2.GC_BGD)] = cv2.GC_PR_BGD
    mask[_flesh(own, MATTE_PX, 1.1) > 0] = cv2.GC_PR_FGD
    core = _flesh(own, MATTE_PX, 0.35) > 0
    mask[core] = cv2.GC_FGD
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(
            small[..., ::-1].copy(), mask, (0, 0, 1, 1), *models, ROUNDS, cv2.GC_INIT_WITH_MASK
        )
    except cv2.error:
        return None
    hand = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels = cv2.connectedComponents(hand)
    kept = np.isin(labels, np.setdiff1d(np.unique(labels[core & (hand > 0)]), [0]))
    opened = cv2.morphologyEx(kept.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    large = cv2.resize(
        np.asarray(opened, dtype=np.float32), (CUTOUT_PX, CUTOUT_PX), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(large) > 0.5


def _flesh(points: Floats, size_px: int, girth: float) -> Pixels:
    """What lies within a finger's breadth times ``girth`` of the bones, and the palm."""
    mask = np.zeros((size_px, size_px), np.uint8)
    palm = palm_px(points)
    at = points.astype(np.int32)
    for number, finger in enumerate(FINGERS):
        width = 2 * max(2, int(palm * (0.10 if number else 0.12) * girth))
        cv2.polylines(mask, [at[list(finger)]], False, 1, width)
    cv2.fillConvexPoly(mask, cv2.convexHull(at[[0, 1, 2, 5, 9, 13, 17]]), 1)
    for start, end, breadth in _PALM_EDGES:
        width = max(2, int(palm * breadth * min(girth, 2.2)))
        cv2.line(mask, tuple(at[start].tolist()), tuple(at[end].tolist()), 1, width)
    return mask


def _forearm(points: Floats, size_px: int) -> Pixels:
    mask = np.zeros((size_px, size_px), np.uint8)
    palm = palm_px(points)
    down = (points[0] - points[9]) / max(float(np.linalg.norm(points[0] - points[9])), 1e-6)
    start, end = points[0].astype(int), (points[0] + down * palm * 2).astype(int)
    cv2.line(mask, tuple(start.tolist()), tuple(end.tolist()), 1, max(1, int(palm * 0.9)))
    return mask
