"""The recipe, end to end: render the school, train eye, reader, painter and control, package them.

Every stage leaves its result in the work folder and is skipped or resumed when called again,
so the command may be killed at any moment. Budgets are minutes of wall time.
"""

# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import json
import math
import time
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

from toolkit.documents.atomic_files import replacing
from toolkit.errors import BadInput, shown
from toolkit.thumbelina import school
from toolkit.thumbelina.control_school import control_lessons, render_control_school
from toolkit.thumbelina.training.autoencoder import (
    encode,
    new_autoencoder,
    train_autoencoder,
    whiten,
)
from toolkit.thumbelina.training.control import new_control, train_control
from toolkit.thumbelina.training.decoder import polish_decoder, repaint
from toolkit.thumbelina.training.diffusion import Painter, train_painter
from toolkit.thumbelina.training.loop import Budget
from toolkit.thumbelina.training.package import save_control, save_model
from toolkit.thumbelina.training.text_encoder import Questions, train_reader
from toolkit.thumbelina.training.tokenizer import train_tokenizer
from toolkit.vocabulary import Vocabulary, load_vocabulary

STAGES = ("render", "autoencoder", "model", "control")
"""The recipe's stages, in order; each needs those before it."""

CROPS_SHARE = 0.08
WHOLE_SHARE = 0.12
DECODER_SHARE = 0.08
READER_SHARE = 0.02
MODEL_SHARE = 0.58
CONTROL_SHARE = 0.12

