"""LoRA and embedding files looked at before anything is loaded: hash, kind, and whom they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from toolkit.axes import NOTHING
from toolkit.errors import ModelError, shown
from toolkit.generation.models import ModelSpec
from toolkit.generation.safetensors_header import read_header
from toolkit.store.content_hashes import file_hash
from toolkit.sweeps.adapter_values import embeddings_of, loras_of
from toolkit.sweeps.cells import Cell

_WIDTHS = {768: "SD 1.x", 1024: "SD 2.x", 2048: "SDXL"}
"""Which models' cross-attention reads vectors of a width."""

ADAPTERS = ("lora", "embedding")
"""The axes of files that join a model."""

AdapterKind = Literal["lora", "embedding"]

_FLUX_STARTS = ("transformer.", "lora_transformer_")
_FLUX_BLOCKS = ("double_blocks", "single_blocks", "single_transformer_blocks")
_TEXT_KEYS = ("lora_te", "text_encoder")


def file_hashes(paths: Iterable[str]) -> dict[str, str]:
    """The content hash (40 hex digits) of each file by its path.

    Raises:
        BadInput: a file that is not there, or is no whole safetensors file.
    """
    found: dict[str, str] = {}
    for path in paths:
        read_header(path)
        found[path] = file_hash(Path(path))
    return found


def adapter_kind(path: str) -> AdapterKind | None:
    """What the safetensors file at ``path`` is by its tensors' names and shapes, None for neither.

    Raises `BadInput` unless it is whole.
    """
    shapes = read_header(path).shapes
    if any("lora" in name.lower() for name in shapes):
        return "lora"
    one = len(shapes) == 1 and all(1 <= len(shape) <= 2 for shape in shapes.values())
    return "embedding" if one or {"clip_l", "clip_g"} <= set(shapes) else None


def reads_words(path: str) -> bool:
    """Whether the LoRA at ``path`` changes text encoders too."""
    return any(any(key in name for key in _TEXT_KEYS) for name in read_header(path).shapes)


def check_adapters(cells: Iterable[Cell], specs: Mapping[str, ModelSpec]) -> None:
    """Raise for the first LoRA or embedding that does not fit the model of its cell.

    Raises:
        ModelError: a LoRA of another family, an embedding of another width, or a model that takes
            none.
        BadInput: a file that is not there or not whole.
    """
    checked: set[tuple[str, str, str]] = set()
    for cell in cells:
        values = dict(cell.values)
        spec = specs[values["model"]]
        in_hand = not spec.source and {values.get(axis, NOTHING) for axis in ADAPTERS} - {NOTHING}
        if in_hand:
            raise ModelError(
                f"No LoRA or embedding can join the pipeline {shown(spec.name)}, which is in hand.",
                hint="Save it with save_pretrained and name its folder, or load the file into it.",
            )
        for lora in loras_of(values.get("lora", NOTHING)):
            if (key := (spec.name, "lora", lora.file)) not in checked:
                checked.add(key)
                _check_lora(lora.file, spec)
        for each in embeddings_of(values.get("embedding", NOTHING)):
            if (key := (spec.name, each.token, each.file)) not in checked:
                checked.add(key)
                _check_embedding(each.file, spec)


def _check_lora(path: str, spec: ModelSpec) -> None:
    if not spec.family.loras:
        raise _takes_none(spec, "LoRA files")
    header = read_header(path)
    if adapter_kind(path) != "lora":
        raise ModelError(
            f"{shown(Path(path).name)} is no LoRA: none of its tensors is called one.",
            hint="A whole checkpoint is a model, an embedding stands on the axis embedding.",
            code="not_a_lora",
            fields={"got": Path(path).name},
        )
    flux = any(
        name.startswith(_FLUX_STARTS) or any(part in name for part in _FLUX_BLOCKS)
        for name in header.shapes
    )
    if flux != (spec.family.name == "flux"):
        kind = "a flux model" if flux else "a model with a unet"
        raise _for_another(path, spec, kind)
    width = header.shape_of("attn2", "to_k", "down") or header.shape_of("attn2", "to_k", "lora_A")
    reads = spec.text_width
    if width is not None and reads is not None and width[-1] != reads:
        raise _for_another(path, spec, _named(width[-1]))


def _check_embedding(path: str, spec: ModelSpec) -> None:
    if spec.family.name not in ("sd", "sdxl"):
        raise _takes_none(spec, "embeddings")
    header = read_header(path)
    both = "clip_l" in header.shapes and "clip_g" in header.shapes
    if spec.family.name == "sdxl":
        if not both:
            raise _for_another(path, spec, "a model with one text encoder")
        got = header.shapes["clip_l"][-1] + header.shapes["clip_g"][-1]
    else:
        vectors = [shape for shape in header.shapes.values() if shape]
        if both or len(vectors) != 1:
            raise _for_another(path, spec, "SDXL" if both else "no model that is known")
        got = vectors[0][-1]
    if spec.text_width is not None and got != spec.text_width:
        raise _for_another(path, spec, _named(got))


def _named(width: int) -> str:
    return f"{_WIDTHS.get(width, 'a model')} (vectors of width {width})"


def _for_another(path: str, spec: ModelSpec, made_for: str) -> ModelError:
    reads = f", which reads vectors of width {spec.text_width}" if spec.text_width else ""
    return ModelError(
        f"{shown(Path(path).name)} was made for {made_for}, not for the {spec.family.name} model "
        f"{shown(spec.name)}{reads}.",
        hint="Leave it out for this model by 'skip', or choose one of its family.",
        code="adapter_of_another",
        fields={"got": Path(path).name, "model": spec.name},
    )


def _takes_none(spec: ModelSpec, what: str) -> ModelError:
    return ModelError(
        f"The engine takes no {what} for {spec.family.name} models.",
        hint="Leave it out for this model by 'skip'.",
        code="takes_no_adapter",
        fields={"model": spec.name},
    )
