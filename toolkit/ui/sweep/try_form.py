"""The Sweep tab's first question: what do you want to try? A prompt becomes mine against ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.running.forecast import Forecast
from toolkit.suggesting.suggest import suggest
from toolkit.sweeps.own_words import OwnWords, mine_against_ours
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.html import NOTHING, html, joined, notice
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import value_words
from toolkit.ui.state import AppState
from toolkit.ui.sweep.form_plan import cost_words, plan_link, product_words, untaught_words
from toolkit.ui.sweep.prompt_view import marks_unheard
from toolkit.vocabulary import Vocabulary

MAX_PROMPT = 2_000
FOUND = ""
"""The gesture that is looked for in the prompt."""

CHIPS = 2
"""How many words are offered of each kind that the prompt lacks."""


@dataclass(frozen=True, kw_only=True)
class TryParts:
    """The question's components."""

    prompt: gr.Textbox
    negative: gr.Textbox
    gesture: gr.Dropdown
    preview: gr.HTML
    run: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """What is typed and chosen."""
        return [self.prompt, self.negative, self.gesture]

    def asked(self, given: Mapping[Any, Any]) -> bool:
        """Whether anything was typed at all."""
        return any(str(given.get(each) or "").strip() for each in (self.prompt, self.negative))

    def read(
        self, given: Mapping[Any, Any], vocabulary: Vocabulary, models: Sequence[str]
    ) -> tuple[OwnWords, Plan]:
        """The plan of what was typed, for ``models``; raises what `mine_against_ours` does."""
        own = mine_against_ours(
            str(given[self.prompt] or ""),
            vocabulary,
            negative=str(given[self.negative] or ""),
            gesture=str(given[self.gesture] or ""),
            model=models or None,
        )
        return own, load_plan(own.plan, vocabulary)


def build_try(shared: AppState, labels: Labels, part: Callable[[str], gr.HTML]) -> TryParts:
    """Lay out the question; to be called inside a column. ``part`` makes an HTML part."""
    labels.add(
        gr.Markdown(f"## {say('try.title', 'en')}", elem_id="try-title"),
        value=lambda lang: f"## {say('try.title', lang)}",
    )

    def box(name: str, lines: int) -> gr.Textbox:
        key = f"try.{name}"
        return labels.add(
            gr.Textbox(
                label=say(key, "en"),
                placeholder=say(f"{key}.example", "en"),
                lines=lines,
                max_lines=8,
                max_length=MAX_PROMPT,
                elem_id=f"try-{name}",
            ),
            label=key,
            placeholder=f"{key}.example",
        )

    def choices(lang: Lang) -> list[tuple[str, str]]:
        return [
            (say("try.gesture.found", lang), FOUND),
            *shared.gesture_choices(lang, shared.models[:1]),
        ]

    prompt = box("prompt", 3)
    negative = box("negative", 1)
    gesture = labels.add(
        gr.Dropdown(
            label=say("try.gesture", "en"),
            choices=choices("en"),
            value=FOUND,
            elem_id="try-gesture",
        ),
        label="try.gesture",
        choices=choices,
    )
    preview = part("try")
    run = labels.add(
        gr.Button(
            say("try.run", "en"),
            variant="primary",
            interactive=False,
            elem_id="try-run",
            min_width=180,
        ),
        value="try.run",
    )
    return TryParts(prompt=prompt, negative=negative, gesture=gesture, preview=preview, run=run)


def preview_html(
    own: OwnWords, plan: Plan, cost: Forecast, prompt: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """What will be compared, how many pictures, and what the prompt does not say yet."""
    factors, total = product_words(plan, lang)
    return html(
        "<p>{}</p><p class='count'>{} = <b>{}</b></p><p class='quiet'>{}</p>{}{}{}{}{}",
        _said(own, plan, vocabulary, lang),
        factors,
        total,
        cost_words(cost, lang),
        notice(untaught_words(plan, vocabulary, lang)),
        _prompt(prompt, plan, lang),
        joined(
            html("<p class='quiet'>{}</p>", say(f"note.{note.kind}", lang, got=note.got))
            for note in plan.notes
        ),
        _missing(prompt, own, vocabulary, lang) if own.gesture else NOTHING,
        plan_link(plan, lang),
    )


def _said(own: OwnWords, plan: Plan, vocabulary: Vocabulary, lang: Lang) -> str:
    between = ", " if lang == "en" else "、"
    shown = between.join(
        value_words("gesture", id, vocabulary, lang) for id in plan.axes["gesture"]
    )
    key = {"phrase": "found", "prompt": "whole", "words": "words", "negative": "negatives"}
    sentences = [say(f"try.{key[own.kind]}", lang, gesture=shown, gestures=shown, mine=own.mine)]
    if own.kind != "negative" and len(plan.axes.get("negative", ())) > 1:
        sentences.append(say("try.with_negative", lang))
    return (" " if lang == "en" else "").join([*sentences, say("try.same_seeds", lang)])


def _prompt(prompt: str, plan: Plan, lang: Lang) -> Markup:
    """What was typed, with the words underlined that the model does not know."""
    said = marks_unheard(plan.models, lang)(prompt)
    return html("<p class='typed'>{}</p>", said) if "<u " in said else NOTHING


def _missing(prompt: str, own: OwnWords, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """Words of each kind that the prompt lacks; of the fingers those of the gesture found."""
    said: list[str] = []
    for lack in suggest(prompt, vocabulary).lacks:
        if lack.kind == "fingers":
            phrases = vocabulary.gesture(own.gesture).phrases_in(own.language)
            said += phrases[-1:]
        elif lack.kind != "negative":
            said += lack.words[:CHIPS]
    if not said:
        return NOTHING
    chips = joined(
        html("<button class='chip' data-act='add' data-text='{0}'>+ {0}</button>", words)
        for words in said
    )
    title = say("try.not_said", lang)
    return html("<p class='quiet'>{}</p><div class='chips'>{}</div>", title, chips)
