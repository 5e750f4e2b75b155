"""The app: four tabs, two languages, one theme."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import LANGUAGES, as_lang, say
from toolkit.ui.rate.rate_tab import build_rate, wire_rate
from toolkit.ui.results.results_tab import build_results, wire_results
from toolkit.ui.state import Desk
from toolkit.ui.sweep.sweep_tab import SweepTab, build_sweep, opening, preview, wire_sweep
from toolkit.ui.theme import css, make_theme
from toolkit.ui.words.words_tab import WordsTab, build_words, first_cards, wire_words

TABS = ("words", "sweep", "rate", "results")
_CHOOSE_LANGUAGE = """() => {
  let known = null;
  try { known = localStorage.getItem('gesture-language'); } catch {}
  return known ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
}"""
_KEEP_LANGUAGE = """(lang) => {
  try { localStorage.setItem('gesture-language', lang); } catch {}
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}"""


def build_app(home: Path | None = None, *, models: Sequence[str] | None = None) -> gr.Blocks:
    """The app on the store in ``home`` (by default `toolkit.store.default_home`).

    Args:
        home: the store's folder; it is opened when it is first needed.
        models: names or folders of the models on offer; those of this machine when None.

    Launch it with the options of `launch_options`, or let `launch` do both.
    """
    desk = Desk(home, None if models is None else tuple(models))
    labels = Labels()
    with gr.Blocks(title=say("app.title", "en"), analytics_enabled=False) as app:
        language = gr.Radio(
            choices=list(LANGUAGES),
            value="en",
            show_label=False,
            container=False,
            elem_id="language",
        )
        with gr.Tabs(elem_id="tabs") as tabs:
            opened = {
                name: labels.add(gr.Tab(say(f"tab.{name}", "en"), id=name), label=f"tab.{name}")
                for name in TABS
            }
        with opened["words"]:
            words = build_words(desk, labels)
        with opened["sweep"]:
            sweep = build_sweep(desk, labels)
        with opened["rate"]:
            rate = build_rate(desk, labels)
        with opened["results"]:
            results = build_results(labels)

        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        language.change(
            lambda lang: labels.updates(as_lang(lang)), language, labels.components, **quick
        )
        language.change(None, language, None, js=_KEEP_LANGUAGE)
        wire_words(words, desk, language, sweep.form.gestures)
        wire_sweep(sweep, desk, language)
        wire_rate(rate, desk, language, opened["rate"])
        wire_results(results, desk, language, opened["results"])
        for part in (rate.pairs, *results.tables, results.message):
            part.act(_go, None, tabs, **quick)
        _wire_opening(app, desk, language, words, sweep)
    return app


def launch_options() -> dict[str, Any]:
    """What `gr.Blocks.launch` needs for the app to look and behave as it should."""
    return {
        "theme": make_theme(),
        "css": css(),
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "show_error": False,
    }


def launch(
    home: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = False,
    models: Sequence[str] | None = None,
    prevent_thread_lock: bool = False,
) -> str:
    """Build the app and serve it; returns its address once serving ends.

    Args:
        home: the store's folder.
        host: the address to listen on.
        port: the port; a free one from 7860 when None.
        open_browser: whether to open a browser window.
        models: models on offer, as for `build_app`.
        prevent_thread_lock: return at once and serve in the background.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    _, address, _ = build_app(home, models=models).launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        share=False,
        quiet=False,
        prevent_thread_lock=prevent_thread_lock,
        **launch_options(),
    )
    return address


def _go(event: gr.EventData) -> Any:
    """To the tab that a button in an empty place names."""
    tab = str(getattr(event, "act", ""))
    return gr.update(selected=tab) if tab in TABS else gr.skip()


def _wire_opening(
    app: gr.Blocks, desk: Desk, language: gr.Radio, words: WordsTab, sweep: SweepTab
) -> None:
    """What happens when a page is opened."""
    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def show_cards(lang: str) -> Iterator[str]:
        yield from first_cards(words, desk, lang)

    def show_sweep(lang: str) -> Iterator[tuple[Any, ...]]:
        yield from opening(desk, as_lang(lang))

    def show_cost(lang: str, *given: Any) -> tuple[str, str, Any]:
        return preview(desk, as_lang(lang), given)

    app.load(None, None, language, js=_CHOOSE_LANGUAGE)
    app.load(show_cards, language, words.cards, **hidden)
    app.load(
        show_cost, [language, *sweep.form.inputs], [sweep.cost, sweep.prompts, sweep.run], **hidden
    )
    app.load(
        show_sweep,
        language,
        [sweep.run, sweep.stop, sweep.status, *sweep.view],
        concurrency_limit=None,
        **hidden,
    )
