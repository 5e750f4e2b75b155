"""The recipe inside the picture: a sweep can be replayed from one PNG.

Three notes travel in each file: ``parameters`` in the form of AUTOMATIC1111's web UI (which
every gallery reads), the exact request as JSON under ``gesture-toolkit`` (which we read), and
an XMP packet saying that the picture was generated (IPTC digital source type).
"""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from PIL import Image as Pictures
from PIL import UnidentifiedImageError
from PIL.Image import Image as Picture
from PIL.PngImagePlugin import PngImageFile, PngInfo

from toolkit.decoding.picture_modes import upright_rgb
from toolkit.errors import StoreError, shortened
from toolkit.samplers import sampler_name
from toolkit.store.files import disk_error, image_file, read_whole, write_atomically
from toolkit.store.request_json import parse_request
from toolkit.sweeps.requests import GenerationRequest, Image

MAX_PIXELS = 64_000_000
SHOWN_PX = 2048
FORMATS: Mapping[str, tuple[str, ...]] = {
    ".jpg": ("JPEG", "MPO"),
    ".webp": ("WEBP",),
    ".gif": ("GIF",),
    ".avif": ("AVIF",),
}
"""Formats of added pictures, by Pillow's names, by the ending of their files."""

CHUNK = "gesture-toolkit"
"""The keyword of our PNG text chunk."""

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

_XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_PNG = b"\x89PNG\r\n\x1a\n"

# What Pillow raises on damaged files, one way or another.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    Pictures.DecompressionBombError,
)


_WEIGHTED = re.compile(r"(?<!\\)\(((?:\\.|[^()\\])+)\)(\d+(?:\.\d+)?)")


def a1111_parameters(request: GenerationRequest, *, sampler: str = "") -> str:
    """The request in AUTOMATIC1111's text form: prompt, negative, one line of settings.

    Weights that compel writes as ``(words)1.3`` become ``(words:1.3)``. This text is for other
    programs and for people; the exact request is in our own chunk. ``sampler`` is the id of the
    one that drew it, where the request leaves it to the model.
    """
    prompt, negative = request.prompt, request.negative
    if request.dialect == "compel":
        prompt, negative = _from_compel(prompt), _from_compel(negative)
    for each in request.loras:
        prompt += f" <lora:{Path(each.file).stem}:{each.scale:g}>"
    settings = {
        "Steps": str(request.steps),
        "Sampler": sampler_name(sampler or request.scheduler),
        "CFG scale": f"{request.guidance:g}",
        "Seed": str(request.seed),
        "Size": f"{request.width_px}x{request.height_px}",
        "Model hash": request.revision[:10],
        "Model": request.model,
    }
    if request.mend is not None:
        settings["Denoising strength"] = f"{request.mend.strength:g}"
    line = ", ".join(f"{key}: {_quoted(value)}" for key, value in settings.items() if value)
    hushed = [f"Negative prompt: {negative}"] if negative else []
    return "\n".join([prompt, *hushed, line])


def _from_compel(text: str) -> str:
    # Square brackets mean nothing to compel and a weight to the web UI; quotes the other way.
    text = text.replace("[", "\\[").replace("]", "\\]").replace('\\"', '"')
    return _WEIGHTED.sub(r"(\1:\2)", text).replace("\u00a0", " ")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if set(value) & set(',:\n"') else value


def png_bytes(
    image: Picture,
    request: GenerationRequest,
    *,
    seconds: float = 0.0,
    device: str = "",
    versions: Iterable[tuple[str, str]] = (),
    sampler: str = "",
) -> bytes:
    """``image`` as PNG with its recipe; ``seconds`` is the time that its making took."""
    note = {
        "version": 1,
        "hash": request.hash,
        "request": json.loads(request.to_json()),
        "made": {"seconds": seconds, "device": device, "versions": dict(versions)},
    }
    texts = PngInfo()
    parameters = a1111_parameters(request, sampler=sampler).encode("utf-8", "replace").decode()
    texts.add_text("parameters", parameters)
    texts.add_text(CHUNK, json.dumps(note, sort_keys=True))
    texts.add_itxt("XML:com.adobe.xmp", _XMP)
    buffer = io.BytesIO()
    _bare(image).save(buffer, "PNG", pnginfo=texts)
    return buffer.getvalue()


def write_png(
    image: Picture,
    request: GenerationRequest,
    path: Path,
    *,
    seconds: float = 0.0,
    device: str = "",
    versions: Iterable[tuple[str, str]] = (),
) -> None:
    """Write ``image`` with its recipe to ``path``, whole or not at all. Raises `StoreError`."""
    content = png_bytes(image, request, seconds=seconds, device=device, versions=versions)
    write_atomically(path, content, incoming=path.parent)


def read_recipe(path: Path) -> GenerationRequest:
    """The exact request that made the PNG at ``path``; its hash equals the recorded one.

    Raises `StoreError` when the file is missing, is not a PNG, carries no recipe (a picture
    from elsewhere, or one whose notes were stripped) or a recipe that was edited.
    """
    return read_making(path).request


def read_making(path: Path) -> Image:
    """What the PNG at ``path`` says of itself: its request, and how it was made.

    ``file`` is where the store would keep it. Raises as `read_recipe` does.
    """
    try:
        note: object = json.loads(_read_note(path))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"The recipe in {path} is not valid JSON ({error}).") from error
    fields = _mapping(note)
    request = parse_request(fields.get("request"), where=str(path))
    if request.hash != fields.get("hash"):
        raise StoreError(
            f"The recipe in {path} does not fit its own hash, so it was edited or damaged.",
            hint="Take the original file, or write the request as a plan.",
        )
    made = _mapping(fields.get("made"))
    seconds = made.get("seconds")
    return Image(
        request=request,
        file=image_file(request.hash),
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
        device=str(made.get("device", "")),
        versions=tuple((k, str(v)) for k, v in _mapping(made.get("versions")).items()),
    )


