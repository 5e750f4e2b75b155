"""What a finished run found, beside its grid: each axis that varies, on the same seeds."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.errors import GestureError, PromptError
from toolkit.generation.model_words import model_words
from toolkit.prompts.compel_syntax import parse_compel
from toolkit.prompts.known_words import unknown_words
from toolkit.prompts.tree import flatten
from toolkit.rating import Effect, effects
from toolkit.sweeps.contact_sheet import varying_axes
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.values import short_model, value_words
from toolkit.ui.results.plots import Bar, forest_html
from toolkit.ui.results.sections import few_seeds, mending_words, unpaired_words
from toolkit.ui.sweep.grid import SEED, RunPictures
from toolkit.vocabulary import Vocabulary

MAX_ROWS = 12
MAX_WORDS = 30


def findings_html(view: RunPictures, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """The same-seed effects of the run's axes as one plot; nothing while nobody has judged."""
    if not any(cell.outcome != "unjudged" for cell in view.judged):
        return NOTHING
    bars: list[Bar] = []
    seeds = 0
    compared: list[Effect] = []
    mended: Markup = NOTHING
    for axis in varying_axes(cell for cell, _ in view.pairs):
        if axis in ("gesture", SEED):
            continue
        try:
            found = effects(view.judged, axis)
        except GestureError:
            continue
        mended = mended or mending_words(axis, found, lang)
        for each in found:
            difference = each.difference
            compared.append(each)
            seeds = max(seeds, difference.seeds)
            value, against = (
                value_words(axis, said, vocabulary, lang) for said in (each.value, each.reference)
            )
            bars.append(
                Bar(
                    label=f"{axis_name(axis, lang)}: {value} − {against}",
                    value=difference.difference,
                    low=difference.low,
                    high=difference.high,
                    words=f"{difference.difference:+.0%} "
                    f"({difference.low:+.0%} – {difference.high:+.0%})",
                )
            )
    unheard = _unheard(view, lang)
    if not bars:
        return unheard
    plot = forest_html(bars[:MAX_ROWS], axis=say("results.axis_change", lang), percent=True)
    title = html("<h3>{}</h3>", say("found.title", lang))
    return html(
        "<section class='findings'>{}</section>",
        joined(
            [
                title,
                few_seeds(seeds, lang) if any(each.paired for each in compared) else NOTHING,
                unpaired_words(compared, lang),
                mended,
                plot,
                unheard,
            ]
        ),
    )


def _unheard(view: RunPictures, lang: Lang) -> Markup:
    """The words of the run's prompts that a model has never heard, model by model."""
    texts: dict[str, dict[str, None]] = {}
    for _, request in view.pairs:
        texts.setdefault(request.model, {}).setdefault(_words(request))
    lines: list[Markup] = []
    for model, prompts in texts.items():
        known = model_words(model)
        if known is None:
            continue
        words = unknown_words("\n".join(prompts), known.words)
        if words:
            more = ", …" if len(words) > MAX_WORDS else ""
            shown = ", ".join(words[:MAX_WORDS]) + more
            said = say("found.unknown", lang, model=short_model(model), words=shown)
            lines.append(html("<p class='quiet'>{}</p>", said))
    return joined(lines)


def _words(request: GenerationRequest) -> str:
    """The prompt without its weights, which no model hears."""
    if request.dialect != "compel":
        return request.prompt
    try:
        return " ".join(part.text for part in flatten(parse_compel(request.prompt)))
    except PromptError:
        return request.prompt
