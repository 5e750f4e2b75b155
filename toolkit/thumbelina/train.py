"""The recipe, end to end: render the school, train eye, reader and painter, package them.

Every stage leaves its result in the work folder and is skipped or resumed when called again,
so the command may be killed at any moment. Budgets are minutes of wall time.
"""

# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import CLIPTokenizer

from toolkit.errors import BadInput
from toolkit.thumbelina import school
from toolkit.thumbelina.autoencoder import (
    encode,
    new_autoencoder,
    polish_decoder,
    train_autoencoder,
    whiten,
)
from toolkit.thumbelina.diffusion import Painter, train_painter
from toolkit.thumbelina.loop import Budget
from toolkit.thumbelina.package import save_model
from toolkit.thumbelina.reading import Questions, train_reader
from toolkit.thumbelina.words import train_tokenizer
from toolkit.vocabulary import Vocabulary, load_vocabulary

AUTOENCODER_SHARE = 0.17
DECODER_SHARE = 0.10
READER_SHARE = 0.02
MODEL_SHARE = 0.71


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides a training: budget in minutes, lessons, seed, early snapshot.

    ``lessons`` are rendered for the model, ``eye_lessons`` (of every one-handed gesture,
    taught or not) for the autoencoder. ``early_step`` is the step of the model stage at which
    ``thumbelina-early`` is taken.
    """

    minutes: float = 90.0
    lessons: int = 14000
    eye_lessons: int = 3000
    shard_size: int = school.SHARD
    seed: int = 1
    early_step: int = 500
    workers: int = 2

    def __post_init__(self) -> None:
        if not self.minutes > 0 or min(self.lessons, self.early_step, self.workers) < 1:
            raise BadInput(
                "A training needs minutes above 0 and at least one lesson, early step and worker; "
                f"got {self.minutes:g} minutes, {self.lessons} lessons, early step "
                f"{self.early_step}, {self.workers} workers."
            )

    def budget(self, share: float, *, learning_rate: float) -> Budget:
        """The budget of a stage that may use ``share`` (0..1) of the minutes."""
        return Budget(minutes=self.minutes * share, learning_rate=learning_rate, seed=self.seed)


def train(
    work: Path, output: Path, recipe: Recipe, *, log: Callable[[str], None] = print
) -> tuple[Path, Path]:
    """Run every stage in ``work`` and write the model folders under ``output``.

    Returns the folders of ``thumbelina-early`` and ``thumbelina``. Call again with the same
    folders to resume after an interruption.
    """
    work.mkdir(parents=True, exist_ok=True)
    vocabulary = load_vocabulary()
    shards = _render(work / "school", recipe.lessons, school.GESTURES, recipe, log)
    autoencoder = _autoencoder_stage(work, vocabulary, recipe, log)
    latents = _latents(work, shards, autoencoder, log)
    autoencoder = _decoder_stage(work, shards, latents, autoencoder, recipe, log)
    tokenizer = _tokenizer(work, vocabulary)
    captions = _Captions(vocabulary, len(latents), recipe.seed)
    torch.manual_seed(recipe.seed)
    painter = Painter(tokenizer)
    _reader_stage(work, painter, captions, vocabulary, tokenizer, recipe, log)
    average, steps = train_painter(
        painter,
        latents,
        captions,
        tokenizer,
        work / "model",
        recipe.budget(MODEL_SHARE, learning_rate=1.2e-3),
        early_step=recipe.early_step,
        log=log,
    )
    snapshot = work / "model" / "early.pt"
    if not snapshot.exists():
        raise BadInput(
            f"The training ended at step {steps}, before the early snapshot at "
            f"{recipe.early_step}.",
            hint="Give more --minutes or a smaller --early-step, and a fresh --work folder.",
        )
    early = Painter(tokenizer)
    early.load_state_dict(torch.load(snapshot, weights_only=True))
    folders = (output / "thumbelina-early", output / "thumbelina")
    for folder, painter, made in zip(
        folders, (early, average), (recipe.early_step, steps), strict=True
    ):
        save_model(folder, painter, autoencoder, tokenizer)
        facts = {**asdict(recipe), "steps": made, "gestures": list(school.GESTURES)}
        (folder / "training.json").write_text(json.dumps(facts, indent=2) + "\n")
        log(f"wrote {folder}")
    return folders


def _render(
    folder: Path,
    count: int,
    gestures: Sequence[str],
    recipe: Recipe,
    log: Callable[[str], None],
) -> list[Path]:
    return school.render_school(
        folder,
        count,
        seed=recipe.seed,
        workers=recipe.workers,
        gestures=gestures,
        shard_size=recipe.shard_size,
        log=log,
    )


def _autoencoder_stage(
    work: Path, vocabulary: Vocabulary, recipe: Recipe, log: Callable[[str], None]
) -> AutoencoderKL:
    done = work / "autoencoder.safetensors"
    torch.manual_seed(recipe.seed)
    model = new_autoencoder()
    if not done.exists():
        # All one-handed gestures, taught or not: the eye must know every hand.
        everything = tuple(g.id for g in vocabulary.gestures.values() if g.hands == 1)
        shards = _render(work / "autoencoder-school", recipe.eye_lessons, everything, recipe, log)
        pictures = np.concatenate([np.load(shard) for shard in shards])
        budget = recipe.budget(AUTOENCODER_SHARE, learning_rate=2e-3)
        train_autoencoder(model, pictures, work / "autoencoder", budget, log=log)
        whiten(model, pictures[:500])
        _save_weights(model, done)
    return _loaded(done)


def _decoder_stage(
    work: Path,
    shards: list[Path],
    latents: NDArray[np.float16],
    model: AutoencoderKL,
    recipe: Recipe,
    log: Callable[[str], None],
) -> AutoencoderKL:
    done = work / "polished.safetensors"
    if not done.exists():
        pictures = np.concatenate([np.load(shard) for shard in shards])
        budget = recipe.budget(DECODER_SHARE, learning_rate=1e-3)
        polish_decoder(model, pictures, latents, work / "decoder", budget, log=log)
        _save_weights(model, done)
    return _loaded(done)


def _reader_stage(
    work: Path,
    painter: Painter,
    captions: _Captions,
    vocabulary: Vocabulary,
    tokenizer: CLIPTokenizer,
    recipe: Recipe,
    log: Callable[[str], None],
) -> None:
    done = work / "reader.safetensors"
    if not done.exists():
        train_reader(
            painter.text_encoder,
            tokenizer,
            captions.lessons,
            captions,
            Questions(vocabulary, school.GESTURES),
            work / "reader",
            recipe.budget(READER_SHARE, learning_rate=1e-3),
            log=log,
        )
        _save_weights(painter.text_encoder, done)
    painter.text_encoder.load_state_dict(load_file(done))


def _save_weights(model: nn.Module, file: Path) -> None:
    partial = file.with_suffix(".tmp")
    save_file({name: part.contiguous() for name, part in model.state_dict().items()}, partial)
    partial.replace(file)


def _loaded(file: Path) -> AutoencoderKL:
    model = new_autoencoder()
    model.load_state_dict(load_file(file))
    return model.eval()


def _latents(
    work: Path, shards: list[Path], autoencoder: AutoencoderKL, log: Callable[[str], None]
) -> NDArray[np.float16]:
    folder = work / "latents"
    folder.mkdir(exist_ok=True)
    parts: list[NDArray[np.float16]] = []
    for shard in shards:
        file = folder / shard.name
        if not file.exists():
            latents = encode(autoencoder, np.load(shard)).astype(np.float16)
            partial = file.with_suffix(".tmp.npy")
            np.save(partial, latents)
            partial.replace(file)
            log(f"latents: {shard.stem}")
        parts.append(np.load(file))
    return np.concatenate(parts)


def _tokenizer(work: Path, vocabulary: Vocabulary) -> CLIPTokenizer:
    folder = work / "tokenizer"
    if (folder / "tokenizer_config.json").exists():
        return CLIPTokenizer.from_pretrained(folder)
    return train_tokenizer(vocabulary, folder)


class _Captions:
    """Captions for lesson numbers; the lessons' facts are drawn once, the words at each call."""

    def __init__(self, vocabulary: Vocabulary, count: int, seed: int) -> None:
        self.lessons = [school.lesson(n, vocabulary, seed=seed) for n in range(count)]

    def __call__(self, numbers: NDArray[np.int64], rng: np.random.Generator) -> list[str]:
        return [school.caption(self.lessons[int(number)], rng) for number in numbers]