def _mapping(value: object) -> dict[str, object]:
    return cast(dict[str, object], value) if isinstance(value, dict) else {}


def _read_note(path: Path) -> str:
    try:
        with _opened(path) as picture:
            note = picture.info.get(CHUNK)
            if note is None and isinstance(picture, PngImageFile):
                note = picture.text.get(CHUNK)  # some tools move text behind the pixels
    except _UNREADABLE as error:
        raise unreadable(error, path) from error
    if not isinstance(note, str):
        raise StoreError(
            f"The picture {path} carries no recipe of ours (no text chunk {CHUNK!r}).",
            hint="Uploads to many sites strip it: take the original file.",
        )
    return note


def picture_notes(path: Path) -> tuple[Picture, dict[str, str]]:
    """The PNG at ``path``, decoded, and its text notes by keyword, those behind the pixels too.

    Raises `StoreError` unless it is a whole PNG.
    """
    try:
        with _opened(path) as picture:
            picture.load()
            texts = picture.text if isinstance(picture, PngImageFile) else {}
            return picture.copy(), {key: str(text) for key, text in texts.items()}
    except _UNREADABLE as error:
        raise unreadable(error, path) from error


def read_picture(path: Path) -> Picture:
    """The decoded picture, detached from its file. Raises `StoreError` unless it is whole.

    Of an added picture the first frame, upright, as RGB of 8 bits.
    """
    try:
        with _opened(path) as picture:
            picture.load()
            return _bare(picture if _is_plain(picture) else upright_rgb(picture))
    except _UNREADABLE as error:
        raise unreadable(error, path) from error


def strip_png(path: Path) -> bytes:
    """The same pixels as a PNG that says nothing else: no recipe, no time, no profile.

    For blind rating: neither text nor metadata may tell which variant a picture is. A picture
    with a side above `SHOWN_PX` is made smaller: no screen shows more. One as we write them keeps
    its pixels' bytes, all others are encoded anew.
    """
    if path.suffix == ".png" and (bare := _bare_chunks(read_whole(path))) is not None:
        return bare
    buffer = io.BytesIO()
    picture = read_picture(path)
    picture.thumbnail((SHOWN_PX, SHOWN_PX))
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _bare_chunks(content: bytes) -> bytes | None:
    """The chunks that hold the pixels of a whole PNG as `png_bytes` writes it; None for another.

    https://www.w3.org/TR/png-3/#5Chunk-layout
    """
    kept = [_PNG]
    notes: list[bytes] = []
    place = len(_PNG)
    while content.startswith(_PNG) and place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        end = place + 12 + length
        chunk = content[place:end]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            return None
        if kind in (b"tEXt", b"iTXt"):
            notes.append(chunk[8 : 9 + len(CHUNK)])
        elif kind in (b"IHDR", b"IDAT", b"IEND"):
            kept.append(chunk)
        else:
            return None
        place = end
        if kind == b"IEND":
            width_px, height_px, *how = struct.unpack(">IIBBBBB", content[16:29])
            # Eight bits of red, green and blue, without interlacing.
            ours = f"{CHUNK}\0".encode() in notes and how == [8, 2, 0, 0, 0]
            small = max(width_px, height_px) <= SHOWN_PX
            return b"".join(kept) if ours and small and place == len(content) else None
    return None


def _opened(path: Path) -> Picture:
    content = read_whole(path)
    if path.suffix != ".png":
        return _added(content, path.suffix)
    # The size stands at a fixed place; Pillow warns of a large one and reads on.
    if len(content) >= 24:
        width_px, height_px = struct.unpack(">II", content[16:24])
        if width_px * height_px > MAX_PIXELS:
            raise ValueError(f"{width_px} x {height_px} pixels, at most {MAX_PIXELS:,} are read")
    return Pictures.open(io.BytesIO(content), formats=["PNG"])


def _is_plain(picture: Picture) -> bool:
    """Whether a picture is as we make them: no turn to be made, no mode that others read wrongly.

    L is a control image's.
    """
    return picture.mode in ("L", "RGB") and not {"exif", "transparency"} & picture.info.keys()


def _added(content: bytes, ending: str) -> Picture:
    """An added picture, opened; when it was added, all of it was decoded once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tags that nobody here reads
        picture = Pictures.open(io.BytesIO(content), formats=FORMATS.get(ending, ("PNG",)))
    if picture.width * picture.height > MAX_PIXELS:
        raise ValueError(f"{picture.width} x {picture.height} pixels, more than {MAX_PIXELS:,}")
    return picture


def unreadable(error: Exception, path: Path) -> StoreError:
    """The one sentence for a picture that cannot be read."""
    if isinstance(error, OSError) and error.errno is not None:
        return disk_error(error, "reading", path)
    # Pillow names the address of what it could not identify: nothing to keep in a verdict.
    why = "" if isinstance(error, UnidentifiedImageError) else f" ({shortened(str(error))})"
    return StoreError(
        f"The picture {path} is damaged or not a PNG{why}.",
        hint="Delete it and run the sweep again with --resume: it is made anew.",
        code="picture_damaged",
        fields={"got": path},
    )


def _bare(image: Picture) -> Picture:
    # Pillow would carry the profile and the notes of the source along in `info`.
    bare = image.copy()
    bare.info = {}
    return bare
