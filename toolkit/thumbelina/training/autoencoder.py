"""Stage 1: the autoencoder, 128x128x3 pictures to 16x16x12 latents and back.

A plain diffusers AutoencoderKL of about 1 M parameters, trained on 64-px crops about the middle,
where the hand is: absolute and squared error and error of the picture's gradients, all weighted
where the picture has edges (fingers are edges), and a small KL term; then on whole pictures, with
weight on faint edges too and a little noise in the latents, so that near latents mean near
pictures. Each latent channel is brought to mean 0 and deviation 1 by folding the affine change into
the two 1x1 convolutions around the latent, so that the scaling factor is 1.
"""

# diffusers' own annotations are wrong where configs and outputs meet; the tests run this module.
# pyright: reportPrivateImportUsage=false, reportArgumentType=false, reportOperatorIssue=false
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from toolkit.thumbelina.training.device import device, half
from toolkit.thumbelina.training.loop import Budget, train_for

LATENT_CHANNELS = 12
CROP_PX = 64
BATCH = 16
WHOLE_BATCH = 6
KL_WEIGHT = 1e-6
LATENT_NOISE = 0.08
EXCESS_WEIGHT = 1e-3
MIDDLE_SPREAD_PX = 13.0
EDGE_WEIGHT = 12.0
GRADIENT_WEIGHT = 1.5
FINE_EDGE_WEIGHT = 6.0
FAINT_EDGE = 0.06
FINE_GRADIENT_WEIGHT = 2.5


def new_autoencoder() -> AutoencoderKL:
    """An untrained f8 autoencoder with `LATENT_CHANNELS` latent channels."""
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(16, 32, 64, 64),
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=8,
        sample_size=128,
        scaling_factor=1.0,
        mid_block_add_attention=False,
    )


def train_autoencoder(
    model: AutoencoderKL,
    pictures: NDArray[np.uint8],
    folder: Path,
    budget: Budget,
    *,
    whole: bool = False,
    log: Callable[[str], None] = print,
) -> int:
    """Train encoder and decoder on ``pictures`` (N, 128, 128, 3); returns the steps made.

    ``whole`` trains on whole pictures with noise in the latents, from where crops have led, and
    lets a crease count nearly as much as an outline.
    """

    def loss_of(rng: np.random.Generator) -> Tensor:
        if whole:
            chosen = np.sort(rng.integers(len(pictures), size=WHOLE_BATCH))
            target = pixels_of(pictures[chosen])
        else:
            target = pixels_of(_crops(pictures, rng))
        with half():
            posterior = model.encode(target).latent_dist
            coded = posterior.mean if whole else posterior.sample()
            if whole:
                coded = coded + LATENT_NOISE * torch.randn_like(coded)
            decoded = model.decode(coded).sample
        kl = posterior.kl().mean() / target.shape[-1] ** 2
        # With noise of one size in the latents, large latents would drown it: they are held.
        excess = (posterior.mean.float().square().mean() - 1.0).clamp(min=0.0)
        penalty = EXCESS_WEIGHT * excess if whole else KL_WEIGHT * kl
        return difference(decoded.float(), target, fine=whole) + penalty

    return train_for(
        budget,
        folder,
        modules={"autoencoder": model},
        optimizer=torch.optim.AdamW(model.parameters(), betas=(0.9, 0.99)),
        loss_of=loss_of,
        label="autoencoder",
        log=log,
    )


def whiten(model: AutoencoderKL, pictures: NDArray[np.uint8]) -> None:
    """Fold mean 0, deviation 1 per latent channel into the model, measured on ``pictures``."""
    latents = encode(model, pictures)
    mean = torch.from_numpy(latents.mean(axis=(0, 2, 3)))
    deviation = torch.from_numpy(latents.std(axis=(0, 2, 3)))
    channels = len(mean)
    inward, outward = model.quant_conv, model.post_quant_conv
    with torch.no_grad():
        outward.bias += outward.weight[:, :, 0, 0] @ mean
        outward.weight *= deviation[None, :, None, None]
        inward.weight[:channels] /= deviation[:, None, None, None]
        inward.bias[:channels] = (inward.bias[:channels] - mean) / deviation
        inward.bias[channels:] -= 2 * torch.log(deviation)


@torch.no_grad()
def encode(
    model: AutoencoderKL, pictures: NDArray[np.uint8], batch: int = 64
) -> NDArray[np.float32]:
    """Latent means (N, 12, H/8, W/8) of ``pictures`` (N, H, W, 3) uint8."""
    parts: list[NDArray[np.float32]] = []
    for first in range(0, len(pictures), batch):
        pixels = pixels_of(pictures[first : first + batch], model.device)
        parts.append(model.encode(pixels).latent_dist.mean.float().cpu().numpy())
    return np.concatenate(parts)


def pixels_of(pictures: NDArray[np.uint8], where: torch.device | None = None) -> Tensor:
    """``pictures`` (N, H, W, 3) as the autoencoder sees them: (N, 3, H, W) in -1..1."""
    # Contiguous on purpose: GroupNorm in channels_last is nine times slower on CPUs.
    pixels = torch.from_numpy(np.ascontiguousarray(pictures)).to(where or device())
    floats = pixels.permute(0, 3, 1, 2).float()
    return (floats / 127.5 - 1.0).contiguous()


def _crops(pictures: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    room = pictures.shape[1] - CROP_PX
    numbers = rng.integers(len(pictures), size=BATCH)
    drawn = rng.normal(room / 2, MIDDLE_SPREAD_PX, size=(BATCH, 2))
    corners = np.clip(np.round(drawn), 0, room).astype(np.int64)
    return np.stack(
        [
            pictures[number, top : top + CROP_PX, left : left + CROP_PX]
            for number, (top, left) in zip(numbers, corners, strict=True)
        ]
    )


def difference(decoded: Tensor, target: Tensor, *, fine: bool = False) -> Tensor:
    """Weighted error of ``decoded`` (B, 3, H, W); ``fine`` lets a crease count nearly as much as
    an outline."""
    weight = _edge_weight(target, fine=fine)
    gradient_weight = FINE_GRADIENT_WEIGHT if fine else GRADIENT_WEIGHT
    off = decoded - target
    loss = (weight * off.abs()).mean() + (weight * off.square()).mean()
    for axis, along in ((-1, weight[..., :-1]), (-2, weight[..., :-1, :])):
        gradient = torch.diff(decoded, dim=axis) - torch.diff(target, dim=axis)
        loss = loss + gradient_weight * (along * gradient.abs()).mean()
    return loss


@torch.no_grad()
def _edge_weight(target: Tensor, *, fine: bool) -> Tensor:
    """(B, 1, H, W): 1 on a plain wall, up to 7 where the picture has edges nearby; ``fine``
    where it has even faint ones."""
    across = functional.pad(torch.diff(target, dim=-1).abs().mean(1, keepdim=True), (0, 1))
    down = functional.pad(torch.diff(target, dim=-2).abs().mean(1, keepdim=True), (0, 0, 0, 1))
    near = functional.avg_pool2d(across + down, kernel_size=5, stride=1, padding=2)
    if fine:
        return 1.0 + FINE_EDGE_WEIGHT * torch.tanh(near / FAINT_EDGE)
    return 1.0 + EDGE_WEIGHT * near.clamp(max=0.5)
