"""Stage 4: the control network, which holds the finished UNet to a skeleton.

A plain diffusers ControlNetModel that begins as a copy of the UNet's downward half; the UNet and
the text encoder stay as they are. Half of its lessons show poses that no gesture has: each finger
is held as some taught gesture holds it, the caption says "a hand" and no more. So the network
learns to follow lines, not to recognize gestures. No hand is malformed here.
"""

# diffusers' own annotations are wrong where configs and outputs meet; the tests run this module.
# pyright: reportPrivateImportUsage=false, reportArgumentType=false, reportOperatorIssue=false
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
# pyright: reportOptionalSubscript=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from diffusers import ControlNetModel
from numpy.typing import NDArray
from torch import Tensor
from transformers import CLIPTokenizer

from toolkit.hands.pose import FINGERS
from toolkit.rendering.batch import spawned
from toolkit.sweeps.control_images import control_picture
from toolkit.thumbelina.school import GESTURES, Lesson, framed, lesson, picture
from toolkit.thumbelina.training.device import compiled, device
from toolkit.thumbelina.training.diffusion import BATCH, Captions, Painter, tokens_of, velocity_loss
from toolkit.thumbelina.training.loop import Budget, train_for
from toolkit.vocabulary import Vocabulary, load_vocabulary

CONDITIONING_CHANNELS = (16, 32, 64, 96)
SIZE_PX = 128
ANY_HAND = ("a hand", "hand")
MIXED_SHARE = 0.5


def new_control(painter: Painter) -> ControlNetModel:
    """An untrained control network for ``painter``'s UNet; at first it changes nothing."""
    return ControlNetModel.from_unet(
        painter.unet, conditioning_embedding_out_channels=CONDITIONING_CHANNELS
    )


def control_lesson(number: int, vocabulary: Vocabulary, *, seed: int) -> Lesson:
    """Lesson ``number`` of the control network's school: a taught gesture or, half of the time, a
    pose put together finger by finger."""
    taught = lesson(number, vocabulary, seed=seed)
    scene = replace(taught.scene, flaw=None)
    rng = np.random.default_rng((seed, number, 1))
    if rng.random() < MIXED_SHARE:
        donors = {name: GESTURES[int(rng.integers(len(GESTURES)))] for name in FINGERS}
        fingers = {
            name: getattr(vocabulary.gesture(donor).pose, name) for name, donor in donors.items()
        }
        scene = framed(replace(scene, pose=replace(scene.pose, **fingers)), rng)
        taught = replace(taught, gesture=replace(taught.gesture, phrases=ANY_HAND))
    return replace(taught, scene=scene, flaw_said=False)


def control_lessons(count: int, vocabulary: Vocabulary, *, seed: int) -> list[Lesson]:
    """The first ``count`` lessons."""
    return [control_lesson(number, vocabulary, seed=seed) for number in range(count)]


def render_control_school(
    count: int, *, seed: int, workers: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures and skeletons of the first ``count`` lessons, (count, 128, 128, 3) uint8 each."""
    jobs = [(number, seed) for number in range(count)]
    with spawned(workers) as pool:
        pairs = list(pool.map(_example, jobs, chunksize=25))
    return np.stack([picture for picture, _ in pairs]), np.stack([drawn for _, drawn in pairs])


def _example(job: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    number, seed = job
    return control_example(control_lesson(number, load_vocabulary(extra=()), seed=seed))


def control_example(taught: Lesson) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The lesson's picture and its skeleton, (128, 128, 3) uint8 each."""
    return picture(taught, SIZE_PX), control_picture(taught.scene, "skeleton", SIZE_PX)


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
