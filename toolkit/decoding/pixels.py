"""Pictures as the judges take them: (height, width, 3) uint8 RGB, neither huge nor a thread.

Everything that is to be judged comes through here: files, arrays, PIL pictures, the store's.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from toolkit.decoding.picture_modes import fitted_size, lies_on_its_side, upright_rgb
from toolkit.errors import BadInput, JudgeError, shortened

Pixels = NDArray[np.uint8]

MAX_PIXELS = 64_000_000
# OpenCV, below MediaPipe, aborts the process on a picture of 100 x 1; no hand looks like that.
MAX_ASPECT = 8
LONGEST_PX = 4096
"""A larger picture is made smaller before anybody looks at it."""
# Others are not opened: Pillow reads EPS by running Ghostscript. JPEG stands for MPO too.
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "DIB", "TIFF", "JPEG2000", "PPM", "ICO")
# A JPEG is decoded at a half, a quarter or an eighth of its size where that leaves so many pixels.
_DRAFT_PX = 3600


@dataclass(frozen=True, kw_only=True, eq=False)
class DecodedPicture:
    """A picture as a judge looks at it.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright, neither side above `LONGEST_PX`.
        scale: at least 1; how many of the file's own pixels one of ``pixels`` is wide.
        animated: whether the file holds more pictures than this, its first.
    """

    pixels: Pixels
    scale: float = 1.0
    animated: bool = False


def decode_picture(file: Path) -> DecodedPicture:
    """A picture file, turned as its EXIF says and made smaller where it is large.

    A file may be damaged on purpose: decode those of strangers in a process of their own
    (`toolkit.decoding.worker_pool`).

    Raises:
        BadInput: there is no such file.
        JudgeError: it is no picture, is damaged, or is one that `as_pixels` refuses.
    """
    if not file.is_file():
        raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    with _said_in_a_sentence(file.name), Image.open(file, formats=_formats_here()) as image:
        return decode_image(image, name=file.name)


def decode_image(image: Image.Image, *, name: str = "The picture") -> DecodedPicture:
    """The same of an opened picture, which Pillow may not have decoded yet.

    Raises:
        JudgeError: it is damaged, or one that `as_pixels` refuses.
    """
    _check_size(image.width, image.height, name)
    longer_px = max(image.size)
    with _said_in_a_sentence(name):
        if image.format in ("JPEG", "MPO"):
            image.draft(None, _draft_size(image))
        shown = upright_rgb(image, longest_px=LONGEST_PX)
        return DecodedPicture(
            pixels=np.asarray(shown),
            scale=max(1.0, longer_px / max(shown.size)),
            animated=_has_more(image),
        )


@contextmanager
def opened_picture(content: bytes, *, name: str) -> Iterator[Image.Image]:
    """The picture whose file is ``content``, opened and not yet decoded, for a block.

    Raises:
        JudgeError: it is no picture; or whatever a decoder raises in the block, as a sentence.
    """
    with (
        _said_in_a_sentence(name),
        Image.open(io.BytesIO(content), formats=_formats_here()) as image,
    ):
        yield image


def decode_whole(image: Image.Image, *, name: str) -> tuple[int, int, bool]:
    """Decode an opened picture to the end, and give nothing of it: its upright width and height
    in pixels, and whether it is animated.

    Raises:
        JudgeError: it is damaged, or one that `as_pixels` refuses.
    """
    _check_size(image.width, image.height, name)
    width_px, height_px = image.size
    with _said_in_a_sentence(name):
        if image.format in ("JPEG", "MPO"):
            image.draft(None, _draft_size(image))
        image.load()
    if lies_on_its_side(image):
        width_px, height_px = height_px, width_px
    return width_px, height_px, _has_more(image)


def read_picture(file: Path) -> Pixels:
    """The pixels of `decode_picture`, (H, W, 3) uint8 RGB, which says what is raised."""
    return decode_picture(file).pixels


def as_pixels(picture: Pixels | Image.Image, *, name: str = "The picture") -> Pixels:
    """``picture`` as (H, W, 3) uint8 RGB of its own size; ``name`` is what errors call it.

    A PIL picture of any mode is converted, one of 16 bits scaled down to 8, laid on white where
    it is transparent, and turned as its EXIF says. An array is taken as it is.

    Raises:
        JudgeError: it has over `MAX_PIXELS` pixels, is thinner than 1 to `MAX_ASPECT`, is
            damaged, or is neither a PIL picture nor an array of that shape and type.
    """
    if isinstance(picture, Image.Image):
        _check_size(picture.width, picture.height, name)
        with _said_in_a_sentence(name):
            return np.asarray(upright_rgb(picture))
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


def scaled_down(pixels: Pixels) -> DecodedPicture:
    """(H, W, 3) uint8 RGB, made smaller where a side is above `LONGEST_PX`."""
    height_px, width_px = pixels.shape[:2]
    longer_px = max(height_px, width_px)
    if longer_px <= LONGEST_PX:
        return DecodedPicture(pixels=pixels)
    image = Image.fromarray(pixels).resize(
        fitted_size(width_px, height_px, LONGEST_PX), Image.Resampling.BICUBIC, reducing_gap=2.0
    )
    return DecodedPicture(pixels=np.asarray(image), scale=longer_px / LONGEST_PX)


@contextmanager
def _said_in_a_sentence(name: str) -> Iterator[None]:
    """Whatever a decoder raises becomes a `JudgeError`; what it warns of is not heard."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures before their size can be asked for, and of tags that
            # nobody here reads.
            warnings.simplefilter("ignore")
            yield
    except JudgeError:
        raise
    except UnidentifiedImageError as error:
        raise JudgeError(
            f"{name} cannot be read as a picture.",
            hint=f"It is none of {', '.join(_formats_here())}, or its beginning is damaged.",
            code="no_picture",
        ) from error
    except Image.DecompressionBombError as error:
        raise JudgeError(
            f"{name} has far more than {MAX_PIXELS:,} pixels, which is the most that is looked at.",
            hint="Make it smaller first.",
            code="far_too_large",
            fields={"most": MAX_PIXELS},
        ) from error
    except Exception as error:  # decoders raise everything there is at damaged files
        raise JudgeError(
            f"{name} cannot be read as a picture.",
            hint=f"The decoder says: {str(error) or type(error).__name__}",
            code="picture_broken",
            fields={"reason": shortened(str(error) or type(error).__name__)},
        ) from error


