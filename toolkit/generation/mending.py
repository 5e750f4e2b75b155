"""Hands of a finished picture drawn once more in it, each at the model's full size.

A hand is cut out with what is around it, drawn anew inside a mask by the family's inpainting
pipeline, and put back with a soft edge; beyond that edge no pixel changes.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
import torch
from numpy.typing import NDArray

from toolkit.generation.conditioning import Conditioning, Words
from toolkit.generation.drawing import asking, batch_of, hushed, wrong_with
from toolkit.generation.families import Family
from toolkit.generation.schedulers import make_scheduler
from toolkit.sweeps.requests import GenerationRequest, Mend

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a hand, in pixels of its picture."""

Hands = Callable[[PIL.Image.Image, Mend], Sequence[Box]]
"""Gives the hands of a picture that are to be drawn once more."""

# Shares of the hand's longer side: what is cut out around it, how far beyond its landmarks it is
# drawn anew (flesh, and a finger that no landmark knows, lie there), and the soft edge.
AROUND, BEYOND, SOFT = 0.6, 0.2, 0.06
# How far from its edge a patch takes the colours of what is around it, as a share of its side.
SUITED = 0.12


@dataclass(frozen=True, kw_only=True, eq=False)
class Patch:
    """One hand cut out of a picture.

    Args:
        box: left, top, right, bottom in whole pixels of the picture; it may reach beyond it.
        image: what is there, at the size that the model draws.
        mask: the same size, L: 255 where it is drawn anew.
        edge: the box's own size, L: how much of the new patch counts when it is put back.
    """

    box: tuple[int, int, int, int]
    image: PIL.Image.Image
    mask: PIL.Image.Image
    edge: PIL.Image.Image


def cut(picture: PIL.Image.Image, hand: Box, size_px: tuple[int, int]) -> Patch:
    """The patch of ``hand`` in an RGB ``picture``, drawn at ``size_px`` (width, height).

    The box has that shape, holds the hand with what is around it and lies within the picture
    where it can; what is beyond repeats the border.
    """
    left, top, right, bottom = hand
    longer = max(right - left, bottom - top, 1.0)
    aspect = size_px[0] / size_px[1]
    wide = max(right - left, aspect * (bottom - top)) + 2 * AROUND * longer * max(1.0, aspect)
    # Never larger than the picture, as long as the hand itself fits.
    wide = max(
        min(wide, picture.width, picture.height * aspect), right - left, (bottom - top) * aspect
    )
    width, height = round(wide), round(wide / aspect)
    x = _placed((left + right) / 2, width, picture.width)
    y = _placed((top + bottom) / 2, height, picture.height)
    box = (x, y, x + width, y + height)
    mask, edge = _masks(hand, box, longer)
    return Patch(
        box=box,
        image=_cropped(picture, box).resize(size_px, PIL.Image.Resampling.LANCZOS),
        mask=mask.resize(size_px, PIL.Image.Resampling.NEAREST),
        edge=edge,
    )


def control_patch(
    control: PIL.Image.Image, picture_px: tuple[int, int], patch: Patch
) -> PIL.Image.Image:
    """The part of a picture's ``control`` image that lies over ``patch``, at its size."""
    return _cropped(control.resize(picture_px), patch.box).resize(patch.image.size)


def put_back(picture: PIL.Image.Image, patch: Patch, drawn: NDArray[np.float32]) -> PIL.Image.Image:
    """``picture`` with ``drawn`` (height, width, 3; 0..1) in the patch's place.

    Models often draw the ground a little lighter or darker than it was: near the edge the patch
    takes the colours of what is around it.
    """
    pixels = (drawn.clip(0.0, 1.0) * 255.0).round().astype(np.uint8)
    left, top, right, bottom = patch.box
    new = PIL.Image.fromarray(pixels).resize(
        (right - left, bottom - top), PIL.Image.Resampling.LANCZOS
    )
    suited = _suited(np.asarray(new), np.asarray(_cropped(picture, patch.box)), patch.edge)
    whole = picture.copy()
    whole.paste(PIL.Image.fromarray(suited), (left, top), patch.edge)
    return whole


