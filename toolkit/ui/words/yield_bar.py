"""A yield so far, in words and as a thin bar."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.rating.yields import PassCount, wilson_interval
from toolkit.ui.html import NOTHING, html
from toolkit.ui.language.texts import Lang, say


def yield_bar(count: PassCount | None, lang: Lang) -> Markup:
    """The bar with its k of n; nothing where nobody judged. The interval is in the tooltip."""
    if count is None or count.n == 0:
        return NOTHING
    low, high = wilson_interval(count.k, count.n)
    return html(
        "<span class='yieldbar' title='{whole}'><span class='rail' aria-hidden='true'>"
        "<i style='width: {share:.1f}%'></i></span><span>{words}</span></span>",
        whole=say("words.so_far", lang, k=count.k, n=count.n, low=f"{low:.0%}", high=f"{high:.0%}"),
        share=100 * count.k / count.n,
        words=say("results.k_of_n", lang, k=count.k, n=count.n),
    )
