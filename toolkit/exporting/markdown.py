"""Text of users in Markdown: shown as it is, never read as markup."""

from __future__ import annotations

import html
import re

from toolkit.errors import one_line

_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~$@])")


def md_text(text: str) -> str:
    """``text`` in one line of running text or of a table's cell."""
    return _MARKUP.sub(r"\\\1", html.escape(one_line(text), quote=False))


def md_block(text: str, language: str = "text") -> str:
    """``text`` as a block of code; its fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def md_table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def k_of_n(k: int, n: int, low: float, high: float) -> str:
    """``12 of 16 (75 %, 95 % interval 50–90 %)``; a dash where nobody judged."""
    if not n:
        return "–"
    return f"{k} of {n} ({k / n:.0%}, 95 % interval {low:.0%} to {high:.0%})"
