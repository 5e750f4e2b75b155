"""Prompts with their weights to be seen: the stronger a word, the darker its ground."""

from __future__ import annotations

from markupsafe import Markup, escape

from toolkit.prompts import flatten, render
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.plan import Plan
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, number, say

SHOWN = 12
LOOKED_AT = 400


def prompts_html(plan: Plan, lang: Lang) -> Markup:
    """The plan's first different prompts, negatives below them, and how many more cells."""
    first = [
        html("<li>{}{}</li>", shaded(prompt), _negative(render(negative, "plain"), lang))
        for prompt, negative in plan.prompt_trees("compel", limit=SHOWN, among=LOOKED_AT)
    ]
    rest = plan.cell_count - len(first)
    more = html("<p class='quiet'>{}</p>", say("sweep.prompts_more", lang, n=number(rest)))
    listed = html("<ul class='prompts'>{}</ul>", joined(first))
    return listed + more if rest > 0 else listed


def shaded(prompt: Prompt) -> Markup:
    """One prompt: weight 1 is plain, more is darker, less is fainter; the number stands by."""
    spans: list[Markup] = []
    for part in flatten(prompt):
        if part.weight == 1.0:
            spans.append(escape(part.text))
            continue
        strong = part.weight > 1.0
        alpha = min(0.6, 0.12 + 0.5 * (part.weight - 1.0)) if strong else 0.0
        ink = 1.0 if strong else max(0.45, 0.3 + 0.7 * part.weight)
        spans.append(
            html(
                "<span class='w' style='background: rgb(var(--tint) / {alpha}); "
                "opacity: {ink}'>{words}<sup>{weight}</sup></span>",
                alpha=f"{alpha:.2f}",
                ink=f"{ink:.2f}",
                words=part.text,
                weight=f"{part.weight:g}",
            )
        )
    return joined(spans)


def _negative(words: str, lang: Lang) -> Markup:
    if not words:
        return NOTHING
    return html("<span class='neg'>{}: {}</span>", say("sweep.negative_line", lang), words)
