"""One file of a stranger: is it a picture that can be kept? Then it is copied into the store.

To be run in a process of its own (`toolkit.decoding.worker_pool`), for decoders may die of it. The
whole picture is decoded once here, so that what is in the store can be shown anywhere later.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from PIL import Image as Pictures
from PIL.Image import Image as Picture
from PIL.PngImagePlugin import PngImageFile

from toolkit.axes import AXES, MAX_SEED
from toolkit.decoding.pixels import DecodedPicture, decode_image, decode_whole, opened_picture
from toolkit.decoding.worker_pool import hushed
from toolkit.documents.bounded_reader import read_regular
from toolkit.errors import BadInput, GestureError, JudgeError, StoreError, one_line
from toolkit.store.adding.report import Refusal
from toolkit.store.adding.sources import Source
from toolkit.store.files import (
    INCOMING,
    MAX_PICTURE_BYTES,
    image_file,
    picture_path,
    size_bytes,
    write_atomically,
)

KEPT_AS: Mapping[str, str] = {
    "PNG": ".png",
    "JPEG": ".jpg",
    "MPO": ".jpg",
    "WEBP": ".webp",
    "GIF": ".gif",
    "AVIF": ".avif",
}
"""Formats that every browser shows, by Pillow's name; others are kept as PNG."""

HARMLESS = frozenset(
    ("icc_profile", "jfif_unit", "photoshop", "version", "background", "dpi", "srgb", "gamma")
)
"""What is beside the pixels of pictures that say nothing of their making."""

OURS = "gesture-toolkit"
TEXT_LENGTH = 20_000
"""A prompt of a recipe is kept up to so many characters."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A picture that can be kept, its file in the store's folder already.

    ``sha256`` is of the file's bytes, ``ending`` and ``size_bytes`` are the kept file's, which is
    a PNG where ``converted`` names the format it had. Its size is that of the picture upright.
    ``recipe`` is what the file says of its making, by the fields of a request, and ``program`` who
    wrote that; both are empty where it says nothing.
    """

    sha256: str
    ending: str
    size_bytes: int
    width_px: int
    height_px: int
    recipe: Mapping[str, object]
    program: str = ""
    converted: str = ""
    animated: bool = False


Checker = Callable[[Source], Checked | Refusal | str]


@contextmanager
def opened_checker(images_folder: Path, known: frozenset[str]) -> Generator[Checker]:
    """In a process of its own: the function that checks one file and copies it."""
    with hushed():
        yield partial(check_picture, images_folder, known)


def check_picture(
    images_folder: Path, known: frozenset[str], source: Source
) -> Checked | Refusal | str:
    """Decode the file at ``source`` and copy its bytes into ``images_folder``, or say why not.

    Of a picture that is one of the ``known``, and there, only the hash is given.

    Raises `StoreError` where the store's own disk refuses.
    """
    content = _read(source)
    if isinstance(content, Refusal):
        return content
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 in known and size_bytes(picture_path(images_folder, sha256)) is not None:
        return sha256
    try:
        with opened_picture(content, name=source.name) as picture:
            format = str(picture.format)
            width_px, height_px, animated = decode_whole(picture, name=source.name)
            ending = KEPT_AS.get(format, "")
            kept = content if ending else _as_png(decode_image(picture, name=source.name))
            recipe, program = _recipe(picture, format)
    except JudgeError as error:
        return Refusal.of(source.name, error.code or "picture_broken", **_said(error))
    path = images_folder / image_file(sha256, ending or ".png")
    if size_bytes(path) != len(kept):
        write_atomically(path, kept, incoming=images_folder / INCOMING)
    return Checked(
        sha256=sha256,
        ending=ending or ".png",
        size_bytes=len(kept),
        width_px=width_px,
        height_px=height_px,
        recipe={name: value for name, value in recipe.items() if value is not None},
        program=program,
        converted="" if ending else format,
        animated=animated,
    )


def _read(source: Source) -> bytes | Refusal:
    try:
        content = read_regular(source.file, limit_bytes=MAX_PICTURE_BYTES)
    except FileNotFoundError:
        return Refusal.of(source.name, "no_file")
    except OSError as error:
        return Refusal.of(source.name, "unreadable", reason=error.strerror or error)
    except BadInput:
        return Refusal.of(source.name, "too_large", most=MAX_PICTURE_BYTES)
    return content if content else Refusal.of(source.name, "empty")


def _said(error: GestureError) -> dict[str, object]:
    return dict(error.fields) if error.fields else {"reason": error.hint}


def _as_png(decoded: DecodedPicture) -> bytes:
    buffer = io.BytesIO()
    Pictures.fromarray(decoded.pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _recipe(picture: Picture, format: str) -> tuple[Mapping[str, object], str]:
    """What the file says of its making, by a request's fields, and which program said it."""
    notes: dict[str, object] = {
        str(key): value for key, value in picture.info.items() if isinstance(value, str | bytes)
    }
    if isinstance(picture, PngImageFile):
        notes |= {key: str(text) for key, text in picture.text.items()}
    if not notes.keys() - HARMLESS:
        return {}, ""
    # Imported on use: most pictures carry nothing, and these bring the vocabulary along.
    from toolkit.store.foreign_recipe import foreign_recipe
    from toolkit.store.recipe import CHUNK

    ours = notes.get(CHUNK)
    if isinstance(ours, str):
        fields = _ours(ours)
        if fields is not None:
            return fields, OURS
    found = foreign_recipe(notes, size_px=picture.size, format=format)
    if found is None:
        return {}, ""
    return {
        "prompt": _text(found.prompt),
        "negative": _text(found.negative),
        "dialect": found.dialect,
        "model": _text(found.model),
        "scheduler": found.scheduler,
        "seed": found.seed,
        "steps": found.steps,
        "guidance": found.guidance,
    }, found.program


def _ours(note: str) -> Mapping[str, object] | None:
    """A request of ours as it stands in the file; the picture may have been changed since."""
    from toolkit.store.request_json import parse_request

    try:
        content: object = json.loads(note)
        fields = cast("dict[str, object]", content) if isinstance(content, dict) else {}
        request = parse_request(fields.get("request"), where="the picture")
    except (ValueError, RecursionError, StoreError):
        return None
    whole = math.isfinite(request.guidance)
    return {
        "seed": request.seed if 0 <= request.seed <= MAX_SEED else None,
        "steps": request.steps if 0 <= request.steps <= AXES["steps"].high else None,
        "guidance": request.guidance if whole else None,
        "scheduler": _text(request.scheduler),
        "prompt": _text(request.prompt),
        "negative": _text(request.negative),
        "dialect": _text(request.dialect),
        "model": _text(request.model),
        "revision": _text(request.revision),
    }


def _text(text: str) -> str:
    return one_line(text[:TEXT_LENGTH]).strip()
