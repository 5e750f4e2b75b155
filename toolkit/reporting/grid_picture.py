"""A whole run as one PNG: cells in rows, seeds in columns, verdicts in the corners."""

from __future__ import annotations

import math

from PIL.Image import Image as Picture

from toolkit.errors import BadInput, StoreError, shown
from toolkit.store import Store
from toolkit.sweeps.contact_sheet import SheetRow, Tile, cell_label, draw_sheet, varying_axes

MOST_SIDE_PX = 16_000
"""Browsers and viewers show no larger side."""

MOST_PIXELS = 80_000_000
LARGEST_TILE_PX, SMALLEST_TILE_PX = 128, 24
_BESIDE_PX, _ABOVE_PX, _GAP_PX = 620, 84, 6


def grid_picture(store: Store, run: str) -> Picture:
    """The pictures of ``run`` (an id, a name or "latest") as one picture, RGB.

    Tiles are as large as fits, 128 px at most and 24 at least. Raises `BadInput` where even the
    smallest do not fit, or there is no picture, and `UnknownName` for an unknown run.
    """
    judged = store.judged_cells(run)
    if not judged:
        raise BadInput(f"The run {shown(run)} has no finished picture.")
    cells = {cell.id: cell for cell in store.cells(run)}
    seeds = sorted({cell.seed for cell in judged}, key=lambda seed: (seed < 0, abs(seed)))
    places = {(cell.cell, cell.seed): cell for cell in judged}
    rows = [cell for id, cell in cells.items() if any((id, seed) in places for seed in seeds)]
    tile_px = tile_size(len(rows), len(seeds))
    varying = varying_axes(rows)

    def tile(id: str, seed: int) -> Tile:
        place = places.get((id, seed))
        if place is None:
            return Tile(picture=None)
        try:
            small = store.read_image(place.request_hash).convert("RGB")
        except StoreError:
            return Tile(picture=None)
        small.thumbnail((tile_px, tile_px))
        return Tile(picture=small, mark=place.outcome if tile_px >= 48 else "")

    return draw_sheet(
        store.run(run).called,
        [f"{seed}" if seed >= 0 else f"no. {-seed}" for seed in seeds]
        if tile_px >= 48
        else [""] * len(seeds),
        [
            SheetRow(
                label=", ".join(part for part in (cell.gesture, cell_label(cell, varying)) if part),
                tiles=tuple(tile(cell.id, seed) for seed in seeds),
            )
            for cell in rows
        ],
        tile_px=tile_px,
    )


def tile_size(rows: int, columns: int) -> int:
    """The side of a tile in pixels, so that ``rows`` × ``columns`` of them fit on one picture.

    Raises `BadInput` where the smallest do not.
    """
    along = (MOST_SIDE_PX - _BESIDE_PX) // columns, (MOST_SIDE_PX - _ABOVE_PX) // rows
    area = math.isqrt(MOST_PIXELS // (rows * columns))
    side_px = min(LARGEST_TILE_PX, min(*along, area) - _GAP_PX)
    if side_px < SMALLEST_TILE_PX:
        raise BadInput(
            f"{rows:,} × {columns:,} pictures do not fit on one of {MOST_SIDE_PX:,} px a side.",
            hint="Write the folder instead: gesture report RUN --output DIR.",
        )
    return side_px
