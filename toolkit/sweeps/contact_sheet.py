"""Contact sheets: one picture that shows a sweep's cells in rows and its seeds in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from toolkit.errors import BadInput, shortened, shown
from toolkit.rating.verdicts import Outcome
from toolkit.samplers import sampler_name
from toolkit.sweeps.adapter_values import adapter_label
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

Mark = Outcome | Literal[""]

PAPER = (250, 249, 246)
INK = (40, 40, 44)
FAINT = (205, 203, 198)
# Blue, orange and grey differ for every common kind of colour blindness; the signs differ too.
MARK_COLOURS: Mapping[str, tuple[int, int, int]] = {
    "pass": (0, 114, 178),
    "fail": (213, 94, 0),
    "unsure": (255, 255, 255),
    "unjudged": (130, 130, 130),
    "measured": (95, 90, 85),
}
MARGIN_PX = 16
LABEL_CHARACTERS = 60
"""At most so many of one value stand beside a row: the rest of a sheet is for its pictures."""
GAP_PX = 6


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One picture on a sheet and the sign in its corner; no picture draws an empty frame."""

    picture: Pillow.Image | None
    mark: Mark = ""


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row of a sheet: what it shows, in words, and its tiles from left to right."""

    label: str
    tiles: tuple[Tile, ...]


def draw_sheet(
    title: str, columns: Sequence[str], rows: Sequence[SheetRow], *, tile_px: int = 128
) -> Pillow.Image:
    """Draw rows of square tiles under column headings, labels to the left; RGB.

    Raises `BadInput` for a sheet without rows, or a row that has not one tile for each column.
    """
    if not rows or not columns:
        raise BadInput("A contact sheet needs at least one row and one column; got none.")
    for row in rows:
        if len(row.tiles) != len(columns):
            raise BadInput(
                f"The row {shown(row.label)} has {len(row.tiles)} tiles for {len(columns)} columns."
            )
    label_font = ImageFont.load_default(size=14)
    title_font = ImageFont.load_default(size=20)
    label_px = int(max(label_font.getlength(row.label) for row in rows)) + MARGIN_PX
    top_px = MARGIN_PX + 30 + 22
    step_px = tile_px + GAP_PX
    width_px = max(
        MARGIN_PX * 2 + label_px + step_px * len(columns) - GAP_PX,
        MARGIN_PX * 2 + int(title_font.getlength(title)),
    )
    sheet = Pillow.new("RGB", (width_px, top_px + step_px * len(rows) - GAP_PX + MARGIN_PX), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((MARGIN_PX, MARGIN_PX - 4), title, fill=INK, font=title_font)
    for number, column in enumerate(columns):
        middle_px = MARGIN_PX + label_px + step_px * number + tile_px / 2
        pen.text((middle_px, top_px - 6), column, fill=INK, font=label_font, anchor="ms")
    for row_number, row in enumerate(rows):
        y_px = top_px + step_px * row_number
        pen.text((MARGIN_PX, y_px + tile_px / 2), row.label, fill=INK, font=label_font, anchor="lm")
        for number, tile in enumerate(row.tiles):
            _draw_tile(sheet, tile, MARGIN_PX + label_px + step_px * number, y_px, tile_px)
    return sheet


def gesture_sheets(
    requests: Iterable[tuple[Cell, GenerationRequest]],
    *,
    picture: Callable[[str], Pillow.Image | None],
    marks: Mapping[str, Mark],
    tile_px: int = 128,
) -> dict[str, Pillow.Image]:
    """One sheet for each gesture of a sweep: a row a cell, a column a seed.

    Args:
        requests: cells with their requests, as a plan or a run lists them.
        picture: from a request's hash to its picture, or None where there is none.
        marks: from a request's hash to the judge's outcome; missing ones draw no sign.

    Rows are labelled with the values of the axes that vary in the sweep, gesture aside.
    """
    pairs = list(requests)
    varying = varying_axes(cell for cell, _ in pairs)
    gestures = dict.fromkeys(cell.gesture for cell, _ in pairs)
    sheets: dict[str, Pillow.Image] = {}
    for gesture in gestures:
        mine = [(cell, request) for cell, request in pairs if cell.gesture == gesture]
        seeds = list(dict.fromkeys(request.seed for _, request in mine))
        by_place = {(cell.id, request.seed): request.hash for cell, request in mine}
        cells = {cell.id: cell for cell, _ in mine}
        rows = [
            SheetRow(
                label=cell_label(cell, varying),
                tiles=tuple(_tile(by_place.get((cell.id, seed)), picture, marks) for seed in seeds),
            )
            for cell in cells.values()
        ]
        columns = [f"seed {seed}" if seed >= 0 else f"no. {-seed}" for seed in seeds]
        sheets[gesture] = draw_sheet(gesture, columns, rows, tile_px=tile_px)
    return sheets


def varying_axes(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The axes, in order, on which ``cells`` differ, the gesture aside."""
    seen: dict[str, set[str]] = {}
    for cell in cells:
        for axis, value in cell.values:
            seen.setdefault(axis, set()).add(value)
    return tuple(axis for axis, values in seen.items() if len(values) > 1 and axis != "gesture")


