"""Tables as CSV and Parquet files."""

# pyarrow ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Sequence[Row]) -> str:
    """Comma-separated values with a heading; numbers keep their full digits.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    columns = columns_of(rows)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return buffer.getvalue()


def write_table(folder: Path, name: str, rows: Sequence[Row]) -> list[Path]:
    """Write ``rows`` as ``NAME.csv`` and ``NAME.parquet`` into ``folder``; none without a row."""
    if not rows:
        return []
    folder.mkdir(exist_ok=True)
    text = folder / f"{name}.csv"
    # The mark at the front says to spreadsheets that it is UTF-8.
    text.write_text(csv_text(rows), "utf-8-sig")
    numbers = folder / f"{name}.parquet"
    numbers.write_bytes(parquet_bytes(rows))
    return [text, numbers]


def parquet_bytes(rows: Sequence[Row]) -> bytes:
    """``rows`` as a Parquet file; a column holds values of one type, or None."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = columns_of(rows)
    table = pa.table({column: pa.array([row.get(column) for row in rows]) for column in columns})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Every column that some row has, in order of appearance."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
