"""LoRA and embedding files as axis values: read from a plan, and taken apart again.

On a cell a value is text: ``none``, ``/models/hands.safetensors@0.8`` for a LoRA at a scale,
``/models/bad.safetensors as badhands in negative`` for an embedding whose token joins the
negative prompt; several at once are joined by `` + ``. Files are whole paths.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from toolkit.axes import NOTHING
from toolkit.documents.numbers import real_number
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, PlanError, shown
from toolkit.sweeps.one_value import number_text
from toolkit.sweeps.requests import EmbeddingUse, LoraUse

BETWEEN = " + "
MAX_SCALE = 4
Place = Literal["prompt", "negative"]
PLACES: tuple[Place, ...] = ("prompt", "negative")
_PICKLES = (".bin", ".ckpt", ".pt", ".pth")


@dataclass(frozen=True, kw_only=True)
class LoraFile:
    """A LoRA's ``file`` and how strongly it counts, -4..4."""

    file: str
    scale: float = 1.0

    @property
    def text(self) -> str:
        """As a cell's value has it."""
        return f"{self.file}@{number_text(self.scale)}"


@dataclass(frozen=True, kw_only=True)
class EmbeddingFile:
    """A textual-inversion embedding's ``file``, and its ``token`` at the end of a prompt."""

    file: str
    token: str
    place: Place = "negative"

    @property
    def text(self) -> str:
        """As a cell's value has it."""
        return f"{self.file} as {self.token} in {self.place}"


def loras_of(value: str) -> tuple[LoraFile, ...]:
    """The LoRAs in a cell's ``value`` on the axis ``lora``; raises `PlanError`."""
    return tuple(_lora(part) for part in _parts(value))


def embeddings_of(value: str) -> tuple[EmbeddingFile, ...]:
    """The embeddings in a cell's ``value`` on the axis ``embedding``; raises `PlanError`."""
    return tuple(_embedding(part) for part in _parts(value))


