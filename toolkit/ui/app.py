"""The app: four tabs, two languages, one theme."""

from __future__ import annotations

import toolkit.ui.quick_import  # noqa: F401 - before anything loads gradio

# isort: split
import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from toolkit.errors import BadInput
from toolkit.ui.addresses import TABS
from toolkit.ui.api import build_api
from toolkit.ui.background import beside, fetch_judge
from toolkit.ui.footer import footer_html
from toolkit.ui.going import Places, wire_addresses
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import LANGUAGES, as_lang, say
from toolkit.ui.rate.rate_tab import build_rate, wire_rate
from toolkit.ui.reporting import merged
from toolkit.ui.results.results_tab import build_results
from toolkit.ui.results.results_wiring import wire_results
from toolkit.ui.serving.first_study import add_first_study
from toolkit.ui.serving.gold_pairs import add_gold_pairs
from toolkit.ui.serving.housekeeping import keep_tidy
from toolkit.ui.serving.server import STATES, guarded_app
from toolkit.ui.serving.settings import read_settings
from toolkit.ui.state import AppState
from toolkit.ui.sweep.sweep_tab import SweepTab, build_sweep
from toolkit.ui.sweep.wiring import KEPT, wire_sweep
from toolkit.ui.theme import css, make_theme, start_script
from toolkit.ui.tile_pictures import tile_pictures
from toolkit.ui.words.words_tab import WordsTab, build_words, first_cards, wire_words
from toolkit.vocabulary import Vocabulary

UPLOADS_KEPT_S = (600, 3600)
"""How often uploads are looked through, and how old they may become, in seconds."""

Made = TypeVar("Made")

_KEEP_LANGUAGE = """(lang) => {
  try { localStorage.setItem('gesture-language', lang); } catch {}
  window.gestureLanguage = lang;
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}"""
# Two frames: the page has put the new labels in place before it is shown.
_SHOW_PAGE = """() => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.gestureArrived();
  window.gestureStart();
}))"""


def build_app(
    home: Path | None = None,
    *,
    models: Sequence[str] | None = None,
    vocabulary: Vocabulary | None = None,
    own_files: bool = False,
) -> gr.Blocks:
    """The app on the store in ``home`` (by default `toolkit.store.default_home`).

    Args:
        home: the store's folder; it is opened when it is first needed.
        models: names or folders of the models on offer; those of this machine when None.
        vocabulary: the words; by default `load_vocabulary`'s, ours and the environment's.
        own_files: whether whoever looks at it may bring LoRA and embedding files: on one's own
            machine alone. `launch` says so where it listens to this machine and to no other.

    Launch it with the options of `launch_options`, or let `launch` do both.
    """
    offered = None if models is None else tuple(models)
    return build_page(AppState(home, offered, vocabulary, own_files=own_files))


def build_page(shared: AppState) -> gr.Blocks:
    """The app's page on ``shared``; see `build_app`."""
    labels = Labels()
    with gr.Blocks(
        title=say("app.title", "en"), analytics_enabled=False, delete_cache=UPLOADS_KEPT_S
    ) as app:
        build_api(shared)  # before the tabs, whose handlers would take its names
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
            words = build_words(shared, labels)
        with opened["sweep"]:
            sweep = build_sweep(shared, labels)
        with opened["rate"]:
            rate = build_rate(shared, labels)
        with opened["results"]:
            results = build_results(labels, tile_pictures(shared))
        labels.add(
            gr.HTML("", elem_id="footer", apply_default_css=False),
            value=lambda lang: footer_html(shared, lang),
        )

        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        language.input(
            lambda lang: labels.updates(as_lang(lang)), language, labels.components, **quick
        )
        language.input(None, language, None, js=_KEEP_LANGUAGE)
        wire_words(words, shared, language, sweep.form.gestures)
        wire_sweep(sweep, shared, language)
        opened["sweep"].select(shared.get_ready, None, None, **quick)
        wire_rate(rate, shared, language, opened["rate"])
        wire_results(results, shared, language, opened["results"])
        for part in (rate.pairs, *results.tables, results.message):
            part.act(_go, None, tabs, **quick)
        places = Places(tabs=tabs, words=words, sweep=sweep, rate=rate, results=results)
        wire_addresses(places, shared, language)
        _wire_opening(app, shared, language, labels, words, sweep)
    return app


