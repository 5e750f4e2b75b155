"""Weighted words into tensors: compel wrapped for each family of models.

Each distinct text goes through the text encoder once, whatever it is paired with; positive and
negative are then padded to one length *within their pair*, never to a neighbour's length, so a
picture does not depend on what else is in the batch. Equal to compel's own call with both texts
(`CompelForSD(prompt, negative)`), which the tests check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from toolkit.errors import ModelError, PromptError, shown
from toolkit.generation.families import Family
from toolkit.generation.image_processors import choose_pil_image_processors

choose_pil_image_processors()  # before compel, which loads diffusers' pipelines

# isort: split
from compel import (  # noqa: E402
    Compel,
    CompelForFlux,
    CompelForLumina2,
    CompelForSana,
    CompelForSD,
    CompelForSDXL,
    DiffusersTextualInversionManager,
)
from compel.convenience_wrappers import DEFAULT_LUMINA2_SYSTEM_PROMPT  # noqa: E402
from compel.embeddings_provider import EmbeddingsProvider  # noqa: E402
from compel.prompt_parser import Blend, Conjunction, FlattenedPrompt, Fragment  # noqa: E402

DIALECTS = ("compel", "plain")
"""What the engine can encode: compel's weights, or literal words."""

FLUX_WORDS = 512
"""Tokens of a text that flux models read, whatever their tokenizer's file says: the length of
diffusers' own call."""

MASKED = {"sana": 300, "lumina2": 256}
"""Families whose denoiser is told where the words end, with the tokens of a text that they read:
the length of diffusers' own call."""

_TOLD_APART = ("a clenched fist, palm view", "an open hand with five fingers spread")
_UNENCODABLE = (
    RuntimeError,
    ValueError,
    TypeError,
    AssertionError,
    IndexError,
    OverflowError,
)
_LONG_TEXT = "sequence-length-is-longer-than-the-specified-maximum"


@dataclass(frozen=True, kw_only=True)
class Conditioning:
    """What one picture is drawn from, on the CPU.

    ``prompt`` and ``negative`` are (1, tokens, width) of equal shape; the pooled vectors are
    (1, pooled width), the masks (1, tokens): 1 where a word stands. ``negative`` is None for
    families that take none, the pooled ones and the masks for families without them.
    """

    prompt: Tensor
    negative: Tensor | None = None
    pooled: Tensor | None = None
    negative_pooled: Tensor | None = None
    mask: Tensor | None = None
    negative_mask: Tensor | None = None

    @property
    def tokens(self) -> int:
        """Length in tokens: only conditionings of equal length fit into one batch."""
        return int(self.prompt.shape[1])

    @property
    def size_bytes(self) -> int:
        """Memory that the tensors take."""
        parts = (self.prompt, self.negative, self.pooled, self.negative_pooled)
        return sum(part.nbytes for part in parts if part is not None)


@dataclass(frozen=True, kw_only=True)
class Words:
    """Plain words for a pipeline that has its own way with them, in place of a `Conditioning`."""

    prompt: str
    negative: str = ""
    tokens: int = 0
    size_bytes: int = 0


def plain_words(prompt: str, negative: str, dialect: str) -> Words:
    """Both texts without weight syntax; raises `PromptError` as `Conditioner.condition` does."""
    texts = [clean_text(_parse(text, dialect)) for text in (prompt, negative)]
    return Words(prompt=texts[0], negative=texts[1])


@dataclass(frozen=True, kw_only=True)
class _Encoded:
    """One text: (1, tokens, width) from each encoder stream, the pooled vector and the mask (1,
    tokens) if any."""

    streams: tuple[Tensor, ...]
    pooled: Tensor | None
    mask: Tensor | None


