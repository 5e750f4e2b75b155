"""Prompts with their weights to be seen: the stronger a word, the darker its ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from toolkit.generation.model_words import model_words
from toolkit.prompts import flatten, render
from toolkit.prompts.known_words import unknown_places
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.plan import Plan
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, number, say
from toolkit.ui.language.values import short_model

SHOWN = 12
LOOKED_AT = 400


Heard = Callable[[str], Markup]
"""Shows a stretch of words, those that the model has never heard with a line under them."""


def prompts_html(plan: Plan, lang: Lang) -> Markup:
    """The plan's first different prompts, negatives below them, and how many more cells."""
    heard = marks_unheard(plan.models, lang)
    first = [
        html("<li>{}{}</li>", shaded(prompt, heard), _negative(render(negative, "plain"), lang))
        for prompt, negative in plan.prompt_trees("compel", limit=SHOWN, among=LOOKED_AT)
    ]
    notes = [
        html("<li>{}</li>", say(f"note.{note.kind}", lang, got=note.got)) for note in plan.notes
    ]
    read = html("<ul class='quiet notes'>{}</ul>", joined(notes)) if notes else NOTHING
    rest = plan.cell_count - len(first)
    more = html("<p class='quiet'>{}</p>", say("sweep.prompts_more", lang, n=number(rest)))
    listed = html("<ul class='prompts'>{}</ul>", joined(first))
    return joined([read, listed, more if rest > 0 else NOTHING])


def marks_unheard(models: Sequence[str], lang: Lang) -> Heard:
    """Underlines the words that the first of ``models`` whose words are known never heard."""
    for model in models:
        known = model_words(model)
        if known is not None:
            break
    else:
        return escape
    said = say("found.unknown_word", lang, model=short_model(model))

    def heard(text: str) -> Markup:
        spans: list[Markup] = []
        at = 0
        for start, end in unknown_places(text, known.words):
            spans += [
                escape(text[at:start]),
                html("<u class='unheard' title='{}'>{}</u>", said, text[start:end]),
            ]
            at = end
        return joined([*spans, escape(text[at:])])

    return heard


def shaded(prompt: Prompt, heard: Heard = escape) -> Markup:
    """One prompt: weight 1 is plain, more is darker, less is fainter; the number stands by."""
    spans: list[Markup] = []
    for part in flatten(prompt):
        if part.weight == 1.0:
            spans.append(heard(part.text))
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
                words=heard(part.text),
                weight=f"{part.weight:g}",
            )
        )
    return joined(spans)


def _negative(words: str, lang: Lang) -> Markup:
    if not words:
        return NOTHING
    return html("<span class='neg'>{}: {}</span>", say("sweep.negative_line", lang), words)