def adapter_paths(values: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The files that ``values``, pairs of an axis and a value, name on both axes, each once."""
    found: dict[str, None] = {}
    for axis, value in values:
        if axis == "lora":
            found |= dict.fromkeys(each.file for each in loras_of(value))
        elif axis == "embedding":
            found |= dict.fromkeys(each.file for each in embeddings_of(value))
    return tuple(found)


def adapters_of(
    values: Mapping[str, str], files: Mapping[str, str]
) -> tuple[tuple[LoraUse, ...], tuple[EmbeddingUse, ...]]:
    """What joins the model in pictures with ``values``, by content; ``files`` are content hashes
    by path."""
    loras = tuple(
        LoraUse(file=Path(each.file).name, sha256=files.get(each.file, ""), scale=each.scale)
        for each in loras_of(values.get("lora", NOTHING))
        if each.scale
    )
    embeddings = tuple(
        EmbeddingUse(file=Path(each.file).name, sha256=files.get(each.file, ""), token=each.token)
        for each in embeddings_of(values.get("embedding", NOTHING))
    )
    return loras, embeddings


def adapter_label(axis: str, value: str) -> str:
    """A value on ``lora`` or ``embedding`` for people: bare names with scale or token; one that
    cannot be read stays as it is."""
    if value == NOTHING:
        return value
    try:
        if axis == "lora":
            names = [f"{Path(e.file).stem} {e.scale:g}" for e in loras_of(value)]
        else:
            names = [f"{Path(e.file).stem} ({e.token})" for e in embeddings_of(value)]
    except PlanError:
        return value
    return " + ".join(names)


def spread_adapters(axis: str, value: object, folder: Path | None, where: str) -> Iterator[str]:
    """The cells' values that a written one stands for: one for each of its scales.

    Args:
        axis: ``lora`` or ``embedding``.
        value: ``none``, a file's name, ``{file: ..., scale: ...}`` (one scale or a list),
            ``{file: ..., token: ..., in: prompt|negative}``, or a list of those, all at once.
        folder: what relative names are relative to, None for the working folder.
        where: for the message.

    Raises:
        PlanError: anything else.
    """
    if value in (NOTHING, "", None):
        yield NOTHING
        return
    at_once = list(cast("Sequence[object]", value)) if isinstance(value, list) else [value]
    read = _read_lora if axis == "lora" else _read_embedding
    options = [list(read(each, folder, where)) for each in at_once]
    if not options:
        raise PlanError(f"{where}: names no file.", hint=f"Write {NOTHING} for none.")
    for chosen in itertools.product(*options):
        yield BETWEEN.join(chosen)


def _read_lora(value: object, folder: Path | None, where: str) -> Iterator[str]:
    if isinstance(value, str):
        for lora in loras_of(value):
            yield LoraFile(file=_file(lora.file, folder, where), scale=lora.scale).text
        return
    said = _keys(value, {"file"}, {"scale"}, where)
    scales = said.get("scale", 1.0)
    for scale in cast("Sequence[object]", scales) if isinstance(scales, list) else [scales]:
        yield LoraFile(
            file=_file(said["file"], folder, where), scale=_scale(scale, f"{where}.scale")
        ).text


def _read_embedding(value: object, folder: Path | None, where: str) -> Iterator[str]:
    if isinstance(value, str):
        for each in embeddings_of(value):
            file = _file(each.file, folder, where)
            yield EmbeddingFile(file=file, token=each.token, place=each.place).text
        return
    said = _keys(value, {"file", "token"}, {"in"}, where)
    token, place = said["token"], said.get("in", "negative")
    if not isinstance(token, str) or not token or token.split() != [token]:
        raise PlanError(f"{where}.token: got {shown(token)}; expected one word.")
    if place not in PLACES:
        raise PlanError(f"{where}.in: got {shown(place)}; expected prompt or negative.")
    yield EmbeddingFile(file=_file(said["file"], folder, where), token=token, place=place).text


def _keys(value: object, needed: set[str], more: set[str], where: str) -> dict[str, object]:
    given: dict[str, object] = {}
    if isinstance(value, Mapping):
        given = dict(cast("Mapping[str, object]", value))
        value = given
    if not needed <= set(given) <= needed | more:
        keys = ", ".join(f"{key}: ..." for key in (*sorted(needed), *sorted(more)))
        raise PlanError(f"{where}: got {shown(value)}; expected a file, or {{{keys}}}.")
    return given


def _file(name: object, folder: Path | None, where: str) -> str:
    """The whole path of a weights file; whether it is there is looked at when it is drawn with."""
    if not isinstance(name, str) or not name:
        raise PlanError(f"{where}.file: got {shown(name)}; expected the name of a file.")
    try:
        path = user_path(name, what="file")
    except BadInput as error:
        raise PlanError.at(where, error) from error
    if path.suffix.lower() in _PICKLES:
        raise PlanError(
            f"{where}: {shown(name)} is a pickle, which can run code, and is never loaded.",
            hint="Convert it to safetensors in a place you trust.",
            code="adapter_pickled",
            fields={"got": path.name},
        )
    if path.suffix.lower() != ".safetensors":
        raise PlanError(f"{where}: {shown(name)} is no .safetensors file.")
    if BETWEEN in name:
        raise PlanError(f"{where}: {shown(name)} holds {shown(BETWEEN)}; rename the file.")
    for base in dict.fromkeys((folder or Path.cwd(), Path.cwd())):
        if (base / path).is_file():
            return str((base / path).resolve())
    return str(((folder or Path.cwd()) / path).resolve())


def _parts(value: str) -> list[str]:
    return [] if value in ("", NOTHING) else value.split(BETWEEN)


def _lora(text: str) -> LoraFile:
    file, at, scale = text.rpartition("@")
    if not at or "/" in scale or scale.endswith(".safetensors"):
        return LoraFile(file=text)
    try:
        return LoraFile(file=file, scale=_scale(float(scale), "lora"))
    except ValueError:
        raise PlanError(f"lora: got {shown(text)}; expected FILE@SCALE.") from None


def _embedding(text: str) -> EmbeddingFile:
    file, said, rest = text.rpartition(" as ")
    token, _, place = rest.partition(" in ")
    if not said or not token or (place or "negative") not in PLACES:
        raise PlanError(
            f"embedding: got {shown(text)}; expected FILE as TOKEN in prompt, or in negative."
        )
    return EmbeddingFile(file=file, token=token, place=cast("Place", place or "negative"))


def _scale(value: object, where: str) -> float:
    try:
        return real_number(value, low=-MAX_SCALE, high=MAX_SCALE)
    except ValueError as error:
        raise PlanError(f"{where}: {error}.") from None
