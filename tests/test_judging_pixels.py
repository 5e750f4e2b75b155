"""Pictures of every kind become (H, W, 3) uint8 RGB, or a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.judging_samples import picture
from toolkit.errors import BadInput, JudgeError
from toolkit.judging import pixels as module
from toolkit.judging.pixels import as_pixels, read_picture

RAMP = np.linspace(0, 65535, 64 * 64).reshape(64, 64)


def test_bad_requests_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no picture"):
        read_picture(tmp_path / "nowhere.png")
    with pytest.raises(BadInput, match="no picture"):
        read_picture(tmp_path)
    text = tmp_path / "text.png"
    text.write_text("no picture at all")
    with pytest.raises(JudgeError, match=r"text\.png cannot be read"):
        read_picture(text)


def test_a_turned_photograph_is_put_upright(tmp_path: Path) -> None:
    upright = picture("peace")
    turned = Image.fromarray(np.rot90(upright, k=1).copy())
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held sideways
    turned.save(tmp_path / "turned.png", exif=exif)
    assert (read_picture(tmp_path / "turned.png") == upright).all()


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_are_scaled_down_not_clipped(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"deep.{suffix}"
    Image.fromarray(RAMP.astype(np.uint16)).save(file)
    shown = read_picture(file)
    assert shown.shape == (64, 64, 3)
    assert np.abs(shown[..., 0] - RAMP / 65535 * 255).max() <= 0.51
    assert (shown[..., 0] == shown[..., 2]).all()


def test_thirty_two_bits_and_shares_are_scaled_too() -> None:
    whole = as_pixels(Image.fromarray(RAMP.astype(np.int32)))
    shares = as_pixels(Image.fromarray((RAMP / 65535).astype(np.float32)))
    bytes_ = as_pixels(Image.fromarray((RAMP / 65535 * 255).astype(np.float32)))
    for shown in (whole, shares, bytes_):
        assert (shown[0, 0, 0], shown[-1, -1, 0]) == (0, 255)
        assert abs(int(shown[32, 0, 0]) - 128) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "HSV"])
def test_every_mode_of_pillow_is_taken(mode: str) -> None:
    shown = as_pixels(Image.new("RGB", (20, 10), (255, 255, 255)).convert(mode))
    assert (shown.shape, shown.dtype) == ((10, 20, 3), np.uint8)
    assert shown.min() > 240


def test_a_palette_with_transparency_warns_nobody(tmp_path: Path) -> None:
    image = Image.new("P", (9, 9))
    image.putpalette([200, 100, 50] * 4)
    image.save(tmp_path / "clear.png", transparency=bytes([0, 255]))
    assert (read_picture(tmp_path / "clear.png")[0, 0] == (200, 100, 50)).all()


@given(width=st.integers(1, 300), height=st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_what_is_thinner_than_one_to_eight_is_refused(width: int, height: int) -> None:
    shown = np.zeros((height, width, 3), np.uint8)
    thin = max(width, height) > 8 * min(width, height)
    for one in (shown, Image.fromarray(shown)):
        if thin:
            with pytest.raises(JudgeError, match=f"{width} x {height} pixels; .*thinner"):
                as_pixels(one)
        else:
            assert as_pixels(one).shape == shown.shape


def test_what_is_too_large_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.MAX_PIXELS == 64_000_000
    monkeypatch.setattr(module, "MAX_PIXELS", 100)
    assert as_pixels(np.zeros((10, 10, 3), np.uint8)).shape == (10, 10, 3)
    with pytest.raises(JudgeError, match="11 x 10 pixels; at most 100"):
        as_pixels(np.zeros((10, 11, 3), np.uint8))
    monkeypatch.undo()
    bomb = tmp_path / "bomb.png"
    Image.new("1", (10_000, 10_000)).save(bomb)
    with pytest.raises(JudgeError, match=r"bomb\.png has 10000 x 10000 pixels"):
        read_picture(bomb)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (np.zeros((9, 9), np.uint8), "shape"),
        (np.zeros((9, 9, 4), np.uint8), "shape"),
        (np.zeros((9, 9, 3), np.float32), "float32"),
        (np.zeros((0, 9, 3), np.uint8), "shape"),
        ("hand.png", "type str"),
        (None, "type NoneType"),
    ],
)
def test_what_is_no_picture_is_said(given_: object, words: str) -> None:
    with pytest.raises(JudgeError, match=words):
        as_pixels(given_)  # type: ignore[arg-type]
