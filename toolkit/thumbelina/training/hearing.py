"""Stage 5: ears. The text encoder learns how people talk; everything it speaks to stays as it is.

The finished text encoder is the teacher. For an everyday wording of a school caption the new one is
to give, at the padding positions, the states that the old one gives for the caption itself: so the
UNet, its control network and the decoder need not be touched. What stays as it was said (a third:
school captions, negatives, nothing) is held to the old states at all positions. Last, what the UNet
answers to the new states is held to what it answered to the old ones. The tokenizer keeps its
tokens and learns Chinese ones; two layers that begin as the identity give room for the grammar.
"""

# transformers' own annotations are wrong where configs and outputs meet; the tests run this module.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportIndexIssue=false
# pyright: reportPrivateImportUsage=false, reportCallIssue=false

from __future__ import annotations

import copy
import itertools
import json
import math
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from tokenizers.pre_tokenizers import ByteLevel
from torch import Tensor
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from toolkit.generation.models import HEARD_FILE
from toolkit.thumbelina.everyday_speech.grammar import Grammar, Heard
from toolkit.thumbelina.school import GESTURES
from toolkit.thumbelina.training.autoencoder import LATENT_CHANNELS
from toolkit.thumbelina.training.device import device
from toolkit.thumbelina.training.diffusion import noise_schedule, tokens_of
from toolkit.thumbelina.training.loop import Budget, train_for
from toolkit.thumbelina.training.tokenizer import END
from toolkit.vocabulary import load_vocabulary

BATCH = 64
LEARNING_RATE = 1e-3
SEEN_SHARE = 0.15
"""The last part of the training, in which what the UNet makes of the words is compared too."""
SEEN_LEARNING_RATE = 3e-4
SEEN_BATCH, SEEN = 40, 10
SEEN_WEIGHT = 3.0
PAIRS = 400
END_OF_WORD = "</w>"
MORE_LAYERS = 2
MARGIN = 12
"""Padding positions after the longest text of a batch that are compared, but for every fourth."""
WORD_SHARE = 0.15
"""How much a position that is not padding counts where the words differ."""

_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


def with_chinese(tokenizer: CLIPTokenizer, texts: Iterable[str], folder: Path) -> CLIPTokenizer:
    """``tokenizer`` with tokens for the Chinese in ``texts``, saved to ``folder`` and loaded.

    Every character becomes a token, as do the `PAIRS` of characters that are met most often. Old
    tokens keep their numbers and old merges come first, so that English reads as before.
    """
    counts: Counter[str] = Counter()
    for run in (run for text in texts for run in _CHINESE.findall(text)):
        counts.update(run)
        counts.update(map("".join, itertools.pairwise(run)))
    by_count = sorted(counts, key=lambda text: (-counts[text], text))
    characters = [text for text in by_count if len(text) == 1]
    pairs = [text for text in by_count if len(text) == 2][:PAIRS]
    model = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    vocab: dict[str, int] = dict(model["vocab"])
    merges = [tuple(pair) for pair in model["merges"]]
    known = set(merges)

    def merge(left: str, right: str) -> None:
        if (left, right) not in known:
            known.add((left, right))
            merges.append((left, right))
            for token in (left, right, left + right):
                vocab.setdefault(token, len(vocab))

    for character in characters:
        first, second, last = _bytes_of(character)
        merge(first, second)
        merge(first + second, last)
        merge(first + second, last + END_OF_WORD)
    for pair in pairs:
        left, right = ("".join(_bytes_of(character)) for character in pair)
        merge(left, right)
        merge(left, right + END_OF_WORD)
    return _saved(tokenizer, vocab, merges, folder)


def _bytes_of(character: str) -> list[str]:
    """The three bytes of a Chinese ``character`` as byte-level BPE writes them."""
    ((said, _),) = ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(character)
    return list(said)


def _saved(
    old: CLIPTokenizer, vocab: dict[str, int], merges: list[tuple[str, ...]], folder: Path
) -> CLIPTokenizer:
    result = CLIPTokenizer(
        vocab=vocab,
        merges=merges,
        bos_token=old.bos_token,
        eos_token=old.eos_token,
        unk_token=old.unk_token,
        pad_token=old.pad_token,
        model_max_length=old.model_max_length,
    )
    result.save_pretrained(folder)
    return CLIPTokenizer.from_pretrained(folder)


