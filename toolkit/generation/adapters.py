"""LoRA and embedding files joined to a loaded model, and taken off again.

The text side is loaded anew for each set of adapters that it hears, for compel remembers what an
encoder said; the denoiser keeps what it has loaded and switches it on and off.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import diffusers
import safetensors.torch
from diffusers.loaders.lora_base import set_adapters_for_text_encoder

from toolkit.errors import BadInput, shown
from toolkit.generation.adapter_files import reads_words
from toolkit.generation.families import Family
from toolkit.generation.loading import quietly
from toolkit.sweeps.requests import EmbeddingUse, GenerationRequest, LoraUse

Files = Callable[[str], Path]
"""Gives the file of a content hash."""

TextAdapters = tuple[tuple[LoraUse, ...], tuple[EmbeddingUse, ...]]
"""What a text side hears: LoRAs that change its encoders, and embeddings."""


def text_adapters(request: GenerationRequest, files: Files) -> TextAdapters:
    """What ``request``'s text side hears; the rest joins the denoiser alone."""
    loras = tuple(each for each in request.loras if reads_words(str(files(each.sha256))))
    return loras, request.embeddings


def join_text_side(family: Family, pipe: Any, joined: TextAdapters, files: Files) -> None:
    """Join adapters to a fresh text side; raises `BadInput` for a file that does not fit."""
    loras, embeddings = joined
    with _clear_errors():
        for each in embeddings:
            _load_embedding(pipe, files(each.sha256), each.token)
        names = [_name(each) for each in loras]
        for name, each in zip(names, loras, strict=True):
            state, alphas = _state(family, pipe, files(each.sha256))
            for part in _encoders(pipe):
                if any(key.startswith(f"{part}.") for key in state):
                    type(pipe).load_lora_into_text_encoder(
                        state,
                        network_alphas=alphas,
                        text_encoder=getattr(pipe, part),
                        prefix=part,
                        adapter_name=name,
                    )
        for part in _encoders(pipe):
            encoder = getattr(pipe, part)
            there = set(getattr(encoder, "peft_config", {}))
            active = [(n, e.scale) for n, e in zip(names, loras, strict=True) if n in there]
            if active:
                set_adapters_for_text_encoder(
                    [name for name, _ in active], encoder, [scale for _, scale in active]
                )


class DenoiserAdapters:
    """The LoRAs of one loaded denoiser: loaded once each, switched on for a batch.

    Args:
        family: the model's.
        pipe: its image side.
        files: gives the file of a LoRA's hash.
    """

    def __init__(self, family: Family, pipe: Any, files: Files) -> None:
        self._family = family
        self._pipe = pipe
        self._files = files
        self._denoiser: Any = pipe.transformer if family.name == "flux" else pipe.unet
        self._loaded: set[str] = set()
        self._on: tuple[LoraUse, ...] | None = ()

    def switch_to(self, loras: tuple[LoraUse, ...]) -> None:
        """Let exactly ``loras`` count; raises `BadInput` for one that does not fit."""
        if loras == self._on:
            return
        self._on = None  # not known, should one of them fail
        with _clear_errors():
            for each in loras:
                if _name(each) not in self._loaded:
                    self._load(each)
            there = getattr(self._denoiser, "peft_config", {})
            active = [each for each in loras if _name(each) in there]
            if active:
                self._denoiser.enable_lora()
                self._denoiser.set_adapters(
                    [_name(each) for each in active], [each.scale for each in active]
                )
            elif there:
                self._denoiser.disable_lora()
        self._on = loras

    def _load(self, lora: LoraUse) -> None:
        state, alphas = _state(self._family, self._pipe, self._files(lora.sha256))
        kind = type(self._pipe)
        settings: dict[str, Any] = {"network_alphas": alphas, "adapter_name": _name(lora)}
        if self._family.name == "flux":
            if any(key.startswith("transformer.") for key in state):
                kind.load_lora_into_transformer(state, transformer=self._denoiser, **settings)
        elif any(key.startswith("unet.") for key in state):
            kind.load_lora_into_unet(state, unet=self._denoiser, **settings)
        self._loaded.add(_name(lora))


def _name(lora: LoraUse) -> str:
    return f"lora_{lora.sha256[:16]}"


def _encoders(pipe: Any) -> Sequence[str]:
    parts = ("text_encoder", "text_encoder_2")
    return [part for part in parts if getattr(pipe, part, None) is not None]


def _state(family: Family, pipe: Any, file: Path) -> tuple[Mapping[str, Any], Any]:
    """The file's weights under diffusers' names, and their alphas; kohya's names are turned."""
    kind = type(pipe)
    settings: dict[str, Any] = {}
    if family.name == "flux":
        settings["return_alphas"] = True
    elif family.name == "sdxl" and getattr(pipe, "unet", None) is not None:
        settings["unet_config"] = pipe.unet.config
    weights = safetensors.torch.load_file(str(file))
    state, alphas = kind.lora_state_dict(weights, **settings)
    return state, alphas


def _load_embedding(pipe: Any, file: Path, token: str) -> None:
    weights = safetensors.torch.load_file(str(file))
    if {"clip_l", "clip_g"} <= set(weights):
        pairs = (("clip_l", ""), ("clip_g", "_2"))
        for key, suffix in pairs:
            pipe.load_textual_inversion(
                weights[key],
                token=token,
                text_encoder=getattr(pipe, f"text_encoder{suffix}"),
                tokenizer=getattr(pipe, f"tokenizer{suffix}"),
            )
        return
    (vectors,) = weights.values()
    pipe.load_textual_inversion(vectors, token=token)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """The many ways in which a library says that a file does not fit, as one sentence."""
    try:
        with quietly(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (ValueError, RuntimeError, KeyError, TypeError, OSError, ImportError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise BadInput(
            f"A LoRA or embedding cannot join the model (diffusers {diffusers.__version__}): "
            f"{shown(said)}",
            hint="It may be made for another model, or by a tool that diffusers cannot read.",
        ) from error
