"""The Words tab: search and filters, cards, the drawer of one gesture, two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import BadInput, GestureError
from toolkit.suggesting.suggest import suggest
from toolkit.ui.html import text, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import as_lang, say
from toolkit.ui.reporting import answered, guarded
from toolkit.ui.state import Desk, gesture_label
from toolkit.ui.theme import page_script
from toolkit.ui.words.cards import cards_html
from toolkit.ui.words.compare import compare_html, picking_html
from toolkit.ui.words.drawings import entry_url
from toolkit.ui.words.entry import drawer_html
from toolkit.ui.words.filters import Wanted, find_gestures
from toolkit.ui.words.search_form import WordsForm, build_form
from toolkit.ui.words.suggestions import suggestions_html

PICTURES_AT_ONCE = 24
PROMPT_CHARACTERS = 4000


@dataclass(frozen=True, kw_only=True)
class WordsTab:
    """The tab's parts; ``picked`` holds the first of two gestures to compare while one waits."""

    form: WordsForm
    prompt: gr.Textbox
    suggested: gr.HTML
    picking: gr.HTML
    picked: gr.State
    cards: gr.HTML
    drawer: gr.HTML


def build_words(desk: Desk, labels: Labels) -> WordsTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    @answered
    def pictures(given: dict[str, object]) -> dict[str, object]:
        wanted = given.get("hashes")
        found: dict[str, object] = {}
        for each in wanted[:PICTURES_AT_ONCE] if isinstance(wanted, list) else []:
            try:
                found[str(each)] = entry_url(str(each), desk.vocabulary)
            except GestureError:
                found[str(each)] = ""  # the place stays empty
        return found

    def html(name: str) -> gr.HTML:
        return gr.HTML(
            "",
            js_on_load=page_script(),
            elem_id=f"words-{name}",
            server_functions=[pictures],
            apply_default_css=False,
        )

    form = build_form(desk.vocabulary, labels)
    title = say("suggest.title", "en")
    with labels.add(
        gr.Accordion(title, open=False, elem_id="words-suggest"), label="suggest.title"
    ):
        prompt = labels.add(
            gr.Textbox(
                label=say("suggest.label", "en"),
                placeholder=say("suggest.placeholder", "en"),
                lines=2,
                max_lines=6,
                max_length=PROMPT_CHARACTERS,
                elem_id="words-prompt",
            ),
            label="suggest.label",
            placeholder="suggest.placeholder",
        )
        suggested = html("suggested")
    return WordsTab(
        form=form,
        prompt=prompt,
        suggested=suggested,
        picking=html("picking"),
        picked=gr.State(""),
        cards=html("cards"),
        drawer=html("drawer"),
    )


def wire_words(tab: WordsTab, desk: Desk, language: gr.Radio, gestures: gr.Dropdown) -> None:
    """Connect the tab; ``gestures`` is the Sweep tab's choice that "Add to sweep" fills."""
    vocabulary = desk.vocabulary

    def find(lang: str, *given: str | None) -> str:
        words, kind, fingers, hands = (each or "" for each in given)
        wanted = Wanted(words=words, kind=kind, fingers=fingers, hands=hands)
        found = find_gestures(vocabulary, wanted)
        return cards_html(
            found, wanted, len(vocabulary.gestures), as_lang(lang), desk.pass_counts()
        )

    def lacking(prompt: str | None, lang: str) -> str:
        try:
            return suggestions_html(suggest(prompt or "", vocabulary), vocabulary, as_lang(lang))
        except GestureError as error:
            return trouble(error)

    @guarded
    def act(
        lang: str, picked: str, chosen: list[str] | None, event: gr.EventData
    ) -> dict[Any, Any]:
        """What a button on the tab asks for; parts that are not named stay as they are."""
        speech, asked = as_lang(lang), str(getattr(event, "act", ""))
        rested = {tab.picked: "", tab.picking: ""}
        if asked == "show-all":
            return dict.fromkeys(tab.form.inputs, "")
        if asked == "cancel":
            return rested
        gesture = vocabulary.gesture(str(getattr(event, "id", "")))
        if asked == "add":
            label = gesture_label(gesture, speech)
            gr.Info(text(say("words.added", speech, name=label)), duration=3)
            return {gestures: list(dict.fromkeys([*(chosen or []), gesture.id]))}
        if asked == "pick":
            return {
                tab.picked: gesture.id,
                tab.picking: picking_html(gesture, speech),
                tab.drawer: "",
            }
        if asked == "compare" or picked:
            first = vocabulary.gesture(picked) if picked else gesture
            second = gesture if picked else vocabulary.gesture(str(getattr(event, "other", "")))
            return {**rested, tab.drawer: compare_html(first, second, vocabulary, speech)}
        return {
            tab.drawer: drawer_html(gesture, vocabulary, speech, desk.phrase_pass_counts(gesture))
        }

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [*(part.change for part in tab.form.inputs), language.change],
        find,
        [language, *tab.form.inputs],
        tab.cards,
        trigger_mode="always_last",
        **quick,
    )
    gr.on(
        [tab.prompt.change, language.change],
        lacking,
        [tab.prompt, language],
        tab.suggested,
        trigger_mode="always_last",
        **quick,
    )
    for part in (tab.cards, tab.drawer, tab.suggested, tab.picking):
        part.act(
            act,
            [language, tab.picked, gestures],
            [*tab.form.inputs, tab.picked, tab.picking, tab.drawer, gestures],
            **quick,
        )
    language.change(lambda: ("", "", ""), None, [tab.drawer, tab.picking, tab.picked], **quick)


def first_cards(desk: Desk, lang: str) -> Iterator[str]:
    """The cards when the page is opened; their pictures come as the screen nears them."""
    found = find_gestures(desk.vocabulary, Wanted())
    if not found:
        raise BadInput("The vocabulary is empty.", hint="Check it with: gesture vocab lint")
    yield cards_html(found, Wanted(), len(found), as_lang(lang), desk.pass_counts())
