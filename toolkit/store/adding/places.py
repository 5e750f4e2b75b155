"""Where an added picture stands in its run: its axes' values, its gesture, its seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.axes import NOTHING
from toolkit.documents.near_names import near
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, shown
from toolkit.store.adding.check import Checked
from toolkit.store.adding.sources import Source
from toolkit.store.adding.table import Row
from toolkit.sweeps.cells import Cell, cell_id
from toolkit.sweeps.requests import Elsewhere, GenerationRequest

FOLDER, PROMPT, MODEL = "folder", "prompt", "model"
SOURCES = (FOLDER, PROMPT, MODEL)
"""What ``--by`` takes beside a table: the folder's name, and what the recipe in the file says."""

UNKNOWN = "unknown"
"""The value of a picture whose file does not say."""

LABEL_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class By:
    """What pictures are told apart by: some of `SOURCES`, and at most one ``table``."""

    axes: tuple[str, ...]
    table: Path | None = None


def read_by(text: str) -> By:
    """``folder``, ``prompt,model``, ``table.csv``, ``table.csv,prompt`` as a record.

    ``none`` puts all pictures of a gesture into one cell.

    Raises `BadInput` for another word, one named twice, or two tables.
    """
    if text.strip() == NOTHING:
        return By(axes=())
    axes: list[str] = []
    table: Path | None = None
    for part in (each.strip() for each in text.split(",") if each.strip()):
        if part.lower().endswith(".csv"):
            if table is not None:
                raise BadInput(f"--by names two tables: {table} and {part}.", hint="Name one.")
            table = user_path(part, what="table")
        elif part not in SOURCES:
            raise BadInput(
                f"--by is {shown(part)}; expected {', '.join((*SOURCES, NOTHING))} or a .csv file.",
                hint=near(part, SOURCES),
            )
        elif part in axes:
            raise BadInput(f"--by names {part} twice.", hint="Name it once.")
        else:
            axes.append(part)
    if not axes and table is None:
        raise BadInput(f"--by is {shown(text)}; expected {', '.join(SOURCES)} or a .csv file.")
    return By(axes=tuple(axes), table=table)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A checked picture with its place: ``seed`` is None where nobody knows it."""

    checked: Checked
    request: GenerationRequest
    cell: Cell
    name: str
    prompt: str
    seed: int | None


def place(
    checked: Checked, source: Source, row: Row | None, axes: Sequence[str], gesture: str
) -> Placed:
    """``checked`` in its cell; what the table's ``row`` says comes before what the file says."""
    said = dict(row.values) if row is not None else {}
    prompt = (row.prompt if row is not None else "") or _said(checked, "prompt")
    from_file = {FOLDER: source.folder, PROMPT: prompt, MODEL: _said(checked, "model")}
    for axis in axes:
        said.setdefault(axis, label(from_file[axis]))
    expected = (row.gesture if row is not None else "") or gesture
    values = (("gesture", expected), *said.items())
    request = request_of(checked)
    return Placed(
        request=request,
        checked=checked,
        cell=Cell(id=cell_id(values), gesture=expected, values=values),
        name=source.name,
        prompt=row.prompt if row is not None else "",
        seed=row.seed if row is not None and row.seed is not None else _seed(request),
    )


def request_of(checked: Checked) -> GenerationRequest:
    """What is known of the picture; "", 0 and a seed of -1 stand for what is not."""
    unknown: dict[str, object] = {
        "prompt": "",
        "negative": "",
        "dialect": "plain",
        "model": "",
        "scheduler": "",
        "seed": -1,
        "steps": 0,
        "guidance": 0.0,
    }
    return GenerationRequest(
        **(unknown | dict(checked.recipe)),  # type: ignore[arg-type]
        width_px=checked.width_px,
        height_px=checked.height_px,
        elsewhere=Elsewhere(sha256=checked.sha256, ending=checked.ending, program=checked.program),
    )


def _said(checked: Checked, field: str) -> str:
    return str(checked.recipe.get(field, ""))


def _seed(request: GenerationRequest) -> int | None:
    return None if request.seed < 0 else request.seed


def label(text: str) -> str:
    """``text`` as an axis's value: the same text always gives the same value, and no other does.

    A long prompt is cut, and four hex digits of its hash tell it from others that begin alike.
    """
    if len(text) <= LABEL_LENGTH:
        return text or UNKNOWN
    mark = hashlib.blake2b(text.encode(), digest_size=2).hexdigest()
    return f"{text[: LABEL_LENGTH - 7].rstrip()}… {mark}"
