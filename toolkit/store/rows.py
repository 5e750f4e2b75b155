"""The one door for what is read from the database: every value is checked before it is used.

Anybody may edit an SQLite file, and disks flip bytes; SQLite itself lets any value stand in any
column. A value that is not what its column promises is named by table, row and column.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args

from sqlalchemy import Column, Connection, Select

from toolkit.errors import StoreError, shortened, shown
from toolkit.rating.verdicts import Asked, Detail, Outcome, fits_question
from toolkit.store.database import MEND
from toolkit.store.files import ENDINGS, image_file, is_hash
from toolkit.store.given import Given, given_from_json
from toolkit.store.request_json import request_from_json
from toolkit.store.verdict_json import details_from_json
from toolkit.sweeps.requests import GenerationRequest


class DamagedRecord(StoreError):
    """A value in the database that no version of this program wrote; says where it stands."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a selected value stands: its table ("" for a computed one), and whether it is key."""

    table: str
    is_key: bool


class StoredRow:
    """One row of a query, taken apart by column name or, for what was computed, by label.

    Every method raises `DamagedRecord` when the value is not of its kind. Made by `stored`.
    """

    def __init__(self, places: Mapping[str, _Place], values: Mapping[str, object]) -> None:
        self._places = places
        self._values = values

    def values(self) -> dict[str, object]:
        """Every value by its column, unchecked."""
        return dict(self._values)

    def is_empty(self, column: str) -> bool:
        """Whether nothing was stored."""
        return self._values[column] is None

    def text(self, column: str) -> str:
        """The value as text."""
        value = self._values[column]
        if isinstance(value, str):
            return value
        raise self.damaged(column, "text")

    def text_or_none(self, column: str) -> str | None:
        """The value as text, or None where nothing was stored."""
        return None if self._values[column] is None else self.text(column)

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

    def whole_or_none(self, column: str) -> int | None:
        """The value as a whole number, at least 0, or None where nothing was stored."""
        return None if self._values[column] is None else self.whole(column)

    def flag(self, column: str) -> bool:
        """The value as yes or no, which SQLite keeps as 1 or 0."""
        value = self._values[column]
        if value in (0, 1):
            return bool(value)
        raise self.damaged(column, "0 or 1")

    def number(self, column: str) -> float:
        """The value as a finite number, at least 0."""
        value = self._values[column]
        if isinstance(value, int | float) and math.isfinite(value) and value >= 0:
            return float(value)
        raise self.damaged(column, "a number, at least 0")

    def number_or_none(self, column: str) -> float | None:
        """The value as `number` gives it, or None where nothing was stored."""
        return None if self._values[column] is None else self.number(column)

    def finite_or_none(self, column: str) -> float | None:
        """The value as a finite number of any sign, or None where nothing was stored."""
        value = self._values[column]
        if value is None:
            return None
        if isinstance(value, int | float) and math.isfinite(value):
            return float(value)
        raise self.damaged(column, "a number")

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

    def json_object(self, column: str) -> str:
        """The value as the text of a JSON object."""
        try:
            content: object = json.loads(self.text(column))
        except (ValueError, RecursionError):
            content = None
        if isinstance(content, dict):
            return self.text(column)
        raise self.damaged(column, "a JSON object")

    def request(self, column: str, *, hash: str = "") -> GenerationRequest:
        """The value as a request's JSON; with ``hash``, the column that holds its hash."""
        try:
            request = request_from_json(self.text(column), where=f"the {self.where(column)}")
        except DamagedRecord:
            raise
        except StoreError as error:
            raise DamagedRecord(f"The database is damaged: {error.message}", hint=MEND) from error
        if hash and request.hash != self._values[hash]:
            raise DamagedRecord(
                f"The database is damaged: {self.where(column)}: the request does not fit its "
                f"hash {shown(self._values[hash])}.",
                hint=MEND,
            )
        return request

    def given(self, column: str) -> Given | None:
        """What a run says of a picture that was made elsewhere; None where nothing was stored."""
        if self._values[column] is None:
            return None
        found = given_from_json(self.text(column))
        if found is None:
            raise self.damaged(column, "a JSON object of name, seed and prompt")
        return found

    def details(self, column: str) -> tuple[Detail, ...]:
        """The value as a verdict's details in JSON."""
        try:
            return details_from_json(self.text(column), where=self.where(column))
        except DamagedRecord:
            raise
        except StoreError as error:
            raise self.damaged(column, "a JSON list of codes with their fields") from error

    def answer(self) -> Outcome:
        """A verdict's outcome, which must be an answer to its question (`fits_question`)."""
        outcome = self.word("outcome", Outcome)
        question = self.word("question", Asked)
        if not fits_question(outcome, self.finite_or_none("number"), question):
            raise self.damaged("outcome", f"an answer to the question {question}")
        return outcome

    def picture_file(self, column: str, *, hash: str) -> str:
        """The value as the file of the picture whose hash is in the column ``hash``."""
        name = self.text(hash)
        if not is_hash(name):
            raise self.damaged(hash, "64 hex digits")
        files = [image_file(name, ending) for ending in ENDINGS]
        if self.text(column) not in files:
            raise self.damaged(column, files[0])
        return self.text(column)

    def where(self, column: str) -> str:
        """Where the value stands: table, row by its key, column."""
        table = self._places[column].table
        key = ", ".join(
            f"{name} {shortened(str(self._values[name]), 24)}"
            for name, place in self._places.items()
            if place.is_key and place.table == table
        )
        return f"table {table}, row {key or 'unknown'}, column {column}"

    def damaged(self, column: str, expected: str) -> DamagedRecord:
        """The error for a value that is not what was ``expected``."""
        return DamagedRecord(
            f"The database is damaged: {self.where(column)}: got {shown(self._values[column])}, "
            f"expected {expected}.",
            hint=MEND,
            code="record_damaged",
            fields={"got": self.where(column)},
        )


def stored(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[StoredRow]:
    """The rows of ``query``, each behind the checks of `StoredRow`."""
    places = {
        str(column.key): _Place(table=column.table.name, is_key=column.primary_key)
        if isinstance(column, Column)
        else _Place(table="", is_key=False)
        for column in query.selected_columns
    }
    for row in connection.execute(query):
        yield StoredRow(places, dict(zip(places, row, strict=True)))


def _pair(item: object) -> tuple[str, str] | None:
    if isinstance(item, list):
        parts = cast("list[object]", item)
        if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], str):
            return parts[0], parts[1]
    return None
