"""Thumbelina's tokenizer: of CLIP's kind (byte-pair encoding), trained on her own captions.

It is a plain `CLIPTokenizer`, so pipelines and Compel use it like any other. 64 tokens hold
the most explicit phrase together with every scene word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.normalizers import NFC, Lowercase, Replace
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import ByteLevel, Split
from tokenizers.pre_tokenizers import Sequence as PreTokenizers
from tokenizers.trainers import BpeTrainer
from transformers import CLIPTokenizer

from toolkit.vocabulary import Vocabulary

MAX_TOKENS = 64
VOCABULARY_SIZE = 3072
START, END = "<|startoftext|>", "<|endoftext|>"
_WORDS = (
    r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|"""
    r"""[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""
)


def train_tokenizer(vocabulary: Vocabulary, folder: Path) -> CLIPTokenizer:
    """Train on every word of ``vocabulary`` and save to ``folder``; returns the loaded result."""
    tokenizer = Tokenizer(BPE(unk_token=END, end_of_word_suffix="</w>"))
    tokenizer.normalizer = Normalizers([NFC(), Replace(Regex(r"\s+"), " "), Lowercase()])
    tokenizer.pre_tokenizer = PreTokenizers(
        [Split(Regex(_WORDS), behavior="removed", invert=True), ByteLevel(add_prefix_space=False)]
    )
    trainer = BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=[START, END],
        end_of_word_suffix="</w>",
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    # Each text often enough for its words to become whole tokens.
    tokenizer.train_from_iterator([text for text in _texts(vocabulary) for _ in range(4)], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    result = CLIPTokenizer(
        vocab=model["vocab"],
        merges=[tuple(pair) for pair in model["merges"]],  # pyright: ignore[reportArgumentType]
        bos_token=START,
        eos_token=END,
        unk_token=END,
        pad_token=END,
        model_max_length=MAX_TOKENS,
    )
    result.save_pretrained(folder)
    return CLIPTokenizer.from_pretrained(folder)


def _texts(vocabulary: Vocabulary) -> Iterable[str]:
    yield "a photo of the a hand with fingers"
    for gesture in vocabulary.gestures.values():
        yield gesture.name.en
        yield from gesture.phrases
        yield from gesture.aliases_en
        yield from gesture.negatives
    for kind in ("view", "subject", "skin", "light", "background", "style", "material", "negative"):
        for word in vocabulary.scene(kind):
            yield word.text
    for flaw in vocabulary.flaws:
        yield from flaw.words
    yield "left hand, right hand"
