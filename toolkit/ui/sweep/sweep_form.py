"""The Sweep tab's left side: gestures, axes, seeds and models to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.axes import AXES, LANGUAGES
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.state import AppState
from toolkit.ui.sweep.adapter_form import AdapterParts, build_adapters
from toolkit.ui.sweep.form_values import SweepForm
from toolkit.ui.sweep.mend_form import MendParts, build_mending
from toolkit.vocabulary import SceneKind

WEIGHTS = ("0.4", "0.6", "0.8", "1", "1.2", "1.4", "1.6")
SCENES: tuple[tuple[SceneKind, str], ...] = (
    ("side", "sweep.sides"),
    ("skin", "sweep.skins"),
    ("light", "sweep.lights"),
    ("background", "sweep.backgrounds"),
    ("material", "sweep.materials"),
)
STRENGTHS = ("0", "0.25", "0.5", "0.75", "1", "1.5")
MAX_OWN_PHRASES = 20_000
EXAMPLE = ("peace", "fist", "palm", "three")


@dataclass(frozen=True, kw_only=True)
class FormParts:
    """The form's components by what they say; ``axes`` are those whose values an axis takes."""

    gestures: gr.Dropdown
    phrases: gr.CheckboxGroup
    own_phrases: gr.Textbox
    axes: Mapping[str, Any]
    models: gr.Dropdown
    seeds: gr.Textbox
    first_seed: gr.Textbox
    steps: gr.Textbox
    guidance: gr.Textbox
    adapters: AdapterParts
    mending: MendParts

    @property
    def inputs(self) -> set[Any]:
        """Every component that `read` needs, for a handler's inputs."""
        return set(self.ordered)

    @property
    def ordered(self) -> list[Any]:
        """The same in the order of the page."""
        numbers = (self.seeds, self.first_seed, self.steps, self.guidance)
        listed = (self.gestures, self.own_phrases, self.models, *self.axes.values())
        return [*listed, *numbers, *self.mending.ordered, *self.adapters.ordered]

    def at_first(self) -> dict[Any, Any]:
        """The values that a page is opened with, as `read` takes them."""
        return {part: part.value for part in self.ordered}

    def filled(self, form: SweepForm, shared: AppState) -> dict[Any, Any]:
        """Updates that make the page say what ``form`` says."""
        return {
            self.gestures: list(form.gestures),
            self.own_phrases: form.own_phrases,
            self.models: list(form.models),
            **{part: list(form.axes.get(name, ())) for name, part in self.axes.items()},
            self.seeds: form.seeds,
            self.first_seed: form.first_seed,
            self.steps: form.steps,
            self.guidance: form.guidance,
            **self.mending.filled(form.mending),
            **self.adapters.filled(form.adapters, shared),
        }

    def read(self, given: Mapping[Any, Any]) -> SweepForm:
        """The form as one record; ``given`` maps components to values, as Gradio hands them."""
        return SweepForm(
            gestures=given[self.gestures] or [],
            axes={name: given[part] or [] for name, part in self.axes.items()},
            models=given[self.models] or [],
            seeds=given[self.seeds] or "",
            first_seed=given[self.first_seed] or "",
            steps=given[self.steps] or "",
            guidance=given[self.guidance] or "",
            own_phrases=given[self.own_phrases] or "",
            adapters=self.adapters.read(given),
            mending=self.mending.read(given),
        )


