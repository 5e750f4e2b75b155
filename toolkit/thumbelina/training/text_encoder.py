"""Stage 2: the text encoder learns to read before anything is drawn.

It is asked, at the end of a caption and at every padding position after it, which gesture is
named, whether by one of its plainest phrases, and which side, view, skin, light, background,
material and flaw (or none). So all wordings of a gesture come to mean one gesture, the plain ones
are told from the explicit (their hands are malformed more often), and every padding token
carries the sense of the whole caption to the UNet's cross-attention. Without this stage the UNet
had learned colours but no gesture after 1,250 steps: the loss pays for colours first. Without the
question for plain phrases it cannot draw other hands for a plain wording than for an explicit one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from toolkit.rendering.malformed import MALFORMATIONS
from toolkit.thumbelina.school import PLAIN_PHRASES, Lesson
from toolkit.thumbelina.training.device import device
from toolkit.thumbelina.training.diffusion import Captions, tokens_of
from toolkit.thumbelina.training.loop import Budget, train_for
from toolkit.vocabulary import Vocabulary

BATCH = 48
UNSAID = 0


class Questions:
    """What can be asked of a caption: lists of possible answers, and the true ones."""

    def __init__(self, vocabulary: Vocabulary, gestures: Sequence[str]) -> None:
        kinds = ("view", "skin", "light", "background", "material")
        self._gestures = list(gestures)
        self._words = {
            kind: [word.text for word in vocabulary.scene(kind) if word.text] for kind in kinds
        }
        self.sizes = [
            1 + len(self._gestures),
            3,
            3,
            1 + len(MALFORMATIONS),
            *(1 + len(texts) for texts in self._words.values()),
        ]

    def answers(self, lesson: Lesson, caption: str) -> list[int]:
        """The index of the true answer to each question, `UNSAID` where the caption is silent."""
        sides = ("left hand", "right hand")
        phrases = lesson.gesture.phrases
        # A plain phrase may stand inside of an explicit one.
        phrase = max((p for p in phrases if p in caption), key=len, default="")
        plain = phrase in phrases[:PLAIN_PHRASES]
        named = bool(phrase)
        flawed = lesson.flaw if lesson.flaw_said and caption else None
        found = [
            1 + self._gestures.index(lesson.gesture.id) if named else UNSAID,
            1 + plain if named else UNSAID,
            next((1 + i for i, side in enumerate(sides) if named and side in caption), UNSAID),
            1 + MALFORMATIONS.index(flawed.kind) if flawed else UNSAID,
        ]
        for kind, texts in self._words.items():
            text: str = getattr(lesson, kind).text
            found.append(1 + texts.index(text) if text and text in caption else UNSAID)
        return found


def train_reader(
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    lessons: Sequence[Lesson],
    captions: Captions,
    questions: Questions,
    folder: Path,
    budget: Budget,
    *,
    log: Callable[[str], None] = print,
) -> int:
    """Train ``text_encoder`` (in place) to answer ``questions``; returns the steps made."""
    torch.manual_seed(budget.seed)
    end: Any = tokenizer.eos_token_id
    heads = nn.ModuleList(
        [nn.Linear(text_encoder.config.hidden_size, size) for size in questions.sizes]
    )

    def loss_of(rng: np.random.Generator) -> Tensor:
        numbers = rng.integers(len(lessons), size=BATCH)
        texts = captions(numbers, rng)
        truth = torch.tensor(
            [
                questions.answers(lessons[int(number)], text)
                for number, text in zip(numbers, texts, strict=True)
            ],
            device=device(),
        )
        tokens = tokens_of(texts, tokenizer)
        states = text_encoder(tokens)[0]
        # The end token pads too: the first one closes the caption, all later ones follow it.
        after = torch.eq(tokens[:, 1:], end)
        chosen = states[:, 1:][after]
        owners = torch.arange(BATCH, device=device()).repeat_interleave(after.sum(dim=1))
        losses = [
            functional.cross_entropy(head(chosen), truth[owners, question])
            for question, head in enumerate(heads)
        ]
        return torch.stack(losses).sum()

    return train_for(
        budget,
        folder,
        modules={"text_encoder": text_encoder, "heads": heads},
        optimizer=torch.optim.AdamW(
            [*text_encoder.parameters(), *heads.parameters()], betas=(0.9, 0.99)
        ),
        loss_of=loss_of,
        label="reader",
        log=log,
    )
