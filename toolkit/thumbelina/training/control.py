"""Stage 4: the control network, which holds the finished UNet to a skeleton.

A plain diffusers ControlNetModel that begins as a copy of the UNet's downward half; the UNet and
the text encoder stay as they are. What it is taught with: `control_school`.
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
from diffusers import ControlNetModel
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPTokenizer

from toolkit.thumbelina.training.device import compiled, device
from toolkit.thumbelina.training.diffusion import BATCH, Captions, Painter, tokens_of, velocity_loss
from toolkit.thumbelina.training.loop import Budget, train_for

CONDITIONING_CHANNELS = (16, 32, 64, 96)


def new_control(painter: Painter) -> ControlNetModel:
    """An untrained control network for ``painter``'s UNet; at first it changes nothing."""
    return ControlNetModel.from_unet(
        painter.unet, conditioning_embedding_out_channels=CONDITIONING_CHANNELS
    )


def train_control(
    control: ControlNetModel,
    painter: Painter,
    latents: NDArray[np.float16],
    skeletons: NDArray[np.uint8],
    captions: Captions,
    tokenizer: CLIPTokenizer,
    folder: Path,
    budget: Budget,
    *,
    log: Callable[[str], None] = print,
) -> int:
    """Train ``control`` (in place) until the budget is used; returns the steps made.

    ``latents`` (N, 12, 16, 16) and ``skeletons`` (N, 128, 128, 3) uint8 are of equal N.
    """
    painter.requires_grad_(False).to(device())
    data = torch.from_numpy(np.asarray(latents)).to(device())
    net, unet = compiled(control, budget.minutes), compiled(painter.unet, budget.minutes)

    def loss_of(rng: np.random.Generator) -> Tensor:
        numbers = rng.integers(len(data), size=BATCH)
        drawn = torch.from_numpy(skeletons[numbers]).to(device()).permute(0, 3, 1, 2) / 255.0
        states = painter.read(tokens_of(captions(numbers, rng), tokenizer))

        def predict(noisy: Tensor, timesteps: Tensor) -> Tensor:
            down, middle = net(noisy, timesteps, states, controlnet_cond=drawn, return_dict=False)
            return unet(
                noisy,
                timesteps,
                states,
                down_block_additional_residuals=down,
                mid_block_additional_residual=middle,
            ).sample

        return velocity_loss(predict, data[torch.from_numpy(numbers).to(device())].float())

    return train_for(
        budget,
        folder,
        modules={"control": control},
        optimizer=torch.optim.AdamW(control.parameters(), betas=(0.9, 0.99), weight_decay=0.01),
        loss_of=loss_of,
        label="control",
        log=log,
    )
