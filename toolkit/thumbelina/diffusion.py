"""Stage 2: text encoder and UNet together, from nothing, on the latents of the school.

Velocity prediction on a zero-terminal-SNR schedule, uniform stratified timesteps, loss weight
min(1, 6 / (SNR + 1)) (the high-SNR half of min-SNR: Hang et al. 2023, arXiv 2303.09556; the
noisy half is where a hand decides which fingers it raises), exponential moving average, and a
learning rate that falls with the share of the time budget used. bfloat16 through autocast.
"""

from __future__ import annotations

import copy
import csv
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

LEARNING_RATE = 1.2e-3
BATCH = 32
MAX_EMA = 0.9990
CHECKPOINT_S = 120.0


class Painter(nn.Module):
    """The trained pair: text encoder and UNet in one module, so one state dict holds both."""

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
            in_channels=8,
            out_channels=8,
            down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
            block_out_channels=(64, 128, 192),
            layers_per_block=1,
            cross_attention_dim=128,
            attention_head_dim=4,
            norm_num_groups=16,
        )

    def forward(self, noisy: Tensor, timesteps: Tensor, tokens: Tensor) -> Tensor:
        """Predicted velocity (B, 8, 16, 16) for ``noisy`` of that shape."""
        states = self.text_encoder(tokens)[0]
        return self.unet(noisy, timesteps, encoder_hidden_states=states).sample


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
        clip_sample=False,
    )


def train_painter(
    latents: NDArray[np.float16],
    captions: Callable[[NDArray[np.int64], np.random.Generator], list[str]],
    tokenizer: CLIPTokenizer,
    folder: Path,
    *,
    minutes: float,
    seed: int,
    early_step: int,
    log: Callable[[str], None] = print,
) -> tuple[Painter, int]:
    """Train until ``minutes`` are used; returns the averaged weights and the steps made.

    ``latents`` is (N, 8, 16, 16); ``captions(numbers, rng)`` gives one caption per lesson
    number. ``folder`` gets ``state.pt`` every two minutes, ``loss.csv``, and at step
    ``early_step`` the averaged weights as ``early.pt``. A later call goes on from there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    painter = Painter(tokenizer)
    average = copy.deepcopy(painter).requires_grad_(False)
    optimizer = torch.optim.AdamW(
        painter.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.99), weight_decay=0.01
    )
    used_s, step = _resume(painter, average, optimizer, folder)
    rng = np.random.default_rng((seed, step))
    torch.manual_seed(seed * 1_000_003 + step)
    alphas = noise_schedule().alphas_cumprod
    snr = alphas / (1 - alphas).clamp(min=1e-8)
    weights = torch.clamp(6.0 / (snr + 1.0), max=1.0)
    data = torch.from_numpy(np.asarray(latents))
    started = time.monotonic() - used_s
    saved = time.monotonic()
    recent: list[float] = []
    with (folder / "loss.csv").open("a", newline="") as file:
        writer = csv.writer(file)
        while (used_s := time.monotonic() - started) < minutes * 60:
            _set_rate(optimizer, step, used_s / (minutes * 60))
            numbers = rng.integers(len(data), size=BATCH)
            tokens = tokenizer(
                captions(numbers, rng),
                padding="max_length",
                truncation=True,
                max_length=tokenizer.model_max_length,
                return_tensors="pt",
            ).input_ids
            clean = data[torch.from_numpy(numbers)].float()
            loss = _loss(painter, clean, tokens, alphas, weights)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(painter.parameters(), 1.0)
            optimizer.step()
            step += 1
            _update(average, painter, min(MAX_EMA, (1 + step) / (10 + step)))
            recent.append(loss.item())
            if step % 50 == 0:
                mean = float(np.mean(recent))
                recent.clear()
                writer.writerow([step, f"{used_s:.0f}", f"{mean:.5f}"])
                file.flush()
                log(f"model step {step} {used_s:.0f}s loss {mean:.4f}")
            if step == early_step:
                torch.save(average.state_dict(), folder / "early.pt")
            if time.monotonic() - saved > CHECKPOINT_S:
                _save(painter, average, optimizer, folder, used_s, step)
                saved = time.monotonic()
    _save(painter, average, optimizer, folder, used_s, step)
    return average, step


def _loss(
    painter: Painter, clean: Tensor, tokens: Tensor, alphas: Tensor, weights: Tensor
) -> Tensor:
    batch = len(clean)
    noise = torch.randn_like(clean)
    strata = (torch.arange(batch) + torch.rand(batch)) / batch
    timesteps = (strata * len(alphas)).long().clamp(max=len(alphas) - 1)
    signal = alphas[timesteps].sqrt()[:, None, None, None]
    spread = (1 - alphas[timesteps]).sqrt()[:, None, None, None]
    noisy = signal * clean + spread * noise
    velocity = signal * noise - spread * clean
    with torch.autocast("cpu", torch.bfloat16):
        predicted = painter(noisy, timesteps, tokens)
    error = (predicted.float() - velocity).square().mean(dim=(1, 2, 3))
    return (weights[timesteps] * error).mean()


def _set_rate(optimizer: torch.optim.Optimizer, step: int, share: float) -> None:
    fall = 0.5 + 0.5 * float(np.cos(np.pi * min(share, 1.0)))
    for group in optimizer.param_groups:
        group["lr"] = LEARNING_RATE * min(1.0, (step + 1) / 150) * (0.03 + 0.97 * fall)


@torch.no_grad()
def _update(average: Painter, painter: Painter, keep: float) -> None:
    torch._foreach_lerp_(list(average.parameters()), list(painter.parameters()), 1.0 - keep)


def _save(
    painter: Painter,
    average: Painter,
    optimizer: torch.optim.Optimizer,
    folder: Path,
    used_s: float,
    step: int,
) -> None:
    state = {
        "painter": painter.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
        "used_s": used_s,
        "step": step,
    }
    torch.save(state, folder / "state.tmp")
    (folder / "state.tmp").replace(folder / "state.pt")


def _resume(
    painter: Painter, average: Painter, optimizer: torch.optim.Optimizer, folder: Path
) -> tuple[float, int]:
    if not (folder / "state.pt").exists():
        return 0.0, 0
    state = torch.load(folder / "state.pt", weights_only=True)
    painter.load_state_dict(state["painter"])
    average.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return float(state["used_s"]), int(state["step"])
