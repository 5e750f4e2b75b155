"""The Sweep form's folded part for mending: hands of the finished picture drawn once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.axes import NOTHING
from toolkit.sweeps.mend_values import WHICH_HANDS
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.sweep.form_values import MEND_STRENGTHS, PASSES, MendChoice

MAX_TYPED = 200
Updates = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class MendParts:
    """The part's components."""

    hands: gr.Radio
    strengths: gr.Textbox
    passes: gr.Textbox

    @property
    def ordered(self) -> list[Any]:
        """What is chosen and typed, in the order of the page."""
        return [self.hands, self.strengths, self.passes]

    def read(self, given: Mapping[Any, Any]) -> MendChoice:
        """The choice as one record."""
        return MendChoice(
            hands=str(given[self.hands] or NOTHING),
            strengths=given[self.strengths] or "",
            passes=given[self.passes] or "",
        )

    def filled(self, choice: MendChoice) -> Updates:
        """Updates that make the page say ``choice``."""
        return {
            self.hands: choice.hands,
            self.strengths: choice.strengths,
            self.passes: choice.passes,
        }


def build_mending(labels: Labels) -> MendParts:
    """Lay out the part; to be called inside a column."""

    def choices(lang: Lang) -> list[tuple[str, str]]:
        return [(say(f"mend.hands.{each}", lang), each) for each in (NOTHING, *WHICH_HANDS)]

    with labels.add(
        gr.Accordion(say("mend.title", "en"), open=False, elem_id="sweep-mending"),
        label="mend.title",
    ):
        hands = labels.add(
            gr.Radio(
                label=say("mend.hands", "en"),
                choices=choices("en"),
                value=NOTHING,
                elem_id="sweep-mend-hands",
            ),
            label="mend.hands",
            choices=choices,
        )
        with gr.Row():
            strengths = _typed(labels, "strengths", MEND_STRENGTHS, "sweep-mend-strengths")
            passes = _typed(labels, "passes", PASSES, "sweep-passes")
    return MendParts(hands=hands, strengths=strengths, passes=passes)


def _typed(labels: Labels, name: str, value: str, elem_id: str) -> gr.Textbox:
    key, empty = f"mend.{name}", f"mend.{name}.empty"
    box = gr.Textbox(
        value=value,
        label=say(key, "en"),
        placeholder=say(empty, "en"),
        max_lines=1,
        max_length=MAX_TYPED,
        min_width=120,
        elem_id=elem_id,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
    )
    return labels.add(box, label=key, placeholder=empty)
