"""The training of the form reader: losses, schedule, a running average of the weights, resuming.

The schedule fits the time there is, whatever the machine's speed; a killed training goes on from
its last checkpoint.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import final

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.utils.data import DataLoader

from toolkit.documents.atomic_files import replacing
from toolkit.errors import BadInput
from toolkit.judging.form.network import KINDS, ODD, PARTS, TIP, FormNetwork
from toolkit.judging.form.school.batches import Batch, Batches, shard_files, weighted
from toolkit.judging.form.school.held_out import KindFigures, figures
from toolkit.judging.form.school.lesson import load_shard
from toolkit.judging.form.school.sampling import UNKNOWN

WEIGHT_DECAY, CLIP_NORM, LABEL_SMOOTHING, ODD_WEIGHT = 0.02, 5.0, 0.05, 4.0
MOST_KEPT, LOG_STEPS = 0.998, 100
CHECKPOINT_S = 300.0
LOSS_WEIGHTS: Mapping[str, float] = {
    "parts": 1.0,
    "tips": 0.3,
    "odd": 1.0,
    "kind": 0.7,
    "flawed": 0.7,
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What decides a training.

    The learning rate climbs over ``warmup_steps`` to ``learning_rate`` and falls with the cosine
    of the share of ``minutes`` used, to ``floor`` (0..1) of itself; or of ``most_steps``, which end
    it sooner, where more of these are used (on a machine that does other work meanwhile).
    ``held_out`` is how many lessons of the split ``choose`` are looked at in the end.
    """

    minutes: float = 75.0
    batch: int = 64
    learning_rate: float = 2.5e-3
    warmup_steps: int = 200
    floor: float = 0.02
    seed: int = 1
    workers: int = 1
    most_steps: float = math.inf
    held_out: int = 3000

    def __post_init__(self) -> None:
        if not self.minutes > 0 or self.batch < 1 or self.workers < 0:
            raise BadInput(
                "A training has minutes above 0, batches of at least 1 and no fewer than 0 "
                f"workers; got {self.minutes:g}, {self.batch} and {self.workers}."
            )

    def rate(self, step: int, used_s: float) -> float:
        """The learning rate at ``step`` with ``used_s`` seconds used."""
        share = min(max(used_s / (self.minutes * 60), step / self.most_steps), 1.0)
        fall = 0.5 + 0.5 * math.cos(math.pi * share)
        climb = min(1.0, (step + 1) / self.warmup_steps)
        return self.learning_rate * climb * (self.floor + (1 - self.floor) * fall)


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A finished training: the ``weights`` file, the ``steps`` made in all, and its figures."""

    weights: Path
    steps: int
    figures: tuple[KindFigures, ...]


def train(
    lessons: Path, output: Path, recipe: Recipe, *, log: Callable[[str], None] = print
) -> Trained:
    """Teach the network from ``lessons``, the folder that `making.make` wrote.

    ``output`` gets ``state.pt`` every few minutes, from which a later call goes on, and in the
    end ``form.safetensors``, the averaged weights in half precision. The lessons of the split
    ``choose``, where there are any, are not learned but looked at in the end.

    Raises:
        BadInput: there are no lessons, or too few for a batch.
    """
    files = shard_files(lessons / "train")
    if not files:
        raise BadInput(
            f"{lessons} holds no lessons to train with.",
            hint="Make some: python -m toolkit.judging.form.school make DATA LESSONS",
        )
    output.mkdir(parents=True, exist_ok=True)
    training = _Training(output / "state.pt", recipe)
    training.run(weighted(files), log)
    weights = output / "form.safetensors"
    average = training.averaged()
    export(average, weights)
    log(f"wrote {weights} after {training.step} steps")
    held_out = [one for file in shard_files(lessons / "choose") for one in load_shard(file)]
    measured = figures(average, held_out[: recipe.held_out]) if held_out else ()
    return Trained(weights=weights, steps=training.step, figures=measured)


def losses(maps: Tensor, logits: Tensor, batch: Batch) -> dict[str, Tensor]:
    """The five losses of (N, MAPS, M, M) ``maps`` and (N, KINDS) ``logits``.

    Tips: the focal loss of CornerNet (Law & Deng 2018, equation 1). ``flawed`` asks the kinds as
    one question, of real hands only: any flaw or none.
    """
    seen = maps[:, TIP].sigmoid().clamp(1e-4, 1 - 1e-4)
    hit = (batch.tips > 0.95).float()
    found = hit * (1 - seen) ** 2 * seen.log()
    invented = (1 - hit) * (1 - batch.tips) ** 4 * seen**2 * (1 - seen).log()
    tips = -((found + invented) * batch.asked).sum() / hit.sum().clamp(min=1)
    no_hand = KINDS.index("no_hand")
    any_flaw = torch.logsumexp(logits[:, 1:no_hand], 1) - logits[:, 0]
    real = (batch.kind < no_hand).float()
    asked = (batch.kind > 0).float()
    flawed = F.binary_cross_entropy_with_logits(any_flaw, asked, reduction="none") * real
    return {
        "parts": F.cross_entropy(maps[:, : len(PARTS)], batch.parts, ignore_index=UNKNOWN),
        "tips": tips,
        "odd": F.binary_cross_entropy_with_logits(
            maps[:, ODD], batch.odd, pos_weight=torch.tensor(ODD_WEIGHT)
        ),
        "kind": F.cross_entropy(logits, batch.kind, label_smoothing=LABEL_SMOOTHING),
        "flawed": flawed.sum() / real.sum().clamp(min=1),
    }


def export(network: nn.Module, file: Path) -> None:
    """Write the weights as `toolkit.judging.form.reader.FormReader` opens them, in 16 bits."""
    halves = {
        name: (part.half() if part.is_floating_point() else part).contiguous()
        for name, part in network.state_dict().items()
    }
    with replacing(file) as whole:
        save_file(halves, whole)


@final
class _Training:
    """The network, its optimizer and the running average, and how far they have come."""

    def __init__(self, checkpoint: Path, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.checkpoint = checkpoint
        self.network = FormNetwork().train()
        self.network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=recipe.learning_rate, weight_decay=WEIGHT_DECAY
        )
        self.average = {name: part.clone() for name, part in self.network.state_dict().items()}
        self.step, self.used_s = 0, 0.0
        if checkpoint.exists():
            self._resume()

    def run(self, files: list[Path], log: Callable[[str], None]) -> None:
        """Step until the minutes or the steps are used."""
        started = saved = time.monotonic()
        before = self.used_s
        running: dict[str, float] = {}
        if self._is_over():
            return
        for batch in self._batches(files):
            parts = self._stepped(batch)
            running = {
                name: running.get(name, value) * 0.98 + value * 0.02
                for name, value in parts.items()
            }
            now = time.monotonic()
            self.used_s = before + now - started
            if self.step % LOG_STEPS == 0:
                told = ", ".join(f"{name} {value:.3f}" for name, value in running.items())
                log(f"step {self.step}, {self.used_s / 60:.1f} min: {told}")
            if self._is_over():
                break
            if now - saved > CHECKPOINT_S:
                self._save()
                saved = now
        self._save()

    def averaged(self) -> FormNetwork:
        """A network with the averaged weights."""
        network = FormNetwork()
        network.load_state_dict(self.average)
        return network

    def _is_over(self) -> bool:
        out_of_time = self.used_s >= self.recipe.minutes * 60
        return out_of_time or self.step >= self.recipe.most_steps

    def _batches(self, files: list[Path]) -> Iterator[Batch]:
        # Begun again at another step, it draws other batches.
        batches = Batches(files, size=self.recipe.batch, seed=(self.recipe.seed, self.step))
        workers = self.recipe.workers
        return iter(
            DataLoader(
                batches,
                batch_size=None,
                num_workers=workers,
                prefetch_factor=4 if workers else None,
            )
        )

    def _stepped(self, batch: Batch) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate(self.step, self.used_s)
        inputs = batch.inputs.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            maps, logits = self.network(inputs)
        parts = losses(maps.float(), logits.float(), batch)
        loss = torch.stack([LOSS_WEIGHTS[name] * part for name, part in parts.items()]).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), CLIP_NORM)
        self.optimizer.step()
        self.step += 1
        self._keep_average()
        return {name: float(part.detach()) for name, part in parts.items()}

    def _keep_average(self) -> None:
        kept = min(MOST_KEPT, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, part in self.network.state_dict().items():
                if part.is_floating_point():
                    self.average[name].lerp_(part, 1 - kept)
                else:
                    self.average[name].copy_(part)

    def _save(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "used_s": self.used_s,
            "step": self.step,
        }
        with replacing(self.checkpoint) as whole:
            torch.save(state, whole)

    def _resume(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = state["average"]
        self.used_s, self.step = float(state["used_s"]), int(state["step"])
