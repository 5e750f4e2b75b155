"""The recipe in the PNG comes back exactly, says what it must, and can be stripped."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pictures
from PIL.PngImagePlugin import PngInfo

from tests.store_samples import sample_picture
from toolkit.errors import StoreError
from toolkit.store.recipe import (
    CHUNK,
    SOURCE_TYPE,
    a1111_parameters,
    read_making,
    read_recipe,
    strip_png,
    write_png,
)
from toolkit.sweeps.requests import Control, GenerationRequest

REQUEST = GenerationRequest(
    prompt="a photo of (thumbs up)1.3, soft light",
    negative="extra fingers",
    seed=7,
    model="thumbelina",
    revision="0123456789abcdef",
    steps=20,
    guidance=3.5,
)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_TEXT = st.text(max_size=40)
_SCALE = st.one_of(
    st.integers(0, 2), st.floats(0, 2, allow_nan=False).filter(lambda x: str(x) != "-0.0")
)
REQUESTS = st.builds(
    GenerationRequest,
    prompt=_TEXT,
    negative=_TEXT,
    seed=st.integers(0, 2**64),
    model=_TEXT,
    revision=_TEXT,
    guidance=_SCALE,
    steps=st.integers(1, 1000),
    control=st.none() | st.builds(Control, kind=_TEXT, sha256=_TEXT, strength=_SCALE),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(request_=REQUESTS)
def test_the_exact_request_comes_back(tmp_path: Path, request_: GenerationRequest) -> None:
    path = tmp_path / "picture.png"
    write_png(Pictures.new("RGB", (2, 2)), request_, path)
    assert read_recipe(path) == request_
    assert read_recipe(path).hash == request_.hash


def test_other_programs_find_what_they_know(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    versions = (("torch", "2.6"),)
    write_png(sample_picture(REQUEST), REQUEST, path, seconds=1.5, device="cpu", versions=versions)
    with Pictures.open(path) as picture:
        assert picture.info["parameters"] == (
            "a photo of (thumbs up:1.3), soft light\n"
            "Negative prompt: extra fingers\n"
            "Steps: 20, Sampler: default, CFG scale: 3.5, Seed: 7, Size: 128x128,"
            " Model hash: 0123456789, Model: thumbelina"
        )
        (said,) = ElementTree.fromstring(picture.info["xmp"]).iter(f"{_RDF}Description")
        assert said.attrib[f"{_IPTC}DigitalSourceType"] == SOURCE_TYPE
        assert picture.tobytes() == sample_picture(REQUEST).tobytes()
    made = read_making(path)
    assert (made.seconds, made.device, made.versions) == (1.5, "cpu", versions)


@pytest.mark.parametrize(
    ("compel", "a1111"),
    [
        ("(a fist)0.4 on (sand)1.25", "(a fist:0.4) on (sand:1.25)"),
        (r"a hand \(left\)", r"a hand \(left\)"),
        (r"(a hand \(left\))1.2", r"(a hand \(left\):1.2)"),
        (r"the \"V\" sign", 'the "V" sign'),
        ("a [b]", r"a \[b\]"),
        ("5+\u00a0fingers", "5+ fingers"),
    ],
)
def test_compel_weights_become_the_web_uis(compel: str, a1111: str) -> None:
    request = GenerationRequest(prompt=compel, negative="", seed=1, model='m, "n"')
    first, last = a1111_parameters(request).split("\n")
    assert first == a1111
    assert last.endswith('Model: "m, \\"n\\""')


def test_stripping_leaves_the_pixels_alone(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    write_png(sample_picture(REQUEST), REQUEST, path, seconds=1.0)
    plain = strip_png(path)
    write_png(sample_picture(REQUEST), REQUEST, path, seconds=2.0, device="elsewhere")
    assert strip_png(path) == plain
    with Pictures.open(io.BytesIO(plain)) as picture:
        assert picture.info == {}
        assert picture.tobytes() == sample_picture(REQUEST).tobytes()
    assert plain.count(b"tEXt") + plain.count(b"iTXt") + plain.count(b"tIME") == 0
    for word in (b"thumbs", b"thumbelina", b"elsewhere", REQUEST.hash.encode()):
        assert word not in plain


def test_text_behind_the_pixels_is_found(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    write_png(sample_picture(REQUEST), REQUEST, path)
    content = path.read_bytes()
    start = content.index(b"tEXt" + CHUNK.encode()) - 4
    length = int.from_bytes(content[start : start + 4]) + 12
    chunk = content[start : start + length]
    end = len(content) - 12
    path.write_bytes(content[:start] + content[start + length : end] + chunk + content[end:])
    assert read_recipe(path) == REQUEST


def _with_note(path: Path, note: str) -> None:
    texts = PngInfo()
    texts.add_text(CHUNK, note)
    Pictures.new("RGB", (2, 2)).save(path, pnginfo=texts)


def _note(**changes: object) -> str:
    fields = json.loads(REQUEST.to_json()) | changes
    return json.dumps({"hash": REQUEST.hash, "request": fields})


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "no GenerationRequest"),
        (_note(prompt="another"), "does not fit its own hash"),
        (_note(seed="7"), "'seed'"),
        (_note(seed=True), "'seed'"),
        (_note(steps=2.5), "'steps'"),
        (_note(surprise=1), "unknown field 'surprise'"),
        (_note(control=[]), "no Control"),
        (_note(loras={}), "'loras'.*a list is expected"),
        (_note(loras=[{"name": "x"}]), "unknown field 'name'"),
        (_note(embeddings=3), "'embeddings'.*a list is expected"),
    ],
)
def test_a_doctored_recipe_is_refused_in_words(tmp_path: Path, note: str, said: str) -> None:
    path = tmp_path / "picture.png"
    _with_note(path, note)
    with pytest.raises(StoreError, match=said) as caught:
        read_recipe(path)
    assert str(path) in caught.value.message


def test_pictures_without_a_recipe_say_so(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Pictures.new("RGB", (2, 2)).save(path)
    with pytest.raises(StoreError, match="no recipe of ours"):
        read_recipe(path)
    with pytest.raises(StoreError, match="no file"):
        read_recipe(tmp_path / "elsewhere.png")
    Pictures.new("RGB", (2, 2)).save(path, format="JPEG")
    with pytest.raises(StoreError, match="not a PNG"):
        read_recipe(path)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_damage_anywhere_is_a_store_error_or_harmless(
    tmp_path: Path, at: int, byte: int, cut: bool
) -> None:
    path = tmp_path / "picture.png"
    write_png(sample_picture(REQUEST), REQUEST, path)
    content = bytearray(path.read_bytes())
    at %= len(content)
    content[at] = byte
    path.write_bytes(content[:at] if cut else content)
    # Every other exception would fail the test, and so would another request than ours.
    with contextlib.suppress(StoreError):
        assert read_recipe(path) == REQUEST
    with contextlib.suppress(StoreError):
        assert strip_png(path)


def test_a_picture_of_ours_is_stripped_without_being_encoded_anew(tmp_path: Path) -> None:
    picture = sample_picture(REQUEST, 64)
    path = tmp_path / "ours.png"
    write_png(picture, REQUEST, path)
    bare = strip_png(path)
    with Pictures.open(io.BytesIO(bare)) as read:
        assert read.info == {} and read.convert("RGB").tobytes() == picture.tobytes()
    for secret in (b"gesture-toolkit", b"parameters", b"XML", REQUEST.prompt.encode()):
        assert secret not in bare
    assert bare == b"".join(_chunks(path.read_bytes()))
    # A damaged one goes the long way, and is refused there.
    damaged = bytearray(path.read_bytes())
    damaged[-30] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StoreError):
        strip_png(path)


def _chunks(content: bytes) -> list[bytes]:
    """The signature and the chunks of pixels, one after another."""
    found, place = [content[:8]], 8
    while place < len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        if content[place + 4 : place + 8] in (b"IHDR", b"IDAT", b"IEND"):
            found.append(content[place:end])
        place = end
    return found
