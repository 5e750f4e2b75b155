"""The decoder's polish: trained alone, last, on what the painter will hand it.

A sampled latent is not an encoded one: where folded fingers meet, the painter leaves a blur that
no encoded picture has. So the decoder is shown latents of both kinds, encoded ones with a little
noise and some that the painter has finished itself from half way (`repaint`), and must draw the
same sharp picture from either. A critic of patches (`critic.py`) learns beside it.
On whole pictures, for the group norms average over all they see: trained on crops alone, the
error on whole pictures stood at 53 (squared, of 255) where it was 40 on crops.
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
from diffusers import AutoencoderKL, DPMSolverMultistepScheduler
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPTokenizer

from toolkit.thumbelina.training.autoencoder import LATENT_NOISE, WHOLE_BATCH, difference, pixels_of
from toolkit.thumbelina.training.critic import PatchCritic
from toolkit.thumbelina.training.device import device, half
from toolkit.thumbelina.training.diffusion import (
    BATCH,
    Captions,
    Painter,
    noise_schedule,
    tokens_of,
)
from toolkit.thumbelina.training.loop import Budget, train_for

REPAINT_STEPS = 6
# Two thirds of the way: the picture's plan stays (deviation of the noise 0.70), its detail is new.
REPAINT_FIRST = 4
REPAINT_GUIDANCE = 2.5


@torch.no_grad()
def repaint(
    painter: Painter,
    latents: NDArray[np.float16],
    captions: Captions,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
) -> NDArray[np.float16]:
    """``latents`` (N, 12, 16, 16), noised and finished again by ``painter`` with its own sampler.

    ``captions(numbers, rng)`` gives one caption per number, as in `train_painter`.
    """
    rng = np.random.default_rng(seed)
    noise = torch.Generator().manual_seed(seed)
    finished: list[NDArray[np.float16]] = []
    for first in range(0, len(latents), BATCH):
        numbers = np.arange(first, min(first + BATCH, len(latents)))
        said = captions(numbers, rng)
        states = painter.read(tokens_of([""] * len(said) + said, tokenizer))
        clean = torch.from_numpy(np.asarray(latents[numbers])).float()
        drawn = _finish(painter, clean, states, noise)
        finished.append(drawn.cpu().numpy().astype(np.float16))
    return np.concatenate(finished)


def _finish(painter: Painter, clean: Tensor, states: Tensor, noise: torch.Generator) -> Tensor:
    """``clean`` (B, 12, 16, 16) noised and drawn again; ``states`` are of no words, then words."""
    sampler = DPMSolverMultistepScheduler.from_config(noise_schedule().config)
    sampler.set_timesteps(REPAINT_STEPS)
    sampler.set_begin_index(REPAINT_FIRST)
    left = sampler.timesteps[REPAINT_FIRST:]
    noisy = sampler.add_noise(clean, torch.randn(clean.shape, generator=noise), left[:1])
    drawn = noisy.to(device())
    for timestep in left:
        with half():
            both = painter.unet(torch.cat([drawn, drawn]), timestep, states).sample.float()
        plain, worded = both.chunk(2)
        guided = plain + REPAINT_GUIDANCE * (worded - plain)
        drawn = sampler.step(guided, timestep, drawn).prev_sample
    return drawn


def polish_decoder(
    model: AutoencoderKL,
    pictures: NDArray[np.uint8],
    latents: NDArray[np.float16],
    repainted: NDArray[np.float16],
    folder: Path,
    budget: Budget,
    *,
    log: Callable[[str], None] = print,
) -> int:
    """Train the decoder alone from ``latents`` (N, 12, 16, 16) to ``pictures`` of equal N.

    ``repainted`` are of the first so many pictures and are shown half of the time. The encoder,
    and so every latent, stays what it was; the critic is there only for this training. Returns
    the steps made.
    """
    critic = PatchCritic()

    def loss_of(rng: np.random.Generator) -> Tensor:
        again = np.sort(rng.integers(len(repainted), size=WHOLE_BATCH // 2))
        encoded = np.sort(rng.integers(len(pictures), size=WHOLE_BATCH - len(again)))
        target = pixels_of(np.concatenate([pictures[again], pictures[encoded]]))
        coded = torch.from_numpy(np.concatenate([repainted[again], latents[encoded]])).float()
        coded = coded.to(device())
        noisy = coded + LATENT_NOISE * torch.randn_like(coded)
        with half():
            decoded = model.decode(noisy).sample.float()
        critic.learn(target, decoded)
        error = difference(decoded, target, fine=True)
        return error + critic.complaint(decoded, error, model.decoder.conv_out.weight)

    parameters = [*model.decoder.parameters(), *model.post_quant_conv.parameters()]
    return train_for(
        budget,
        folder,
        modules={"autoencoder": model, "critic": critic},
        optimizer=torch.optim.AdamW(parameters, betas=(0.9, 0.99)),
        loss_of=loss_of,
        label="decoder",
        log=log,
    )
