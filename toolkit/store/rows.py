"""The one door for what is read from the database: every value is checked before it is used.

Anybody may edit an SQLite file, and disks flip bytes; SQLite itself lets any value stand in any
column. A value that is not what its column promises is named by table, row and column.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, cast, get_args

from sqlalchemy import Column, Connection, Select
from sqlalchemy.engine import Row

from toolkit.errors import StoreError, shortened, shown

MEND = "`gesture doctor` lists what is damaged, `gesture doctor --mend` mends it."


class DamagedRecord(StoreError):
    """A value in the database that no version of this program wrote; says where it stands."""


class StoredRow:
    """One row of a query, taken apart by column name or, for what was computed, by label.

    A name that stands in two tables of the query is written ``table.column``. Every method
    raises `DamagedRecord` when the value is not of its kind.
    """

    def __init__(self, query: Select[Any], row: Row[Any]) -> None:
        self._values: dict[str, object] = {}
        self._tables: dict[str, str] = {}
        self._keys: dict[str, list[str]] = {}
        for column, value in zip(query.selected_columns, row, strict=True):
            name = str(column.key)
            self._values[name] = value
            table = column.table if isinstance(column, Column) else None
            if table is not None:
                self._tables[name] = table.name
                if column.primary_key:
                    self._keys.setdefault(table.name, []).append(
                        f"{name} {shortened(str(value), 24)}"
                    )

    def text(self, column: str) -> str:
        """The value as text."""
        value = self._values[column]
        if isinstance(value, str):
            return value
        raise self.damaged(column, "text")

    def word(self, column: str, words: Any) -> Any:
        """The value as one of the words of a ``Literal`` type."""
        value = self._values[column]
        if value in get_args(words):
            return value
        raise self.damaged(column, f"one of {', '.join(get_args(words))}")

    def whole(self, column: str) -> int:
        """The value as a whole number, at least 0."""
        value = self._values[column]
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise self.damaged(column, "a whole number, at least 0")

    def number(self, column: str) -> float:
        """The value as a finite number, at least 0."""
        value = self._values[column]
        if isinstance(value, int | float) and math.isfinite(value) and value >= 0:
            return float(value)
        raise self.damaged(column, "a number, at least 0")

    def number_or_none(self, column: str) -> float | None:
        """The value as `number` gives it, or None where nothing was stored."""
        return None if self._values[column] is None else self.number(column)

    def moment(self, column: str) -> datetime:
        """The value as a moment with its time zone."""
        value = self._values[column]
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        raise self.damaged(column, "a moment such as 2026-01-31T14:25:01.000000+00:00")

    def pairs(self, column: str) -> tuple[tuple[str, str], ...]:
        """The value as JSON: a list of pairs of text."""
        try:
            content: object = json.loads(self.text(column))
        except (ValueError, RecursionError):
            content = None
        if isinstance(content, list):
            found = [_pair(item) for item in cast("list[object]", content)]
            if None not in found:
                return tuple(cast("list[tuple[str, str]]", found))
        raise self.damaged(column, "a JSON list of pairs of text")

    def where(self, column: str) -> str:
        """Where the value stands: table, row by its key, column."""
        table = self._tables.get(column, "")
        row = ", ".join(self._keys.get(table, [])) or "unknown"
        return f"table {table}, row {row}, column {column}"

    def damaged(self, column: str, expected: str) -> DamagedRecord:
        """The error for a value that is not what was ``expected``."""
        return DamagedRecord(
            f"The database is damaged: {self.where(column)}: got {shown(self._values[column])}, "
            f"expected {expected}.",
            hint=MEND,
        )


def stored(connection: Connection, query: Select[Any]) -> Iterator[StoredRow]:
    """The rows of ``query``, each behind the checks of `StoredRow`."""
    for row in connection.execute(query):
        yield StoredRow(query, row)


def _pair(item: object) -> tuple[str, str] | None:
    if isinstance(item, list):
        parts = cast("list[object]", item)
        if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], str):
            return parts[0], parts[1]
    return None