class Conditioner:
    """Encodes texts for one loaded text side and remembers each of them.

    Args:
        family: the model's family.
        pipe: a pipeline with tokenizers and text encoders (`loading.load_text_side`).
        embeddings: whether embeddings were joined to it, whose tokens may be several vectors.
    """

    def __init__(self, family: Family, pipe: Any, *, embeddings: bool = False) -> None:
        self._family = family
        self._encoded: dict[tuple[str, str], _Encoded] = {}
        _prepare_tokenizers(family, pipe)
        _check_tokenizers(pipe)
        learned = DiffusersTextualInversionManager(pipe) if embeddings else None
        self._pooling: Compel | None = None
        self._zero_empty_negative = False
        if family.name == "sd":
            self._streams: tuple[Compel, ...] = (CompelForSD(pipe, learned).compel,)
        elif family.name == "sdxl":
            both = CompelForSDXL(pipe, learned)
            # compel pools the raw string, weight syntax and all, and with pooling on it fails
            # on a weighted .and(): the clean words are pooled below instead.
            both.compel_2.requires_pooled = False
            self._streams = (both.compel_1, both.compel_2)
            self._pooling = both.compel_2
            self._zero_empty_negative = bool(pipe.config.force_zeros_for_empty_prompt)
        elif family.name == "sana":
            self._streams = (CompelForSana(pipe).compel,)
        elif family.name == "lumina2":
            self._streams = (CompelForLumina2(pipe).compel,)
        else:
            both = CompelForFlux(pipe)
            self._streams = (both.compel_2,)
            self._pooling = both.compel_1
        self.texts_encoded = 0

    @torch.no_grad()
    def condition(self, prompt: str, negative: str, dialect: str = "compel") -> Conditioning:
        """Conditioning of one (prompt, negative) pair.

        An empty negative of an SDXL model that says ``force_zeros_for_empty_prompt`` is zeros, as
        in the plain pipeline. Raises `PromptError` for a text that compel cannot encode, for a
        dialect that is not in `DIALECTS`, and for a negative where the family takes none.
        """
        if not self._family.takes_negative:
            if negative.strip():
                raise PromptError(
                    f"A model of the {self._family.name} family takes no negative prompt; "
                    f"got {shown(negative)}.",
                    hint="Leave the negative empty for this model.",
                )
            positive = self._encode(prompt, dialect)
            return Conditioning(prompt=positive.streams[0], pooled=positive.pooled)
        positive = self._encode(prompt, dialect, led=True)
        other = self._encode(negative, dialect)
        count = len(self._streams)
        padded = self._same_length((*positive.streams, *other.streams))
        embeds = torch.cat(padded[:count], dim=-1)
        if self._zero_empty_negative and not negative.strip():
            return Conditioning(
                prompt=embeds,
                negative=torch.zeros_like(embeds),
                pooled=positive.pooled,
                negative_pooled=_zeros_like(positive.pooled),
            )
        return Conditioning(
            prompt=embeds,
            negative=torch.cat(padded[count:], dim=-1),
            pooled=positive.pooled,
            negative_pooled=other.pooled,
            mask=_longer(positive.mask, embeds.shape[1]),
            negative_mask=_longer(other.mask, embeds.shape[1]),
        )

    def forget(self) -> None:
        """Drop the remembered texts."""
        self._encoded.clear()

    def _heard(self, text: str, *, led: bool) -> str:
        """``text`` as the family's own pipeline gives it to its encoder.

        Sana hears small letters, and without its "complex human instruction", as in compel.
        Lumina 2 hears what it is asked for led in by its system prompt, what is not wanted alone:
        that is its own pipeline's way, compel leads in both.
        """
        if self._family.name == "sana":
            return text.lower().strip()
        if self._family.name == "lumina2" and led:
            return f"{DEFAULT_LUMINA2_SYSTEM_PROMPT} <Prompt Start> {text}"
        return text

    def _encode(self, text: str, dialect: str, *, led: bool = False) -> _Encoded:
        text = self._heard(text, led=led)
        key = (dialect, text)
        if key not in self._encoded:
            conjunction = _parse(text, dialect)
            try:
                streams = tuple(_embeds(stream, conjunction).cpu() for stream in self._streams)
                mask = None
                if self._family.name in MASKED:
                    mask = _mask(self._streams[0], conjunction, streams[0].shape[1]).cpu()
                pooled = None
                if self._pooling is not None:
                    pooled = _pooled(self._pooling, clean_text(conjunction)).cpu()
            except torch.OutOfMemoryError:
                raise
            except _UNENCODABLE as error:
                raise PromptError(f"Compel cannot encode {shown(text)}: {error}") from error
            self._encoded[key] = _Encoded(streams=streams, pooled=pooled, mask=mask)
            self.texts_encoded += 1
        return self._encoded[key]

    def _same_length(self, embeds: Sequence[Tensor]) -> list[Tensor]:
        """Pad with the empty prompt's embedding, as compel does between the texts of one call."""
        longest = max(embed.shape[1] for embed in embeds)
        padded: list[Tensor] = []
        for index, embed in enumerate(embeds):
            empty = _provider(self._streams[index % len(self._streams)]).empty_z
            missing = (longest - embed.shape[1]) // empty.shape[1]
            padded.append(torch.cat([embed, *[empty.to(embed)] * missing], dim=1))
        return padded


