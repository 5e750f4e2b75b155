"""A yield so far, in words and as a thin bar."""

from __future__ import annotations

from toolkit.rating.records import Tally
from toolkit.rating.yields import wilson_interval
from toolkit.ui.html import text
from toolkit.ui.texts import Lang, say


def tally_html(tally: Tally | None, lang: Lang) -> str:
    """The bar with its k of n; nothing where nobody judged. The interval is in the tooltip."""
    if tally is None or tally.n == 0:
        return ""
    words = say("results.k_of_n", lang, k=tally.k, n=tally.n)
    low, high = wilson_interval(tally.k, tally.n)
    whole = say("words.tally", lang, k=tally.k, n=tally.n, low=f"{low:.0%}", high=f"{high:.0%}")
    return (
        f"<span class='tally' title='{text(whole)}'><span class='rail' aria-hidden='true'>"
        f"<i style='width: {100 * tally.k / tally.n:.1f}%'></i></span>"
        f"<span>{text(words)}</span></span>"
    )
