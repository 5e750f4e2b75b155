"""Tables of results: as HTML, and as CSV that a link carries with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.ui.html import data_url, text
from toolkit.ui.language.texts import Lang, say


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns and rows as shown; ``left`` columns are words, the others numbers.

    ``grey`` numbers the rows that nobody judged: shown in grey, never hidden.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    grey: frozenset[int] = frozenset()


def table_html(table: Table) -> str:
    """The table; wide ones scroll inside their own frame."""
    head = "".join(
        f"<th class='{'left' if i < table.left else ''}' scope='col'>{text(name)}</th>"
        for i, name in enumerate(table.columns)
    )
    body = "".join(
        f"<tr class='{'grey' if number in table.grey else ''}'>"
        + "".join(
            f"<td class='{'left' if i < table.left else ''}'>{text(value)}</td>"
            for i, value in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    return (
        f"<div class='tablewrap'><table class='yields'><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Comma-separated values with a heading; numbers keep their full digits."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def download_html(
    columns: Sequence[str], rows: Sequence[Sequence[object]], file: str, lang: Lang
) -> str:
    """A link that downloads the rows as CSV; the page holds them, the server keeps no file."""
    # The mark at the front tells spreadsheets that it is UTF-8.
    url = data_url(csv_text(columns, rows).encode("utf-8-sig"), "text/csv")
    return (
        f"<a class='plainbutton' download='{text(file)}' href='{url}'>"
        f"{text(say('results.download', lang))}</a>"
    )
