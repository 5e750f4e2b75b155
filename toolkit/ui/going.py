"""Going to an address: its tab is opened, its run shown, its drawers opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import GestureError
from toolkit.ui.addresses import Address, read_address
from toolkit.ui.html import NOTHING
from toolkit.ui.language.texts import Lang, as_lang
from toolkit.ui.rate.rate_tab import RateTab, read_rate
from toolkit.ui.reporting import merged
from toolkit.ui.results.choice import choice_at
from toolkit.ui.results.results_tab import ResultsTab
from toolkit.ui.results.results_view import read_results
from toolkit.ui.results.results_wiring import QUEUED, opened_in
from toolkit.ui.results.set_drawer import TILES, set_drawer
from toolkit.ui.serving.visitors import answer_for, visitor_of
from toolkit.ui.state import AppState
from toolkit.ui.sweep.run_view import layout_at
from toolkit.ui.sweep.sweep_tab import SweepTab
from toolkit.ui.sweep.wiring import opened_picture
from toolkit.ui.words.words_tab import WordsTab, opened_entry

Updates = dict[Any, Any]
# The page's script asks by this function for what an address names.
ASK = "window.gestureGo = address => trigger('act', { address });"
SAY_RATED = """(run) => {
  window.gestureAt?.('rate', run ? 'rate?run=' + encodeURIComponent(run) : 'rate');
}"""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where an address may lead: the app's tabs."""

    tabs: gr.Tabs
    words: WordsTab
    sweep: SweepTab
    rate: RateTab
    results: ResultsTab

    @property
    def dialogs(self) -> list[gr.HTML]:
        """Every drawer; only those that an address names stay open."""
        return [self.words.dialog, self.sweep.dialog, self.results.set, self.results.dialog]

    @property
    def parts(self) -> Sequence[Any]:
        """What going somewhere may fill."""
        rate = [self.rate.run, self.rate.trouble, self.rate.pairs]
        results = [*self.results.shown, self.results.seen]
        return [self.tabs, *self.dialogs, *self.sweep.view.parts, *rate, *results]

    def go(self, shared: AppState, address: Address, lang: Lang) -> Updates:
        """Updates that show what ``address`` names; what is not there falls back to what is."""
        shown: Updates = {self.tabs: gr.update(selected=address.tab)}
        shown |= dict.fromkeys(self.dialogs, NOTHING)
        if address.tab == "words":
            return {**shown, self.words.dialog: opened_entry(shared, address.names, lang)}
        if address.tab == "sweep":
            return merged(shown, self._sweep(shared, address, lang))
        if address.tab == "rate":
            view = read_rate(shared, address.one("run"), lang)
            return merged(shown, view.updates(self.rate, lang))
        return merged(shown, self._results(shared, address, lang))

    def _sweep(self, shared: AppState, address: Address, lang: Lang) -> Updates:
        run = address.one("run")
        shown = self.sweep.view.show(shared, run, layout_at(address), lang)
        if picture := address.one("picture"):
            cell, over = address.one("cell"), address.one("over")
            shown[self.sweep.dialog] = opened_picture(shared, run, picture, cell, lang, over=over)
        return shown

    def _results(self, shared: AppState, address: Address, lang: Lang) -> Updates:
        view = read_results(shared, choice_at(address), lang)
        shown = view.updates(self.results)
        names, show = address.one("set"), address.one("show")
        if view.message or not names:
            return shown
        shown[self.results.set] = set_drawer(shared, view.chosen, names, show, TILES, lang)
        shown[self.results.seen] = (names, show)
        if picture := address.one("picture"):
            named = picture, address.one("cell"), address.one("over")
            shown[self.results.dialog] = opened_in(shared, view.chosen, (names, show), named, lang)
        return shown


def wire_addresses(places: Places, shared: AppState, language: gr.Radio) -> None:
    """Connect the page's addresses; to be called inside the app's blocks."""
    asked = gr.HTML("", js_on_load=ASK, elem_id="address", apply_default_css=False)

    def go(given: Mapping[Any, Any], event: gr.EventData, request: gr.Request) -> Updates:
        answer_for(visitor_of(request))
        address = read_address(getattr(event, "address", ""))
        try:
            return places.go(shared, address, as_lang(given[language]))
        except GestureError:  # a store that cannot be read: the tab says so itself
            return {places.tabs: gr.update(selected=address.tab)}

    asked.act(go, {language}, list(dict.fromkeys(places.parts)), **QUEUED).then(
        None, None, None, js="() => window.gestureGone()"
    )
    places.rate.run.change(None, places.rate.run, None, js=SAY_RATED)
