"""Tables of results: as HTML, and as CSV and Parquet that links carry with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from toolkit.documents.data_urls import data_url
from toolkit.reporting.tables import csv_text, parquet_bytes
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, say


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns and rows as shown; ``left`` columns are words, the others numbers.

    ``opens`` names the pictures behind each row, which its first column opens
    (`toolkit.ui.results.picture_sets`). ``grey`` numbers the rows that nobody judged: shown in
    grey, never hidden.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    opens: Sequence[str] = ()
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
                html(
                    "<td class='{}'>{}</td>",
                    _side(column, table),
                    opening(value, table.opens[number]) if table.opens and not column else value,
                )
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


def opening(words: str, opens: str) -> Markup:
    """``words`` as a button that opens the pictures ``opens``; the words alone where it is ""."""
    if not opens:
        return html("{}", words)
    return html(
        "<button class='opens' data-act='set' data-set='{}'>{}</button>",
        opens,
        words,
    )


def download_html(
    columns: Sequence[str], rows: Sequence[Sequence[object]], file: str, lang: Lang
) -> Markup:
    """Links that download the rows as ``file``.csv and .parquet; "" is an empty value.

    The page holds them, the server keeps no file.
    """
    # An axis of somebody's own may be called as a column of ours.
    names = [
        f"axis_{name}" if name in columns[place + 1 :] else name
        for place, name in enumerate(columns)
    ]
    records = [
        {name: None if value == "" else value for name, value in zip(names, row, strict=True)}
        for row in rows
    ]
    if not records:
        return NOTHING
    links = (
        # The mark at the front says to spreadsheets that it is UTF-8.
        ("csv", data_url(csv_text(records).encode("utf-8-sig"), "text/csv")),
        ("parquet", data_url(parquet_bytes(records), "application/vnd.apache.parquet")),
    )
    return html(
        "<p class='downloads'>{} {}</p>",
        say("results.download_table", lang),
        joined(
            html(
                "<a class='plainbutton' download='{}.{}' href='{}'>{}</a>",
                file,
                ending,
                url,
                say(f"results.{ending}", lang),
            )
            for ending, url in links
        ),
    )
