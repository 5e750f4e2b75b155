"""The Rate tab: pictures and keys; the page's script fetches questions and sends answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating.flaws import FLAW_KINDS
from toolkit.ui.html import NOTHING, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.rate_texts import RATE_TEXTS
from toolkit.ui.language.run_names import run_label
from toolkit.ui.language.texts import Lang, as_lang, say
from toolkit.ui.rate.questions import Questions, may_show_wording
from toolkit.ui.reporting import answered
from toolkit.ui.state import AppState

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("state.js", "sending.js", "view.js", "lens.js", "taste.js", "keys.js")
"""The page's script, in this order: one function's body."""

FILLED_ON_THE_PAGE = {
    "progress": ("done", "total"),
    "alike": ("n",),
    "some_good": ("n",),
    "picture_n": ("n",),
    "wording.said": ("winner", "left", "right"),
    "taste.yours": ("n",),
    "taste.all": ("n",),
    "taste.won": ("won", "met"),
}
"""Texts whose places the page fills."""


@dataclass(frozen=True, kw_only=True)
class RateTab:
    """The tab's parts."""

    run: gr.Dropdown
    trouble: gr.HTML
    pairs: gr.HTML


def page_functions(questions: Questions, shared: AppState) -> list[Callable[..., object]]:
    """What the page's script may call: ``ask``, ``answer``, ``take_back`` and ``taste``."""

    @answered
    def ask(given: dict[str, object]) -> dict[str, object]:
        return questions.next_questions(
            run=shared.rated_run(_text(given, "run")),
            rater=shared.rater(_text(given, "rater")),
            count=_count(given, "count"),
            fresh=given.get("fresh") is True,
            mode=_text(given, "mode") or "pair",
        )

    @answered
    def answer(given: dict[str, object]) -> dict[str, object]:
        shared.count_answer()
        return questions.save_answer(
            token=_text(given, "token"),
            uuid=_text(given, "uuid"),
            rater=shared.rater(_text(given, "rater")),
            given=given,
            latency_ms=_count(given, "latency_ms"),
            wording=as_lang(given.get("lang")) if given.get("wording") is True else None,
        )

    @answered
    def take_back(given: dict[str, object]) -> dict[str, object]:
        rater = shared.rater(_text(given, "rater"))
        return questions.take_back(uuid=_text(given, "uuid"), rater=rater)

    @answered
    def taste(given: dict[str, object]) -> dict[str, object]:
        return asdict(
            questions.taste(
                run=shared.rated_run(_text(given, "run")),
                rater=shared.rater(_text(given, "rater")),
                lang=as_lang(given.get("lang")),
            )
        )

    return [ask, answer, take_back, taste]


def build_rate(shared: AppState, labels: Labels) -> RateTab:
    """Lay out the tab; to be called inside its `gr.Tab`."""
    run = labels.add(
        gr.Dropdown(label=say("rate.run", "en"), choices=[], visible=False, elem_id="rate-run"),
        label="rate.run",
    )
    notice = gr.HTML("", elem_id="rate-trouble", apply_default_css=False)
    pairs = gr.HTML(
        setup("", 0, "en"),
        html_template=(PAGE / "rate.html").read_text("utf-8"),
        js_on_load=script(),
        server_functions=page_functions(Questions(shared), shared),
        elem_id="rate-pairs",
        apply_default_css=False,
    )
    return RateTab(run=run, trouble=notice, pairs=pairs)


def script() -> str:
    """The JavaScript of the tab; for ``js_on_load``."""
    return "\n".join((PAGE / name).read_text("utf-8") for name in SCRIPTS)


def setup(run: str, made: int, lang: Lang) -> str:
    """What the page's script gets: which run, how many pictures it has, in which words, which
    flaws there are, and whether the wordings may be shown after an answer."""
    words: dict[str, str] = {}
    for key in RATE_TEXTS:
        name = key.removeprefix("rate.")
        places = {place: f"{{{place}}}" for place in FILLED_ON_THE_PAGE.get(name, ())}
        words[name] = say(key, lang, **places)
    flaws = [[kind, say(f"flaw.{kind}", lang)] for kind in FLAW_KINDS]
    return json.dumps(
        {
            "run": run,
            "mark": made,
            "lang": lang,
            "words": words,
            "flaws": flaws,
            "wording": may_show_wording(),
        }
    )


@dataclass(frozen=True, kw_only=True)
class RateView:
    """What the tab shows: the run that is rated ("" for none), among which, what went wrong."""

    run: str = ""
    made: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    trouble: Markup = NOTHING

    def updates(self, tab: RateTab, lang: Lang) -> dict[Any, Any]:
        """The same as updates of the tab's parts; one run alone needs no choosing."""
        return {
            tab.run: gr.update(
                visible=len(self.choices) > 1, choices=list(self.choices), value=self.run or None
            ),
            tab.trouble: self.trouble,
            tab.pairs: setup(self.run, self.made, lang),
        }


def read_rate(shared: AppState, run: str | None, lang: Lang) -> RateView:
    """The chosen run if it is there, else the newest one that has pictures."""
    try:
        runs = shared.rated_runs()
        made = {each.id: each.made for each in runs}
        choices = tuple((run_label(each, shared.vocabulary, lang), each.id) for each in runs)
    except GestureError as error:
        return RateView(trouble=trouble(error, lang))
    chosen = run if run in made else next(iter(made), None)
    if chosen is None:
        return RateView()
    return RateView(run=chosen, made=made[chosen], choices=choices)


def wire_rate(tab: RateTab, shared: AppState, language: gr.Radio, opened: gr.Tab) -> None:
    """Connect the tab; ``opened`` is the `gr.Tab` it stands in."""

    def show(given: Mapping[Any, Any]) -> dict[Any, Any]:
        lang = as_lang(given[language])
        return read_rate(shared, given[tab.run], lang).updates(tab, lang)

    gr.on(
        [tab.run.input, language.change, opened.select],
        show,
        {tab.run, language},
        [tab.run, tab.trouble, tab.pairs],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _text(given: dict[str, object], name: str) -> str:
    value = given.get(name)
    return value[:200] if isinstance(value, str) else ""


def _count(given: dict[str, object], name: str) -> int:
    value = given.get(name)
    return int(value) if isinstance(value, int | float) and abs(value) < 1e12 else 0
