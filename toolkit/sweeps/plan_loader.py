"""A plan read and resolved against a vocabulary: files and mappings in, a `Plan` out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

from toolkit.axes import AXES, SCENE_AXES, number_on
from toolkit.errors import PlanError, PromptError, shown
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.prompts.literals import literal_words
from toolkit.prompts.templates import SLOTS, template_slots, unfilled_slot
from toolkit.sweeps.axis_values import (
    SCENE_KINDS,
    Words,
    negative_words,
    read_axis,
    read_gestures,
    read_skip,
    scene_text,
)
from toolkit.sweeps.document import PlanDocument, read_document
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.seeds import read_seeds
from toolkit.vocabulary.entries import Gesture

_SETTING_AXES = tuple(name for name, axis in AXES.items() if axis.setting)


def load_plan(source: Path | str | Mapping[str, object], vocabulary: Words) -> Plan:
    """Read a plan and resolve it against ``vocabulary``.

    Args:
        source: a YAML file, the name of a sample plan, YAML text, or a mapping of that form.

    Raises:
        PlanError: the plan cannot be read or run as written; names file and key.
        UnknownName: a gesture, axis or scene word that nobody knows; suggests near names.
    """
    document, what = read_document(source)
    gestures = read_gestures(document.gestures, vocabulary, where=f"{what}: gestures")
    slots = _slots(document.template, what)
    axes = _axes(document, gestures, vocabulary, what, slots)
    negatives = {value: negative_words(value, vocabulary) for value in axes.get("negative", ())}
    texts = {("negative", value): words for value, (words, _) in negatives.items()}
    texts |= {
        (kind, value): scene_text(kind, value, vocabulary)
        for kind in SCENE_KINDS
        if kind != "negative"
        for value in axes.get(kind, ())
    }
    texts |= {
        (slot, value): literal_words(value, ids=False) or ""
        for slot in axes
        if slot not in AXES
        for value in axes[slot]
    }
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        texts=texts,
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=frozenset(value for value, (_, own) in negatives.items() if own),
        template=document.template,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(where=f"{what}: settings"),
        skip=read_skip(document.skip, axes, where=f"{what}: skip"),
        sample=document.sample.record() if document.sample else None,
    )
    _check(plan, what)
    return plan


def _slots(template: str, what: str) -> frozenset[str]:
    try:
        return template_slots(template)
    except PromptError as error:
        raise PlanError.at(f"{what}: template", error) from None


def _axes(
    document: PlanDocument,
    gestures: Mapping[str, Gesture],
    words: Words,
    what: str,
    slots: frozenset[str],
) -> dict[str, tuple[str, ...]]:
    """All axes, the costliest to change first; model and gesture are always among them."""
    written = dict(document.axes)
    outside = {name: getattr(document.settings, name) for name in _SETTING_AXES}
    for key, value in {"model": document.model, **outside}.items():
        if key in written and value is not None:
            place = key if key == "model" else f"settings.{key}"
            raise PlanError(
                f"{what}: {key} stands both under axes and as {place}.", hint="Keep one."
            )
    if "model" not in written:
        written["model"] = AXES["model"].default if document.model is None else document.model
    read = {
        name: read_axis(
            name,
            value,
            gestures=gestures,
            words=words,
            where=f"{what}: axes.{name}",
            slots=slots,
        )
        for name, value in written.items()
    }
    read["gesture"] = tuple(gestures)
    first = ("model", "scheduler", "gesture")
    return {name: read[name] for name in (*first, *read) if name in read}


def _check(plan: Plan, what: str) -> None:
    """What only shows when the parts are put together."""
    try:
        slots = template_slots(plan.template)
        for slot in sorted(slots - {"negative", *SLOTS} - set(plan.axes)):
            raise unfilled_slot(plan.template, slot, set(plan.axes) - set(AXES))
        if "gesture" not in slots:
            raise PlanError(
                f"{what}: the template {shown(plan.template)} has no {{gesture}}.",
                hint="Say where the gesture's phrase goes.",
            )
        if "negative" in slots:
            raise PlanError(
                f"{what}: the template {shown(plan.template)} puts {{negative}} into the prompt.",
                hint="Negative words have their own axis, 'negative'; take the slot out.",
            )
        for slot in sorted(slots & set(AXES) - set(SLOTS)):
            raise PlanError(
                f"{what}: the template {shown(plan.template)} has the slot {{{slot}}}, which is no "
                "axis of words.",
                hint="Call the slot otherwise.",
            )
        for kind in SCENE_AXES:
            if kind in plan.axes and kind != "negative" and kind not in slots:
                raise PlanError(
                    f"{what}: the axis {shown(kind)} changes nothing: the template "
                    f"{shown(plan.template)} has no {{{kind}}}.",
                    hint=f"Put {{{kind}}} into the template, or take the axis out.",
                )
        if not plan.cell_count:
            raise PlanError(f"{what}: the skip rules leave no cell.", hint="Take one out.")
        _check_words(plan)
    except PromptError as error:
        raise PlanError.at(what, error) from None


def _check_words(plan: Plan) -> None:
    """Render all words at the outermost weights, so that no sweep stops midway at a bad one."""
    weights = [number_on("weight", {"weight": text}) for text in plan.axes.get("weight", ("",))]
    phrases = plan.axes.get("phrase", (AXES["phrase"].default,))
    first: dict[str, str] = {}
    for (axis, _), words in plan.texts.items():
        first.setdefault(axis, words)
    negatives = [words for (axis, _), words in plan.texts.items() if axis == "negative"]

    def check(gesture: Gesture, phrase: str, weight: float, words: Mapping[str, str]) -> None:
        slots = {name: text for name, text in words.items() if name != "negative"}
        prompt = make_prompt(
            gesture, phrase=phrase, weight=weight, words=slots, template=plan.template
        )
        render(prompt, plan.settings.dialect)

    for gesture in plan.gestures.values():
        for phrase, weight in itertools.product(phrases, {min(weights), max(weights)}):
            check(gesture, phrase, weight, first)
        for words in negatives:
            render(make_negative(gesture, words=words, own=True), plan.settings.dialect)
    for (axis, _), words in plan.texts.items():
        check(next(iter(plan.gestures.values())), phrases[0], 1.0, {**first, axis: words})
