"""Contact sheets: the right picture in the right place, with its sign."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from toolkit.errors import BadInput
from toolkit.rating.verdicts import OUTCOMES
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.contact_sheet import (
    MARGIN_PX,
    MARK_COLOURS,
    SheetRow,
    Tile,
    cell_label,
    draw_sheet,
    gesture_sheets,
    varying_axes,
)
from toolkit.sweeps.requests import GenerationRequest


def _cell(gesture: str, phrase: str) -> Cell:
    values = (("gesture", gesture), ("phrase", phrase), ("model", "m"))
    return Cell(id=f"{gesture}-{phrase}", gesture=gesture, values=values)


def _request(cell: Cell, seed: int) -> GenerationRequest:
    return GenerationRequest(prompt=cell.id, negative="", seed=seed, model="m")


def _colours(sheet: Image.Image) -> set[tuple[int, int, int]]:
    return {pixel for _, pixel in sheet.getcolors(maxcolors=1 << 24) or []}  # type: ignore[misc]


def test_each_gesture_has_its_sheet_and_only_its_own_pictures() -> None:
    cells = [_cell(gesture, phrase) for gesture in ("fist", "palm") for phrase in ("a", "b")]
    pairs = [(cell, _request(cell, seed)) for cell in cells for seed in (0, 1)]
    colour = {request.hash: (10 * n + 5, 0, 255) for n, (_, request) in enumerate(pairs)}
    sheets = gesture_sheets(
        pairs, picture=lambda name: Image.new("RGB", (64, 64), colour[name]), marks={}, tile_px=64
    )
    assert list(sheets) == ["fist", "palm"]
    shown = {name: _colours(sheet) & set(colour.values()) for name, sheet in sheets.items()}
    assert shown["fist"] == {colour[r.hash] for c, r in pairs if c.gesture == "fist"}
    assert shown["palm"] == {colour[r.hash] for c, r in pairs if c.gesture == "palm"}


@pytest.mark.parametrize("mark", OUTCOMES)
def test_a_verdict_shows_its_colour_and_no_other(mark: str) -> None:
    tile = Tile(picture=Image.new("RGB", (64, 64)), mark=mark)  # type: ignore[arg-type]
    sheet = draw_sheet("t", ["seed 0"], [SheetRow(label="x", tiles=(tile,))], tile_px=64)
    assert _colours(sheet) & set(MARK_COLOURS.values()) == {MARK_COLOURS[mark]}


def test_a_missing_picture_leaves_an_empty_frame_and_the_size_unchanged() -> None:
    cell = _cell("fist", "a")
    pairs = [(cell, _request(cell, seed)) for seed in range(3)]
    full = gesture_sheets(pairs, picture=lambda _: Image.new("RGB", (64, 64)), marks={})
    empty = gesture_sheets(pairs, picture=lambda _: None, marks={})
    assert full["fist"].size == empty["fist"].size
    assert full["fist"].tobytes() != empty["fist"].tobytes()


def test_ragged_and_empty_sheets_are_refused() -> None:
    with pytest.raises(BadInput, match="1 tiles for 2 columns"):
        draw_sheet("t", ["a", "b"], [SheetRow(label="x", tiles=(Tile(picture=None),))])
    with pytest.raises(BadInput, match="at least one row"):
        draw_sheet("t", [], [])


def test_only_axes_that_differ_are_named() -> None:
    assert varying_axes([_cell("fist", "a"), _cell("palm", "b")]) == ("phrase",)
    assert varying_axes([_cell("fist", "a")]) == ()


def test_a_sheet_has_room_for_its_tiles() -> None:
    row = SheetRow(label="", tiles=(Tile(picture=None),) * 3)
    default = draw_sheet("", ["", "", ""], [row])
    assert default.size == draw_sheet("", ["", "", ""], [row], tile_px=128).size
    assert default.width - draw_sheet("", ["", "", ""], [row], tile_px=100).width == 3 * 28


def test_the_title_and_the_columns_are_written_on_the_sheet() -> None:
    row = SheetRow(label="", tiles=(Tile(picture=None),))
    blank, titled, headed = (
        np.asarray(draw_sheet(title, [column], [row], tile_px=64))
        for title, column in (("", ""), ("fist", ""), ("", "seed 1"))
    )
    assert (titled != blank).any() and (headed != blank).any()
    # The title stands above the headings, a heading above its column.
    assert np.argwhere(titled != blank)[:, 0].max() < np.argwhere(headed != blank)[:, 0].min()
    places = np.argwhere(headed != blank)[:, 1]
    assert abs(places.mean() - (MARGIN_PX + MARGIN_PX + 32)) < 6


@pytest.mark.parametrize(("columns", "rows"), [([], [SheetRow(label="a", tiles=())]), (["1"], [])])
def test_a_sheet_needs_rows_and_columns(columns: list[str], rows: list[SheetRow]) -> None:
    with pytest.raises(BadInput, match="at least one row and one column"):
        draw_sheet("fist", columns, rows)


def test_long_words_leave_room_for_the_pictures() -> None:
    words = "disfigured, deformed hands, blurry, grainy, broken, cross-eyed, undead, photoshopped"
    cell = Cell(id="c", gesture="fist", values=(("negative", words), ("lens", "90mm lens")))
    assert cell_label(cell, ["negative", "lens"]) == f"{words[:57]}..., 90mm lens"


def test_samplers_and_files_are_labelled_by_the_names_that_people_know() -> None:
    values = (
        ("gesture", "fist"),
        ("scheduler", "EulerAncestralDiscreteScheduler"),
        ("lora", "/models/hands.safetensors@0.8 + /models/b.safetensors@1"),
        ("embedding", "/models/bad.safetensors as badhands in negative"),
    )
    cell = Cell(id="a", gesture="fist", values=values)
    axes = ("scheduler", "lora", "embedding")
    assert cell_label(cell, axes) == "Euler a, hands 0.8 + b 1, bad (badhands)"
    none = Cell(id="b", gesture="fist", values=(("lora", "none"), ("embedding", "?")))
    assert cell_label(none, axes) == "none, ?"
