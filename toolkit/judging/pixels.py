"""Pictures as the judges take them: (height, width, 3) uint8 RGB, neither huge nor a thread.

Everything that is to be judged comes through here: files, arrays, PIL pictures, the store's.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from toolkit.errors import BadInput, JudgeError

Pixels = NDArray[np.uint8]

MAX_PIXELS = 64_000_000
# OpenCV, below MediaPipe, aborts the process on a picture of 100 x 1; no hand looks like that.
MAX_ASPECT = 8


def read_picture(file: Path) -> Pixels:
    """A picture file as (H, W, 3) uint8 RGB, turned as its EXIF says.

    Raises:
        BadInput: there is no such file.
        JudgeError: it is no picture, or one that `as_pixels` refuses.
    """
    if not file.is_file():
        raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures before their size can be asked for.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                return as_pixels(image, name=file.name)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise JudgeError(
            f"{file.name} cannot be read as a picture.", hint=f"The decoder says: {error}"
        ) from error


def as_pixels(picture: Pixels | Image.Image, *, name: str = "The picture") -> Pixels:
    """``picture`` as (H, W, 3) uint8 RGB; ``name`` is what errors call it.

    A PIL picture of any mode is converted, one of 16 bits scaled down to 8, and turned as its
    EXIF says. An array is taken as it is.

    Raises:
        JudgeError: it has over `MAX_PIXELS` pixels, is thinner than 1 to `MAX_ASPECT`, or is
            neither a PIL picture nor an array of that shape and type.
    """
    if isinstance(picture, Image.Image):
        _check_size(picture.width, picture.height, name)
        upright = ImageOps.exif_transpose(picture)
        return np.asarray(_eight_bits(upright).convert("RGB"))
    if not isinstance(picture, np.ndarray):
        raise JudgeError(
            f"{name} is of type {type(picture).__name__}; the judge expects an array of "
            "(height, width, 3) uint8 or a PIL picture.",
            hint="Open a file with PIL.Image.open first.",
        )
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise JudgeError(
            f"{name} has the shape {picture.shape} and the type {picture.dtype}; "
            "the judge expects (height, width, 3) of uint8.",
            hint="Convert it to RGB first, values 0 to 255.",
        )
    _check_size(picture.shape[1], picture.shape[0], name)
    return picture


def _check_size(width_px: int, height_px: int, name: str) -> None:
    size = f"{name} has {width_px} x {height_px} pixels"
    if width_px * height_px > MAX_PIXELS:
        raise JudgeError(
            f"{size}; at most {MAX_PIXELS:,} are looked at.", hint="Make it smaller first."
        )
    if max(width_px, height_px) > MAX_ASPECT * min(width_px, height_px):
        raise JudgeError(
            f"{size}; a picture thinner than 1 to {MAX_ASPECT} is not looked at.",
            hint="Cut out the part that shows the hand.",
        )


def _eight_bits(image: Image.Image) -> Image.Image:
    """``image`` with values 0 to 255; Pillow's own `convert` clips what is above to white."""
    if image.mode == "P" and "transparency" in image.info:
        return image.convert("RGBA")  # straight to RGB Pillow warns
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    highest = 65535.0
    if image.mode == "F":  # 0..1 by convention, 0..255 where a value says so
        highest = 1.0 if values.max() <= 1.0 else 255.0
    shares = np.clip(values / highest, 0.0, 1.0)
    return Image.fromarray((shares * 255.0).round().astype(np.uint8))
