"""Finished pictures in the database: one row a picture, beside its request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from toolkit.store.request_json import request_from_json
from toolkit.store.runs import insert_requests
from toolkit.store.schema import ImageRow, RequestRow
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


def select_images():
    """The columns that `image_of` takes."""
    return select(
        RequestRow.body, ImageRow.file, ImageRow.seconds, ImageRow.device, ImageRow.versions
    ).join(RequestRow, RequestRow.hash == ImageRow.request_hash)


def image_of(body: str, file: str, seconds: float, device: str, versions: str) -> Image:
    """The record of one row."""
    return Image(
        request=request_from_json(body, where="the database"),
        file=file,
        seconds=seconds,
        device=device,
        versions=tuple(
            (name, version) for name, version in cast(list[list[str]], json.loads(versions))
        ),
    )
