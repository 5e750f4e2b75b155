"""Small pictures: WebP within their bounds, whatever is in them."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image

from toolkit.reporting.thumbnails import MOST_BYTES, SIDE_PX, thumbnail_webp


def read(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("size", [(128, 128), (2000, 1000), (1, 3000), (1, 1)])
def test_a_plain_picture_keeps_its_shape(size: tuple[int, int]) -> None:
    small = read(thumbnail_webp(Image.new("RGB", size, (200, 30, 30))))
    assert small.format == "WEBP" and max(small.size) == min(SIDE_PX, max(size))


def test_mere_noise_fits_too() -> None:
    content = thumbnail_webp(Image.frombytes("RGB", (300, 300), os.urandom(270_000)))
    assert len(content) <= MOST_BYTES and max(read(content).size) >= 60


def test_grey_pictures_and_palettes_are_taken() -> None:
    for mode in ("L", "P", "RGBA"):
        assert read(thumbnail_webp(Image.new(mode, (20, 20)))).size == (20, 20)
