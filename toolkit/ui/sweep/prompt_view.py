"""Prompts with their weights to be seen: the stronger a word, the darker its ground."""

from __future__ import annotations

from itertools import islice

from toolkit.prompts import flatten, render
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.plan import Plan
from toolkit.ui.html import text
from toolkit.ui.language.texts import Lang, number, say

SHOWN = 12
LOOKED_AT = 400


def prompts_html(plan: Plan, lang: Lang) -> str:
    """The plan's first different prompts, negatives below them, and how many more cells."""
    seen: dict[tuple[str, str], str] = {}
    for cell in islice(plan.cells(), LOOKED_AT):
        prompt, negative = plan.prompt(cell), plan.negative(cell)
        key = (render(prompt, "compel"), render(negative, "plain"))
        if key not in seen and len(seen) == SHOWN:
            break
        if key not in seen:
            seen[key] = f"<li>{shaded(prompt)}{_negative(key[1], lang)}</li>"
    rest = plan.cell_count - len(seen)
    more = f"<p class='quiet'>{text(say('sweep.prompts_more', lang, n=number(rest)))}</p>"
    listed = f"<ul class='prompts'>{''.join(seen.values())}</ul>"
    return listed + (more if rest > 0 else "")


def shaded(prompt: Prompt) -> str:
    """One prompt: weight 1 is plain, more is darker, less is fainter; the number stands by."""
    spans: list[str] = []
    for part in flatten(prompt):
        words = text(part.text)
        if part.weight == 1.0:
            spans.append(words)
            continue
        strong = part.weight > 1.0
        alpha = min(0.6, 0.12 + 0.5 * (part.weight - 1.0)) if strong else 0.0
        ink = 1.0 if strong else max(0.45, 0.3 + 0.7 * part.weight)
        style = f"background: rgb(var(--tint) / {alpha:.2f}); opacity: {ink:.2f}"
        spans.append(f"<span class='w' style='{style}'>{words}<sup>{part.weight:g}</sup></span>")
    return "".join(spans)


def _negative(words: str, lang: Lang) -> str:
    if not words:
        return ""
    return f"<span class='neg'>{text(say('sweep.negative_line', lang))}: {text(words)}</span>"
