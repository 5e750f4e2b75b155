"""Statistics as tables: rows in a list that show themselves in a notebook and become a frame.

pandas is imported when a frame is asked for; it ships no types, and its stubs are not installed.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from toolkit.documents.html_tables import html_table

if TYPE_CHECKING:
    import pandas as pd

Row = TypeVar("Row")
Record = Mapping[str, object]

SHARES = ("rate", "low", "high", "difference", "gesture_rate", "form_rate", "agreement")
"""Columns of shares and of their differences, shown as percentages."""

_SHORT = 10


class Table(list[Row], ABC):
    """Rows of one kind; a list in every other respect."""

    shares: ClassVar[tuple[str, ...]] = SHARES
    """Which columns are shown as percentages."""

    @abstractmethod
    def records(self) -> list[Record]:
        """Every row as plain values by column."""

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas frame, a column each for what `records` has."""
        return frame_of(self.records())

    def __repr__(self) -> str:
        shown = "\n".join(_line(record, self.shares) for record in self.records()[:_SHORT])
        more = f"\n… {len(self) - _SHORT:,} more" if len(self) > _SHORT else ""
        return f"{type(self).__name__} of {len(self):,}:\n{shown}{more}" if self else "no rows"

    def _repr_html_(self) -> str:
        return records_html(self.records(), shares=self.shares)


def frame_of(records: Sequence[Record]) -> pd.DataFrame:
    """``records`` as a pandas frame."""
    import pandas as pd

    return pd.DataFrame.from_records([dict(record) for record in records])


def records_html(
    records: Sequence[Record], *, caption: str = "", shares: Sequence[str] = SHARES
) -> str:
    """``records`` as an escaped HTML table, the columns ``shares`` in percent."""
    heads = list(records[0]) if records else []
    rows = [[_said(name, value, shares) for name, value in record.items()] for record in records]
    return html_table(heads, rows, caption=caption or ("" if records else "no rows"))


def _line(record: Record, shares: Sequence[str]) -> str:
    return "  " + ", ".join(f"{name} {_said(name, each, shares)}" for name, each in record.items())


def _said(name: str, value: object, shares: Sequence[str]) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        if name not in shares:
            return f"{value:.3g}"
        return f"{value:+.0%}" if name == "difference" else f"{value:.0%}"
    return str(value)
