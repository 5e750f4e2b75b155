"""The training loop that every stage shares: a time budget, checkpoints, resume, a loss curve."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from toolkit.documents.atomic_files import replacing
from toolkit.thumbelina.training.device import device, peak_memory

CHECKPOINT_S = 120.0
LOG_STEPS = 50
CLIP_NORM = 1.0


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How long and how fast one stage trains.

    The learning rate climbs over ``warmup_steps`` to ``learning_rate`` and falls with the
    cosine of the share of ``minutes`` used, to ``floor`` (0..1) of itself: the schedule fits
    the time there is, whatever the machine's speed. At ``pause_at`` (`time.monotonic`) the stage
    is left unfinished, to be gone on with later.
    """

    minutes: float
    learning_rate: float
    seed: int
    warmup_steps: int = 150
    floor: float = 0.03
    pause_at: float = math.inf

    def rate(self, step: int, used_s: float) -> float:
        """The learning rate at ``step`` with ``used_s`` seconds used."""
        share = min(used_s / (self.minutes * 60), 1.0)
        fall = 0.5 + 0.5 * math.cos(math.pi * share)
        climb = min(1.0, (step + 1) / self.warmup_steps)
        return self.learning_rate * climb * (self.floor + (1 - self.floor) * fall)


def train_for(
    budget: Budget,
    folder: Path,
    *,
    modules: Mapping[str, nn.Module],
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[np.random.Generator], Tensor],
    after_step: Callable[[int], None] = lambda step: None,
    label: str,
    log: Callable[[str], None] = print,
) -> int:
    """Take steps on ``loss_of(rng)`` until the budget is used; returns the steps made in all.

    ``folder`` gets ``state.pt`` (``modules``, optimizer, step, seconds used) every two minutes,
    written whole or not at all, and ``loss.csv`` (step, seconds, mean loss). A later call goes
    on from there; a killed training loses two minutes at most. ``after_step`` is called with the
    number of each finished step. The modules are moved to the GPU where there is one.

    Raises `Paused` when the budget says so; everything is saved then.
    """
    for module in modules.values():
        module.to(device())
    folder.mkdir(parents=True, exist_ok=True)
    used_s, step = _resume(folder, modules, optimizer)
    rng = np.random.default_rng((budget.seed, step))
    torch.manual_seed(budget.seed * 1_000_003 + step)
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    started = time.monotonic() - used_s
    saved = time.monotonic()
    recent: list[float] = []
    with (folder / "loss.csv").open("a", newline="") as file:
        writer = csv.writer(file)
        while (used_s := time.monotonic() - started) < budget.minutes * 60:
            if time.monotonic() > budget.pause_at:
                break
            for group in optimizer.param_groups:
                group["lr"] = budget.rate(step, used_s)
            loss = loss_of(rng)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, CLIP_NORM)
            optimizer.step()
            step += 1
            after_step(step)
            recent.append(loss.item())
            if step % LOG_STEPS == 0:
                mean = sum(recent) / len(recent)
                recent.clear()
                writer.writerow([step, f"{used_s:.0f}", f"{mean:.5f}"])
                file.flush()
                log(f"{label}: step {step}, {used_s:.0f} s, loss {mean:.4f}")
            if time.monotonic() - saved > CHECKPOINT_S:
                _save(folder, modules, optimizer, used_s, step)
                saved = time.monotonic()
    _save(folder, modules, optimizer, used_s, step)
    log(f"{label}: {step} steps in {used_s / 60:.1f} min, at most {peak_memory()}")
    if used_s < budget.minutes * 60:
        raise Paused(label)
    return step


class Paused(Exception):
    """The training was asked to pause before its budget was used; carries the stage's name."""


def _save(
    folder: Path,
    modules: Mapping[str, nn.Module],
    optimizer: torch.optim.Optimizer,
    used_s: float,
    step: int,
) -> None:
    state = {name: module.state_dict() for name, module in modules.items()}
    progress = {"optimizer": optimizer.state_dict(), "used_s": used_s, "step": step}
    with replacing(folder / "state.pt") as whole:
        torch.save({**state, **progress}, whole)


def _resume(
    folder: Path, modules: Mapping[str, nn.Module], optimizer: torch.optim.Optimizer
) -> tuple[float, int]:
    if not (folder / "state.pt").exists():
        return 0.0, 0
    state = torch.load(folder / "state.pt", weights_only=True, map_location=device())
    for name, module in modules.items():
        module.load_state_dict(state[name])
    optimizer.load_state_dict(state["optimizer"])
    return float(state["used_s"]), int(state["step"])
