"""The Words tab's search box and filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.filters import ANY, FINGERS, HANDS, Wanted, kind_name, kinds
from toolkit.vocabulary import Vocabulary

Choices = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class WordsForm:
    """What is looked for, as parts of the page."""

    search: gr.Textbox
    kind: gr.Dropdown
    fingers: gr.Radio
    hands: gr.Radio

    @property
    def inputs(self) -> list[Any]:
        """All parts."""
        return [self.search, self.kind, self.fingers, self.hands]

    def read(self, given: Mapping[Any, Any]) -> Wanted:
        """What is looked for, from the values of the parts; None is an empty choice."""
        return Wanted(
            words=given[self.search] or ANY,
            kind=given[self.kind] or ANY,
            fingers=given[self.fingers] or ANY,
            hands=given[self.hands] or ANY,
        )


def build_form(vocabulary: Vocabulary, labels: Labels) -> WordsForm:
    """Lay out the search box and its filters."""

    def kind_choices(lang: Lang) -> Choices:
        named = [(kind_name(kind, lang), kind) for kind in kinds(vocabulary)]
        return [(say("words.all_kinds", lang), ANY), *named]

    def finger_choices(lang: Lang) -> Choices:
        return [(say("words.any", lang), ANY), *((each, each) for each in FINGERS)]

    def hand_choices(lang: Lang) -> Choices:
        named = [(say(f"hands.{each}", lang), each) for each in HANDS]
        return [(say("words.any", lang), ANY), *named]

    with gr.Row(elem_classes=["filters"]):
        search = labels.add(
            gr.Textbox(
                label=say("words.search_label", "en"),
                placeholder=say("words.search", "en"),
                elem_id="words-search",
                scale=3,
                min_width=220,
                max_length=200,
            ),
            label="words.search_label",
            placeholder="words.search",
        )
        kind = labels.add(
            gr.Dropdown(
                label=say("words.kind", "en"),
                choices=kind_choices("en"),
                value=ANY,
                filterable=False,
                scale=1,
                min_width=140,
                elem_id="words-kind",
            ),
            label="words.kind",
            choices=kind_choices,
        )
        fingers = _segments("words.fingers", "words-fingers", finger_choices, labels)
        hands = _segments("words.hands", "words-hands", hand_choices, labels)
    return WordsForm(search=search, kind=kind, fingers=fingers, hands=hands)


def _segments(
    key: str, elem_id: str, choices: Callable[[Lang], Sequence[tuple[str, str]]], labels: Labels
) -> gr.Radio:
    """A few choices in one row, the first of which asks for nothing."""
    radio = gr.Radio(
        label=say(key, "en"),
        choices=list(choices("en")),
        value=ANY,
        scale=0,
        min_width=140,
        elem_id=elem_id,
        elem_classes=["segments"],
    )
    return labels.add(radio, label=key, choices=choices)
