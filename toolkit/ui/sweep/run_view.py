"""The lower half of the Sweep tab: which run is shown, how it is laid out, and its grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import GestureError
from toolkit.ui.addresses import Address, address_mark, address_text
from toolkit.ui.html import NOTHING, empty, joined, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.values import value_words
from toolkit.ui.state import AppState
from toolkit.ui.sweep.findings import findings_html
from toolkit.ui.sweep.grid import SEED, Layout, RunPictures, grid_html


@dataclass(frozen=True, kw_only=True)
class RunView:
    """The parts that show one run."""

    shown_run: gr.Dropdown
    columns: gr.Dropdown
    rows: gr.Dropdown
    hidden: gr.Dropdown
    judge: gr.Button
    put_back: gr.Button
    findings: gr.HTML
    grid: gr.HTML

    @property
    def parts(self) -> list[Any]:
        """What `show` fills."""
        return [*self.inputs, self.judge, self.put_back, self.findings, self.grid]

    @property
    def inputs(self) -> list[Any]:
        """What `chosen` reads."""
        return [self.shown_run, self.columns, self.rows, self.hidden]

    def show(self, shared: AppState, run: str | None, layout: Layout, lang: Lang) -> dict[Any, Any]:
        """Updates of `parts`: the run's grid, what can be chosen, what a judge could do.

        A run that is not there falls back to the newest, an axis that does not vary to the seed.
        """
        hidden = gr.update(visible=False)
        nothing: dict[Any, Any] = dict.fromkeys(self.parts, hidden)
        nothing |= {self.findings: NOTHING}
        try:
            choices = shared.run_choices(lang)
            known = [value for _, value in choices]
            chosen = run if run in known else (known[0] if known else None)
            if chosen is None:
                none = gr.update(visible=False, choices=[], value=None)
                words = empty(say("sweep.no_runs", lang))
                return {**nothing, self.shown_run: none, self.grid: words}
            view = shared.pictures_of(chosen)
            layout = layout.within(view)
            grid = grid_html(view, layout, shared.vocabulary, lang)
            found = findings_html(view, shared.vocabulary, lang)
        except GestureError as error:
            return {**nothing, self.grid: trouble(error, lang)}
        unjudged = any(said.outcome == "unjudged" for said in view.judged)
        key = "sweep.judge_run" if shared.judge_here() else "sweep.fetch_judge"
        axes = [(axis_name(name, lang), name) for name in view.axes]
        down = [each for each in axes if each[1] not in (layout.columns, SEED)]
        values = _value_choices(view, shared, lang)
        return {
            self.shown_run: gr.update(visible=True, choices=choices, value=chosen),
            self.columns: gr.update(visible=len(axes) > 1, choices=axes, value=layout.columns),
            self.rows: gr.update(visible=len(down) > 1, choices=down, value=layout.rows or None),
            self.hidden: gr.update(
                visible=len(axes) > 1, choices=values, value=sorted(layout.hidden)
            ),
            self.judge: gr.update(visible=unjudged, value=say(key, lang)),
            self.put_back: gr.update(visible=not view.elsewhere),
            self.findings: found,
            self.grid: joined([address_mark(layout_address(chosen, layout)), grid]),
        }

    def chosen(self, given: Mapping[Any, Any]) -> tuple[str | None, Layout]:
        """The run and the layout that the page names."""
        hidden: Sequence[object] = given[self.hidden] or ()
        layout = Layout(
            columns=given[self.columns] or SEED,
            rows=given[self.rows] or "",
            hidden=frozenset(str(each) for each in hidden),
        )
        return given[self.shown_run], layout


def layout_address(run: str, layout: Layout) -> str:
    """The address of a run that is laid out so; what is as usual is not in it."""
    columns = layout.columns if layout.columns != SEED else ""
    return address_text(
        "sweep", run=run, columns=columns, rows=layout.rows, hidden=sorted(layout.hidden)
    )


def layout_at(address: Address) -> Layout:
    """The layout that an address of `layout_address` names."""
    return Layout(
        columns=address.one("columns") or SEED,
        rows=address.one("rows"),
        hidden=frozenset(address.all("hidden")),
    )


def _value_choices(view: RunPictures, shared: AppState, lang: Lang) -> list[tuple[str, str]]:
    """(shown, ``axis=value``) of each value that the run's axes have, but for seeds."""
    return [
        (
            f"{axis_name(axis, lang)}: {value_words(axis, value, shared.vocabulary, lang)[:48]}",
            f"{axis}={value}",
        )
        for axis, values in view.values.items()
        for value in values
    ]


def build_run_view(labels: Labels, findings: gr.HTML, grid: gr.HTML) -> RunView:
    """Lay out the parts above ``grid``, which the caller renders below them."""

    def choice(name: str, **more: Any) -> gr.Dropdown:
        key = f"sweep.{name}"
        id = f"sweep-{name.partition('_')[0]}"
        made = gr.Dropdown(label=say(key, "en"), visible=False, elem_id=id, **more)
        return labels.add(made, label=key)

    with gr.Row():
        shown_run = choice("shown_run", choices=[], scale=3, min_width=250)
        columns = choice(
            "columns", choices=[SEED], value=SEED, filterable=False, scale=1, min_width=120
        )
        rows = choice("rows", choices=[], filterable=False, scale=1, min_width=120)
    hidden = choice("hidden", choices=[], value=[], multiselect=True)
    with gr.Row():
        judge = gr.Button(visible=False, elem_id="sweep-judge", scale=0, min_width=180)
        put_back = labels.add(
            gr.Button(
                say("plan.put_back", "en"),
                visible=False,
                elem_id="sweep-put-back",
                scale=0,
                min_width=180,
            ),
            value="plan.put_back",
        )
    findings.render()
    grid.render()
    return RunView(
        shown_run=shown_run,
        columns=columns,
        rows=rows,
        hidden=hidden,
        judge=judge,
        put_back=put_back,
        findings=findings,
        grid=grid,
    )
