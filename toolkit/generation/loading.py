"""Loads one side of a model: the text encoders, or the part that draws."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

from toolkit.errors import ModelError, shown
from toolkit.generation.image_processors import choose_pil_image_processors
from toolkit.generation.models import ModelSpec
from toolkit.generation.single_files import BASES, base_folder
from toolkit.sweeps.model_names import QUANTISED_FILE
from toolkit.sweeps.requests import Control

choose_pil_image_processors()  # before a pipeline is looked up: diffusers loads them on use

_OPTIONAL = ("safety_checker", "feature_extractor", "image_encoder")


ROOM = 1.3
"""Memory that drawing takes beside the weights, as a multiple of them."""

INPAINTED_CHANNELS = (4, 9)
"""Input channels of the UNets that diffusers' inpainting pipelines take."""


def default_device() -> str:
    """``cuda``, ``xpu`` or ``mps`` where there is one, else ``cpu``."""
    if torch.cuda.is_available():
        return "cuda"
    if torch.xpu.is_available():
        return "xpu"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def default_dtype(spec: ModelSpec, device: str) -> torch.dtype:
    """float32 on a CPU and for the sd family; half precision for the big families on a GPU.

    The tolerance of 2/255 between batches holds in float32; in half precision the noise is still
    the same, the pixels only nearly.
    """
    if device == "cpu" or spec.family.name == "sd":
        return torch.float32
    return torch.float16 if spec.family.name == "sdxl" else torch.bfloat16


def load_text_side(
    spec: ModelSpec, *, device: str, dtype: torch.dtype, low_memory: bool | None = None
) -> Any:
    """A pipeline with tokenizers and text encoders only; raises `ModelError`."""
    return _load(spec, spec.family.text_parts, device, dtype, low_memory)


def load_image_side(
    spec: ModelSpec, *, device: str, dtype: torch.dtype, low_memory: bool | None = None
) -> Any:
    """A pipeline with denoiser, autoencoder and scheduler only; raises `ModelError`."""
    return _load(spec, spec.family.image_parts, device, dtype, low_memory)


def load_whole(
    spec: ModelSpec, *, device: str, dtype: torch.dtype, low_memory: bool | None = None
) -> Any:
    """The whole pipeline of a family that is given plain words; raises `ModelError`."""
    if not hasattr(diffusers, spec.family.pipeline_class):
        raise ModelError(
            f"The model {shown(spec.name)} is a {spec.family.pipeline_class}, which this diffusers "
            f"({diffusers.__version__}) does not know.",
            hint="Upgrade diffusers.",
        )
    return _load(spec, None, device, dtype, low_memory)


