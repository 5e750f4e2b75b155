"""The lower half of the Sweep tab: which run is shown, by which columns, and its grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.errors import GestureError, JudgeError
from toolkit.judging.model_file import find_model_file
from toolkit.ui.html import empty, trouble
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.state import AppState
from toolkit.ui.sweep.grid import SEED, grid_html, read_run


@dataclass(frozen=True, kw_only=True)
class RunView:
    """The parts that show one run."""

    shown_run: gr.Dropdown
    columns: gr.Dropdown
    judge: gr.Button
    grid: gr.HTML

    @property
    def parts(self) -> list[Any]:
        """What `show` fills."""
        return [self.shown_run, self.columns, self.judge, self.grid]

    def show(
        self, shared: AppState, run: str | None, axis: str | None, lang: Lang
    ) -> dict[Any, Any]:
        """Updates of `parts`: the run's grid, what can be chosen, what a judge could do.

        A run that is not there falls back to the newest, an axis that does not vary to the seed.
        """
        hidden = gr.update(visible=False)
        try:
            choices = shared.run_choices(lang)
            known = [value for _, value in choices]
            chosen = run if run in known else (known[0] if known else None)
            if chosen is None:
                nothing = empty(say("sweep.no_runs", lang))
                return {
                    self.shown_run: gr.update(visible=False, choices=[], value=None),
                    self.columns: hidden,
                    self.judge: hidden,
                    self.grid: nothing,
                }
            view = read_run(shared.store, chosen)
            column = axis if axis in view.axes else SEED
            grid = grid_html(view, column, shared.vocabulary, lang)
        except GestureError as error:
            nothing = trouble(error, lang)
            return {
                self.shown_run: hidden,
                self.columns: hidden,
                self.judge: hidden,
                self.grid: nothing,
            }
        unjudged = any(outcome == "unjudged" for outcome in view.outcomes.values())
        key = "sweep.judge_run" if judge_is_here() else "sweep.fetch_judge"
        axes = [(axis_name(name, lang), name) for name in view.axes]
        return {
            self.shown_run: gr.update(visible=True, choices=choices, value=chosen),
            self.columns: gr.update(visible=len(axes) > 1, choices=axes, value=column),
            self.judge: gr.update(visible=unjudged, value=say(key, lang)),
            self.grid: grid,
        }

    def chosen(self, given: Mapping[Any, Any]) -> tuple[str | None, str | None]:
        """The run and the column axis that the page names."""
        return given[self.shown_run], given[self.columns]


def build_run_view(labels: Labels, grid: gr.HTML) -> RunView:
    """Lay out the parts above ``grid``, which the caller renders below them."""
    with gr.Row():
        shown_run = labels.add(
            gr.Dropdown(
                label=say("sweep.shown_run", "en"),
                choices=[],
                visible=False,
                scale=3,
                min_width=250,
                elem_id="sweep-shown",
            ),
            label="sweep.shown_run",
        )
        columns = labels.add(
            gr.Dropdown(
                label=say("sweep.columns", "en"),
                choices=[SEED],
                value=SEED,
                visible=False,
                filterable=False,
                scale=1,
                min_width=120,
                elem_id="sweep-columns",
            ),
            label="sweep.columns",
        )
    judge = gr.Button(visible=False, elem_id="sweep-judge", scale=0, min_width=180)
    grid.render()
    return RunView(shown_run=shown_run, columns=columns, judge=judge, grid=grid)


def judge_is_here() -> bool:
    """Whether the judge's model file is on this machine and whole."""
    try:
        return find_model_file() is not None
    except JudgeError:
        return False  # pressing the button says what is wrong