@cache
def _formats_here() -> tuple[str, ...]:
    """Those of `FORMATS` that this machine's Pillow was built with."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _draft_size(image: Image.Image) -> tuple[int, int]:
    if max(image.size) <= LONGEST_PX:
        return image.size
    return fitted_size(*image.size, _DRAFT_PX)


def _has_more(image: Image.Image) -> bool:
    with suppress(Exception):  # a damaged second picture does no harm to the first
        return image.format != "MPO" and bool(getattr(image, "is_animated", False))
    return False


def _check_size(width_px: int, height_px: int, name: str) -> None:
    size = f"{name} has {width_px} x {height_px} pixels"
    if width_px * height_px > MAX_PIXELS:
        raise JudgeError(
            f"{size}; at most {MAX_PIXELS:,} are looked at.",
            hint="Make it smaller first.",
            code="too_many_pixels",
            fields={"width": width_px, "height": height_px, "most": MAX_PIXELS},
        )
    if max(width_px, height_px) > MAX_ASPECT * min(width_px, height_px):
        raise JudgeError(
            f"{size}; a picture thinner than 1 to {MAX_ASPECT} is not looked at.",
            hint="Cut out the part that shows the hand.",
            code="too_thin",
            fields={"width": width_px, "height": height_px, "most": MAX_ASPECT},
        )
