"""The Sweep form's folded part for LoRA and embedding files: chosen, or dropped and then kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from toolkit.errors import BadInput, GestureError
from toolkit.generation.adapter_folder import AdapterFile, AdapterKind, take_in
from toolkit.sweeps.adapter_values import PLACES
from toolkit.ui.html import html, joined
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.state import AppState
from toolkit.ui.sweep.form_values import SCALES, AdapterChoice

MOST_FILES = 20
MAX_TYPED = 200
Updates = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class AdapterParts:
    """The part's components; ``files`` is the place for dropping, None where nobody may drop."""

    loras: gr.Dropdown
    scales: gr.Textbox
    embeddings: gr.Dropdown
    tokens: gr.Textbox
    place: gr.Radio
    files: gr.File | None
    told: gr.HTML

    @property
    def ordered(self) -> list[Any]:
        """What is chosen and typed, in the order of the page."""
        return [self.loras, self.scales, self.embeddings, self.tokens, self.place]

    def read(self, given: Mapping[Any, Any]) -> AdapterChoice:
        """The choice as one record."""
        return AdapterChoice(
            loras=given[self.loras] or [],
            scales=given[self.scales] or "",
            embeddings=given[self.embeddings] or [],
            tokens=given[self.tokens] or "",
            place=str(given[self.place] or PLACES[-1]),
        )

    def filled(self, choice: AdapterChoice, shared: AppState) -> Updates:
        """Updates that make the page say ``choice``."""
        return {
            self.loras: gr.update(value=list(choice.loras), choices=_names(shared, "lora")),
            self.scales: choice.scales,
            self.embeddings: gr.update(
                value=list(choice.embeddings), choices=_names(shared, "embedding")
            ),
            self.tokens: choice.tokens,
            self.place: choice.place,
        }

    def take_dropped(self, given: Mapping[Any, Any], shared: AppState, lang: Lang) -> Updates:
        """Keep what was dropped and choose it; say of each other file why not."""
        choice, dropped = self.read(given), [Path(str(f)) for f in given[self.files] or ()]
        taken, refused = take_dropped(dropped, shared)
        kept = {
            kind: [file.name for file in taken if file.kind == kind]
            for kind in ("lora", "embedding")
        }
        chosen = AdapterChoice(
            loras=list(dict.fromkeys([*choice.loras, *kept["lora"]])),
            scales=choice.scales,
            embeddings=list(dict.fromkeys([*choice.embeddings, *kept["embedding"]])),
            tokens=choice.tokens,
            place=choice.place,
        )
        lines = [say(f"adapter.taken.{file.kind}", lang, name=file.name) for file in taken]
        said = [html("<p class='quiet'>{}</p>", line) for line in lines]
        wrong = [error_sentence(error, lang) for error in refused]
        said += [html("<p class='quiet refused' role='alert'>✗ {}</p>", line) for line in wrong]
        return {**self.filled(chosen, shared), self.files: None, self.told: joined(said)}


def take_dropped(
    dropped: list[Path], shared: AppState
) -> tuple[list[AdapterFile], list[GestureError]]:
    """Copy dropped files into the folder on offer; the browser's copies are removed.

    Returns the files that were taken, and why others were not. Nobody's but on one's own machine.
    """
    taken: list[AdapterFile] = []
    refused: list[GestureError] = []
    for number, file in enumerate(dropped):
        try:
            if not shared.own_files or number >= MOST_FILES:
                raise BadInput(
                    f"At most {MOST_FILES} files are taken at once.",
                    code="adapter_too_many",
                    fields={"most": MOST_FILES if shared.own_files else 0},
                )
            taken.append(take_in(file, shared.adapter_folder))
        except GestureError as error:
            refused.append(error)
        with suppress(OSError):
            file.unlink()
    return taken, refused


def build_adapters(shared: AppState, labels: Labels) -> AdapterParts:
    """Lay out the part; where nobody may drop files it is seen only if there are some."""

    def several(kind: AdapterKind, name: str) -> gr.Dropdown:
        key = f"adapter.{name}"
        return labels.add(
            gr.Dropdown(
                label=say(key, "en"),
                choices=_names(shared, kind),
                value=[],
                multiselect=True,
                allow_custom_value=True,  # one that is gone is a sentence, not a toast
                elem_id=f"sweep-{name}",
            ),
            label=key,
            choices=lambda _lang: _names(shared, kind),
        )

    def places(lang: Lang) -> list[tuple[str, str]]:
        return [(say(f"adapter.place.{each}", lang), each) for each in reversed(PLACES)]

    with labels.add(
        gr.Accordion(
            say("adapter.title", "en"),
            open=False,
            visible=bool(shared.own_files or shared.adapters),
            elem_id="sweep-adapters",
        ),
        label="adapter.title",
    ):
        files = None
        if shared.own_files:
            files = labels.add(
                gr.File(
                    label=say("adapter.files", "en"),
                    file_count="multiple",
                    type="filepath",
                    height=170,
                    elem_id="sweep-adapter-files",
                ),
                label="adapter.files",
            )
        told = gr.HTML("", elem_id="sweep-adapters-told", apply_default_css=False)
        loras = several("lora", "loras")
        scales = _typed(labels, "scales", SCALES, "adapter.scales.empty")
        embeddings = several("embedding", "embeddings")
        tokens = _typed(labels, "tokens", "", "adapter.tokens.empty")
        place = labels.add(
            gr.Radio(
                label=say("adapter.place", "en"),
                choices=places("en"),
                value="negative",
                elem_id="sweep-place",
            ),
            label="adapter.place",
            choices=places,
        )
    return AdapterParts(
        loras=loras,
        scales=scales,
        embeddings=embeddings,
        tokens=tokens,
        place=place,
        files=files,
        told=told,
    )


def _names(shared: AppState, kind: AdapterKind) -> list[tuple[str, str]]:
    return [(name, name) for name, file in shared.adapters.items() if file.kind == kind]


def _typed(labels: Labels, name: str, value: str, empty: str) -> gr.Textbox:
    """A line of text; ``empty`` is the text's key for what an empty one means."""
    box = gr.Textbox(
        value=value,
        label=say(f"adapter.{name}", "en"),
        placeholder=say(empty, "en"),
        max_lines=1,
        max_length=MAX_TYPED,
        min_width=120,
        elem_id=f"sweep-{name}",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
    )
    return labels.add(box, label=f"adapter.{name}", placeholder=empty)
