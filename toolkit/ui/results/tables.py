"""Tables of results: as HTML, and as CSV that a link carries with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from toolkit.documents.data_urls import data_url
from toolkit.ui.html import html, joined
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


def table_html(table: Table) -> Markup:
    """The table; wide ones scroll inside their own frame."""
    head = joined(
        html("<th class='{}' scope='col'>{}</th>", _side(column, table), name)
        for column, name in enumerate(table.columns)
    )
    body = joined(
        html(
            "<tr class='{}'>{}</tr>",
            "grey" if number in table.grey else "",
            joined(
                html("<td class='{}'>{}</td>", _side(column, table), value)
                for column, value in enumerate(row)
            ),
        )
        for number, row in enumerate(table.rows)
    )
    return html(
        "<div class='tablewrap'><table class='yields'><thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>",
        head,
        body,
    )


def _side(column: int, table: Table) -> str:
    return "left" if column < table.left else ""


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Comma-separated values with a heading; numbers keep their full digits."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def download_html(
    columns: Sequence[str], rows: Sequence[Sequence[object]], file: str, lang: Lang
) -> Markup:
    """A link that downloads the rows as CSV; the page holds them, the server keeps no file."""
    return html(
        "<a class='plainbutton' download='{}' href='{}'>{}</a>",
        file,
        # The mark at the front says to spreadsheets that it is UTF-8.
        data_url(csv_text(columns, rows).encode("utf-8-sig"), "text/csv"),
        say("results.download", lang),
    )
