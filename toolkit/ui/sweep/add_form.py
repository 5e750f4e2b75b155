"""Pictures that were made elsewhere, dropped on the app: they become a run like any other."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
from markupsafe import Markup

from toolkit.errors import BadInput
from toolkit.store import AddReport
from toolkit.ui.html import html, joined, notice
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.refusal_sentences import refusal_sentence
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.state import AppState
from toolkit.vocabulary.any_hand import ANY

MOST_FILES = 500
"""So many pictures one drop takes; `gesture add` takes more."""

SHOWN = 8
NONE = "none"


@dataclass(frozen=True, kw_only=True)
class AddParts:
    """The box for pictures, what they should show, what the run is called, the button."""

    files: gr.File
    gesture: gr.Dropdown
    by: gr.Radio
    name: gr.Textbox
    button: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """What `add_dropped` reads."""
        return [self.files, self.gesture, self.by, self.name]


def by_choices(lang: Lang) -> list[tuple[str, str]]:
    """(shown, value) of what dropped pictures may be told apart by: a browser tells no folder."""
    return [
        (say("add.by.none", lang), NONE),
        (say("axis.prompt", lang), "prompt"),
        (say("axis.model", lang), "model"),
    ]


def build_add(shared: AppState, labels: Labels) -> AddParts:
    """Lay out the box; to be called inside the column it stands in."""

    def gestures(lang: Lang) -> list[tuple[str, str]]:
        return [(say("add.any_hand", lang), ANY), *shared.gesture_choices(lang)]

    with labels.add(
        gr.Accordion(say("add.title", "en"), open=False, elem_id="add-box"), label="add.title"
    ):
        files = gr.File(
            label=say("add.files", "en"),
            file_count="multiple",
            file_types=["image"],
            type="filepath",
            height=140,
            elem_id="add-files",
        )
        gesture = gr.Dropdown(
            label=say("add.gesture", "en"), choices=gestures("en"), value=ANY, elem_id="add-gesture"
        )
        by = gr.Radio(
            label=say("add.by", "en"), choices=by_choices("en"), value=NONE, elem_id="add-by"
        )
        name = gr.Textbox(
            label=say("add.name", "en"),
            placeholder=say("add.name_hint", "en"),
            max_length=80,
            elem_id="add-name",
        )
        button = gr.Button(say("add.button", "en"), elem_id="add-button", size="sm")
    return AddParts(
        files=labels.add(files, label="add.files"),
        gesture=labels.add(gesture, label="add.gesture", choices=gestures),
        by=labels.add(by, label="add.by", choices=by_choices),
        name=labels.add(name, label="add.name", placeholder="add.name_hint"),
        button=labels.add(button, value="add.button"),
    )


def add_dropped(parts: AddParts, given: Mapping[Any, Any], shared: AppState) -> AddReport:
    """Make the dropped files a run; the browser's copies are removed.

    Raises `BadInput` for none or too many, a name that no run can have, and what
    `Store.add_pictures` refuses.
    """
    dropped = [Path(str(each)) for each in given[parts.files] or ()]
    if not dropped:
        raise BadInput("There is no picture to add.", code="no_pictures_dropped")
    if len(dropped) > MOST_FILES:
        raise BadInput(
            f"{len(dropped)} pictures were dropped; at most {MOST_FILES} at once.",
            hint="Use `gesture add` for more.",
            code="too_many_dropped",
            fields={"count": len(dropped), "most": MOST_FILES},
        )
    name = str(given[parts.name] or "").strip() or f"pictures {datetime.now(UTC):%y-%m-%d %H.%M}"
    shared.check_run_name(name)
    report = shared.store.add_pictures(
        dropped,
        run=name,
        by=str(given[parts.by] or NONE),
        gesture=str(given[parts.gesture] or ANY),
        vocabulary=shared.vocabulary,
    )
    if report.run and shared.settings.strangers:
        shared.store.give_run(report.run, shared.visitor.id)
    for file in dropped:
        with suppress(OSError):
            file.unlink()
    return report


def report_html(report: AddReport, lang: Lang) -> Markup:
    """How many pictures the run has got, and why others were not added."""
    said = say(
        "add.done",
        lang,
        name=report.name,
        added=report.added,
        known=report.known + report.twice,
        refused=len(report.refused),
    )
    lines = [refusal_sentence(each, lang) for each in report.refused[:SHOWN]]
    if len(report.refused) > SHOWN:
        lines.append(say("add.more", lang, n=len(report.refused) - SHOWN))
    told = joined(html("<p class='quiet refused'>{}</p>", line) for line in lines)
    return joined([notice(said, error=not report.run), told])