def build_form(shared: AppState, labels: Labels) -> FormParts:
    """Lay out the form; to be called inside a column."""
    vocabulary = shared.vocabulary

    def scene(kind: SceneKind) -> Any:
        def choices(lang: Lang) -> list[tuple[str, str]]:
            words = vocabulary.scene(kind)
            found = [(word.name.in_(lang), word.id) for word in words]
            if kind == "negative":
                found.append((say("sweep.negative.own", lang), "own"))
            return found

        return choices

    def many(key: str, choices: Any, name: str, value: list[str], **more: Any) -> gr.Dropdown:
        return labels.add(
            gr.Dropdown(
                label=say(key, "en"),
                choices=choices("en"),
                value=value,
                multiselect=True,
                elem_id=f"sweep-{name}",
                **more,
            ),
            label=key,
            choices=choices,
        )

    def gesture_choices(lang: Lang) -> list[tuple[str, str]]:
        return shared.gesture_choices(lang, shared.models[:1])

    gestures = many("sweep.gestures", gesture_choices, "gestures", [])
    ours = [gesture for gesture in vocabulary.gestures.values() if not gesture.origin]
    fewest = min((each.explicit_phrase("en") for each in ours), default=1)

    def phrase_choices(lang: Lang) -> list[tuple[str, str]]:
        middle = [(say("sweep.phrase.n", lang, n=n), str(n)) for n in range(2, fewest)]
        first = (say("sweep.phrase.plain", lang), "plain")
        return [first, *middle, (say("sweep.phrase.explicit", lang), "explicit")]

    phrases = labels.add(
        gr.CheckboxGroup(
            label=say("sweep.phrases", "en"),
            choices=phrase_choices("en"),
            value=["plain"],
            elem_id="sweep-phrases",
        ),
        label="sweep.phrases",
        choices=phrase_choices,
    )
    own_phrases = labels.add(
        gr.Textbox(
            label=say("sweep.own_phrases", "en"),
            placeholder=say("sweep.own_phrases.example", "en"),
            lines=2,
            max_lines=8,
            max_length=MAX_OWN_PHRASES,
            elem_id="sweep-own-phrases",
        ),
        label="sweep.own_phrases",
        placeholder="sweep.own_phrases.example",
    )
    weights = many(
        "sweep.weights",
        lambda _lang: [(each, each) for each in WEIGHTS],
        "weights",
        ["1"],
        allow_custom_value=True,
    )
    first_view = [word.id for word in vocabulary.scene("view")[:1]]
    views = many("sweep.views", scene("view"), "views", first_view, allow_custom_value=True)
    negatives = many("sweep.negatives", scene("negative"), "negatives", [], allow_custom_value=True)

    def model_choices(_lang: Lang) -> list[tuple[str, str]]:
        return shared.model_choices()

    models = many("sweep.models", model_choices, "models", list(shared.models[:1]))
    with gr.Row():
        seeds = _typed(labels, "sweep.seeds", "seeds", "4")
        first_seed = _typed(labels, "sweep.first_seed", "first-seed", "1")
    with labels.add(
        gr.Accordion(say("sweep.more", "en"), open=False, elem_id="sweep-more"),
        label="sweep.more",
    ):
        scenes = {
            kind: many(key, scene(kind), kind, [], allow_custom_value=True) for kind, key in SCENES
        }

        def language_choices(lang: Lang) -> list[tuple[str, str]]:
            return [(say(f"value.language.{each}", lang), each) for each in LANGUAGES]

        languages = many("axis.language", language_choices, "languages", [])

        def control_choices(lang: Lang) -> list[tuple[str, str]]:
            kinds = AXES["control"].choices
            return [(say(f"sweep.control.{kind}", lang), kind) for kind in kinds]

        with gr.Row():
            controls = many("sweep.controls", control_choices, "controls", [])
            strengths = many(
                "sweep.strengths",
                lambda _lang: [(each, each) for each in STRENGTHS],
                "strengths",
                [],
                allow_custom_value=True,
            )
        with gr.Row():
            steps = _typed(labels, "sweep.steps", "steps", "", empty="sweep.own")
            guidance = _typed(labels, "sweep.guidance", "guidance", "", empty="sweep.own")
    mending = build_mending(labels)
    adapters = build_adapters(shared, labels)
    return FormParts(
        gestures=gestures,
        phrases=phrases,
        own_phrases=own_phrases,
        axes={
            "phrase": phrases,
            "weight": weights,
            "view": views,
            "negative": negatives,
            "language": languages,
            "control": controls,
            "control_strength": strengths,
            **scenes,
        },
        models=models,
        seeds=seeds,
        first_seed=first_seed,
        steps=steps,
        guidance=guidance,
        adapters=adapters,
        mending=mending,
    )


def _typed(labels: Labels, key: str, name: str, value: str, *, empty: str = "") -> gr.Textbox:
    """A number as text: it is read by `form_values`, and an empty box stays empty.

    ``empty`` is the text's key for what an empty box means, where it may be left empty.
    """
    box = gr.Textbox(
        value=value,
        label=say(key, "en"),
        placeholder=say(empty, "en") if empty else None,
        max_lines=1,
        max_length=30,
        min_width=120,
        elem_id=f"sweep-{name}",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
    )
    if empty:
        return labels.add(box, label=key, placeholder=empty)
    return labels.add(box, label=key)
