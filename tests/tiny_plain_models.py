"""Tiny real pipelines of the newer families; see `tests.tiny_models`."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import (
    AuraFlowPipeline,
    AuraFlowTransformer2DModel,
    AutoencoderDC,
    AutoencoderKL,
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    PixArtAlphaPipeline,
    PixArtTransformer2DModel,
    SanaPipeline,
    SanaTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
)
from tokenizers.processors import TemplateProcessing
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Gemma2Config,
    Gemma2Model,
    GemmaTokenizer,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
    UMT5Config,
    UMT5EncoderModel,
)

from tests.tiny_models import (
    CORPUS,
    autoencoder,
    clip_config,
    clip_tokenizer,
    t5_tokenizer,
    unet,
)


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
        text_encoder=Gemma2Model(_gemma(len(tokenizer))).eval(),
        tokenizer=tokenizer,
    )
    return _saved(pipe, folder)


def build_tiny_sana(folder: Path) -> Path:
    """Sana: Gemma reads the words, letter by letter here, and a deep-compression autoencoder."""
    torch.manual_seed(0)
    letters = sorted({letter for line in CORPUS for letter in line} | set("▁.:"))
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    tokenizer = GemmaTokenizer(vocab={piece: i for i, piece in enumerate([*special, *letters])})
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single="<bos> $A", special_tokens=[("<bos>", 2)]
    )
    pipe = SanaPipeline(
        tokenizer=tokenizer,
        text_encoder=Gemma2Model(_gemma(len(tokenizer))).eval(),
        vae=AutoencoderDC(
            latent_channels=4,
            attention_head_dim=2,
            encoder_block_types=("ResBlock", "EfficientViTBlock"),
            decoder_block_types=("ResBlock", "EfficientViTBlock"),
            encoder_block_out_channels=(8, 8),
            decoder_block_out_channels=(8, 8),
            encoder_qkv_multiscales=((), (5,)),
            decoder_qkv_multiscales=((), (5,)),
            encoder_layers_per_block=(1, 1),
            decoder_layers_per_block=(1, 1),
            downsample_block_type="conv",
            upsample_block_type="interpolate",
            decoder_norm_types="rms_norm",
            decoder_act_fns="silu",
        ).eval(),
        transformer=SanaTransformer2DModel(
            patch_size=1,
            in_channels=4,
            out_channels=4,
            num_layers=1,
            num_attention_heads=2,
            attention_head_dim=8,
            num_cross_attention_heads=2,
            cross_attention_head_dim=8,
            cross_attention_dim=16,
            caption_channels=16,
            sample_size=16,
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
    )
    return _saved(pipe, folder)


def build_tiny_auraflow(folder: Path) -> Path:
    """AuraFlow: one T5, flow matching."""
    torch.manual_seed(0)
    tokenizer = t5_tokenizer()
    pipe = AuraFlowPipeline(
        tokenizer=tokenizer,
        text_encoder=UMT5EncoderModel(
            UMT5Config(
                vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2
            )
        ).eval(),
        vae=_vae(),
        transformer=AuraFlowTransformer2DModel(
            sample_size=4,
            patch_size=2,
            in_channels=4,
            num_mmdit_layers=1,
            num_single_dit_layers=1,
            attention_head_dim=8,
            num_attention_heads=2,
            joint_attention_dim=16,
            caption_projection_dim=16,
            out_channels=4,
            pos_embed_max_size=16,
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(),
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


def _gemma(words: int) -> Gemma2Config:
    return Gemma2Config(
        vocab_size=words,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        pad_token_id=0,
    )


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
