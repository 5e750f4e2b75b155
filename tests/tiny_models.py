"""Real diffusion pipelines, far too small to draw anything, for fast tests of the engine.

Every part is the true class with seeded random weights, saved by ``save_pretrained`` in the
ordinary diffusers layout; nothing is a fake. Pictures are 16 to 32 pixels wide.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    DDIMScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

BOS, EOS = "<|startoftext|>", "<|endoftext|>"
CORPUS = (
    "a photo of a hand making a fist, palm view, soft light, grey background",
    "a photo of a thumbs up gesture, back view, hard light, (white) background",
    "an open hand with five fingers spread; a peace sign. close-up, studio light",
    "blurry, deformed, extra fingers, missing thumb",
)


def build_tiny_sd(
    folder: Path,
    *,
    max_length: int = 48,
    seed: int = 0,
    prediction_type: str = "v_prediction",
) -> Path:
    """Save a Stable Diffusion pipeline (f8 autoencoder, 8 latent channels) and return its folder.

    ``max_length`` is the tokenizer's ``model_max_length``; ``seed`` decides all weights.
    """
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(max_length)
    pipe = StableDiffusionPipeline(
        vae=autoencoder(latent_channels=8),
        text_encoder=CLIPTextModel(clip_config(tokenizer, max_length)).eval(),
        tokenizer=tokenizer,
        unet=unet(latent_channels=8, cross_attention_dim=16),
        scheduler=_ddim(prediction_type),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipe, folder, steps=3, guidance=2.0)


def pipeline_picture(
    pipe: Any, prompt: str = "a photo of a fist", *, seed: int = 5, **more: Any
) -> NDArray[np.int_]:
    """What diffusers' own call of ``pipe`` draws from ``prompt``, (32, 32, 3), whole numbers
    0..255; two steps at guidance 3 unless ``more`` says otherwise."""
    said = {"num_inference_steps": 2, "guidance_scale": 3.0, "width": 32, "height": 32} | more
    generator = torch.Generator().manual_seed(seed)
    made = pipe(prompt, generator=generator, output_type="np", **said).images[0]
    return np.round(made * 255).astype(int)


def build_tiny_control(model: Path, folder: Path, *, seed: int = 0) -> Path:
    """Save a control network for the tiny model in ``model``, with random zero-layers too."""
    torch.manual_seed(seed)
    unet = UNet2DConditionModel.from_pretrained(model, subfolder="unet")
    control = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(4, 8, 8, 8))
    for parameter in control.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.3)
    control.save_pretrained(folder, safe_serialization=True)
    return folder


def build_tiny_sdxl(folder: Path, *, max_length: int = 48, seed: int = 0) -> Path:
    """Save a two-encoder SDXL pipeline and return its folder."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(max_length)
    config = clip_config(tokenizer, max_length)
    pipe = StableDiffusionXLPipeline(
        vae=autoencoder(latent_channels=4),
        text_encoder=CLIPTextModel(config).eval(),
        text_encoder_2=CLIPTextModelWithProjection(config).eval(),
        tokenizer=tokenizer,
        tokenizer_2=clip_tokenizer(max_length),
        unet=unet(
            latent_channels=4,
            cross_attention_dim=32,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=16 + 6 * 8,
        ),
        scheduler=_ddim("epsilon"),
        add_watermarker=False,
    )
    return _saved(pipe, folder, steps=2, guidance=2.0)


def build_tiny_flux(folder: Path, *, seed: int = 0) -> Path:
    """Save a FLUX pipeline (CLIP for the pooled vector, T5 for the words)."""
    torch.manual_seed(seed)
    tokenizer = clip_tokenizer(48)
    tokenizer_2 = t5_tokenizer()
    pipe = FluxPipeline(
        vae=autoencoder(latent_channels=4),
        text_encoder=CLIPTextModel(clip_config(tokenizer, 48)).eval(),
        tokenizer=tokenizer,
        text_encoder_2=T5EncoderModel(
            T5Config(
                vocab_size=len(tokenizer_2), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2
            )
        ).eval(),
        tokenizer_2=tokenizer_2,
        transformer=FluxTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=16,
            pooled_projection_dim=16,
            guidance_embeds=True,
            axes_dims_rope=(4, 4, 8),
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
    )
    return _saved(pipe, folder, steps=2, guidance=3.5)


def t5_tokenizer() -> T5TokenizerFast:
    """One piece a word of the corpus."""
    words = sorted({word for line in CORPUS for word in line.replace(",", " ").split()})
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(f"▁{word}", -1.0) for word in words] + [("▁", -4.0)]
    return T5TokenizerFast(vocab=pieces, extra_ids=0, model_max_length=32)


def clip_tokenizer(max_length: int) -> CLIPTokenizer:
    shape = CLIPTokenizer(vocab={BOS: 0, EOS: 1}, merges=[]).backend_tokenizer
    tokenizer = Tokenizer(models.BPE(unk_token=EOS, end_of_word_suffix="</w>"))
    tokenizer.normalizer = shape.normalizer
    tokenizer.pre_tokenizer = shape.pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=640,
        special_tokens=[BOS, EOS],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocab: dict[str, int] = model["vocab"]
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):  # words never seen in training
        vocab.setdefault(f"{letter}</w>", len(vocab))
    return CLIPTokenizer(
        vocab=vocab,
        merges=[tuple(pair) for pair in model["merges"]],
        model_max_length=max_length,
    )


def clip_config(tokenizer: CLIPTokenizer, max_length: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        projection_dim=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=max_length,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def autoencoder(*, latent_channels: int) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(4, 4, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=latent_channels,
        layers_per_block=1,
        norm_num_groups=2,
        sample_size=32,
        shift_factor=0.0,
        mid_block_add_attention=False,
    ).eval()


def unet(*, latent_channels: int, cross_attention_dim: int, **more: object) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=4,
        in_channels=latent_channels,
        out_channels=latent_channels,
        block_out_channels=(8, 16),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=cross_attention_dim,
        **more,
    ).eval()


def _ddim(prediction_type: str) -> DDIMScheduler:
    return DDIMScheduler(
        beta_schedule="scaled_linear",
        prediction_type=prediction_type,
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )


def _saved(
    pipe: StableDiffusionPipeline | StableDiffusionXLPipeline | FluxPipeline,
    folder: Path,
    *,
    steps: int,
    guidance: float,
) -> Path:
    pipe.save_pretrained(folder, safe_serialization=True)
    defaults = {"steps": steps, "guidance": guidance, "width_px": 32, "height_px": 32}
    (folder / "gesture.json").write_text(json.dumps(defaults))
    return folder
