"""A run as contact sheets: one a gesture, cells in rows, seeds in columns, verdicts marked."""

from __future__ import annotations

from collections.abc import Callable

from PIL.Image import Image as Picture

from toolkit.errors import StoreError
from toolkit.store.store import Store
from toolkit.sweeps.contact_sheet import gesture_sheets


def run_sheets(
    store: Store, run: str = "latest", *, on_gap: Callable[[StoreError], object] | None = None
) -> dict[str, Picture]:
    """The contact sheets of ``run`` (an id or "latest") by gesture, RGB.

    A picture whose file is missing or damaged is a gap; ``on_gap`` is told why. Raises
    `StoreError` for an unknown run.
    """
    finished = {image.request_hash for image in store.images(run)}

    def picture(name: str) -> Picture | None:
        if name not in finished:
            return None
        try:
            return store.read_image(name)
        except StoreError as error:
            if on_gap is not None:
                on_gap(error)
            return None

    return gesture_sheets(
        store.run_requests(run),
        picture=picture,
        marks={cell.request_hash: cell.outcome for cell in store.judged_cells(run)},
    )
