"""A table as escaped HTML that needs no style sheet, for the end of a notebook's cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

MAX_ROWS = 60


def html_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "") -> str:
    """``heads`` over ``rows``, at most 60 of them; numbers stand on the right."""
    listed = list(rows)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in listed[:MAX_ROWS])
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    left = len(listed) - MAX_ROWS
    more = f"<p>and {left:,} more rows: <code>.to_frame()</code></p>" if left > 0 else ""
    said = f"<p>{escape(caption)}</p>" if caption else ""
    return f"{said}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    number = isinstance(value, int | float) or str(value)[:1] in "0123456789+−"
    style = " style='text-align:right'" if number else " style='text-align:left'"
    return f"<td{style}>{escape(str(value))}</td>"
