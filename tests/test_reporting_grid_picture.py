"""A run as one PNG, within what viewers show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui_samples import fill_store
from toolkit import Store
from toolkit.errors import BadInput
from toolkit.reporting.grid_picture import (
    LARGEST_TILE_PX,
    MOST_PIXELS,
    MOST_SIDE_PX,
    SMALLEST_TILE_PX,
    grid_picture,
    tile_size,
)


def test_cells_stand_in_rows_and_seeds_in_columns(tmp_path: Path) -> None:
    run = fill_store(tmp_path / "home", seeds=3)
    with Store.open(tmp_path / "home") as store:
        picture = grid_picture(store, run)
    assert 4 * LARGEST_TILE_PX < picture.height < 5 * LARGEST_TILE_PX + 100
    assert 3 * LARGEST_TILE_PX < picture.width < 3 * LARGEST_TILE_PX + 400
    assert len(picture.getcolors(maxcolors=1 << 24) or ()) > 12


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (100, 100), (12, 500), (500, 12)])
def test_tiles_fit_whatever_their_number(rows: int, columns: int) -> None:
    side_px = tile_size(rows, columns) + 6
    assert SMALLEST_TILE_PX <= side_px - 6 <= LARGEST_TILE_PX
    assert columns * side_px < MOST_SIDE_PX and rows * side_px < MOST_SIDE_PX
    assert rows * columns * side_px**2 <= MOST_PIXELS


def test_too_many_are_refused_with_the_folder_as_the_way() -> None:
    with pytest.raises(BadInput, match="--output DIR"):
        tile_size(2000, 10)


def test_a_run_without_pictures_has_no_grid(tmp_path: Path) -> None:
    from tests.store_samples import sample_pairs

    with Store.open(tmp_path / "home") as store:
        run = store.start_run("p", "{}", sample_pairs(1))
        with pytest.raises(BadInput, match="no finished picture"):
            grid_picture(store, run)