def launch_options(*, own_files: bool = False) -> dict[str, Any]:
    """What `gr.Blocks.launch` needs for the app to look and behave as it should.

    ``own_files`` lets files in that are as large as LoRAs are.
    """
    return {
        "theme": make_theme(),
        "css": css(),
        "head": f"<script>{start_script()}</script>",
        "footer_links": [],
        "run_history": False,
        "mcp_server": True,
        "ssr_mode": False,
        "show_error": False,
        "max_file_size": "8gb" if own_files else "40mb",
    }


def launch(
    home: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = False,
    models: Sequence[str] | None = None,
    vocabulary: Vocabulary | None = None,
    prevent_thread_lock: bool = False,
) -> str:
    """Build the app and serve it; returns its address once serving ends.

    Args:
        home: the store's folder.
        host: the address to listen on.
        port: the port; a free one from 7860 when None.
        open_browser: whether to open a browser window.
        models: models on offer, as for `build_app`.
        vocabulary: the words, as for `build_app`.
        prevent_thread_lock: return at once and serve in the background.

    Raises:
        BadInput: nothing can listen on that port, or on that address at all.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    if port is not None:
        check_free(host, port)
    settings = read_settings(host)
    own_files = not settings.strangers
    offered = None if models is None else tuple(models)
    shared = AppState(home, offered, vocabulary, own_files=own_files, settings=settings)
    study = None
    if settings.place == "space":
        study = beside(lambda: add_first_study(shared.store), "the first study")
    if settings.check_raters:
        known = beside(lambda: add_gold_pairs(shared.store), "the known pairs")
        known.join()  # before votes are read back, which are about them
    app, server = _in_a_loop(lambda: (build_page(shared), guarded_app(settings, shared.cookies)))
    if study is not None:
        study.join()  # the first visitor finds it
    try:
        _, address, _ = app.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            share=False,
            quiet=False,
            prevent_thread_lock=True,
            state_session_capacity=STATES,
            _app=server,
            **launch_options(own_files=own_files),
        )
    except OSError as error:
        raise BadInput(
            f"The app cannot listen on {host}: {str(error)[:200]}",
            hint="Choose a port with --port, or an address of this machine with --host.",
        ) from error
    if settings.strangers:
        beside(fetch_judge, "the judge")
        beside(lambda: keep_tidy(shared.store, settings.limits), "housekeeping")
        beside(shared.keep_votes_on_hub, "the votes' dataset")
    if not prevent_thread_lock:
        app.block_thread()
    return address


def _in_a_loop(make: Callable[[], Made]) -> Made:
    """What ``make`` gives, called inside a running event loop: without one, Gradio makes several
    for each app and closes none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def work() -> Made:
            return make()

        return asyncio.run(work())
    return make()


def check_free(host: str, port: int) -> None:
    """Raise `BadInput` when nothing can listen on ``port`` of ``host``."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(
                f"The app cannot listen on {host}, port {port}: {error.strerror or error}.",
                hint="Choose another port with --port, or leave --port out for a free one.",
            ) from error


def _go(event: gr.EventData) -> Any:
    """To the tab that a button in an empty place names."""
    tab = str(getattr(event, "act", ""))
    return gr.update(selected=tab) if tab in TABS else gr.skip()


def _wire_opening(
    app: gr.Blocks,
    shared: AppState,
    language: gr.Radio,
    labels: Labels,
    words: WordsTab,
    sweep: SweepTab,
) -> None:
    """What happens when a page is opened: everything is said at once, in the page's language."""

    kept = gr.Textbox(visible="hidden", elem_id="kept")

    def open_page(asked: str, typed: str) -> dict[Any, Any]:
        lang = as_lang(asked)
        said = dict(zip(labels.components, labels.updates(lang), strict=True))
        cards = next(first_cards(words, shared, lang))
        return merged(said, sweep.opening(lang, typed), {language: lang, words.cards: cards})

    app.load(
        open_page,
        [language, kept],
        list(
            dict.fromkeys([language, words.cards, *labels.components, *sweep.typed, *sweep.moving])
        ),
        js=f"() => [window.gestureLanguage, {KEPT}]",
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    ).then(None, None, None, js=_SHOW_PAGE)
