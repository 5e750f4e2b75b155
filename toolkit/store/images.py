"""Finished pictures in the database: one row a picture, beside its request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select
from sqlalchemy.dialects.sqlite import insert

from toolkit.store.rows import StoredRow, stored
from toolkit.store.runs import insert_requests
from toolkit.store.schema import ImageRow, ItemRow, RequestRow
from toolkit.sweeps.mend_values import with_parents
from toolkit.sweeps.requests import Image


def record(connection: Connection, image: Image, size_bytes: int, *, replace: bool = True) -> int:
    """Write the picture's row (and its request's); returns how many rows changed."""
    insert_requests(connection, [image.request])
    values = {
        "file": image.file,
        "size_bytes": size_bytes,
        "seconds": image.seconds,
        "device": image.device,
        "versions": json.dumps(image.versions),
        "created_at": datetime.now(UTC),
    }
    statement = insert(ImageRow).values(request_hash=image.request_hash, **values)
    if replace:
        statement = statement.on_conflict_do_update(index_elements=["request_hash"], set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    return connection.execute(statement).rowcount


def select_images() -> Select[*tuple[Any, ...]]:
    """The columns that `image_of` takes."""
    return select(
        RequestRow.hash,
        RequestRow.body,
        ImageRow.request_hash,
        ImageRow.file,
        ImageRow.seconds,
        ImageRow.device,
        ImageRow.versions,
    ).join(RequestRow, RequestRow.hash == ImageRow.request_hash)


def made_of(connection: Connection, items: ColumnElement[bool]) -> set[str]:
    """Hashes of the pictures that mended ones among ``items``, a condition on `ItemRow`, are made
    of; whether those are there is another matter."""
    query = (
        select(RequestRow.hash, RequestRow.body)
        .join(ItemRow, ItemRow.request_hash == RequestRow.hash)
        .where(items, RequestRow.body.contains('"mend":{'))
        .distinct()
    )
    found: set[str] = set()
    for row in stored(connection, query):
        line = with_parents(row.request("body", hash="hash"))
        found |= {each.mend.parent for each in line if each.mend is not None}
    return found


def run_images(connection: Connection, run: str) -> list[Image]:
    """The finished pictures of the run with the id ``run``, in order, each once."""
    query = (
        select_images()
        .join(ItemRow, ItemRow.request_hash == ImageRow.request_hash)
        .where(ItemRow.run_id == run)
        .order_by(ItemRow.position)
    )
    found: dict[str, Image] = {}
    for row in stored(connection, query):
        if row.text("hash") not in found:
            found[row.text("hash")] = image_of(row)
    return list(found.values())


def image_of(row: StoredRow) -> Image:
    """The record of one row; raises `StoreError` when it is damaged."""
    return Image(
        request=row.request("body", hash="hash"),
        file=row.picture_file("file", hash="request_hash"),
        seconds=row.number("seconds"),
        device=row.text("device"),
        versions=row.pairs("versions"),
    )
