"""Every hand in a picture of any size: looks at overlapping tiles, then once more at each find.

The palm detector sees a picture at 192 px, whatever its size: a hand below an eighth of the
picture is nothing to it. So a large picture is cut into tiles of several sizes, each find is
looked at again within its own surroundings, and what does not show a hand in the same place
there is dropped: noses, ears and folds of cloth mostly do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from math import ceil

import numpy as np
from PIL import Image

from toolkit.decoding.pixels import Pixels
from toolkit.judging.finding.enlarged import enlarged_hand
from toolkit.judging.finding.landmarker import DetectedHand, HandLandmarker, same_hand

VERSION = "2"
"""Goes up whenever other hands may be found in the same picture."""

MOST_HANDS = 10
REMEMBERED = 4
_remembered: dict[tuple[str, tuple[int, ...], bytes], list[DetectedHand]] = {}
# The finest tiles are cut from a picture whose longer side is at most so many pixels.
WORKING_PX = 2048
# A picture up to this long is looked at as a whole only: a hand of its smallest part is no hand.
TILED_FROM_PX = 400
SMALLEST_TILE_PX = 300
# A tile's side against that of the next finer ones, and the share that neighbours have in common.
FINER, OVERLAP = 1.6, 0.4
# The second look: the hand's longer side times so much, drawn at this size; tried in this order.
SURROUNDINGS, LOOKED_AT_PX = (2.4, 1.7, 3.2), 256


def every_hand(picture: Pixels, landmarker: HandLandmarker) -> list[DetectedHand]:
    """All hands in ``picture``, (H, W, 3) uint8 RGB, at most `MOST_HANDS`, largest first.

    The smallest hand that is found is about 64 px long in pictures up to 2,048 px, in larger
    ones about a thirtieth of the longer side. One core takes about a second for 1,024 by 1,024
    px. The last few pictures' hands are remembered: judges ask one after the other.

    Raises:
        JudgeError: the picture is refused (see `as_pixels`), or the landmarker is closed.
    """
    digest = blake2b(np.ascontiguousarray(picture).data, digest_size=16).digest()
    key = landmarker.version, picture.shape, digest
    if key not in _remembered:
        while len(_remembered) >= REMEMBERED:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[key] = _every_hand(picture, landmarker)
    return list(_remembered[key])


def _every_hand(picture: Pixels, landmarker: HandLandmarker) -> list[DetectedHand]:
    found = landmarker.detect(picture)
    if max(picture.shape[:2]) >= TILED_FROM_PX:
        found = [
            hand for hand in found if not hand.retried or _confirmed(picture, hand, landmarker)
        ]
        for hand in _in_tiles(picture, landmarker):
            if _is_new(hand, found):
                sure = _confirmed(picture, hand, landmarker)
                if sure is not None and _is_new(sure, found):
                    found.append(sure)
    return sorted(found, key=lambda hand: hand.longer_side_px, reverse=True)[:MOST_HANDS]


def _in_tiles(picture: Pixels, landmarker: HandLandmarker) -> Iterator[DetectedHand]:
    """What the tiles show, coarse ones first, in pixels of ``picture``."""
    scale = min(1.0, WORKING_PX / max(picture.shape[:2]))
    working = _resized(picture, scale) if scale < 1.0 else picture
    height_px, width_px = working.shape[:2]
    for left, top, side in tiles(width_px, height_px):
        tile = working[top : top + side, left : left + side]
        for hand in landmarker.look(tile):
            yield enlarged_hand(hand, 1.0 / scale, x_px=left / scale, y_px=top / scale)


def tiles(width_px: int, height_px: int) -> list[tuple[int, int, int]]:
    """Square tiles as (left, top, side), coarse ones first, that cover a picture at each size."""
    found: list[tuple[int, int, int]] = []
    side = max(width_px, height_px) / 2
    while side >= SMALLEST_TILE_PX or (not found and side >= SMALLEST_TILE_PX / FINER):
        whole = round(side)
        found += [
            (left, top, whole)
            for top in _starts(height_px, whole)
            for left in _starts(width_px, whole)
        ]
        side /= FINER
    return found


def _starts(length_px: int, side_px: int) -> list[int]:
    """Where tiles begin along one side, evenly, neighbours sharing `OVERLAP` at least."""
    room = length_px - side_px
    if room <= 0:
        return [0]
    steps = ceil(room / (side_px * (1.0 - OVERLAP)))
    return [round(room * step / steps) for step in range(steps + 1)]


def _confirmed(
    picture: Pixels, hand: DetectedHand, landmarker: HandLandmarker
) -> DetectedHand | None:
    """``hand`` as a second, closer look shows it; None where that shows none in its place."""
    left, top, right, bottom = hand.box
    for surroundings in SURROUNDINGS:
        side = max(right - left, bottom - top, 1.0) * surroundings
        x, y = round((left + right - side) / 2), round((top + bottom - side) / 2)
        around, x, y = _cut(picture, x, y, round(side))
        scale = LOOKED_AT_PX / max(around.shape[:2])
        for seen in landmarker.look(_resized(around, scale)):
            again = enlarged_hand(seen, 1.0 / scale, x_px=x, y_px=y)
            if same_hand(again, hand):
                return replace(again, retried=hand.retried)
    return None


def _cut(picture: Pixels, x: int, y: int, side: int) -> tuple[Pixels, int, int]:
    """The part of ``picture`` in the square at (x, y), and where that part begins."""
    left, top = max(0, x), max(0, y)
    return picture[top : max(top + 1, y + side), left : max(left + 1, x + side)], left, top


def _resized(picture: Pixels, scale: float) -> Pixels:
    height_px, width_px = picture.shape[:2]
    size = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def _is_new(hand: DetectedHand, found: Iterable[DetectedHand]) -> bool:
    return not any(same_hand(hand, other) or same_hand(other, hand) for other in found)
