"""Real CLIP and image-text-to-text models, far too small to see anything, for the tests of judges.

True classes with seeded random weights, saved by ``save_pretrained``; nothing is a fake.
"""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPProcessor,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

from tests.tiny_models import clip_config, clip_tokenizer

SIDE_PX, PATCH_PX = 32, 8
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)


def build_tiny_clip(folder: Path, *, seed: int = 0) -> Path:
    """Save a CLIP model with random weights and its processor; return its folder."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(48)
    config = CLIPConfig(
        text_config=clip_config(tokenizer, 48).to_dict(),
        vision_config=_vision().to_dict(),
        projection_dim=16,
    )
    CLIPModel(config).eval().save_pretrained(folder)
    CLIPProcessor(image_processor=_image_processor(), tokenizer=tokenizer).save_pretrained(folder)
    return folder


def build_tiny_llava(folder: Path, *, seed: int = 0, template: str | None = TEMPLATE) -> Path:
    """Save a LLaVA model that writes random letters, and its processor; return its folder."""
    torch.manual_seed(seed)
    tokenizer = _letters()
    config = LlavaConfig(
        vision_config=_vision(),
        text_config=LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            max_position_embeddings=4096,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        ),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
    )
    LlavaForConditionalGeneration(config).eval().save_pretrained(folder)
    LlavaProcessor(
        image_processor=_image_processor(),
        tokenizer=tokenizer,
        patch_size=PATCH_PX,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=template,
    ).save_pretrained(folder)
    return folder


def _vision() -> CLIPVisionConfig:
    return CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=SIDE_PX,
        patch_size=PATCH_PX,
    )


def _image_processor() -> Any:
    # The version without torchvision, where there are two.
    named = getattr(transformers, "CLIPImageProcessorPil", None) or transformers.CLIPImageProcessor
    return named(size={"shortest_edge": SIDE_PX}, crop_size={"height": SIDE_PX, "width": SIDE_PX})


def _letters() -> PreTrainedTokenizerFast:
    special = ["<pad>", "<s>", "</s>", "<unk>", "<image>"]
    vocab = {word: number for number, word in enumerate([*special, *string.printable])}
    tokenizer = Tokenizer(models.WordLevel(vocab, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("[\\s\\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": "<image>"},
    )
