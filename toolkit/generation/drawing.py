"""One batch through the denoiser and the decoder."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from inspect import signature
from typing import Any

import numpy as np
import PIL.Image
import torch
from numpy.typing import NDArray
from torch import Tensor

from toolkit.generation.conditioning import Conditioning, Words
from toolkit.generation.families import Family
from toolkit.generation.loading import quietly
from toolkit.generation.schedulers import make_scheduler
from toolkit.sweeps.requests import GenerationRequest


def initial_noise(
    request: GenerationRequest, channels: int, scale: int
) -> tuple[Tensor, torch.Generator]:
    """The noise that ``request`` starts from, (1, channels, height, width) float32 on the CPU.

    Drawn from a generator seeded by the request and by nothing else, always on the CPU and in
    float32: the same on every device, in every batch. The generator is given back for schedulers
    that draw more noise on the way.

    Args:
        request: its seed and size count.
        channels: latent channels of the model.
        scale: pixels a latent cell.
    """
    generator = seeded_generator(request)
    shape = (1, channels, request.height_px // scale, request.width_px // scale)
    return torch.randn(shape, generator=generator, dtype=torch.float32), generator


def seeded_generator(request: GenerationRequest) -> torch.Generator:
    """A generator on the CPU that ``request``'s seed alone decides."""
    return torch.Generator("cpu").manual_seed(request.seed % 2**63)


EXACT_VAE = ("sd", "sdxl")
"""Families whose autoencoder is known to overflow in half precision."""


class DrawingStopped(Exception):
    """Somebody asked to stop between two steps; the batch at hand is lost."""


@torch.no_grad()
def draw(
    family: Family,
    pipe: Any,
    own_scheduler: Any,
    requests: Sequence[GenerationRequest],
    conditionings: Sequence[Conditioning],
    controls: Sequence[PIL.Image.Image] = (),
    *,
    stop: Callable[[], bool] | None = None,
    exact_vae: bool = False,
) -> NDArray[np.float32]:
    """Draw requests of one shape; (batch, height, width, 3), 0..1, NaN where the model broke.

    Args:
        family: the model's family.
        pipe: the model's image side (`loading.load_image_side`).
        own_scheduler: the scheduler that the model came with.
        requests: all of one `batches.Shape`.
        conditionings: one for each request, all of one length.
        controls: the control image of each request, where ``pipe`` takes them
            (`loading.load_control_side`).
        stop: asked after each step; True raises `DrawingStopped`.
        exact_vae: decode in float32, whatever the model's own precision; of `EXACT_VAE` alone.
    """
    first = requests[0]
    latents, generators = _latents(family, pipe, requests)
    settings = conditioning_of(pipe, conditionings)
    own: dict[str, Any] = {}
    if family.name == "sana":
        # The size asked for, not the nearest of a list; no "" beside the negative's embedding.
        own = {"use_resolution_binning": False, "negative_prompt": None}
    if first.control is not None:
        settings["image"] = list(controls)
        settings["controlnet_conditioning_scale"] = float(first.control.strength)
        settings["control_guidance_start"] = first.control.start
        settings["control_guidance_end"] = first.control.end
    with hushed():
        # Schedulers keep state between steps: a fresh one for each batch.
        pipe.scheduler = make_scheduler(first.scheduler, own_scheduler, family, steps=first.steps)
        made: Tensor = pipe(
            **{name: value for name, value in settings.items() if value is not None},
            **own,
            latents=latents,
            generator=generators,
            num_inference_steps=first.steps,
            guidance_scale=first.guidance,
            width=first.width_px,
            height=first.height_px,
            output_type="latent" if exact_vae else "pt",
            callback_on_step_end=asking(stop),
        ).images
    pictures = _decoded(pipe, made) if exact_vae else made
    return pictures.permute(0, 2, 3, 1).float().cpu().numpy()


def _decoded(pipe: Any, latents: Tensor) -> Tensor:
    """``latents`` through the autoencoder in float32; (batch, 3, height, width), 0..1."""
    vae, was = pipe.vae, pipe.vae.dtype
    try:
        torch.nn.Module.to(vae, torch.float32)  # diffusers' own would warn
        pictures = vae.decode(latents.float() / vae.config.scaling_factor, return_dict=False)[0]
    finally:
        torch.nn.Module.to(vae, was)
    return (pictures / 2 + 0.5).clamp(0, 1)


