"""Picture files that a database does not know: ours carry their recipes and are taken in."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from toolkit.errors import StoreError
from toolkit.store import images
from toolkit.store.chunks import batches
from toolkit.store.database import writing
from toolkit.store.files import disk_error, size_bytes
from toolkit.store.recipe import read_making


def adopt_images(engine: Engine, images_folder: Path) -> int:
    """Record the pictures in ``images_folder`` that are not recorded; returns how many.

    Files without a readable recipe, or under another name than their hash, are left alone.
    """
    adopted = 0
    try:
        files = sorted(images_folder.glob("??/*.png"))
    except OSError as error:
        raise disk_error(error, "listing", images_folder) from error
    for some in batches(files):
        with writing(engine, "taking in pictures") as connection:
            for path in some:
                try:
                    image = read_making(path)
                except StoreError:
                    continue
                size = size_bytes(path)
                if image.file == f"{path.parent.name}/{path.name}" and size is not None:
                    adopted += images.record(connection, image, size, replace=False)
    return adopted
