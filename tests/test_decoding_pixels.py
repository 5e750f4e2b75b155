"""Pictures of every kind become (H, W, 3) uint8 RGB, or a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.judging_samples import picture
from toolkit.decoding import pixels as module
from toolkit.decoding.pixels import as_pixels, decode_picture, read_picture, scaled_down
from toolkit.errors import BadInput, JudgeError

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


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    palette = Image.new("P", (9, 9))
    palette.putpalette([200, 100, 50] * 4)
    palette.putpixel((4, 4), 1)
    palette.save(tmp_path / "palette.png", transparency=bytes([0, 255]))
    half = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    half.putpixel((4, 4), (200, 100, 50, 255))
    half.save(tmp_path / "half.png")
    keyed = Image.new("RGB", (9, 9), (1, 2, 3))
    keyed.putpixel((4, 4), (200, 100, 50))
    keyed.save(tmp_path / "keyed.png", transparency=(1, 2, 3))
    for name in ("palette.png", "half.png", "keyed.png"):
        shown = read_picture(tmp_path / name)
        assert (shown[0, 0] == 255).all(), name
        assert tuple(shown[4, 4]) == (200, 100, 50), name


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


THIN = (
    *((100, 1), (300, 1), (1, 128), (5000, 1), (32766, 100), (1000, 8), (1, 40000)),
    (20000, 100),
)


@pytest.mark.parametrize("size", THIN)
def test_thin_files_are_refused_and_one_pixel_is_not(size: tuple[int, int], tmp_path: Path) -> None:
    Image.new("L", size).save(tmp_path / "thin.png")
    with pytest.raises(JudgeError, match=rf"thin\.png has {size[0]} x {size[1]} pixels; .*thinner"):
        read_picture(tmp_path / "thin.png")
    Image.new("L", (1, 1)).save(tmp_path / "dot.png")
    assert read_picture(tmp_path / "dot.png").shape == (1, 1, 3)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "CMYK", "I;16", "I", "F", "1", "LAB"])
def test_a_large_file_of_any_mode_is_made_smaller(mode: str, tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 255, 5000).astype(np.uint8), (1000, 1))
    grey = Image.fromarray(ramp)
    if mode == "I;16":
        image = Image.fromarray(ramp.astype(np.uint16) * 257)
    elif mode == "I":
        image = Image.fromarray(ramp.astype(np.int32) * 257)
    elif mode == "LAB":
        image = Image.merge("LAB", [grey, *(Image.new("L", grey.size, 128),) * 2])
    else:
        image = grey.convert("RGB").convert(mode) if mode != "F" else grey.convert("F")
    image.save(tmp_path / "large.tif")
    seen = decode_picture(tmp_path / "large.tif")
    assert seen.pixels.shape == (819, 4096, 3)
    assert seen.scale == pytest.approx(5000 / 4096)
    if mode not in ("1", "P", "LAB"):
        assert np.abs(seen.pixels[400, :, 1] - np.linspace(0, 255, 4096)).max() <= 4


def test_a_large_photograph_is_decoded_smaller_and_turned(tmp_path: Path) -> None:
    image = Image.new("RGB", (7600, 3000))
    image.paste((250, 0, 0), (0, 0, 1000, 3000))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "turned.jpg", exif=exif)
    seen = decode_picture(tmp_path / "turned.jpg")
    assert seen.pixels.shape == (3800, 1500, 3) and seen.scale == 2.0
    assert seen.pixels[100, 750, 0] > 240
    assert seen.pixels[3700, 750, 0] < 10


def test_arrays_above_the_longest_side_are_scaled_down() -> None:
    small, large = np.zeros((9, 4096, 3), np.uint8), np.zeros((2048, 8192, 3), np.uint8)
    assert scaled_down(small).pixels is small and scaled_down(small).scale == 1.0
    assert scaled_down(large).pixels.shape == (1024, 4096, 3) and scaled_down(large).scale == 2.0


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tif"])
def test_of_several_pictures_the_first_is_taken_and_it_is_known(
    suffix: str, tmp_path: Path
) -> None:
    first, second = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    first.save(tmp_path / f"many.{suffix}", save_all=True, append_images=[second])
    seen = decode_picture(tmp_path / f"many.{suffix}")
    assert seen.animated and seen.pixels[9, 9, 0] > 240 and seen.pixels[9, 9, 2] < 20
    first.save(tmp_path / f"one.{suffix}")
    assert not decode_picture(tmp_path / f"one.{suffix}").animated


def test_programs_in_disguise_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "hand.png").write_bytes(
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    )
    with pytest.raises(JudgeError, match="It is none of PNG, JPEG, "):
        read_picture(tmp_path / "hand.png")


@pytest.mark.parametrize("error", [ZeroDivisionError(), TypeError("x"), MemoryError(), EOFError()])
def test_whatever_a_decoder_raises_is_a_sentence(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "odd.png")

    def raising(*_arguments: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(module, "upright_rgb", raising)
    with pytest.raises(JudgeError, match=r"odd\.png cannot be read as a picture"):
        read_picture(tmp_path / "odd.png")


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
