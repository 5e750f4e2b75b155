"""Models in one ``.safetensors`` file, as community sites give them.

diffusers reads such a file with the configurations of its base and would ask the hub for them;
those of SD 1.5, SD 2 and SDXL are in the package, with CLIP tokenizers made from the merges that
the vocabulary brings. Another base, a VAE of one's own and other settings stand in a JSON file of
the same name beside it: ``{"config": "FOLDER", "vae": "FILE", "steps": 25}``. A flux transformer
alone, in ``.safetensors`` or GGUF, takes all else from such a base.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from toolkit.errors import ModelError, shown
from toolkit.generation.safetensors_header import Header, read_header
from toolkit.sweeps.model_names import QUANTISED_FILE
from toolkit.vocabulary.clip_tokens import clip_merges, clip_vocabulary

BASES = ("sd15", "sd2", "sdxl")
_FOLDER = Path(__file__).with_name("bases")
_WIDTHS: Mapping[int, str] = {768: "sd15", 1024: "sd2", 2048: "sdxl"}
_LATENT_CHANNELS = 4


def check_transformer(file: Path, family: str) -> None:
    """Raise `ModelError` unless ``file``, with a base of ``family``, is a flux transformer alone.

    Its text encoders and autoencoder are the base's.
    """
    if family != "flux":
        raise ModelError(
            f"{shown(file.name)} has a base of the {family} family; of quantised models only a "
            "flux transformer is read.",
            hint="Take a .safetensors checkpoint, or a folder.",
        )
    if file.suffix.lower() != QUANTISED_FILE:
        header = read_header(str(file))
        if not any(header.shape_of(each) for each in ("double_blocks.", "transformer_blocks.")):
            raise ModelError(
                f"{shown(file.name)} is no flux transformer: {_looks_like(header)}.",
                hint="Choose a file that holds the transformer alone.",
            )
        return
    with file.open("rb") as content:
        if content.read(4) != b"GGUF":
            raise ModelError(
                f"{shown(file.name)} is no whole GGUF file.", hint="Fetch or copy it again."
            )
    if find_spec("gguf") is None:
        raise ModelError(
            f"{shown(file.name)} is a GGUF file, which takes the library gguf to read.",
            hint="Run `pip install gguf`.",
        )


def base_of(file: Path) -> str:
    """Which of `BASES` the checkpoint ``file`` is one of, by the shapes in its header.

    Raises `ModelError` for a file that is no whole checkpoint of any of them.
    """
    if file.suffix.lower() == QUANTISED_FILE:
        raise ModelError(
            f"{shown(file.name)} is a transformer alone: nothing says where its text encoders are.",
            hint=_name_its_base(file),
        )
    header = read_header(str(file))
    first = header.shape_of("model.diffusion_model.input_blocks.0.0.weight")
    width = header.shape_of("model.diffusion_model.", "attn2.to_k.weight")
    if first is None or width is None or width[-1] not in _WIDTHS:
        raise ModelError(
            f"{shown(file.name)} is no checkpoint of SD 1.5, SD 2 or SDXL: {_looks_like(header)}.",
            hint=_name_its_base(file),
            code="unknown_checkpoint",
            fields={"got": file.name},
        )
    if first[1] != _LATENT_CHANNELS:
        raise ModelError(
            f"{shown(file.name)} is an inpainting model ({first[1]} input channels); it does not "
            "draw from words alone.",
            hint="Choose a text-to-image checkpoint.",
        )
    return _WIDTHS[width[-1]]


def _name_its_base(file: Path) -> str:
    return (
        f'Name its base in {file.stem}.json beside it: {{"config": "FOLDER of a diffusers model"}}.'
    )


def _looks_like(header: Header) -> str:
    if any("lora" in name for name in header.shapes):
        return "it looks like a LoRA, which is an axis ('lora') and no model"
    if header.shape_of("double_blocks") is not None:
        return "it looks like a flux transformer alone"
    return f"its {len(header.shapes)} tensors have other names"


def base_files(base: str) -> Mapping[str, Mapping[str, object]]:
    """The configurations of ``base`` by their names in a model's folder."""
    said = json.loads((_FOLDER / f"{base}.json").read_text("utf-8"))
    return {name: each for name, each in said.items() if name.endswith(".json")}


class BaseConfigs:
    """The configurations of a base, as `model_files.Configs`."""

    def __init__(self, base: str) -> None:
        self._files = base_files(base)
        self.names = frozenset(self._files)

    def json(self, name: str) -> Mapping[str, object]:
        """The configuration called ``name``, empty where there is none."""
        return self._files.get(name, {})


@cache
def base_folder(base: str) -> Path:
    """A folder of this process with the configurations and tokenizers of ``base``."""
    folder = Path(tempfile.mkdtemp(prefix=f"gesture-{base}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    said = cast("dict[str, object]", json.loads((_FOLDER / f"{base}.json").read_text("utf-8")))
    for name, content in said.items():
        if name.endswith(".json"):
            file = folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")
        else:
            _write_tokenizer(folder / name, pad=str(content))
    return folder


def _write_tokenizer(folder: Path, *, pad: str) -> None:
    folder.mkdir()
    start, end = "<|startoftext|>", "<|endoftext|>"
    lines = [" ".join(pair) for pair in clip_merges()]
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *lines]) + "\n", "utf-8")
    (folder / "vocab.json").write_text(json.dumps(clip_vocabulary()), "utf-8")
    settings = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": 77,
        "do_lower_case": True,
        "bos_token": start,
        "eos_token": end,
        "unk_token": end,
        "pad_token": pad,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
