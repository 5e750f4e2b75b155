"""The decoder's polish: what the painter finishes, and a critic that sees detail alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from torch import nn

from toolkit.generation.models import model_spec
from toolkit.thumbelina import school
from toolkit.thumbelina.training import device
from toolkit.thumbelina.training.autoencoder import encode, new_autoencoder
from toolkit.thumbelina.training.critic import PatchCritic
from toolkit.thumbelina.training.decoder import polish_decoder, repaint
from toolkit.thumbelina.training.diffusion import Painter
from toolkit.thumbelina.training.loop import Budget
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

SIZE_PX = 64


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """Six pictures (6, 64, 64, 3) uint8 of smooth noise."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, size=(6, 8, 8, 3), dtype=np.uint8)
    return coarse.repeat(SIZE_PX // 8, axis=1).repeat(SIZE_PX // 8, axis=2)


def test_polishing_moves_the_decoder_and_nothing_else(tmp_path: Path, pictures: np.ndarray) -> None:
    torch.manual_seed(0)
    model = new_autoencoder()
    latents = encode(model, pictures).astype(np.float16)
    before = {name: part.clone() for name, part in model.state_dict().items()}
    budget = Budget(minutes=0.02, learning_rate=1e-3, seed=0, warmup_steps=1)
    repainted = latents[:2]
    assert polish_decoder(model, pictures, latents, repainted, tmp_path, budget, log=str) > 0
    moved = {name for name, part in model.state_dict().items() if not part.equal(before[name])}
    assert moved
    assert {name.partition(".")[0] for name in moved} == {"decoder", "post_quant_conv"}


def test_repainting_keeps_the_plan_and_is_seeded() -> None:
    pipeline, painter = _shipped()
    lessons = [school.lesson(number, load_vocabulary(), seed=1) for number in range(6)]
    shown = np.stack([school.picture(lesson) for lesson in lessons])
    latents = encode(pipeline.vae.eval(), shown).astype(np.float16)

    def said(numbers: np.ndarray, rng: np.random.Generator) -> list[str]:
        return [f"a photo of {lessons[number].gesture.phrases[0]}" for number in numbers]

    tokenizer = pipeline.tokenizer
    once, again = (repaint(painter, latents, said, tokenizer, seed=4) for _ in range(2))
    assert once.shape == latents.shape and once.dtype == np.float16
    assert np.array_equal(once, again)
    assert not np.array_equal(once, repaint(painter, latents, said, tokenizer, seed=5))
    # The same pictures still, each nearest to its own, but drawn anew.
    apart = np.square(once[:, None].astype(float) - latents[None]).mean(axis=(2, 3, 4))
    assert (apart.argmin(axis=1) == np.arange(6)).all()
    assert apart.diagonal().min() > 0.01


def _shipped() -> tuple[StableDiffusionPipeline, Painter]:
    """The shipped model, and its text encoder and UNet as the recipe holds them."""
    pipeline = StableDiffusionPipeline.from_pretrained(model_spec("thumbelina").source)
    painter = Painter(pipeline.tokenizer)
    painter.text_encoder = pipeline.text_encoder
    painter.unet.load_state_dict(pipeline.unet.state_dict())
    return pipeline, painter.eval()


def test_the_critic_learns_to_tell_and_hears_no_colour() -> None:
    torch.manual_seed(0)
    critic = PatchCritic()
    rough, smooth = torch.rand(4, 3, SIZE_PX, SIZE_PX) - 0.5, torch.zeros(4, 3, SIZE_PX, SIZE_PX)
    losses = [critic.learn(rough, smooth) for _ in range(30)]
    assert losses[-1] < 0.5 * losses[0]
    critic.eval()  # spectral norms go on turning while it trains
    reddened = rough + torch.tensor([0.2, 0.0, 0.0])[:, None, None]
    assert torch.allclose(critic(rough), critic(reddened), atol=1e-3)


def test_a_complaint_moves_the_decoder_by_its_share_and_the_critic_not_at_all() -> None:
    torch.manual_seed(0)
    critic, last = PatchCritic(), nn.Conv2d(3, 3, 3, padding=1)
    target = torch.rand(2, 3, SIZE_PX, SIZE_PX)
    critic.learn(target, torch.zeros_like(target))
    decoded = last(target)
    error = (decoded - target).abs().mean()
    complaint = critic.complaint(decoded, error, last.weight)
    pull = torch.autograd.grad(error, last.weight, retain_graph=True)[0].norm()
    plea = torch.autograd.grad(complaint, last.weight, retain_graph=True)[0].norm()
    assert 0 < plea <= 0.41 * pull
    before = [part.grad.clone() for part in critic.parameters() if part.grad is not None]
    complaint.backward()
    after = [part.grad for part in critic.parameters() if part.grad is not None]
    assert before and all(old.equal(new) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(("capability", "enabled"), [("AVX2", False), ("AVX512", True)])
def test_bfloat16_only_on_cpus_that_compute_in_it(
    monkeypatch: pytest.MonkeyPatch, capability: str, enabled: bool
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    with device.half():
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if enabled else torch.float32)


COMPILED = """
import torch
from torch import nn
from toolkit.thumbelina.training import device
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.SiLU(), nn.Linear(8, 2))
assert device.compiled(net, device.COMPILE_PAYS_MINUTES / 2) is net
faster = device.compiled(net, device.COMPILE_PAYS_MINUTES)
assert (faster is not net) == device._can_compile()
numbers = torch.randn(3, 4)
assert torch.allclose(faster(numbers), net(numbers), atol=1e-5)
faster(numbers).sum().backward()
assert all(part.grad is not None for part in net.parameters())
print("as before")
"""


@pytest.mark.parametrize("compiler", ["works", "fails"])
def test_compiling_changes_the_speed_alone(compiler: str, tmp_path: Path) -> None:
    # In a process of its own, as a training is: torch's compiler minds what was imported before.
    environment = dict(os.environ)
    if compiler == "fails":
        environment |= {
            "CXX": shutil.which("false") or "",
            "TORCHINDUCTOR_CACHE_DIR": str(tmp_path),
        }
    done = subprocess.run(
        [sys.executable, "-c", COMPILED],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.stdout == "as before\n", done.stderr


def test_without_a_compiler_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    net = nn.Linear(2, 2)
    assert device.compiled(net, 60.0) is net
