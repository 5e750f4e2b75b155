"""Pillow's pictures of any mode as upright RGB of 8 bits, made smaller before they are converted.

A conversion of a large picture is a second picture in memory; so what can be made smaller in its
own mode is, and what cannot (palettes, hues) is converted first.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Modes whose values may be averaged as they are; Pillow weighs colours by LA's and RGBA's alpha.
_AVERAGED = ("L", "LA", "La", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "I", "F")
_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")
_GROUND = (255, 255, 255)
_ORIENTATION = 0x0112
_TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_SIDEWAYS = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)


def upright_rgb(image: Image.Image, *, longest_px: int | None = None) -> Image.Image:
    """``image`` in the mode RGB, turned as its EXIF says; what is transparent lies on white.

    Args:
        longest_px: the longer side of what is given back, where ``image`` is larger than that.

    Raises whatever Pillow raises at damaged pictures.
    """
    image.load()
    turn = _turn(image)
    shown = _on_white(_smaller(_eight_bits(image, longest_px), longest_px))
    return shown if turn is None else shown.transpose(turn)


def lies_on_its_side(image: Image.Image) -> bool:
    """Whether EXIF says of a loaded picture that its width is the height."""
    return _turn(image) in _SIDEWAYS


def fitted_size(width_px: int, height_px: int, longest_px: int) -> tuple[int, int]:
    """The size, no side below 1, of a picture whose longer side is to be ``longest_px``."""
    scale = longest_px / max(width_px, height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How a loaded picture is turned upright; a damaged EXIF turns nothing."""
    with suppress(Exception):
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    return None


def _smaller(image: Image.Image, longest_px: int | None) -> Image.Image:
    if longest_px is None or max(image.size) <= longest_px:
        return image
    if image.mode not in _AVERAGED:
        image = image.convert("RGB")
    size = fitted_size(*image.size, longest_px)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in _ALPHA:
        return image if image.mode == "RGB" else image.convert("RGB")
    shown = image.convert("RGBA")
    ground = Image.new("RGB", image.size, _GROUND)
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground


def _eight_bits(image: Image.Image, longest_px: int | None) -> Image.Image:
    """``image`` with values 0 to 255; Pillow's own `convert` clips what is above to white."""
    if image.mode.startswith("I;16"):
        return Image.fromarray(_SIXTEEN_TO_EIGHT[np.asarray(image)])
    if image.mode == "I":
        values = np.asarray(_smaller(image, longest_px))
        return Image.fromarray(_SIXTEEN_TO_EIGHT[np.clip(values, 0, 65535)])
    if image.mode == "F":  # 0..1 by convention, 0..255 where a value says so
        shares = np.nan_to_num(np.asarray(_smaller(image, longest_px)))
        shares = np.clip(shares if shares.max() <= 1.0 else shares / 255.0, 0.0, 1.0)
        return Image.fromarray((shares * 255.0).round().astype(np.uint8))
    if image.mode not in _ALPHA and image.has_transparency_data:
        return image.convert("RGBA")  # a palette's, or one colour that is said to be clear
    return image.convert("RGBA") if image.mode == "PA" else image


_SIXTEEN_TO_EIGHT: NDArray[np.uint8] = (np.arange(65536) / 257.0).round().astype(np.uint8)
