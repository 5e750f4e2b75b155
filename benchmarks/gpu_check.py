"""Does the engine hold its promises on this machine's GPU, and how far is it from the floor?

    python benchmarks/gpu_check.py [--json] [--tiny] [--device cuda]

Builds the architectures of SD 1.5, SDXL and Flux (12 billion parameters) with random weights in
bfloat16, so no hub is asked, and draws with each through `Engine.from_pipeline`: that the pictures
are made on the device and in its precision, that a picture alone is the picture in its batch, how
long a picture takes against the floor (the denoiser's own passes, timed alone), and how much
memory it takes. SD 1.5 is also saved and loaded with ``low_memory``. Meant to stay under eight
minutes on one data-centre GPU; ``--tiny`` does the same on small models, on a CPU too.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import diffusers
import numpy as np
import torch
import transformers

from toolkit.generation.engine import Engine
from toolkit.generation.models import model_spec
from toolkit.generation.single_files import base_files, base_folder
from toolkit.sweeps.requests import GenerationRequest

STEPS = 10
PICTURES = 4
PROMPT = "a photo of a (peace sign)1.3, palm view, soft light"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One model: sizes in pixels, times in seconds a picture, memory in GB (None on a CPU).

    ``floor_s`` is the denoiser's passes alone; ``batch_difference`` the largest difference of a
    pixel (0..255) between pictures drawn alone and together.
    """

    model: str
    parameters_millions: int
    device: str
    dtype: str
    size_px: int
    picture_s: float
    floor_s: float
    ratio: float
    batch_difference: int
    peak_gb: float | None
    low_memory_peak_gb: float | None = None
    low_memory_picture_s: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tiny", action="store_true", help="small models, for any machine")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    asked = parser.parse_args()
    rows = [
        check(name, build, asked.device, tiny=asked.tiny)
        for name, build in (("sd15", _sd), ("sdxl", _sdxl), ("flux", _flux))
    ]
    card = torch.cuda.get_device_name(0) if asked.device.startswith("cuda") else "no GPU"
    report = {
        "card": card,
        "machine": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "tiny": asked.tiny,
        "rows": [asdict(row) for row in rows],
    }
    if asked.json:
        print(json.dumps(report, indent=2))
        return
    print(f"{card}, torch {torch.__version__}, {STEPS} steps, {PICTURES} pictures a batch")
    for row in rows:
        print(
            f"{row.model:6} {row.parameters_millions:6} M {row.dtype} {row.size_px:5} px "
            f"{row.picture_s:7.3f} s, floor {row.floor_s:7.3f} s, ratio {row.ratio:.2f}, "
            f"batch differs by {row.batch_difference}, peak {row.peak_gb} GB, "
            f"low memory {row.low_memory_peak_gb} GB {row.low_memory_picture_s} s"
        )


def check(name: str, build: Callable[[bool], Any], device: str, *, tiny: bool) -> Row:
    """Build one model on ``device`` and measure it."""
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    _forget_peak(device)
    torch.manual_seed(0)
    was = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            pipe = build(tiny)
    finally:
        torch.set_default_dtype(was)
    engine = Engine.from_pipeline(pipe, name="checked")
    requests = _requests(engine, side_px=64 if tiny else engine.spec.defaults.width_px)
    assert engine.device == device.partition(":")[0]
    list(engine.generate(requests[:1], 1))  # warm: kernels are chosen, words are encoded
    together, picture_s = _timed(engine, requests, len(requests))
    alone, _ = _timed(engine, requests, 1)
    floor_s = _floor_s(pipe, engine, requests)
    difference = max(int(np.abs(one - two).max()) for one, two in zip(together, alone, strict=True))
    parts = (part for part in pipe.components.values() if isinstance(part, torch.nn.Module))
    count = sum(weight.numel() for part in parts for weight in part.parameters())
    peak_gb = _peak_gb(device)
    low = _low_memory(pipe, device, requests) if name == "sd15" else (None, None)
    row = Row(
        model=name,
        parameters_millions=round(count / 1e6),
        device=device,
        dtype=str(dtype).removeprefix("torch."),
        size_px=requests[0].width_px,
        picture_s=round(picture_s, 4),
        floor_s=round(floor_s, 4),
        ratio=round(picture_s / floor_s, 3),
        batch_difference=difference,
        peak_gb=peak_gb,
        low_memory_peak_gb=low[0],
        low_memory_picture_s=low[1],
    )
    engine.close()
    return row


