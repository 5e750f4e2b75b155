"""Stage 1: the autoencoder, 128x128x3 pictures to 16x16x8 latents and back.

A plain diffusers AutoencoderKL of about 0.6 M parameters, trained on 64-px crops: absolute
error, error of the picture's gradients (fingers are edges), and a whisper of KL. At the end
each latent channel is brought to mean 0 and deviation 1 by folding the affine change into the
two 1x1 convolutions around the latent, so the scaling factor is 1 and the decoder unchanged.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

CROP_PX = 64
KL_WEIGHT = 1e-6


def new_autoencoder() -> AutoencoderKL:
    """An untrained f8 autoencoder with 8 latent channels."""
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(16, 32, 64, 64),
        layers_per_block=1,
        latent_channels=8,
        norm_num_groups=8,
        sample_size=128,
        scaling_factor=1.0,
        mid_block_add_attention=False,
    )


def train_autoencoder(
    pictures: NDArray[np.uint8],
    folder: Path,
    *,
    minutes: float,
    seed: int,
    batch: int = 16,
    learning_rate: float = 2e-3,
    log: Callable[[str], None] = print,
) -> AutoencoderKL:
    """Train on ``pictures`` (N, 128, 128, 3) uint8 until ``minutes`` are used; resumable.

    ``folder`` gets ``state.safetensors`` + ``progress.pt`` about every minute and
    ``loss.csv``; a later call goes on from there. The learning rate falls to zero as the
    time runs out (cosine in the share of the budget used).
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    model = new_autoencoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.99))
    used_s, step = _resume(model, optimizer, folder)
    rng = np.random.default_rng((seed, step))
    started = saved = time.monotonic() - used_s
    saved = time.monotonic()
    with (folder / "loss.csv").open("a", newline="") as file:
        writer = csv.writer(file)
        while (used_s := time.monotonic() - started) < minutes * 60:
            share = used_s / (minutes * 60)
            rate = learning_rate * min(1.0, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * share))
            for group in optimizer.param_groups:
                group["lr"] = max(rate, 1e-6)
            crops = _crops(pictures, rng, batch)
            with torch.autocast("cpu", torch.bfloat16):
                posterior = model.encode(crops).latent_dist
                decoded = model.decode(posterior.sample()).sample
            loss, kl = _loss(decoded.float(), crops), posterior.kl().mean() / CROP_PX**2
            optimizer.zero_grad(set_to_none=True)
            (loss + KL_WEIGHT * kl).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 50 == 0:
                writer.writerow([step, f"{used_s:.0f}", f"{loss.item():.5f}", f"{kl.item():.4f}"])
                file.flush()
                log(f"autoencoder step {step} {used_s:.0f}s loss {loss.item():.4f}")
            if time.monotonic() - saved > 60:
                _save(model, optimizer, folder, used_s, step)
                saved = time.monotonic()
    _save(model, optimizer, folder, minutes * 60, step)
    return model


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
    """Latent means (N, 8, H/8, W/8) of ``pictures`` (N, H, W, 3) uint8."""
    parts: list[NDArray[np.float32]] = []
    for first in range(0, len(pictures), batch):
        latents = model.encode(_tensor(pictures[first : first + batch])).latent_dist.mean
        parts.append(latents.float().numpy())
    return np.concatenate(parts)


def _tensor(pictures: NDArray[np.uint8]) -> Tensor:
    floats = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float()
    return (floats / 127.5 - 1.0).contiguous()


def _crops(pictures: NDArray[np.uint8], rng: np.random.Generator, batch: int) -> Tensor:
    crops = np.empty((batch, CROP_PX, CROP_PX, 3), dtype=np.uint8)
    size = pictures.shape[1]
    for row, number in enumerate(rng.integers(len(pictures), size=batch)):
        # Crops start on the latent grid's own phase or off it alike: shapes move by a pixel too.
        top, left = rng.integers(0, size - CROP_PX + 1, size=2)
        crops[row] = pictures[number, top : top + CROP_PX, left : left + CROP_PX]
    return _tensor(crops)


def _loss(decoded: Tensor, target: Tensor) -> Tensor:
    loss = functional.l1_loss(decoded, target) + functional.mse_loss(decoded, target)
    for axis in (-1, -2):
        edges, true_edges = torch.diff(decoded, dim=axis), torch.diff(target, dim=axis)
        loss = loss + functional.l1_loss(edges, true_edges)
    return loss


def _save(
    model: AutoencoderKL, optimizer: torch.optim.Optimizer, folder: Path, used_s: float, step: int
) -> None:
    save_file(
        {k: v.contiguous() for k, v in model.state_dict().items()}, folder / "state.tmp.safetensors"
    )
    state = {"optimizer": optimizer.state_dict(), "used_s": used_s, "step": step}
    torch.save(state, folder / "progress.tmp.pt")
    (folder / "progress.tmp.pt").replace(folder / "progress.pt")
    (folder / "state.tmp.safetensors").replace(folder / "state.safetensors")


def _resume(
    model: AutoencoderKL, optimizer: torch.optim.Optimizer, folder: Path
) -> tuple[float, int]:
    if not (folder / "state.safetensors").exists():
        return 0.0, 0
    model.load_state_dict(load_file(folder / "state.safetensors"))
    state = torch.load(folder / "progress.pt", weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    return float(state["used_s"]), int(state["step"])