COUNTS = (
    "lessons",
    "eye_lessons",
    "control_lessons",
    "repainted",
    "shard_size",
    "early_step",
    "workers",
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides a training: budget in minutes, lessons, seed, snapshots.

    ``lessons`` are rendered for the model, ``eye_lessons`` (of every one-handed gesture,
    taught or not) for the autoencoder, ``control_lessons`` for the control network; ``repainted``
    of the model's are drawn again for the decoder. ``early_step`` and ``mid_step`` are the steps
    of the model stage at which ``thumbelina-early`` and ``thumbelina-mid`` are taken.
    ``pause_minutes`` is how long this one call may take; a later call goes on.
    """

    minutes: float = 120.0
    lessons: int = 30800
    eye_lessons: int = 10000
    control_lessons: int = 8000
    repainted: int = 5000
    shard_size: int = school.SHARD
    seed: int = 1
    early_step: int = 500
    mid_step: int = 2000
    workers: int = 2
    pause_minutes: float = math.inf

    def __post_init__(self) -> None:
        for name in ("minutes", "pause_minutes"):
            if not getattr(self, name) > 0:
                raise BadInput(
                    f"A training's {name.replace('_', ' ')} are above 0; "
                    f"got {getattr(self, name):g}."
                )
        for name in COUNTS:
            if getattr(self, name) < 1:
                raise BadInput(
                    f"A training needs {name.replace('_', ' ')} of at least 1; "
                    f"got {getattr(self, name)}."
                )
        if self.mid_step < self.early_step:
            raise BadInput(
                f"The mid snapshot comes after the early one; got step {self.mid_step} after "
                f"{self.early_step}."
            )


def train(
    work: Path,
    output: Path,
    recipe: Recipe,
    *,
    stage: str = STAGES[-1],
    log: Callable[[str], None] = print,
) -> tuple[Path, ...]:
    """Run the stages up to ``stage`` in ``work`` and write the model folders under ``output``.

    Returns the folders written: ``thumbelina-early``, ``-mid`` and ``thumbelina`` after the
    stage ``model``, ``thumbelina-skeleton`` after ``control``, none before. Call again with the
    same folders to resume after an interruption. Raises `Paused` when ``recipe.pause_minutes``
    are over; the next call goes on. Raises `BadInput` for a ``work`` begun with other lessons.
    """
    if stage not in STAGES:
        raise BadInput(f"The stages are {', '.join(STAGES)}; got {shown(stage)}.")
    work.mkdir(parents=True, exist_ok=True)
    return _Workshop(work, output, recipe, log).run(stage)


class _Workshop:
    """One training's folders and what its stages share."""

    def __init__(
        self, work: Path, output: Path, recipe: Recipe, log: Callable[[str], None]
    ) -> None:
        self.work = work
        self.output = output
        self.recipe = recipe
        self.log = log
        self.vocabulary = load_vocabulary(extra=())
        self.pause_at = time.monotonic() + recipe.pause_minutes * 60

    def _same_school(self) -> None:
        """Raise `BadInput` where the folder's pictures are of other lessons than today's."""
        file = self.work / "school.txt"
        recipe = self.recipe
        today = f"{school.fingerprint(self.vocabulary, seed=recipe.seed)} {recipe.shard_size}\n"
        if not file.exists() and not any(self.work.iterdir()):
            file.write_text(today)
        if not file.exists() or file.read_text() != today:
            raise BadInput(
                f"{self.work} was begun with other lessons than today's: another seed or shard "
                f"size, or poses, words or shares of the school have changed since.",
                hint="Give a fresh --work folder; its pictures would have wrong captions.",
            )

    def run(self, last: str) -> tuple[Path, ...]:
        """The stages up to ``last``."""
        self._same_school()
        done = STAGES[: STAGES.index(last) + 1]
        shards = self._school()
        if done[-1] == "render":
            return ()
        autoencoder = self._autoencoder()
        if done[-1] == "autoencoder":
            return ()
        tokenizer = self._tokenizer()
        painter, folders = self._model(shards, autoencoder, tokenizer)
        if done[-1] == "model":
            return folders
        return (*folders, self._control(painter, autoencoder, tokenizer))

    def budget(self, share: float, *, learning_rate: float) -> Budget:
        """The budget of a stage that may use ``share`` (0..1) of the minutes."""
        return Budget(
            minutes=self.recipe.minutes * share,
            learning_rate=learning_rate,
            seed=self.recipe.seed,
            pause_at=self.pause_at,
        )

    def _school(self) -> list[Path]:
        return self._rendered("school", self.recipe.lessons, school.TURNS)

    def _rendered(self, name: str, count: int, gestures: Sequence[str]) -> list[Path]:
        return school.render_school(
            self.work / name,
            count,
            seed=self.recipe.seed,
            workers=self.recipe.workers,
            gestures=gestures,
            shard_size=self.recipe.shard_size,
            log=self.log,
        )

    def _autoencoder(self) -> AutoencoderKL:
        done = self.work / "autoencoder.safetensors"
        torch.manual_seed(self.recipe.seed)
        model = new_autoencoder()
        if not done.exists():
            # All one-handed gestures, taught or not: the eye must know every hand.
            everything = tuple(g.id for g in self.vocabulary.gestures.values() if g.hands == 1)
            shards = self._rendered("autoencoder-school", self.recipe.eye_lessons, everything)
            pictures = np.concatenate([np.load(shard) for shard in shards])
            for whole, share in ((False, CROPS_SHARE), (True, WHOLE_SHARE)):
                folder = self.work / ("autoencoder-whole" if whole else "autoencoder-crops")
                budget = self.budget(share, learning_rate=1.2e-3 if whole else 2e-3)
                train_autoencoder(model, pictures, folder, budget, whole=whole, log=self.log)
            whiten(model, pictures[:500])
            _save_weights(model, done)
        return _loaded(done)

    def _decoder(
        self,
        shards: list[Path],
        latents: NDArray[np.float16],
        model: AutoencoderKL,
        painter: Painter,
        captions: _Captions,
        tokenizer: CLIPTokenizer,
    ) -> AutoencoderKL:
        done, again = self.work / "polished.safetensors", self.work / "repainted.npy"
        if not done.exists():
            if not again.exists():
                some = latents[: self.recipe.repainted]
                seed = self.recipe.seed
                school.save_array(again, repaint(painter, some, captions, tokenizer, seed=seed))
                self.log(f"decoder: {len(some)} latents repainted")
            polish_decoder(
                model,
                np.concatenate([np.load(shard) for shard in shards]),
                latents,
                np.load(again),
                self.work / "decoder",
                self.budget(DECODER_SHARE, learning_rate=1e-3),
                log=self.log,
            )
            _save_weights(model, done)
        return _loaded(done)

    def _latents(self, shards: list[Path], autoencoder: AutoencoderKL) -> NDArray[np.float16]:
        folder = self.work / "latents"
        folder.mkdir(exist_ok=True)
        parts: list[NDArray[np.float16]] = []
        for shard in shards:
            file = folder / shard.name
            if not file.exists():
                school.save_array(file, encode(autoencoder, np.load(shard)).astype(np.float16))
                self.log(f"latents: {shard.stem}")
            parts.append(np.load(file))
        return np.concatenate(parts)

    def _tokenizer(self) -> CLIPTokenizer:
        folder = self.work / "tokenizer"
        if (folder / "tokenizer_config.json").exists():
            return CLIPTokenizer.from_pretrained(folder)
        return train_tokenizer(self.vocabulary, folder)

    def _model(
        self, shards: list[Path], autoencoder: AutoencoderKL, tokenizer: CLIPTokenizer
    ) -> tuple[Painter, tuple[Path, ...]]:
        recipe = self.recipe
        latents = self._latents(shards, autoencoder)
        lessons = [
            school.lesson(number, self.vocabulary, seed=recipe.seed)
            for number in range(len(latents))
        ]
        captions = _Captions(lessons, self.vocabulary)
        torch.manual_seed(recipe.seed)
        painter = Painter(tokenizer)
        self._reader(painter, captions, tokenizer)
        average, steps = train_painter(
            painter,
            latents,
            captions,
            tokenizer,
            self.work / "model",
            self.budget(MODEL_SHARE, learning_rate=1.2e-3),
            snapshots={"early": recipe.early_step, "mid": recipe.mid_step},
            log=self.log,
        )
        decoder = self._decoder(shards, latents, autoencoder, average, captions, tokenizer)
        folders: list[Path] = []
        for name, made in (("early", recipe.early_step), ("mid", recipe.mid_step), ("", steps)):
            folder = self.output / (f"thumbelina-{name}" if name else "thumbelina")
            shown = self._snapshot(tokenizer, name, steps) if name else average
            save_model(folder, shown, decoder, tokenizer, controlled=not name)
            facts = {**asdict(recipe), "steps": made, "gestures": list(school.GESTURES)}
            facts.pop("pause_minutes")
            (folder / "training.json").write_text(json.dumps(facts, indent=2) + "\n")
            self.log(f"wrote {folder}")
            folders.append(folder)
        return average, tuple(folders)

    def _reader(self, painter: Painter, captions: _Captions, tokenizer: CLIPTokenizer) -> None:
        done = self.work / "reader.safetensors"
        if not done.exists():
            train_reader(
                painter.text_encoder,
                tokenizer,
                captions.lessons,
                captions,
                Questions(self.vocabulary, school.GESTURES),
                self.work / "reader",
                self.budget(READER_SHARE, learning_rate=1e-3),
                log=self.log,
            )
            _save_weights(painter.text_encoder, done)
        painter.text_encoder.load_state_dict(load_file(done))

    def _snapshot(self, tokenizer: CLIPTokenizer, name: str, steps: int) -> Painter:
        file = self.work / "model" / f"{name}.pt"
        if not file.exists():
            raise BadInput(
                f"The training ended at step {steps}, before the {name} snapshot.",
                hint=f"Give more --minutes or a smaller --{name}-step, and a fresh --work folder.",
            )
        painter = Painter(tokenizer)
        painter.load_state_dict(torch.load(file, weights_only=True, map_location="cpu"))
        return painter

    def _control(
        self, painter: Painter, autoencoder: AutoencoderKL, tokenizer: CLIPTokenizer
    ) -> Path:
        recipe = self.recipe
        folder = self.work / "control-school"
        folder.mkdir(exist_ok=True)
        coded, drawn = folder / "latents.npy", folder / "skeletons.npy"
        lessons = control_lessons(recipe.control_lessons, self.vocabulary, seed=recipe.seed)
        if not (coded.exists() and drawn.exists()):
            pictures, skeletons = render_control_school(
                recipe.control_lessons, seed=recipe.seed, workers=recipe.workers
            )
            school.save_array(coded, encode(autoencoder, pictures).astype(np.float16))
            school.save_array(drawn, skeletons)
            self.log(f"control: {len(pictures)} lessons rendered")
        control = new_control(painter)
        train_control(
            control,
            painter,
            np.load(coded),
            np.load(drawn),
            _Captions(lessons, self.vocabulary),
            tokenizer,
            self.work / "control",
            self.budget(CONTROL_SHARE, learning_rate=1e-3),
            log=self.log,
        )
        target = self.output / "thumbelina-skeleton"
        save_control(target, control)
        self.log(f"wrote {target}")
        return target


def _save_weights(model: nn.Module, file: Path) -> None:
    with replacing(file) as whole:
        save_file({name: part.contiguous() for name, part in model.state_dict().items()}, whole)


def _loaded(file: Path) -> AutoencoderKL:
    model = new_autoencoder()
    model.load_state_dict(load_file(file))
    return model.eval()


class _Captions:
    """Captions for lesson numbers; the lessons' facts are drawn once, the words at each call."""

    def __init__(self, lessons: Sequence[school.Lesson], vocabulary: Vocabulary) -> None:
        self.lessons = lessons
        self._flaws = {flaw.id: flaw for flaw in vocabulary.flaws}

    def __call__(self, numbers: NDArray[np.int64], rng: np.random.Generator) -> list[str]:
        return [school.caption(self.lessons[int(n)], self._flaws, rng) for n in numbers]