def with_room(old: CLIPTextModel, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """A text encoder that says what ``old`` says, with `MORE_LAYERS` layers and more tokens."""
    config = copy.deepcopy(old.config)
    config.vocab_size = len(tokenizer)
    config.num_hidden_layers = old.config.num_hidden_layers + MORE_LAYERS
    new = CLIPTextModel(config)
    state = old.state_dict()
    embedding = next(name for name in state if name.endswith("token_embedding.weight"))
    grown = new.state_dict()[embedding].clone()
    grown[: old.config.vocab_size] = state[embedding]
    # A new token begins as small noise about the mean of the old ones.
    mean = state[embedding].mean(dim=0)
    grown[old.config.vocab_size :] = mean + 0.02 * torch.randn(
        len(grown) - old.config.vocab_size, len(mean)
    )
    new.load_state_dict({**new.state_dict(), **state, embedding: grown})
    layers = [module for name, module in new.named_modules() if name.endswith("encoder.layers")]
    for layer in list(layers[0])[-MORE_LAYERS:]:
        for last in (layer.self_attn.out_proj, layer.mlp.fc2):
            torch.nn.init.zeros_(last.weight)
            torch.nn.init.zeros_(last.bias)
    return new.eval()


def teach_hearing(
    model: Path,
    output: Path,
    work: Path,
    *,
    minutes: float,
    seed: int = 1,
    pause_at: float = math.inf,
    log: Callable[[str], None] = print,
) -> Path:
    """Teach the text encoder of the finished ``model`` and write the model anew to ``output``.

    Everything but tokenizer, text encoder and the list of known words is copied. ``work`` keeps
    the unfinished training, which a second call goes on with. Returns ``output``.

    Raises:
        Paused: ``pause_at`` (`time.monotonic`) came before ``minutes`` were used.
    """
    grammar = Grammar(load_vocabulary(extra=()))
    old_tokenizer = CLIPTokenizer.from_pretrained(model / "tokenizer")
    teacher = CLIPTextModel.from_pretrained(model / "text_encoder").eval()
    tokenizer = with_chinese(old_tokenizer, chinese_texts(grammar), work / "tokenizer")
    torch.manual_seed(seed)
    encoder = with_room(teacher, tokenizer)
    encoder.train()
    teachers = Teachers(
        encoder=teacher,
        tokenizer=old_tokenizer,
        unet=UNet2DConditionModel.from_pretrained(model / "unet"),
    )
    for stage, share, rate, seen in (
        ("near", 1 - SEEN_SHARE, LEARNING_RATE, False),
        ("seen", SEEN_SHARE, SEEN_LEARNING_RATE, True),
    ):
        budget = Budget(
            minutes=minutes * share,
            learning_rate=rate,
            seed=seed,
            warmup_steps=50,
            pause_at=pause_at,
        )
        train_hearing(
            encoder, tokenizer, teachers, grammar, work / stage, budget, seen=seen, log=log
        )
    if model.resolve() != output.resolve():
        shutil.copytree(model, output, dirs_exist_ok=True)
    tokenizer.save_pretrained(output / "tokenizer")
    encoder.eval().to("cpu").save_pretrained(output / "text_encoder", safe_serialization=True)
    write_heard(output, grammar)
    return output


def write_heard(model: Path, grammar: Grammar) -> None:
    """Write down beside a model what it has heard and which gestures it was taught."""
    heard = {"gestures": sorted(GESTURES), "words": sorted(grammar.known_words())}
    text = json.dumps(heard, ensure_ascii=False, indent=0)
    (model / HEARD_FILE).write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Teachers:
    """The finished model's parts: what a caption meant, and what the UNet made of it."""

    encoder: CLIPTextModel
    tokenizer: CLIPTokenizer
    unet: UNet2DConditionModel


def train_hearing(
    encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    teachers: Teachers,
    grammar: Grammar,
    folder: Path,
    budget: Budget,
    *,
    seen: bool = False,
    log: Callable[[str], None] = print,
) -> int:
    """Train ``encoder`` (in place) to hear what ``grammar`` says; returns the steps made.

    With ``seen`` the UNet's answers to a few of the wordings are compared as well, on pure noise
    and a step further: what stands at the words' own positions counts there too.
    """
    end = tokenizer.convert_tokens_to_ids(END)
    for part in (teachers.encoder, teachers.unet):
        part.eval().requires_grad_(requires_grad=False).to(device())
    batch = SEEN_BATCH if seen else BATCH
    drawn = 0

    def loss_of(rng: np.random.Generator) -> Tensor:
        nonlocal drawn
        drawn += 1
        pairs = [grammar.draw(rng) for _ in range(batch)]
        pairs.sort(key=lambda pair: pair.said == pair.meant)  # what differs stands first
        said = tokens_of([pair.said for pair in pairs], tokenizer)
        meant = tokens_of([pair.meant for pair in pairs], teachers.tokenizer)
        ends = torch.maximum(_end(said, end), _end(meant, end))
        if not seen and drawn % 4:
            length = int(ends.max()) + MARGIN
            said, meant = said[:, :length], meant[:, :length]
        with torch.no_grad():
            goal = teachers.encoder(meant)[0]
        states = encoder(said)[0]
        near = _distance(states, goal, ends, pairs)
        if not seen:
            return near
        further = bool(rng.random() < 0.5)
        return near + SEEN_WEIGHT * _seen(teachers.unet, states[:SEEN], goal[:SEEN], further)

    return train_for(
        budget,
        folder,
        modules={"text_encoder": encoder},
        optimizer=torch.optim.AdamW(encoder.parameters(), betas=(0.9, 0.98), weight_decay=0.01),
        loss_of=loss_of,
        label="hearing, seen" if seen else "hearing",
        log=log,
    )


def _seen(unet: UNet2DConditionModel, states: Tensor, goal: Tensor, further: bool) -> Tensor:
    """How differently the UNet answers to ``states`` (N, 64, 128) and to ``goal``, on one noise."""
    steps = noise_schedule().config["num_train_timesteps"]
    noisy = torch.randn(len(states), LATENT_CHANNELS, 16, 16, device=states.device)
    at = torch.full((len(states),), steps - 1, device=states.device)
    with torch.no_grad():
        wanted = unet(noisy, at, goal).sample
        if further:
            # Pure noise has no picture in it: what the UNet says there is the clean one, negated.
            at = torch.full_like(at, 3 * steps // 4 - 1)
            share = noise_schedule().alphas_cumprod[int(at[0])]
            noisy = share.sqrt() * -wanted + (1 - share).sqrt() * noisy
            wanted = unet(noisy, at, goal).sample
    return functional.mse_loss(unet(noisy, at, states).sample, wanted)


def _end(tokens: Tensor, end: int) -> Tensor:
    """The position of the first end token of each text (B)."""
    return torch.eq(tokens, end).int().argmax(dim=1)


def _distance(states: Tensor, goal: Tensor, ends: Tensor, pairs: list[Heard]) -> Tensor:
    """Mean squared error of states (B, L, C), at padding positions where the words differ."""
    same = torch.tensor([pair.said == pair.meant for pair in pairs], device=states.device)
    places = torch.arange(states.shape[1], device=states.device)
    padding = places[None, :] > ends[:, None]
    weight = torch.where(padding | same[:, None], 1.0, WORD_SHARE)
    weight[:, 0] = 0.0
    error = (states - goal).square().mean(dim=2)
    return (error * weight).sum() / weight.sum()


def chinese_texts(grammar: Grammar) -> Iterator[str]:
    """Texts with the Chinese that is worth tokens of its own: ours and everyday."""
    for gesture in grammar.vocabulary:
        yield from (gesture.name.zh, *gesture.aliases_zh, *gesture.phrases_zh)
    rng = np.random.default_rng(0)
    for _ in range(20_000):
        yield grammar.draw(rng).said