def _suited(
    new: NDArray[np.uint8], old: NDArray[np.uint8], edge: PIL.Image.Image
) -> NDArray[np.uint8]:
    """``new`` in the colours that ``old`` has along the soft edge, less and less inwards."""
    from scipy.ndimage import gaussian_filter

    share = np.asarray(edge)
    rim = ((share > 0) & (share < 255)).astype(np.float32)
    reach = SUITED * max(new.shape[:2])
    near = gaussian_filter(rim, reach)
    if not near.any():
        return new
    away = (old.astype(np.float32) - new) * rim[:, :, None]
    mean = np.stack([gaussian_filter(away[:, :, c], reach) for c in range(3)], axis=2)
    on_rim = float(near[rim > 0].mean())
    shift = mean / np.maximum(near, 1e-6)[:, :, None] * np.minimum(near / on_rim, 1.0)[:, :, None]
    return (new + shift).clip(0, 255).round().astype(np.uint8)


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
    known = signature(pipe.__call__).parameters
    after_step = asking(stop)
    if "mask_image" not in known:
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
        made = pipe(
            **{
                name: value
                for name, value in settings.items()
                if name in known and value is not None
            }
        ).images
    return np.stack([np.asarray(picture, np.float32) for picture in made])


def mended_pictures(
    requests: Sequence[GenerationRequest],
    said: Sequence[Conditioning | Words],
    parents: Sequence[PIL.Image.Image],
    hands: Hands,
    controls: Sequence[PIL.Image.Image],
    draw: Callable[
        [
            Sequence[GenerationRequest],
            Sequence[Conditioning | Words],
            Sequence[Patch],
            Sequence[PIL.Image.Image],
            int,
        ],
        NDArray[np.float32],
    ],
) -> list[NDArray[np.float32]]:
    """The ``parents`` with their ``hands`` drawn once more: each (height, width, 3), 0..1.

    The first hands of all pictures are drawn together, then the second ones. A picture without
    such a hand stays as it is; one whose patch broke is NaN.
    """
    pictures = [parent.convert("RGB") for parent in parents]
    boxes = [
        list(hands(picture, _mend(request)))
        for picture, request in zip(pictures, requests, strict=True)
    ]
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
        over = [
            control_patch(controls[number], pictures[number].size, patch)
            for number, patch in zip(here, patches, strict=True)
            if controls
        ]
        drawn = draw([requests[n] for n in here], [said[n] for n in here], patches, over, hand)
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
    return {
        "prompt_embeds": batch_of(pipe, [c.prompt for c in conditionings]),
        "pooled_prompt_embeds": batch_of(pipe, [c.pooled for c in conditionings]),
        "negative_prompt_embeds": batch_of(pipe, [c.negative for c in conditionings]),
        "negative_pooled_prompt_embeds": batch_of(pipe, [c.negative_pooled for c in conditionings]),
    }


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


def _placed(middle: float, size: int, room: int) -> int:
    """Where a stretch of ``size`` about ``middle`` begins, moved into ``room`` where it fits."""
    start = round(middle - size / 2)
    return min(max(start, 0), room - size) if size <= room else round((room - size) / 2)


def _cropped(picture: PIL.Image.Image, box: tuple[int, int, int, int]) -> PIL.Image.Image:
    """``box`` of a picture; what lies beyond it repeats its border."""
    left, top, right, bottom = box
    beyond = (
        max(0, -left),
        max(0, -top),
        max(0, right - picture.width),
        max(0, bottom - picture.height),
    )
    if not any(beyond):
        return picture.crop(box)
    pixels = np.asarray(picture)
    sides = ((beyond[1], beyond[3]), (beyond[0], beyond[2]), (0, 0))
    padded = np.pad(pixels, sides[: pixels.ndim], mode="edge")
    x, y = left + beyond[0], top + beyond[1]
    return PIL.Image.fromarray(padded[y : y + bottom - top, x : x + right - left])


def _masks(
    hand: Box, box: tuple[int, int, int, int], longer: float
) -> tuple[PIL.Image.Image, PIL.Image.Image]:
    """Where the hand is drawn anew, hard, and how much of it counts, with a soft edge within."""
    grown = BEYOND * longer
    soft = SOFT * longer
    place = [
        hand[0] - box[0] - grown,
        hand[1] - box[1] - grown,
        hand[2] - box[0] + grown,
        hand[3] - box[1] + grown,
    ]
    size = (box[2] - box[0], box[3] - box[1])
    mask = PIL.Image.new("L", size)
    PIL.ImageDraw.Draw(mask).rounded_rectangle(place, radius=grown, fill=255)
    inner = PIL.Image.new("L", size)
    PIL.ImageDraw.Draw(inner).rounded_rectangle(
        [place[0] + soft, place[1] + soft, place[2] - soft, place[3] - soft],
        radius=grown,
        fill=255,
    )
    blurred = inner.filter(PIL.ImageFilter.GaussianBlur(soft / 2))
    return mask, PIL.Image.fromarray(np.minimum(np.asarray(blurred), np.asarray(mask)))
