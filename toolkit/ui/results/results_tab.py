"""The Results tab: four questions about a run, each with a figure, a table and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.ui.html import html
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.results.choice import SOURCES, ResultsChoice
from toolkit.ui.results.results_view import question_choices
from toolkit.ui.theme import page_script


@dataclass(frozen=True, kw_only=True)
class ResultsTab:
    """The tab's parts; ``seen`` holds the pictures that the drawer ``set`` shows, and which of
    them, over which ``dialog`` shows one."""

    message: gr.HTML
    run: gr.Dropdown
    judge: gr.Dropdown
    of: gr.Radio
    by: gr.Dropdown
    axis: gr.Dropdown
    source: gr.Radio
    body: gr.Column
    card: gr.HTML
    report: gr.DownloadButton
    yields: gr.HTML
    heat: gr.HTML
    words: gr.HTML
    ranking: gr.HTML
    agree: gr.HTML
    set: gr.HTML
    dialog: gr.HTML
    seen: gr.State

    @property
    def inputs(self) -> list[Any]:
        """What is chosen."""
        return [self.run, self.judge, self.of, self.by, self.axis, self.source]

    @property
    def tables(self) -> list[gr.HTML]:
        """The answers."""
        return [self.yields, self.heat, self.words, self.ranking, self.agree]

    @property
    def shown(self) -> list[Any]:
        """What `ResultsView.updates` fills, without the drawers."""
        chosen = [self.run, self.judge, self.of, self.by, self.axis, self.source]
        return [self.message, self.body, *chosen, self.card, self.report, *self.tables]

    def read(self, given: Mapping[Any, Any]) -> ResultsChoice:
        """What is chosen, from the values of `inputs`; None is an empty choice."""
        return ResultsChoice(
            run=given[self.run] or "",
            judge=given[self.judge] or "",
            of=given[self.of] or "",
            by=tuple(given[self.by] or ()),
            axis=given[self.axis] or "",
            source=given[self.source] or SOURCES[0],
        )


def build_results(labels: Labels, pictures: Callable[..., object]) -> ResultsTab:
    """Lay out the tab; to be called inside its `gr.Tab`.

    ``pictures`` gives the page's script the pictures of tiles.
    """

    def choice(key: str, name: str, **more: Any) -> gr.Dropdown:
        component = gr.Dropdown(label=say(key, "en"), choices=[], elem_id=f"results-{name}", **more)
        return labels.add(component, label=key)

    def place(name: str, *functions: Callable[..., object]) -> gr.HTML:
        return gr.HTML(
            "",
            js_on_load=page_script(),
            elem_id=f"results-{name}",
            server_functions=list(functions) or None,
            apply_default_css=False,
        )

    def heading(key: str) -> None:
        def words(lang: Lang) -> Markup:
            return html("<h2>{}</h2>", say(key, lang))

        labels.add(
            gr.HTML(words("en"), elem_classes="section", apply_default_css=False), value=words
        )

    message = place("message")
    with gr.Row():
        run = choice("results.run", "run", visible=False, scale=2, min_width=280)
        judge = choice("results.judge", "judge", visible=False, filterable=False, min_width=150)

        def questions(lang: Lang) -> list[tuple[str, str]]:
            return list(question_choices(("both", "gesture", "form"), lang))

        of = labels.add(
            gr.Radio(
                label=say("results.of", "en"),
                choices=questions("en"),
                visible=False,
                elem_id="results-of",
                elem_classes="segments",
                min_width=220,
            ),
            label="results.of",
            choices=questions,
        )
    with gr.Column(visible=False) as body:
        card = place("card")
        report = labels.add(
            gr.DownloadButton(
                say("runs.report_download", "en"),
                visible=False,
                elem_id="results-report",
                scale=0,
                min_width=240,
            ),
            label="runs.report_download",
        )
        heading("results.gestures")
        by = choice("results.by", "by", multiselect=True)
        yields = place("yields")
        heading("results.heat")
        heat = place("heat")
        heading("results.words")
        axis = choice("results.words_axis", "axis", filterable=False)
        words = place("words")
        heading("results.rank")

        def sources(lang: Lang) -> list[tuple[str, str]]:
            return [(say(f"results.rank_source.{each}", lang), each) for each in SOURCES]

        source = labels.add(
            gr.Radio(
                label=say("results.rank_source", "en"),
                choices=sources("en"),
                value="votes",
                elem_id="results-source",
            ),
            label="results.rank_source",
            choices=sources,
        )
        ranking = place("rank")
        heading("results.agree")
        agree = place("agree")
    opened = place("set", pictures)
    dialog = place("dialog", pictures)
    return ResultsTab(
        message=message,
        run=run,
        judge=judge,
        of=of,
        by=by,
        axis=axis,
        source=source,
        body=body,
        card=card,
        report=report,
        yields=yields,
        heat=heat,
        words=words,
        ranking=ranking,
        agree=agree,
        set=opened,
        dialog=dialog,
        seen=gr.State(("", "")),
    )
