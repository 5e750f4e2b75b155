"""The Words tab: search, cards, and the drawer of one gesture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import BadInput
from toolkit.ui.cards import cards_html, drawer_html, find_gestures, kinds
from toolkit.ui.desk import Desk, gesture_label
from toolkit.ui.guard import guarded
from toolkit.ui.html import text
from toolkit.ui.labels import Labels
from toolkit.ui.texts import TEXTS, Lang, as_lang, say
from toolkit.ui.theme import script

FIRST_CARDS = 12


@dataclass(frozen=True, kw_only=True)
class WordsTab:
    """The parts that other tabs and the app's start need."""

    search: gr.Textbox
    kind: gr.Dropdown
    cards: gr.HTML
    drawer: gr.HTML


def build_words(desk: Desk, labels: Labels) -> WordsTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""
    vocabulary = desk.vocabulary
    with gr.Row():
        search = labels.add(
            gr.Textbox(
                label=say("words.search_label", "en"),
                placeholder=say("words.search", "en"),
                elem_id="words-search",
                scale=3,
                max_length=200,
            ),
            label="words.search_label",
            placeholder="words.search",
        )

        def kind_choices(lang: Lang) -> list[tuple[str, str]]:
            named = [(_kind_name(kind, lang), kind) for kind in kinds(vocabulary)]
            return [(say("words.all_kinds", lang), ""), *named]

        kind = labels.add(
            gr.Dropdown(
                label=say("words.kind", "en"),
                choices=kind_choices("en"),
                value="",
                filterable=False,
                scale=1,
                min_width=140,
                elem_id="words-kind",
            ),
            label="words.kind",
            choices=kind_choices,
        )
    cards = gr.HTML(
        "", js_on_load=script("page.js"), elem_id="words-cards", apply_default_css=False
    )
    drawer = gr.HTML(
        "", js_on_load=script("page.js"), elem_id="words-drawer", apply_default_css=False
    )
    return WordsTab(search=search, kind=kind, cards=cards, drawer=drawer)


def wire_words(tab: WordsTab, desk: Desk, language: gr.Radio, gestures: gr.Dropdown) -> None:
    """Connect the tab; ``gestures`` is the Sweep tab's choice that "Add to sweep" fills."""
    vocabulary = desk.vocabulary

    def find(words: str | None, kind: str | None, lang: str) -> str:
        said = words or ""
        return cards_html(find_gestures(vocabulary, said, kind or ""), said, as_lang(lang))

    @guarded
    def act(lang: str, event: gr.EventData) -> tuple[Any, Any, Any]:
        if getattr(event, "act", "") == "show-all":
            return gr.update(value=""), gr.update(value=""), ""
        gesture = vocabulary.gesture(str(getattr(event, "id", "")))
        return gr.skip(), gr.skip(), drawer_html(gesture, vocabulary, as_lang(lang))

    @guarded
    def add(chosen: list[str] | None, lang: str, event: gr.EventData) -> Any:
        gesture = vocabulary.gesture(str(getattr(event, "id", "")))
        label = gesture_label(gesture, as_lang(lang))
        gr.Info(text(say("words.added", as_lang(lang), name=label)), duration=3)
        return gr.update(value=list(dict.fromkeys([*(chosen or []), gesture.id])))

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [tab.search.change, tab.kind.change, language.change],
        find,
        [tab.search, tab.kind, language],
        tab.cards,
        trigger_mode="always_last",
        **quick,
    )
    tab.cards.act(act, language, [tab.search, tab.kind, tab.drawer], **quick)
    tab.drawer.act(add, [gestures, language], gestures, **quick)
    language.change(lambda: "", None, tab.drawer, **quick)


def first_cards(desk: Desk, lang: str) -> Iterator[str]:
    """The cards when the page is opened: the first ones at once, all of them when drawn."""
    found = find_gestures(desk.vocabulary, "", "")
    if not found:
        raise BadInput("The vocabulary is empty.", hint="Check it with: gesture vocab lint")
    yield cards_html(found[:FIRST_CARDS], "", as_lang(lang), of=len(found))
    yield cards_html(found, "", as_lang(lang))


def _kind_name(kind: str, lang: Lang) -> str:
    key = f"kind.{kind}"
    return say(key, lang) if key in TEXTS else kind
