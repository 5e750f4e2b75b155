"""A yield so far, in words and as a thin bar."""

from __future__ import annotations

from toolkit.rating.yields import PassCount, wilson_interval
from toolkit.ui.html import text
from toolkit.ui.language.texts import Lang, say


def yield_bar(count: PassCount | None, lang: Lang) -> str:
    """The bar with its k of n; nothing where nobody judged. The interval is in the tooltip."""
    if count is None or count.n == 0:
        return ""
    words = say("results.k_of_n", lang, k=count.k, n=count.n)
    low, high = wilson_interval(count.k, count.n)
    whole = say("words.so_far", lang, k=count.k, n=count.n, low=f"{low:.0%}", high=f"{high:.0%}")
    return (
        f"<span class='yieldbar' title='{text(whole)}'><span class='rail' aria-hidden='true'>"
        f"<i style='width: {100 * count.k / count.n:.1f}%'></i></span>"
        f"<span>{text(words)}</span></span>"
    )
