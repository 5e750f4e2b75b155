"""Hands of a finished picture drawn once more in it, each at the model's full size.

A hand is cut out (`patches`), drawn anew inside a mask by the family's inpainting pipeline, and
put back.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

import numpy as np
import PIL.Image
import torch
from numpy.typing import NDArray

from toolkit.generation.conditioning import Conditioning, Words
from toolkit.generation.drawing import asking, conditioning_of, hushed, known_settings, wrong_with
from toolkit.generation.families import Family
from toolkit.generation.loading import load_mending_side
from toolkit.generation.models import ModelSpec
from toolkit.generation.patches import Box, Patch, control_patch, cut, put_back
from toolkit.generation.schedulers import make_scheduler
from toolkit.sweeps.requests import GenerationRequest, Mend

Hands = Callable[[PIL.Image.Image, Mend], Sequence[Box]]
"""Gives the hands of a picture that are to be drawn once more."""

Parents = Callable[[str], PIL.Image.Image]
"""Gives the picture of a request's hash, to be mended."""


@torch.no_grad()
def draw_patches(
    family: Family,
    pipe: Any,
    own_scheduler: Any,
    requests: Sequence[GenerationRequest],
    said: Sequence[Conditioning | Words],
    patches: Sequence[Patch],
    controls: Sequence[PIL.Image.Image],
    hand: int,
    *,
    stop: Callable[[], bool] | None = None,
) -> NDArray[np.float32]:
    """The patches drawn anew; (batch, height, width, 3), 0..1, NaN where the model broke.

    Args:
        family: the model's family.
        pipe: its inpainting pipeline (`loading.load_mending_side`).
        own_scheduler: the scheduler that the model came with.
        requests: mended ones, all of one `batches.Shape`.
        said: what the words of each became.
        patches: one of each request's picture.
        controls: the part of each control image that lies over the patch; empty for none.
        hand: which hand of their pictures they are, from 0: it has noise of its own.
        stop: asked after each step; True raises `drawing.DrawingStopped`.
    """
    first = requests[0]
    mend = _mend(first)
    after_step = asking(stop)
    if "mask_image" not in signature(pipe.__call__).parameters:
        after_step = _outside_kept(pipe, requests, patches, hand, stop)
    settings: dict[str, Any] = {
        **_words(pipe, said),
        "image": [patch.image for patch in patches],
        "mask_image": [patch.mask for patch in patches],
        "strength": mend.strength,
        # At least one step is taken, however little the strength.
        "num_inference_steps": max(first.steps, math.ceil(1.0 / mend.strength)),
        "guidance_scale": first.guidance,
        "width": first.width_px,
        "height": first.height_px,
        "generator": [_noise(request, f"hand {hand}") for request in requests],
        "output_type": "np",
        "callback_on_step_end": after_step,
    }
    if first.control is not None:
        settings |= {
            "control_image": list(controls),
            "controlnet_conditioning_scale": float(first.control.strength),
            "control_guidance_start": first.control.start,
            "control_guidance_end": first.control.end,
        }
    with hushed():
        pipe.scheduler = make_scheduler(first.scheduler, own_scheduler, family, steps=first.steps)
        made = pipe(**known_settings(pipe, settings)).images
    return np.stack([np.asarray(picture, np.float32) for picture in made])


