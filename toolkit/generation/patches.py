"""One hand cut out of a picture with what is around it, and put back when it is drawn anew.

The model draws it at its full size inside a mask; beyond a soft edge no pixel changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a hand, in pixels of its picture."""

# Shares of the hand's longer side: what is cut out around it, how far beyond its landmarks it is
# drawn anew (flesh, and a finger that no landmark knows, lie there), and the soft edge.
AROUND, BEYOND, SOFT = 0.6, 0.2, 0.06
# How far from its edge a patch takes the colours of what is around it, as a share of its side.
SUITED = 0.12


@dataclass(frozen=True, kw_only=True, eq=False)
class Patch:
    """One hand cut out of a picture.

    Args:
        box: left, top, right, bottom in whole pixels of the picture; it may reach beyond it.
        image: what is there, at the size that the model draws.
        mask: the same size, L: 255 where it is drawn anew.
        edge: the box's own size, L: how much of the new patch counts when it is put back.
    """

    box: tuple[int, int, int, int]
    image: PIL.Image.Image
    mask: PIL.Image.Image
    edge: PIL.Image.Image


def as_image(picture: NDArray[np.float32]) -> PIL.Image.Image:
    """A drawn picture, (height, width, 3) of 0..1, in 8 bits."""
    return PIL.Image.fromarray((picture.clip(0.0, 1.0) * 255.0).round().astype(np.uint8))


def cut(picture: PIL.Image.Image, hand: Box, size_px: tuple[int, int]) -> Patch:
    """The patch of ``hand`` in an RGB ``picture``, drawn at ``size_px`` (width, height).

    The box has that shape, holds the hand with what is around it and lies within the picture
    where it can; what is beyond repeats the border.
    """
    left, top, right, bottom = hand
    longer = max(right - left, bottom - top, 1.0)
    aspect = size_px[0] / size_px[1]
    wide = max(right - left, aspect * (bottom - top)) + 2 * AROUND * longer * max(1.0, aspect)
    # Never larger than the picture, as long as the hand itself fits.
    wide = max(
        min(wide, picture.width, picture.height * aspect), right - left, (bottom - top) * aspect
    )
    width, height = round(wide), round(wide / aspect)
    x = _placed((left + right) / 2, width, picture.width)
    y = _placed((top + bottom) / 2, height, picture.height)
    box = (x, y, x + width, y + height)
    mask, edge = _masks(hand, box, longer)
    return Patch(
        box=box,
        image=_cropped(picture, box).resize(size_px, PIL.Image.Resampling.LANCZOS),
        mask=mask.resize(size_px, PIL.Image.Resampling.NEAREST),
        edge=edge,
    )


def control_patch(
    control: PIL.Image.Image, picture_px: tuple[int, int], patch: Patch
) -> PIL.Image.Image:
    """The part of a picture's ``control`` image that lies over ``patch``, at its size."""
    return _cropped(control.resize(picture_px), patch.box).resize(patch.image.size)


def put_back(picture: PIL.Image.Image, patch: Patch, drawn: NDArray[np.float32]) -> PIL.Image.Image:
    """``picture`` with ``drawn`` (height, width, 3; 0..1) in the patch's place.

    Models often draw the ground a little lighter or darker than it was: near the edge the patch
    takes the colours of what is around it.
    """
    left, top, right, bottom = patch.box
    new = as_image(drawn).resize((right - left, bottom - top), PIL.Image.Resampling.LANCZOS)
    suited = _suited(np.asarray(new), np.asarray(_cropped(picture, patch.box)), patch.edge)
    whole = picture.copy()
    whole.paste(PIL.Image.fromarray(suited), (left, top), patch.edge)
    return whole


def _suited(
    new: NDArray[np.uint8], old: NDArray[np.uint8], edge: PIL.Image.Image
) -> NDArray[np.uint8]:
    """``new`` in the colours that ``old`` has along the soft edge, less and less inwards."""
    from scipy.ndimage import gaussian_filter

    share = np.asarray(edge)
    rim = ((share > 0) & (share < 255)).astype(np.float32)
    reach = SUITED * max(new.shape[:2])
    near = gaussian_filter(rim, reach)
    if not near.any():
        return new
    away = (old.astype(np.float32) - new) * rim[:, :, None]
    mean = np.stack([gaussian_filter(away[:, :, c], reach) for c in range(3)], axis=2)
    on_rim = float(near[rim > 0].mean())
    shift = mean / np.maximum(near, 1e-6)[:, :, None] * np.minimum(near / on_rim, 1.0)[:, :, None]
    return (new + shift).clip(0, 255).round().astype(np.uint8)


def _placed(middle: float, size: int, room: int) -> int:
    """Where a stretch of ``size`` about ``middle`` begins, moved into ``room`` where it fits."""
    start = round(middle - size / 2)
    return min(max(start, 0), room - size) if size <= room else round((room - size) / 2)


def _cropped(picture: PIL.Image.Image, box: tuple[int, int, int, int]) -> PIL.Image.Image:
    """``box`` of a picture; what lies beyond it repeats its border."""
    left, top, right, bottom = box
    beyond = (
        max(0, -left),
        max(0, -top),
        max(0, right - picture.width),
        max(0, bottom - picture.height),
    )
    if not any(beyond):
        return picture.crop(box)
    pixels = np.asarray(picture)
    sides = ((beyond[1], beyond[3]), (beyond[0], beyond[2]), (0, 0))
    padded = np.pad(pixels, sides[: pixels.ndim], mode="edge")
    x, y = left + beyond[0], top + beyond[1]
    return PIL.Image.fromarray(padded[y : y + bottom - top, x : x + right - left])


def _masks(
    hand: Box, box: tuple[int, int, int, int], longer: float
) -> tuple[PIL.Image.Image, PIL.Image.Image]:
    """Where the hand is drawn anew, hard, and how much of it counts, with a soft edge within."""
    grown = BEYOND * longer
    soft = SOFT * longer
    place = [
        hand[0] - box[0] - grown,
        hand[1] - box[1] - grown,
        hand[2] - box[0] + grown,
        hand[3] - box[1] + grown,
    ]
    size = (box[2] - box[0], box[3] - box[1])
    mask = PIL.Image.new("L", size)
    PIL.ImageDraw.Draw(mask).rounded_rectangle(place, radius=grown, fill=255)
    inner = PIL.Image.new("L", size)
    PIL.ImageDraw.Draw(inner).rounded_rectangle(
        [place[0] + soft, place[1] + soft, place[2] - soft, place[3] - soft],
        radius=grown,
        fill=255,
    )
    blurred = inner.filter(PIL.ImageFilter.GaussianBlur(soft / 2))
    return mask, PIL.Image.fromarray(np.minimum(np.asarray(blurred), np.asarray(mask)))
