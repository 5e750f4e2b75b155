"""Whether a model's parts are there, safe to load, and fit one another; loads nothing.

A broken folder would otherwise be found in the middle of a sweep, or worse: transformers makes up
a tokenizer of two words where the file is missing, and the pictures ignore the prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from toolkit.errors import ModelError, shown
from toolkit.generation.families import Family
from toolkit.generation.model_files import ModelFiles

WEIGHTS_VARIANT = "fp16"
"""The one variant of weight files that is looked for beside the plain ones."""

CONVERT = (
    "Pickled weights can run code and are never loaded. Convert them in a place you trust: "
    'python -c "from diffusers import DiffusionPipeline; DiffusionPipeline.from_pretrained('
    "'FOLDER').save_pretrained('NEW_FOLDER', safe_serialization=True)\""
)
PICKLES = (".bin", ".ckpt", ".pt", ".pth")
CONVERT_FILE = (
    "Pickled weights can run code and are never loaded. Convert it in a place you trust: "
    'python -c "import torch, safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in '
    "torch.load('FILE', weights_only=True)['state_dict'].items() if hasattr(v, 'shape')}, "
    "'FILE.safetensors')\""
)
_TOKENIZER_FILES = (
    ("tokenizer.json",),
    ("vocab.json", "merges.txt"),
    ("spiece.model",),
    ("tokenizer.model",),
    ("sentencepiece.bpe.model",),
)
_WEIGHTLESS = ("tokenizer", "scheduler", "feature_extractor", "image_processor", "safety_checker")


def check_parts(
    name: str, family: Family, index: Mapping[str, object], files: ModelFiles
) -> str | None:
    """Raise `ModelError` for a part that is missing, pickled, or does not fit the others.

    Returns the variant of the weights to load, None for the plain ones. Of a repository of the
    hub of which only some files are here, only what is here is checked.
    """
    variant = None
    for part in _parts(family, index):
        here = files.below(part)
        if part.startswith("tokenizer"):
            _check_tokenizer(name, part, here, files)
        elif not part.startswith(_WEIGHTLESS):
            weights = [each for each in here if each.endswith(".safetensors")]
            plain = [each for each in weights if f".{WEIGHTS_VARIANT}." not in each]
            if weights and not plain:
                variant = WEIGHTS_VARIANT
            if not weights:
                _refuse_weights(name, part, here, files)
    _check_widths(name, family, files)
    return variant


def _parts(family: Family, index: Mapping[str, object]) -> tuple[str, ...]:
    if not family.whole:
        return *family.text_parts, *family.image_parts
    listed = {
        part: cast("list[object]", made_by)
        for part, made_by in index.items()
        if isinstance(made_by, list) and not part.startswith("_")
    }
    return tuple(part for part, made_by in listed.items() if made_by and made_by[0] is not None)


def _refuse_weights(name: str, part: str, here: tuple[str, ...], files: ModelFiles) -> None:
    pickles = [each for each in here if each.endswith(PICKLES)]
    if not pickles and not files.whole:
        return
    got = f"only {', '.join(pickles)}" if pickles else "none"
    raise ModelError(
        f"The model {shown(name)} needs safetensors weights in its folder '{part}'; found {got}.",
        hint=CONVERT if pickles else "Copy or fetch the whole model again.",
        code="model_half",
        fields={"got": name, "part": part},
    )


def _check_tokenizer(name: str, part: str, here: tuple[str, ...], files: ModelFiles) -> None:
    if any(set(each) <= set(here) for each in _TOKENIZER_FILES) or not files.whole:
        return
    raise ModelError(
        f"The model {shown(name)} has no words: its folder '{part}' holds none of the files of a "
        "tokenizer.",
        hint="Copy or fetch the whole model again; without it every prompt would be the same.",
        code="model_half",
        fields={"got": name, "part": part},
    )


def _check_widths(name: str, family: Family, files: ModelFiles) -> None:
    """The text encoders' width against what the denoiser reads."""
    if family.name not in ("sd", "sdxl"):
        return
    encoders = ["text_encoder"] if family.name == "sd" else ["text_encoder", "text_encoder_2"]
    widths = [files.json(f"{part}/config.json").get("hidden_size") for part in encoders]
    reads = files.json("unet/config.json").get("cross_attention_dim")
    if not isinstance(reads, int) or not all(isinstance(width, int) for width in widths):
        return
    got = sum(cast("list[int]", widths))
    if got != reads:
        raise ModelError(
            f"The parts of the model {shown(name)} do not fit: its text encoder"
            f"{'s give' if len(encoders) > 1 else ' gives'} vectors of width {got}, its unet reads "
            f"{reads}.",
            hint="Two models seem to be mixed in one folder: copy the whole model again.",
            code="model_half",
            fields={"got": name, "part": "text_encoder"},
        )