def clean_text(conjunction: Conjunction) -> str:
    """The words of a parsed prompt without weight syntax; words of weight 0 are left out."""
    words: list[str] = []
    for prompt in conjunction.prompts:
        parts = prompt.prompts if isinstance(prompt, Blend) else [prompt]
        for part in parts:
            for fragment in part.children:
                if isinstance(fragment, Fragment):
                    if fragment.weight > 0:
                        words.append(fragment.text)
                else:  # a .swap(): its original stands
                    words.extend(piece.text for piece in fragment.original)
    text = " ".join(word.strip() for word in words if word.strip())
    for mark in (",", ".", ";", ":"):
        text = text.replace(f" {mark}", mark)
    return text


def _parse(text: str, dialect: str) -> Conjunction:
    if dialect == "plain":
        return Conjunction([FlattenedPrompt([Fragment(text)])])
    if dialect == "compel":
        try:
            return Compel.parse_prompt_string(text)
        except Exception as error:  # the parser's library raises its own tree of errors
            raise PromptError(f"Compel cannot read {shown(text)}: {error}") from error
    raise PromptError(
        f"The engine draws from the dialects {' and '.join(DIALECTS)}; got {shown(dialect)}.",
        hint="Render the prompt in the compel dialect.",
    )


def _embeds(stream: Compel, conjunction: Conjunction) -> Tensor:
    embeds = stream.build_conditioning_tensor_for_conjunction(conjunction)[0]
    return embeds if embeds.dim() == 3 else embeds.unsqueeze(0)


def _mask(stream: Compel, conjunction: Conjunction, length: int) -> Tensor:
    """(1, ``length``), 1 where a word stands and 0 where the text is filled up."""
    tokens = stream.build_conditioning_tensor_for_conjunction(
        conjunction, return_tokenization=True
    )[1]
    assert isinstance(tokens, Tensor), "compel gives a tensor where tokens are asked for"
    filler: Any = _provider(stream).tokenizer.pad_token_id
    words = tokens.reshape(1, -1).ne(filler).long()
    made = _longer(words, length)
    assert made is not None
    return made


def _longer(mask: Tensor | None, length: int) -> Tensor | None:
    if mask is None:
        return None
    return torch.nn.functional.pad(mask, (0, length - mask.shape[1]))


def _pooled(stream: Compel, words: str) -> Tensor:
    pooled = _provider(stream).get_pooled_embeddings([words], device=str(stream.device))
    assert isinstance(pooled, Tensor), "compel gives the tokens only when asked"
    return pooled


def _provider(stream: Compel) -> EmbeddingsProvider:
    provider = stream.conditioning_provider
    assert isinstance(provider, EmbeddingsProvider), "compel's model wrappers make no other kind"
    return provider


def _zeros_like(tensor: Tensor | None) -> Tensor | None:
    return None if tensor is None else torch.zeros_like(tensor)


def _check_tokenizers(pipe: Any) -> None:
    """Raise `ModelError` unless each tokenizer tells two phrases apart.

    transformers makes up a tokenizer of two words where its files cannot be read; then every
    prompt would be the same.
    """
    for part in ("tokenizer", "tokenizer_2"):
        tokenizer = getattr(pipe, part, None)
        if tokenizer is None:
            continue
        one, two = (tokenizer(text)["input_ids"] for text in _TOLD_APART)
        if one == two or len(set(one)) < len(_TOLD_APART):
            raise ModelError(
                f"The model's {part} cannot tell {shown(_TOLD_APART[0])} from "
                f"{shown(_TOLD_APART[1])}: its files are damaged or missing.",
                hint="Copy or fetch the whole model again; every prompt would be the same.",
            )


def _prepare_tokenizers(family: Family, pipe: Any) -> None:
    """Give a tokenizer without a length the length that its CLIP encoder has positions for.

    And keep it from warning about long texts, which compel cuts into chunks.
    """
    if family.name in MASKED:
        pipe.tokenizer.padding_side = "right"  # as their pipelines do at each call
        pipe.tokenizer.model_max_length = MASKED[family.name]
    if family.name == "flux":
        pipe.tokenizer_2.model_max_length = FLUX_WORDS
    for suffix in ("", "_2"):
        tokenizer = getattr(pipe, f"tokenizer{suffix}", None)
        encoder = getattr(pipe, f"text_encoder{suffix}", None)
        positions = getattr(getattr(encoder, "config", None), "max_position_embeddings", None)
        if tokenizer is None:
            continue
        if positions and tokenizer.model_max_length > positions:
            tokenizer.model_max_length = positions
        tokenizer.deprecation_warnings[_LONG_TEXT] = True