def _requests(engine: Engine, *, side_px: int) -> list[GenerationRequest]:
    return [
        GenerationRequest(
            prompt=PROMPT,
            negative="" if not engine.spec.family.takes_negative else "blurry",
            seed=seed,
            model=engine.spec.name,
            revision=engine.spec.revision,
            steps=STEPS,
            guidance=4.0,
            width_px=side_px,
            height_px=side_px,
        )
        for seed in range(PICTURES)
    ]


def _timed(
    engine: Engine, requests: list[GenerationRequest], size: int
) -> tuple[list[np.ndarray], float]:
    started = time.perf_counter()
    drawn = list(engine.generate(requests, size))
    took_s = time.perf_counter() - started
    made = {each.request.seed: np.asarray(each.image).astype(int) for each in drawn}
    return [made[request.seed] for request in requests], took_s / len(requests)


def _floor_s(pipe: Any, engine: Engine, requests: list[GenerationRequest]) -> float:
    """The denoiser's passes of one batch, replayed with what it was given, seconds a picture."""
    flux = engine.spec.family.name == "flux"
    denoiser = pipe.transformer if flux else pipe.unet
    given: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    hook = denoiser.register_forward_pre_hook(
        lambda _module, args, kwargs: given.append((args, kwargs)), with_kwargs=True
    )
    list(engine.generate(requests, len(requests)))
    hook.remove()
    rounds: list[float] = []
    with torch.no_grad():
        for _ in range(2):  # the first warms
            _wait(engine.device)
            started = time.perf_counter()
            for args, kwargs in given:
                denoiser(*args, **kwargs)
            _wait(engine.device)
            rounds.append(time.perf_counter() - started)
    return min(rounds) / len(requests)


def _low_memory(
    pipe: Any, device: str, requests: list[GenerationRequest]
) -> tuple[float | None, float | None]:
    """Peak memory and seconds a picture of the same model, loaded from disk part by part."""
    with tempfile.TemporaryDirectory() as folder:
        pipe.save_pretrained(folder, safe_serialization=True)
        pipe.to("cpu")
        _forget_peak(device)
        spec = model_spec(folder)
        engine = Engine(spec, device=device, dtype=pipe.dtype, low_memory=True)
        asked = [
            GenerationRequest(**{**vars(each), "model": spec.name, "revision": spec.revision})
            for each in requests
        ]
        _, picture_s = _timed(engine, asked, len(asked))
        engine.close()
        return _peak_gb(device), round(picture_s, 4)


