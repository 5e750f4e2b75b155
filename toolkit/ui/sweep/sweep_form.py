"""The Sweep tab's left side: gestures, axes, seeds and models to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from toolkit.axes import AXES
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.state import Desk
from toolkit.ui.sweep.form_plan import SweepForm
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
EXAMPLE = ("peace", "fist", "palm", "three")


@dataclass(frozen=True, kw_only=True)
class FormParts:
    """The form's components; ``inputs`` is their order in every handler."""

    gestures: gr.Dropdown
    phrases: gr.CheckboxGroup
    inputs: list[Any]


def build_form(desk: Desk, labels: Labels) -> FormParts:
    """Lay out the form; to be called inside a column."""
    vocabulary = desk.vocabulary

    def scene(kind: SceneKind) -> Any:
        def choices(lang: Lang) -> list[tuple[str, str]]:
            words = vocabulary.scene(kind)
            found = [(word.name.en if lang == "en" else word.name.zh, word.id) for word in words]
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

    gestures = many("sweep.gestures", desk.gesture_choices, "gestures", [])
    fewest = min((len(each.phrases) for each in vocabulary.gestures.values()), default=1)

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
    weights = many(
        "sweep.weights",
        lambda _lang: [(each, each) for each in WEIGHTS],
        "weights",
        ["1"],
        allow_custom_value=True,
    )
    first_view = [word.id for word in vocabulary.scene("view")[:1]]
    views = many("sweep.views", scene("view"), "views", first_view)
    negatives = many("sweep.negatives", scene("negative"), "negatives", [])

    def model_choices(_lang: Lang) -> list[tuple[str, str]]:
        return desk.model_choices()

    models = many("sweep.models", model_choices, "models", list(desk.models[:1]))
    with gr.Row():
        seeds = _count(labels, "sweep.seeds", "seeds", 4, minimum=1)
        first_seed = _count(labels, "sweep.first_seed", "first-seed", 1, minimum=0)
    with labels.add(gr.Accordion(say("sweep.more", "en"), open=False), label="sweep.more"):
        scenes = [many(key, scene(kind), kind, []) for kind, key in SCENES]

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
            steps = _count(labels, "sweep.steps", "steps", None, minimum=1)
            guidance = labels.add(
                gr.Number(label=say("sweep.guidance", "en"), value=None, minimum=0, maximum=50),
                label="sweep.guidance",
            )
    return FormParts(
        gestures=gestures,
        phrases=phrases,
        inputs=[
            gestures,
            phrases,
            weights,
            views,
            negatives,
            models,
            seeds,
            first_seed,
            steps,
            guidance,
            controls,
            strengths,
            *scenes,
        ],
    )


def read_form(given: tuple[Any, ...]) -> SweepForm:
    """The values of `FormParts.inputs` as one record."""
    gestures, phrases, weights, views, negatives, models, seeds, first, steps, guidance = given[:10]
    controls, strengths = given[10:12]
    scenes = {kind: values or [] for (kind, _), values in zip(SCENES, given[12:], strict=True)}
    return SweepForm(
        gestures=gestures or [],
        axes={
            "phrase": phrases or [],
            "weight": weights or [],
            "view": views or [],
            "negative": negatives or [],
            "control": controls or [],
            "control_strength": strengths or [],
            **scenes,
        },
        seeds=seeds,
        first_seed=first,
        models=models or [],
        steps=steps,
        guidance=guidance,
    )


def _count(labels: Labels, key: str, name: str, value: int | None, *, minimum: int) -> gr.Number:
    return labels.add(
        gr.Number(
            label=say(key, "en"),
            value=value,
            precision=0,
            minimum=minimum,
            min_width=120,
            elem_id=f"sweep-{name}",
        ),
        label=key,
    )