class Mender:
    """Mends the pictures of one model; its inpainting pipeline is made on first use.

    Args:
        spec: the model.
        parents: gives the picture to be mended; without it, or without ``hands``, nothing can be.
        hands: finds the hands in it that are to be drawn once more.
    """

    def __init__(self, spec: ModelSpec, *, parents: Parents | None, hands: Hands | None) -> None:
        self._spec = spec
        self._parents = parents
        self._hands = hands
        self._side: tuple[Any, Any] = (None, None)

    def close(self) -> None:
        """Let go of the pipeline."""
        self._side = (None, None)

    def pictures(
        self,
        pipe: Any,
        own_scheduler: Any,
        requests: Sequence[GenerationRequest],
        said: Sequence[Conditioning | Words],
        controls: Sequence[PIL.Image.Image],
        stop: Callable[[], bool] | None,
    ) -> list[NDArray[np.float32]]:
        """The pictures with their hands drawn once more: each (height, width, 3), 0..1.

        The first hands of all pictures are drawn together, then the second ones. A picture without
        such a hand stays as it is; one whose patch broke is NaN. Arguments as in `drawing.draw`.

        Raises:
            ValueError: nobody gives the pictures, or finds their hands.
            StoreError: a picture to be mended is not there.
        """
        if self._parents is None or self._hands is None:
            raise ValueError("the picture to mend, or who finds its hands, is not at hand")
        if self._side[0] is not pipe:
            control = requests[0].control is not None
            self._side = (pipe, load_mending_side(self._spec, pipe, control=control))
        mends = [_mend(request) for request in requests]
        pictures = [self._parents(mend.parent).convert("RGB") for mend in mends]
        boxes = [self._hands(picture, mend) for picture, mend in zip(pictures, mends, strict=True)]
        broken: set[int] = set()
        for hand in range(max(map(len, boxes), default=0)):
            here = [number for number, found in enumerate(boxes) if len(found) > hand]
            patches = [
                cut(
                    pictures[number],
                    boxes[number][hand],
                    (requests[number].width_px, requests[number].height_px),
                )
                for number in here
            ]
            drawn = draw_patches(
                self._spec.family,
                self._side[1],
                own_scheduler,
                [requests[number] for number in here],
                [said[number] for number in here],
                patches,
                [
                    control_patch(controls[number], pictures[number].size, patch)
                    for number, patch in zip(here, patches, strict=True)
                    if controls
                ],
                hand,
                stop=stop,
            )
            for number, patch, new in zip(here, patches, drawn, strict=True):
                if wrong_with(new):
                    broken.add(number)
                else:
                    pictures[number] = put_back(pictures[number], patch, new)
        made = [np.asarray(picture, np.float32) / 255.0 for picture in pictures]
        for number in broken:
            made[number] = np.full_like(made[number], np.nan)
        return made


def _mend(request: GenerationRequest) -> Mend:
    if request.mend is None:
        raise ValueError("the request mends nothing")
    return request.mend


def _words(pipe: Any, said: Sequence[Conditioning | Words]) -> dict[str, Any]:
    words = [each for each in said if isinstance(each, Words)]
    if words:
        negatives = [each.negative for each in words]
        return {
            "prompt": [each.prompt for each in words],
            "negative_prompt": negatives if any(negatives) else None,
        }
    conditionings = [each for each in said if isinstance(each, Conditioning)]
    return conditioning_of(pipe, conditionings)


def _outside_kept(
    pipe: Any,
    requests: Sequence[GenerationRequest],
    patches: Sequence[Patch],
    hand: int,
    stop: Callable[[], bool] | None,
) -> Callable[..., dict[str, Any]]:
    """diffusers' callback after each step of image to image: outside the masks stands what was
    there, as noisy as the rest."""
    vae, device = pipe.vae, pipe._execution_device
    images = pipe.image_processor.preprocess([patch.image for patch in patches])
    there = vae.encode(images.to(device, vae.dtype)).latent_dist.mode() * vae.config.scaling_factor
    height, width = there.shape[-2:]
    masks = [patch.mask.resize((width, height), PIL.Image.Resampling.NEAREST) for patch in patches]
    anew = torch.from_numpy(np.stack([np.asarray(mask) > 127 for mask in masks])).to(device)[
        :, None
    ]
    noise = torch.cat(
        [
            torch.randn((1, *there.shape[1:]), generator=_noise(request, f"outside {hand}"))
            for request in requests
        ]
    ).to(device, there.dtype)
    ask = asking(stop)

    def after_step(of: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        if ask is not None:
            ask(of, step, timestep, tensors)
        latents = tensors["latents"]
        following = _following(of.scheduler, timestep)
        outside = there
        if following is not None:
            times = following.to(device).expand(len(there))
            outside = of.scheduler.add_noise(there, noise, times)
        tensors["latents"] = torch.where(anew, latents, outside.to(latents.dtype))
        return tensors

    return after_step


def _following(scheduler: Any, timestep: Any) -> torch.Tensor | None:
    """The timestep that comes after the one just taken, None after the last."""
    times: torch.Tensor = scheduler.timesteps
    index = getattr(scheduler, "step_index", None)
    if index is None:
        index = int((times == timestep).nonzero()[-1]) + 1
    return times[index] if index < len(times) else None


def _noise(request: GenerationRequest, of: str) -> torch.Generator:
    """Noise of its own for each seed, pass and hand; that of the picture would draw it again."""
    key = f"mend {request.seed} {_mend(request).number} {of}".encode()
    seed = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) % 2**63
    return torch.Generator("cpu").manual_seed(seed)
