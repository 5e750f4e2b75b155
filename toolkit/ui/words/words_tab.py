"""The Words tab: search and filters, cards, the dialog of one gesture, of two side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup, escape

from toolkit.errors import BadInput, GestureError
from toolkit.suggesting.missing import with_words
from toolkit.suggesting.suggest import suggest
from toolkit.ui.html import NOTHING, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.language.values import gesture_label
from toolkit.ui.reporting import answered, guarded_in
from toolkit.ui.state import AppState
from toolkit.ui.theme import page_script
from toolkit.ui.words.cards import cards_html
from toolkit.ui.words.compare import compare_html, picking_html
from toolkit.ui.words.drawings import entry_url
from toolkit.ui.words.entry import entry_html
from toolkit.ui.words.filters import Wanted, find_gestures
from toolkit.ui.words.pass_counts import PassCounts
from toolkit.ui.words.search_form import WordsForm, build_form
from toolkit.ui.words.suggestions import suggestions_html

PICTURES_AT_ONCE = 24
PROMPT_CHARACTERS = 4000
Given = Mapping[Any, Any]
"""What a handler gets: the value of each component it asked for, by the component."""
Updates = dict[Any, Any]
"""What a handler gives: new values by component; the others stay as they are."""


@dataclass(frozen=True, kw_only=True)
class WordsTab:
    """The tab's parts; ``picked`` holds the first of two gestures to compare while one waits."""

    form: WordsForm
    prompt: gr.Textbox
    suggested: gr.HTML
    picking: gr.HTML
    picked: gr.State
    cards: gr.HTML
    dialog: gr.HTML
    pass_counts: PassCounts


def build_words(shared: AppState, labels: Labels) -> WordsTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""

    @answered
    def pictures(given: dict[str, object]) -> dict[str, object]:
        wanted = given.get("hashes")
        found: dict[str, object] = {}
        for each in wanted[:PICTURES_AT_ONCE] if isinstance(wanted, list) else []:
            try:
                found[str(each)] = entry_url(str(each), shared.vocabulary)
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

    form = build_form(shared.vocabulary, labels)
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
        dialog=html("dialog"),
        pass_counts=PassCounts(shared),
    )


def wire_words(tab: WordsTab, shared: AppState, language: gr.Radio, gestures: gr.Dropdown) -> None:
    """Connect the tab; ``gestures`` is the Sweep tab's choice that "Add to sweep" fills."""
    vocabulary = shared.vocabulary

    def find(given: Given) -> Updates:
        wanted = tab.form.read(given)
        found = find_gestures(vocabulary, wanted)
        lang, counts = as_lang(given[language]), tab.pass_counts.by_gesture()
        return {tab.cards: cards_html(found, wanted, len(vocabulary.gestures), lang, counts)}

    def look_at_prompt(given: Given) -> Updates:
        lang = as_lang(given[language])
        try:
            found = suggest(given[tab.prompt] or "", vocabulary)
            return {tab.suggested: suggestions_html(found, vocabulary, lang)}
        except GestureError as error:
            return {tab.suggested: trouble(error, lang)}

    @guarded_in(language)
    def act(given: Given, event: gr.EventData) -> Updates:
        """What a button on the tab asks for; parts that are not named stay as they are."""
        lang, picked = as_lang(given[language]), given[tab.picked]
        action = str(getattr(event, "act", ""))
        nothing_picked: Updates = {tab.picked: "", tab.picking: ""}
        if action == "show-all":
            return dict.fromkeys(tab.form.inputs, "")
        if action == "cancel":
            return nothing_picked
        if action == "put":
            words = str(getattr(event, "text", ""))[:PROMPT_CHARACTERS]
            return {tab.prompt: with_words(given[tab.prompt] or "", words)}
        gesture = vocabulary.gesture(str(getattr(event, "id", "")))
        if action == "add":
            words = say("words.added", lang, name=gesture_label(gesture, lang))
            gr.Info(escape(words), duration=3)
            return {gestures: list(dict.fromkeys([*(given[gestures] or []), gesture.id]))}
        if action == "pick":
            picking = picking_html(gesture, lang)
            return {tab.picked: gesture.id, tab.picking: picking, tab.dialog: ""}
        if action == "compare" or picked:
            first = vocabulary.gesture(picked) if picked else gesture
            second = gesture if picked else vocabulary.gesture(str(getattr(event, "other", "")))
            return {**nothing_picked, tab.dialog: compare_html(first, second, vocabulary, lang)}
        return {tab.dialog: opened_entry(shared, [gesture.id], lang)}

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [*(part.change for part in tab.form.inputs), language.change],
        find,
        {language, *tab.form.inputs},
        [tab.cards],
        trigger_mode="always_last",
        **quick,
    )
    gr.on(
        [tab.prompt.change, language.change],
        look_at_prompt,
        {tab.prompt, language},
        [tab.suggested],
        trigger_mode="always_last",
        **quick,
    )
    for part in (tab.cards, tab.dialog, tab.suggested, tab.picking):
        part.act(
            act,
            {language, tab.picked, tab.prompt, gestures},
            [*tab.form.inputs, tab.prompt, tab.picked, tab.picking, tab.dialog, gestures],
            **quick,
        )
    language.change(
        lambda: {tab.dialog: "", tab.picking: "", tab.picked: ""},
        None,
        [tab.dialog, tab.picking, tab.picked],
        **quick,
    )


def opened_entry(shared: AppState, names: Sequence[str], lang: Lang) -> Markup:
    """The dialog of the gesture that is named, or of two side by side; none of unknown ones."""
    vocabulary = shared.vocabulary
    known = [vocabulary.gestures[name] for name in names[:2] if name in vocabulary.gestures]
    if not known:
        return NOTHING
    if len(known) == 2:
        return compare_html(known[0], known[1], vocabulary, lang)
    counts = shared.phrase_pass_counts(known[0]), shared.phrase_pass_counts(known[0], "zh")
    return entry_html(known[0], vocabulary, lang, *counts)


def first_cards(tab: WordsTab, shared: AppState, lang: str) -> Iterator[str]:
    """The cards when the page is opened; their pictures come as the screen nears them."""
    found = find_gestures(shared.vocabulary, Wanted())
    if not found:
        raise BadInput(
            "The vocabulary is empty.",
            hint="Check it with: gesture vocab lint",
            code="vocabulary_empty",
        )
    yield cards_html(found, Wanted(), len(found), as_lang(lang), tab.pass_counts.by_gesture())