def cell_label(cell: Cell, axes: Sequence[str]) -> str:
    """``cell``'s values on ``axes``, as words; long ones are cut."""
    values = {axis: shortened(_said(axis, value), LABEL_CHARACTERS) for axis, value in cell.values}
    return ", ".join(
        f"weight {values[axis]}" if axis == "weight" else values[axis]
        for axis in axes
        if axis in values
    )


def _said(axis: str, value: str) -> str:
    """Samplers and files by the names that people know."""
    if axis == "scheduler":
        return sampler_name(value)
    return adapter_label(axis, value) if axis in ("lora", "embedding") else value


def _tile(
    request_hash: str | None,
    picture: Callable[[str], Pillow.Image | None],
    marks: Mapping[str, Mark],
) -> Tile:
    if request_hash is None:
        return Tile(picture=None)
    return Tile(picture=picture(request_hash), mark=marks.get(request_hash, ""))


def _draw_tile(sheet: Pillow.Image, tile: Tile, x_px: int, y_px: int, tile_px: int) -> None:
    pen = ImageDraw.Draw(sheet)
    if tile.picture is None:
        pen.rectangle((x_px, y_px, x_px + tile_px - 1, y_px + tile_px - 1), outline=FAINT)
    else:
        small = tile.picture.convert("RGB")
        small.thumbnail((tile_px, tile_px))
        sheet.paste(small, (x_px + (tile_px - small.width) // 2, y_px + tile_px - small.height))
    if tile.mark:
        _draw_mark(pen, tile.mark, x_px + tile_px - 14, y_px + 14)


def _draw_mark(pen: ImageDraw.ImageDraw, mark: Mark, x_px: int, y_px: int) -> None:
    """A tick, a cross, a question mark or a dash on a disc of 10 px radius around (x, y)."""
    pen.ellipse(
        (x_px - 10, y_px - 10, x_px + 10, y_px + 10),
        fill=MARK_COLOURS[mark],
        outline=INK if mark == "unsure" else PAPER,
        width=2,
    )
    if mark == "pass":
        tick = [(x_px - 5, y_px), (x_px - 1, y_px + 4), (x_px + 5, y_px - 4)]
        pen.line(tick, fill=PAPER, width=2)
    elif mark == "fail":
        pen.line((x_px - 4, y_px - 4, x_px + 4, y_px + 4), fill=PAPER, width=2)
        pen.line((x_px - 4, y_px + 4, x_px + 4, y_px - 4), fill=PAPER, width=2)
    elif mark == "unsure":
        pen.text((x_px, y_px), "?", fill=INK, anchor="mm", font=ImageFont.load_default(size=14))
    else:
        pen.line((x_px - 4, y_px, x_px + 4, y_px), fill=PAPER, width=2)