@torch.no_grad()
def draw_words(
    family: Family,
    pipe: Any,
    own_scheduler: Any,
    requests: Sequence[GenerationRequest],
    words: Sequence[Words],
    *,
    stop: Callable[[], bool] | None = None,
) -> NDArray[np.float32]:
    """Draw requests of one shape by a pipeline's own call with plain words; arguments and value as
    those of `draw`, ``pipe`` is the whole pipeline (`loading.load_whole`).

    Raises `ValueError` for a negative prompt where the pipeline takes none.
    """
    first = requests[0]
    negatives = [each.negative for each in words]
    if any(negatives) and "negative_prompt" not in signature(pipe.__call__).parameters:
        raise ValueError("its pipeline takes no negative prompt")
    settings: dict[str, Any] = {
        "prompt": [each.prompt for each in words],
        "negative_prompt": negatives if any(negatives) else None,
        "generator": [seeded_generator(request) for request in requests],
        "num_inference_steps": first.steps,
        "guidance_scale": first.guidance,
        "width": first.width_px,
        "height": first.height_px,
        "output_type": "np",
        "use_resolution_binning": False,  # the size asked for, not the nearest of a list
        "clean_caption": False,  # the words as they are, whatever libraries are installed
        "callback_on_step_end": asking(stop),
    }
    with hushed():
        pipe.scheduler = make_scheduler(first.scheduler, own_scheduler, family, steps=first.steps)
        pictures = pipe(**known_settings(pipe, settings)).images
    return np.stack([np.asarray(picture, np.float32) for picture in pictures])


def _latents(
    family: Family, pipe: Any, requests: Sequence[GenerationRequest]
) -> tuple[Tensor, list[torch.Generator]]:
    denoiser = pipe.unet if hasattr(pipe, "unet") else pipe.transformer
    channels = denoiser.config.in_channels
    if family.name == "flux":
        channels //= 4  # each token of the transformer is a 2x2 patch of latent cells
    drawn = [initial_noise(request, channels, pipe.vae_scale_factor) for request in requests]
    noise = torch.cat([noise for noise, _ in drawn])
    if family.name == "flux":
        noise = pipe._pack_latents(noise, *noise.shape)
    device = pipe._execution_device  # not where the weights wait when memory is low
    dtype = torch.float32 if family.name == "sana" else denoiser.dtype  # as its own call draws it
    return noise.to(device, dtype), [generator for _, generator in drawn]


def conditioning_of(pipe: Any, conditionings: Sequence[Conditioning]) -> dict[str, Any]:
    """What a pipeline's call takes of several requests' conditionings; None for what they lack."""
    return {
        "prompt_embeds": _joined(pipe, [c.prompt for c in conditionings]),
        "pooled_prompt_embeds": _joined(pipe, [c.pooled for c in conditionings]),
        "negative_prompt_embeds": _joined(pipe, [c.negative for c in conditionings]),
        "negative_pooled_prompt_embeds": _joined(pipe, [c.negative_pooled for c in conditionings]),
        "prompt_attention_mask": _masks(pipe, [c.mask for c in conditionings]),
        "negative_prompt_attention_mask": _masks(pipe, [c.negative_mask for c in conditionings]),
    }


def known_settings(pipe: Any, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ``settings`` that ``pipe``'s call takes and that say something."""
    known = signature(pipe.__call__).parameters
    return {name: value for name, value in settings.items() if name in known and value is not None}


def wrong_with(picture: NDArray[np.float32]) -> str:
    """What is wrong with a picture that no model means, "" for nothing."""
    if not np.isfinite(picture).all():
        return "with values that are not numbers"
    return "" if (picture > 0).any() else "that is black all over"


@contextmanager
def hushed() -> Iterator[None]:
    """Without diffusers' warnings to its own authors: they are not for our users."""
    with quietly(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield


def asking(stop: Callable[[], bool] | None) -> Callable[..., dict[str, Any]] | None:
    """``stop`` as diffusers' callback after each step."""
    if stop is None:
        return None

    def after_step(_pipe: Any, _step: int, _timestep: Any, tensors: dict[str, Any]) -> Any:
        if stop():
            raise DrawingStopped
        return tensors

    return after_step


def _masks(pipe: Any, masks: Sequence[Tensor | None]) -> Tensor | None:
    """Masks of several requests as one tensor of whole numbers; None for none."""
    present = [mask for mask in masks if mask is not None]
    return torch.cat(present).to(pipe._execution_device) if present else None


def _joined(pipe: Any, parts: Sequence[Tensor | None]) -> Tensor | None:
    """Conditioning of several requests as one tensor where ``pipe`` works; None for none."""
    present = [part for part in parts if part is not None]
    if not present:
        return None
    return torch.cat(present).to(pipe._execution_device, pipe.dtype)