def _sd(tiny: bool) -> Any:
    files = base_files("sd15")
    tokenizer = transformers.CLIPTokenizer.from_pretrained(base_folder("sd15") / "tokenizer")
    small = {"block_out_channels": [32, 64, 64, 64], "attention_head_dim": 8, "sample_size": 8}
    return diffusers.StableDiffusionPipeline(
        vae=_vae(files, tiny),
        text_encoder=_clip(files, "text_encoder", tiny, width=768),
        tokenizer=tokenizer,
        unet=_unet(files, small if tiny else {}),
        scheduler=diffusers.DDIMScheduler(
            beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sdxl(tiny: bool) -> Any:
    files = base_files("sdxl")
    folder = base_folder("sdxl")
    small = {
        "block_out_channels": [32, 64, 64],
        "attention_head_dim": [2, 4, 4],
        "transformer_layers_per_block": [1, 1, 1],
        "sample_size": 8,
    }
    return diffusers.StableDiffusionXLPipeline(
        vae=_vae(files, tiny),
        text_encoder=_clip(files, "text_encoder", tiny, width=768),
        text_encoder_2=_clip(files, "text_encoder_2", tiny, width=1280),
        tokenizer=transformers.CLIPTokenizer.from_pretrained(folder / "tokenizer"),
        tokenizer_2=transformers.CLIPTokenizer.from_pretrained(folder / "tokenizer_2"),
        unet=_unet(files, small if tiny else {}),
        scheduler=diffusers.DDIMScheduler(
            beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
        ),
        add_watermarker=False,
    )


def _flux(tiny: bool) -> Any:
    files = base_files("sd15")
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -4.0)]
    words += [(f"▁{word}", -1.0) for word in ("a", "photo", "of", "peace", "sign", "hand", "palm")]
    tokenizer_2 = transformers.T5TokenizerFast(vocab=words, extra_ids=0, model_max_length=512)
    width = 64 if tiny else 4096
    t5 = transformers.T5Config(
        vocab_size=128 if tiny else 32128,
        d_model=width,
        d_kv=64,
        d_ff=128 if tiny else 10240,
        num_layers=1 if tiny else 24,
        num_heads=1 if tiny else 64,
        feed_forward_proj="gated-gelu",
    )
    transformer = diffusers.FluxTransformer2DModel(
        in_channels=64,
        num_layers=1 if tiny else 19,
        num_single_layers=1 if tiny else 38,
        attention_head_dim=16 if tiny else 128,
        num_attention_heads=2 if tiny else 24,
        joint_attention_dim=width,
        pooled_projection_dim=768,
        guidance_embeds=True,
        axes_dims_rope=(4, 6, 6) if tiny else (16, 56, 56),
    )
    return diffusers.FluxPipeline(
        vae=_vae(files, tiny, latent_channels=16, shift_factor=0.1159, scaling_factor=0.3611),
        text_encoder=_clip(files, "text_encoder", tiny, width=768),
        tokenizer=transformers.CLIPTokenizer.from_pretrained(base_folder("sd15") / "tokenizer"),
        text_encoder_2=transformers.T5EncoderModel(t5).eval(),
        tokenizer_2=tokenizer_2,
        transformer=transformer.eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
    )


def _ddim() -> Any:
    return diffusers.DDIMScheduler(beta_schedule="scaled_linear", clip_sample=False, steps_offset=1)


def _unet(files: Any, small: dict[str, Any]) -> Any:
    config = {**files["unet/config.json"], **small}
    return diffusers.UNet2DConditionModel.from_config(config).eval()


def _vae(files: Any, tiny: bool, **more: Any) -> Any:
    small = {"block_out_channels": [32, 32, 32, 32], "layers_per_block": 1} if tiny else {}
    config = {**files["vae/config.json"], **small, **more}
    return diffusers.AutoencoderKL.from_config(config).eval()


def _clip(files: Any, part: str, tiny: bool, *, width: int) -> Any:
    config = dict(files[f"{part}/config.json"])
    if tiny:
        config |= {"num_hidden_layers": 2, "intermediate_size": 64}
    kind = (
        transformers.CLIPTextModelWithProjection
        if part == "text_encoder_2"
        else transformers.CLIPTextModel
    )
    assert config["hidden_size"] == width
    return kind(transformers.CLIPTextConfig(**config)).eval()


def _wait(device: str) -> None:
    if device != "cpu":
        torch.get_device_module(device).synchronize()


def _forget_peak(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def _peak_gb(device: str) -> float | None:
    if not device.startswith("cuda"):
        return None
    return round(torch.cuda.max_memory_allocated() / 1e9, 2)


if __name__ == "__main__":
    main()
