"""Rows as one Parquet file, written as they come, that `datasets` reads with its features."""

# pyarrow ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Kind = Literal["string", "float64", "int64", "bool", "binary", "timestamp[ms, tz=UTC]", "image"]
Row = Mapping[str, object]

ROWS_A_GROUP = 200
"""Pictures of so many rows are held at once."""


def write_parquet(file: Path, columns: Mapping[str, Kind], rows: Iterable[Row]) -> int:
    """Write ``rows`` with ``columns`` to ``file``; returns how many.

    An ``image`` is the bytes of a picture's file (or None); `datasets` shows it as a picture.
    Raises OSError.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    types = {
        "string": pa.string(),
        "float64": pa.float64(),
        "int64": pa.int64(),
        "bool": pa.bool_(),
        "binary": pa.binary(),
        "timestamp[ms, tz=UTC]": pa.timestamp("ms", tz="UTC"),
        "image": image,
    }
    schema = pa.schema(
        [(name, types[kind]) for name, kind in columns.items()],
        metadata={"huggingface": json.dumps({"info": {"features": _features(columns)}})},
    )
    count = 0
    rows = iter(rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(itertools.islice(rows, ROWS_A_GROUP)):
            count += len(group)
            arrays = [
                pa.array([_value(row[name], kind) for row in group], type=types[kind])
                for name, kind in columns.items()
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        if not count:
            writer.write_table(schema.empty_table())
    return count


def _features(columns: Mapping[str, Kind]) -> dict[str, dict[str, str]]:
    return {
        name: {"_type": "Image"} if kind == "image" else {"dtype": kind, "_type": "Value"}
        for name, kind in columns.items()
    }


def _value(value: object, kind: Kind) -> object:
    if kind == "image":
        return None if value is None else {"bytes": value, "path": None}
    if isinstance(value, str):
        # Half a surrogate pair is no character that a file of text can hold.
        return value.encode("utf-8", "replace").decode()
    return value
