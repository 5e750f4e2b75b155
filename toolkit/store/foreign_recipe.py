"""What other programs wrote into their pictures: prompt, negative and settings, as far as said.

AUTOMATIC1111's and ComfyUI's notes (and those of their kin) are read by ``sd-parsers``. What such
a program calls a sampler is a diffusers scheduler where both mean the same; what cannot be kept is
said in ``remarks``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PIL import Image as Pictures
from PIL.Image import Image as Picture

from toolkit.axes import AXES
from toolkit.errors import StoreError, shown
from toolkit.prompts.reading import Source
from toolkit.samplers import sampler_id
from toolkit.store.recipe import picture_notes
from toolkit.sweeps.document import MAX_SIZE_PX, MIN_SIZE_PX


@dataclass(frozen=True, kw_only=True)
class ForeignRecipe:
    """How a picture from elsewhere was made, as far as it says; None and '' for what it does not.

    ``size_px`` is width and height. ``model`` is the name by which that program knows it.
    """

    program: str
    dialect: Source
    prompt: str
    negative: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    size_px: tuple[int, int] | None = None
    scheduler: str = ""
    model: str = ""
    remarks: tuple[str, ...] = ()


def read_foreign_recipe(path: Path) -> ForeignRecipe:
    """The recipe that another program wrote into the PNG at ``path``.

    Raises:
        StoreError: not a whole PNG, or one without a prompt that anybody here can read.
    """
    picture, notes = picture_notes(path)
    found = foreign_recipe(notes, size_px=picture.size, format="PNG")
    if found is None:
        raise _no_recipe(path)
    return found


def foreign_recipe(
    notes: Mapping[str, object], *, size_px: tuple[int, int], format: str
) -> ForeignRecipe | None:
    """The recipe in the ``notes`` of a picture (its texts by keyword, its EXIF under ``exif``).

    ``format`` is Pillow's name of the file's format: PNG, JPEG or WEBP can carry one. None where
    there is no prompt that anybody here can read.
    """
    from sd_parsers import ParserManager

    carrier = Pictures.new("L", (1, 1))
    for key, note in _with_links(notes).items():
        carrier.info[key] = note
    carrier.format = format
    try:
        found = ParserManager().parse(carrier)
    except Exception:  # a stranger's notes: the library fails in ways of its own
        return None
    finally:
        # The library keeps what it read last by the picture's address in memory: a new picture
        # must not stand where the last one stood, or it would be told the other's recipe.
        _LAST[:] = [carrier]
    if found is None or not found.samplers or not found.full_prompt.strip():
        return None
    sampler = found.samplers[0]
    given: dict[str, object] = {**found.metadata, **sampler.parameters}
    web_ui = str(found.generator.value) in ("AUTOMATIC1111", "Fooocus", "NovelAI")
    remarks = [f"Another program ({found.generator.value}) drew it: its noise is another."]
    if len(found.samplers) > 1:
        remarks.append(f"Only the first of its {len(found.samplers)} passes is kept.")
    scheduler = _scheduler(str(sampler.name), given, remarks)
    return ForeignRecipe(
        program=str(found.generator.value),
        dialect="a1111" if web_ui else "comfyui",
        prompt=found.full_prompt,
        negative=found.full_negative_prompt,
        seed=_whole(given.get("seed"), "seed", remarks),
        steps=_whole(given.get("steps"), "steps", remarks),
        guidance=_guidance(given.get("cfg_scale"), remarks),
        size_px=_size(given.get("Size"), size_px, remarks),
        scheduler=scheduler,
        model="" if sampler.model is None else str(sampler.model.name or ""),
        remarks=tuple(remarks),
    )


_LAST: list[Picture] = []


def _with_links(notes: Mapping[str, object]) -> dict[str, object]:
    """ComfyUI's notes with the workflow's links, which the library needs; pictures that were made
    over its interface have the nodes alone, and these say as much."""
    if "prompt" not in notes or "workflow" in notes:
        return dict(notes)
    try:
        nodes: object = json.loads(str(notes["prompt"]))
    except (ValueError, RecursionError):
        return dict(notes)
    links: list[list[object]] = []
    for id, node in (cast("dict[str, object]", nodes) if isinstance(nodes, dict) else {}).items():
        fields = cast("dict[str, object]", node) if isinstance(node, dict) else {}
        inputs = fields.get("inputs")
        given = cast("dict[str, object]", inputs) if isinstance(inputs, dict) else {}
        for name, value in given.items():
            source = cast("list[object]", value) if isinstance(value, list) else []
            if len(source) == 2:
                links.append([0, str(source[0]), 0, id, 0, name.upper()])
    return {**notes, "workflow": json.dumps({"links": links})}


def _no_recipe(path: Path) -> StoreError:
    return StoreError(
        f"The picture {path} carries no recipe that can be read: neither ours nor "
        "AUTOMATIC1111's or ComfyUI's.",
        hint="Uploads to many sites strip it: take the original file.",
    )


def _scheduler(name: str, given: Mapping[str, object], remarks: list[str]) -> str:
    schedule = str(given.get("scheduler") or "").lower()
    known = sampler_id(name)
    if schedule and schedule not in ("automatic", "normal", "simple"):
        spaced = sampler_id(f"{name} {schedule}")
        if spaced is None:
            remarks.append(f"Its noise schedule {shown(schedule)} is left out.")
        known = spaced or known
    if known is None:
        remarks.append(f"Its sampler {shown(name)} has no counterpart: the model's own draws.")
    return known or ""


def _whole(value: object, axis: str, remarks: list[str]) -> int | None:
    known = AXES[axis]
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if value is None or known.low <= number <= known.high:
        return None if value is None else number
    remarks.append(f"Its {axis} {shown(value)} is left out.")
    return None


def _guidance(value: object, remarks: list[str]) -> float | None:
    if value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if AXES["guidance"].low <= number <= AXES["guidance"].high:
        return number
    remarks.append(f"Its guidance {shown(value)} is left out.")
    return None


def _size(
    written: object, picture_px: tuple[int, int], remarks: list[str]
) -> tuple[int, int] | None:
    said = re.fullmatch(r"(\d{1,5})x(\d{1,5})", str(written))
    width, height = (int(said[1]), int(said[2])) if said else picture_px
    if all(MIN_SIZE_PX <= side <= MAX_SIZE_PX and side % 8 == 0 for side in (width, height)):
        return width, height
    remarks.append(f"Its size {width}x{height} is left out: sides are multiples of 8.")
    return None
