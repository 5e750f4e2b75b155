"""Picture files as strangers bring them: small, all different, with and without recipes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

A1111 = "{prompt}\nNegative prompt: blur\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {seed}, \
Size: 64x48, Model: {model}"


def picture(seed: int, mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Noise that ``seed`` decides."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels).convert(mode)


def write(file: Path, seed: int, **how: object) -> Path:
    """A picture at ``file``, in the format that its ending says."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture(seed).save(file, **how)  # type: ignore[arg-type]
    return file


def write_with_recipe(
    file: Path, number: int, *, prompt: str, seed: int, model: str = "sdxl"
) -> Path:
    """A PNG or JPEG that carries AUTOMATIC1111's notes."""
    text = A1111.format(prompt=prompt, seed=seed, model=model)
    if file.suffix == ".png":
        notes = PngInfo()
        notes.add_text("parameters", text)
        return write(file, number, pnginfo=notes)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\x00" + text.encode("utf-16-be")
    return write(file, number, exif=exif)


def two_services(folder: Path, each: int = 4) -> Path:
    """``each`` pictures in each of two folders, ``old`` and ``new``."""
    for place, service in enumerate(("old", "new")):
        for number in range(each):
            write(folder / service / f"{number}.png", 100 * place + number)
    return folder
