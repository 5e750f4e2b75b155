"""Tiny real pipelines of the families that are given plain words; see `tests.tiny_models`."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    PixArtAlphaPipeline,
    PixArtTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
)
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Gemma2Config,
    Gemma2Model,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

from tests.tiny_models import autoencoder, clip_config, clip_tokenizer, t5_tokenizer, unet


def build_tiny_sd3(folder: Path) -> Path:
    """Stable Diffusion 3: two CLIP encoders and T5, flow matching."""
    torch.manual_seed(0)
    tokenizer = clip_tokenizer(48)
    config = clip_config(tokenizer, 77)
    pipe = StableDiffusion3Pipeline(
        transformer=SD3Transformer2DModel(
            sample_size=4,
            patch_size=1,
            in_channels=16,  # as the real one: its inpainting pipeline takes no other
            num_layers=1,
            attention_head_dim=8,
            num_attention_heads=4,
            joint_attention_dim=32,
            caption_projection_dim=32,
            pooled_projection_dim=32,
            out_channels=16,
            pos_embed_max_size=16,
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=autoencoder(latent_channels=16),
        text_encoder=CLIPTextModelWithProjection(config).eval(),
        tokenizer=tokenizer,
        text_encoder_2=CLIPTextModelWithProjection(config).eval(),
        tokenizer_2=clip_tokenizer(48),
        text_encoder_3=_t5(t5_tokenizer(), width=32),
        tokenizer_3=t5_tokenizer(),
    )
    return _saved(pipe, folder)


def build_tiny_pixart(folder: Path) -> Path:
    """PixArt alpha: T5 and a diffusion transformer."""
    torch.manual_seed(0)
    tokenizer = t5_tokenizer()
    pipe = PixArtAlphaPipeline(
        tokenizer=tokenizer,
        text_encoder=_t5(tokenizer, width=16),
        vae=_vae(),
        transformer=PixArtTransformer2DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=4,
            out_channels=8,
            num_layers=1,
            cross_attention_dim=16,
            sample_size=4,
            patch_size=2,
            caption_channels=16,
            use_additional_conditions=False,
        ).eval(),
        scheduler=DPMSolverMultistepScheduler(),
    )
    return _saved(pipe, folder)


def build_tiny_lumina2(folder: Path) -> Path:
    """Lumina 2: Gemma reads the words."""
    torch.manual_seed(0)
    tokenizer = t5_tokenizer()
    config = Gemma2Config(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        pad_token_id=0,
    )
    pipe = Lumina2Pipeline(
        transformer=Lumina2Transformer2DModel(
            sample_size=4,
            patch_size=2,
            in_channels=4,
            hidden_size=24,
            num_layers=1,
            num_refiner_layers=1,
            num_attention_heads=1,
            num_kv_heads=1,
            multiple_of=16,
            axes_dim_rope=(8, 8, 8),
            axes_lens=(300, 64, 64),
            cap_feat_dim=16,
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_vae(),
        text_encoder=Gemma2Model(config).eval(),
        tokenizer=tokenizer,
    )
    return _saved(pipe, folder)


def build_tiny_lcm(folder: Path) -> Path:
    """A latent consistency model: no family of our table, its guidance is an input."""
    torch.manual_seed(0)
    tokenizer = clip_tokenizer(48)
    pipe = LatentConsistencyModelPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(clip_config(tokenizer, 48)).eval(),
        tokenizer=tokenizer,
        unet=unet(latent_channels=4, cross_attention_dim=16, time_cond_proj_dim=32),
        scheduler=LCMScheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipe, folder)


def _vae() -> AutoencoderKL:
    return autoencoder(latent_channels=4)


def _t5(tokenizer: T5TokenizerFast, *, width: int) -> T5EncoderModel:
    config = T5Config(
        vocab_size=len(tokenizer), d_model=width, d_kv=8, d_ff=32, num_layers=1, num_heads=2
    )
    return T5EncoderModel(config).eval()


def _saved(pipe, folder: Path) -> Path:
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder
