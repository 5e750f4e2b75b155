"""Stage 3: the UNet, from nothing, on the latents of the school, with a text encoder that reads.

Velocity prediction on a zero-terminal-SNR schedule; half of the timesteps are those of the model's
own sampler, half stratified; loss weight min(1, 6 / (SNR + 1)) (the high-SNR half of min-SNR: Hang
et al. 2023, arXiv 2303.09556; the noisy half is where a hand decides which fingers it raises),
exponential moving average, and a learning rate that falls with the share of the time budget used.
bfloat16 through autocast.
"""

# diffusers' own annotations are wrong where configs and outputs meet; the tests run this module.
# pyright: reportPrivateImportUsage=false, reportArgumentType=false, reportOperatorIssue=false
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from toolkit.thumbelina.training.autoencoder import LATENT_CHANNELS
from toolkit.thumbelina.training.device import compiled, device, half
from toolkit.thumbelina.training.loop import Budget, train_for

BATCH = 32
MAX_EMA = 0.9990
SAMPLER_STEPS = 4
"""Steps of the sampler that the finished model is packaged with."""

Captions = Callable[[NDArray[np.int64], np.random.Generator], list[str]]
"""Gives one caption per lesson number, drawn anew at each call."""


class Painter(nn.Module):
    """Text encoder and UNet in one module, so that one state dict holds both.

    The text encoder has learned to read before (`text_encoder.py`), and is frozen.
    """

    def __init__(self, tokenizer: CLIPTokenizer) -> None:
        super().__init__()
        self.text_encoder = CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(tokenizer),
                hidden_size=128,
                intermediate_size=512,
                num_hidden_layers=2,
                num_attention_heads=4,
                max_position_embeddings=tokenizer.model_max_length,
                projection_dim=128,
                bos_token_id=tokenizer.bos_token_id,
                eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.pad_token_id,
            )
        )
        self.unet = UNet2DConditionModel(
            sample_size=16,
            in_channels=LATENT_CHANNELS,
            out_channels=LATENT_CHANNELS,
            down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
            block_out_channels=(64, 128, 192),
            layers_per_block=1,
            cross_attention_dim=128,
            attention_head_dim=4,
            norm_num_groups=16,
        )
        # On CPUs plain attention trains a third faster than the fused kernel (0.97 s against
        # 1.40 s of CPU a step); it is a run-time choice and leaves the saved model alone.
        if device().type == "cpu":
            self.unet.set_attn_processor(AttnProcessor())

    @torch.no_grad()
    def read(self, tokens: Tensor) -> Tensor:
        """What the UNet is told for ``tokens`` (B, 64): states (B, 64, 128)."""
        return self.text_encoder(tokens)[0]


@lru_cache(maxsize=1)
def noise_schedule() -> DDPMScheduler:
    """The training schedule; inference schedulers are made from its config."""
    return DDPMScheduler(
        num_train_timesteps=1000,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        steps_offset=1,  # of no effect with trailing steps, but pipelines warn without it
        clip_sample=False,
    )


def train_painter(
    painter: Painter,
    latents: NDArray[np.float16],
    captions: Captions,
    tokenizer: CLIPTokenizer,
    folder: Path,
    budget: Budget,
    *,
    snapshots: Mapping[str, int],
    log: Callable[[str], None] = print,
) -> tuple[Painter, int]:
    """Train ``painter.unet`` until the budget is used; returns averaged weights and steps made.

    ``latents`` is (N, 12, 16, 16); ``captions(numbers, rng)`` gives one caption per lesson
    number. At the step of each of ``snapshots`` the averaged weights go to ``<name>.pt`` in
    ``folder``, which also holds the checkpoint and the loss curve (`train_for`); a later call
    goes on from there.
    """
    painter.text_encoder.requires_grad_(False)
    average = copy.deepcopy(painter).requires_grad_(False)
    data = torch.from_numpy(np.asarray(latents)).to(device())
    unet = compiled(painter.unet, budget.minutes)

    def loss_of(rng: np.random.Generator) -> Tensor:
        numbers = rng.integers(len(data), size=BATCH)
        states = painter.read(tokens_of(captions(numbers, rng), tokenizer))

        def predict(noisy: Tensor, timesteps: Tensor) -> Tensor:
            return unet(noisy, timesteps, encoder_hidden_states=states).sample

        return velocity_loss(predict, data[torch.from_numpy(numbers).to(device())].float())

    def after_step(step: int) -> None:
        _update(average, painter, min(MAX_EMA, (1 + step) / (10 + step)))
        for name, when in snapshots.items():
            if step == when:
                torch.save(average.state_dict(), folder / f"{name}.pt")

    steps = train_for(
        budget,
        folder,
        modules={"painter": painter, "average": average},
        optimizer=torch.optim.AdamW(
            painter.unet.parameters(), betas=(0.9, 0.99), weight_decay=0.01
        ),
        loss_of=loss_of,
        after_step=after_step,
        label="model",
        log=log,
    )
    return average, steps


def tokens_of(captions: list[str], tokenizer: CLIPTokenizer) -> Tensor:
    """``captions`` as token ids (B, 64), padded and cut."""
    return tokenizer(
        captions,
        padding="max_length",
        truncation=True,
        max_length=tokenizer.model_max_length,
        return_tensors="pt",
    ).input_ids.to(device())


def velocity_loss(predict: Callable[[Tensor, Tensor], Tensor], clean: Tensor) -> Tensor:
    """The weighted squared error of the velocity that ``predict(noisy, timesteps)`` gives for
    noised ``clean`` latents (B, 12, 16, 16)."""
    alphas = noise_schedule().alphas_cumprod.to(clean.device)
    weights = torch.clamp(6.0 * (1.0 - alphas), max=1.0)  # 6 / (SNR + 1)
    batch = len(clean)
    noise = torch.randn_like(clean)
    timesteps = _timesteps(batch, len(alphas)).to(clean.device)
    signal = alphas[timesteps].sqrt()[:, None, None, None]
    spread = (1 - alphas[timesteps]).sqrt()[:, None, None, None]
    noisy = signal * clean + spread * noise
    velocity = signal * noise - spread * clean
    with half():
        predicted = predict(noisy, timesteps)
    error = (predicted.float() - velocity).square().mean(dim=(1, 2, 3))
    return (weights[timesteps] * error).mean()


def _timesteps(batch: int, count: int) -> Tensor:
    """(B,) of 0 .. ``count`` - 1: half of them stratified, half those that the model's own sampler
    asks for (trailing, `SAMPLER_STEPS`), as nearly all of its pictures are drawn in these."""
    spread = batch - batch // 2
    strata = (torch.arange(spread) + torch.rand(spread)) / spread
    own = count - 1 - (torch.arange(batch // 2) % SAMPLER_STEPS) * (count // SAMPLER_STEPS)
    return torch.cat([(strata * count).long().clamp(max=count - 1), own])


@torch.no_grad()
def _update(average: Painter, painter: Painter, keep: float) -> None:
    torch._foreach_lerp_(
        list(average.unet.parameters()), list(painter.unet.parameters()), 1.0 - keep
    )