def load_control_side(
    spec: ModelSpec, image_side: Any, control: Control, *, device: str, dtype: torch.dtype
) -> Any:
    """``image_side`` with ``control``'s network beside it; shares its weights. `ModelError`."""
    hub: dict[str, Any] = {}
    if not Path(control.model).is_dir():
        hub = {"revision": control.revision}
    try:
        with quietly():
            network_class: Any = getattr(diffusers, "ControlNetModel")  # noqa: B009
            network = network_class.from_pretrained(
                control.model, torch_dtype=dtype, use_safetensors=True, **hub
            ).to(device)
            pipe = getattr(diffusers, spec.family.control_class)(
                **{**image_side.components, "controlnet": network},
                **({"requires_safety_checker": False} if spec.family.name == "sd" else {}),
            )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ModelError(
            f"The control network {shown(control.model)} cannot be loaded: {_first_line(error)}",
            hint="It must be a ControlNetModel made for this model, with safetensors weights.",
        ) from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def load_mending_side(spec: ModelSpec, side: Any, *, control: bool = False) -> Any:
    """The family's inpainting pipeline over the parts of ``side``: the image side, or with
    ``control`` the one that `load_control_side` gave. Raises `ModelError`."""
    family = spec.family
    name = family.mending_control_class if control else family.mending_class
    unet = getattr(side, "unet", None)
    if unet is not None and unet.config.in_channels not in INPAINTED_CHANNELS:
        # The inpainting pipelines refuse such a UNet (Thumbelina's has 8 channels): image to
        # image then, and `mending` keeps what is outside the mask.
        name = name.replace("Inpaint", "Img2Img")
    try:
        with quietly():
            kind = getattr(diffusers, name)
            known = signature(kind.__init__).parameters
            parts = {name: part for name, part in side.components.items() if name in known}
            if "requires_safety_checker" in known:
                parts["requires_safety_checker"] = False
            pipe = kind(**parts)
    except (AttributeError, ValueError, TypeError) as error:
        raise ModelError(
            f"The model {shown(spec.name)} cannot mend pictures here: {_first_line(error)}",
            hint="Upgrade diffusers, or leave 'mend' out.",
        ) from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _load(
    spec: ModelSpec,
    parts: tuple[str, ...] | None,
    device: str,
    dtype: torch.dtype,
    low_memory: bool | None,
) -> Any:
    """The pipeline with ``parts`` alone, with everything when None."""
    pipeline_class = getattr(diffusers, spec.family.pipeline_class)
    expected = {*spec.family.text_parts, *spec.family.image_parts, *_OPTIONAL}
    absent: dict[str, Any] = {}
    if parts is not None:
        named = _components(pipeline_class) & expected
        absent = {name: None for name in named if name not in parts}
    if "requires_safety_checker" in signature(pipeline_class.__init__).parameters:
        absent |= {"safety_checker": None, "requires_safety_checker": False}
    if spec.folder is None and not spec.base:
        absent |= {"revision": spec.revision, "local_files_only": not spec.online}
    try:
        with quietly():
            if spec.base and spec.family.name == "flux":
                if parts is None or "transformer" in parts:
                    absent["transformer"] = _load_transformer(spec, dtype)
                pipe = pipeline_class.from_pretrained(
                    spec.base, torch_dtype=dtype, use_safetensors=True, **absent
                )
            elif spec.base:
                base = base_folder(spec.base) if spec.base in BASES else Path(spec.base)
                pipe = pipeline_class.from_single_file(
                    spec.source,
                    config=str(base),
                    torch_dtype=dtype,
                    local_files_only=True,
                    **absent,
                )
            else:
                pipe = pipeline_class.from_pretrained(
                    spec.source,
                    torch_dtype=dtype,
                    use_safetensors=True,
                    variant=spec.variant,
                    **absent,
                )
            if spec.vae is not None and getattr(pipe, "vae", None) is not None:
                pipe.register_modules(vae=_load_vae(spec.vae, pipe.vae, dtype))
            _place(pipe, device, low_memory)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, IndexError) as error:
        raise ModelError(
            f"The model {shown(spec.name)} cannot be loaded: {_first_line(error)}",
            hint="Check that its folder is complete and that memory suffices (`gesture doctor`).",
        ) from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _place(pipe: Any, device: str, low_memory: bool | None) -> None:
    """Move ``pipe`` to ``device``, part by part as they work where memory is low."""
    if low_memory is None:
        low_memory = device.startswith("cuda") and weight_bytes(pipe) * ROOM > _free_bytes(device)
    if low_memory:
        vae = getattr(pipe, "vae", None)
        for saving in ("enable_slicing", "enable_tiling"):
            if vae is not None and hasattr(vae, saving):
                getattr(vae, saving)()
    if low_memory and device != "cpu":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.to(device)


def weight_bytes(pipe: Any) -> int:
    """What the weights of a pipeline's parts take, in bytes."""
    parts = (part for part in pipe.components.values() if isinstance(part, torch.nn.Module))
    return sum(weight.nbytes for part in parts for weight in part.parameters())


def _free_bytes(device: str) -> int:
    return int(torch.cuda.mem_get_info(device)[0])


def _load_transformer(spec: ModelSpec, dtype: torch.dtype) -> Any:
    """The flux transformer in one file, with the configuration of its base."""
    more: dict[str, Any] = {}
    if spec.source.lower().endswith(QUANTISED_FILE):
        more["quantization_config"] = getattr(diffusers, "GGUFQuantizationConfig")(  # noqa: B009
            compute_dtype=dtype
        )
    kind: Any = getattr(diffusers, "FluxTransformer2DModel")  # noqa: B009
    return kind.from_single_file(
        spec.source,
        config=spec.base,
        subfolder="transformer",
        torch_dtype=dtype,
        local_files_only=True,
        **more,
    )


def _load_vae(path: str, own: Any, dtype: torch.dtype) -> Any:
    """The autoencoder in a folder, or in one file with the configuration of the model's ``own``."""
    kind = type(own)
    if Path(path).is_dir():
        return kind.from_pretrained(path, torch_dtype=dtype, use_safetensors=True)
    with tempfile.TemporaryDirectory() as folder:
        own.save_config(folder)
        return kind.from_single_file(path, config=folder, torch_dtype=dtype, local_files_only=True)


def _components(pipeline_class: Any) -> set[str]:
    modules, optional = pipeline_class._get_signature_keys(pipeline_class)
    return {*modules, *optional}


@contextmanager
def quietly() -> Iterator[None]:
    """No bars and no chatter while weights are read; what was set before is set again."""
    diffusers_level = diffusers_logging.get_verbosity()
    transformers_level = transformers_logging.get_verbosity()
    diffusers_bars = diffusers_logging.is_progress_bar_enabled()
    transformers_bars = transformers_logging.is_progress_bar_enabled()
    diffusers_logging.set_verbosity_error()
    transformers_logging.set_verbosity_error()
    diffusers_logging.disable_progress_bar()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        diffusers_logging.set_verbosity(diffusers_level)
        transformers_logging.set_verbosity(transformers_level)
        if diffusers_bars:
            diffusers_logging.enable_progress_bar()
        if transformers_bars:
            transformers_logging.enable_progress_bar()
