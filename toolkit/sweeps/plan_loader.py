"""A plan read and resolved against a vocabulary: files and mappings in, a `Plan` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from toolkit.axes import AXES, LANGUAGES, SCENE_AXES, number_on
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, PromptError, UnknownName, shown
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
    scene_ids,
    scene_text,
)
from toolkit.sweeps.cells import Linked
from toolkit.sweeps.document import PlanDocument, read_document
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.seeds import read_seeds
from toolkit.vocabulary.entries import Gesture, Language


class ReadAxis(Protocol):
    """`read_axis`, told of the gestures and words already."""

    def __call__(
        self, name: str, value: object, *, where: str, again: bool = False
    ) -> tuple[str, ...]: ...


_COSTLIEST = ("model", "scheduler", "gesture")
"""The axes that are the costliest to change: they change slowest."""

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
    _check_vocabularies(document, vocabulary, what)
    gestures = read_gestures(document.gestures, vocabulary, where=f"{what}: gestures")
    slots = _slots(document.template, what)
    read = partial(
        read_axis,
        gestures=gestures,
        words=vocabulary,
        slots=slots,
        languages=_languages(document),
    )
    axes = _axes(document, gestures, read, what)
    linked = _linked(document, axes, read, what)
    for group in linked:
        axes |= group.columns
    axes = {name: axes[name] for name in (*_COSTLIEST, *axes) if name in axes}
    negatives = {value: negative_words(value, vocabulary) for value in axes.get("negative", ())}
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        texts=_texts(axes, vocabulary, "en"),
        texts_zh=_texts(axes, vocabulary, "zh") if "zh" in axes.get("language", ()) else {},
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=frozenset(value for value, (_, own) in negatives.items() if own),
        template=document.template,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(where=f"{what}: settings"),
        skip=(
            *read_skip(document.skip, axes, where=f"{what}: skip"),
            *read_skip(document.exclude, axes, where=f"{what}: exclude"),
        ),
        linked=linked,
        vocabularies=_origins(document, gestures, axes, vocabulary),
        sample=document.sample.record() if document.sample else None,
    )
    _check(plan, what)
    return plan


def _check_vocabularies(document: PlanDocument, vocabulary: Words, what: str) -> None:
    for name in document.vocabulary:
        if name not in vocabulary.overlays:
            raise UnknownName(
                f"{what}: needs the vocabulary {shown(name)}, which is not here.",
                hint=near(name, vocabulary.overlays) or "Give --vocab DIR.",
                code="vocabulary_not_here",
                fields={"got": name},
            )


def _origins(
    document: PlanDocument,
    gestures: Mapping[str, Gesture],
    axes: Mapping[str, tuple[str, ...]],
    vocabulary: Words,
) -> tuple[str, ...]:
    """The user's vocabularies that the plan's gestures and scene words come from, by name."""
    named = [*document.vocabulary, *(gesture.origin for gesture in gestures.values())]
    for kind in SCENE_KINDS:
        used = {id for value in axes.get(kind, ()) for id in scene_ids(kind, value, vocabulary)}
        named += [word.origin for word in vocabulary.scene(kind) if word.id in used]
    return tuple(name for name in vocabulary.overlays if name in named)


def _texts(
    axes: Mapping[str, tuple[str, ...]], vocabulary: Words, lang: Language
) -> dict[tuple[str, str], str]:
    """What each value on a scene axis, and on a slot of the template's own, says in ``lang``."""
    texts = {
        ("negative", value): negative_words(value, vocabulary, lang=lang)[0]
        for value in axes.get("negative", ())
    }
    texts |= {
        (kind, value): scene_text(kind, value, vocabulary, lang=lang)
        for kind in SCENE_KINDS
        if kind != "negative"
        for value in axes.get(kind, ())
    }
    return texts | {
        (slot, value): literal_words(value, ids=False) or ""
        for slot in axes
        if slot not in AXES
        for value in axes[slot]
    }


def _languages(document: PlanDocument) -> tuple[Language, ...]:
    """The languages that a plan names anywhere; what is none of them is refused elsewhere."""
    named: list[object] = []
    for written in (document.axes, *document.zip):
        value = written.get("language", [])
        listed = isinstance(value, list | tuple)
        named += LANGUAGES if value == "all" else value if listed else [value]
    found = tuple(lang for lang in LANGUAGES if lang in named)
    return cast("tuple[Language, ...]", found or (AXES["language"].default,))


def _slots(template: str, what: str) -> frozenset[str]:
    try:
        return template_slots(template)
    except PromptError as error:
        raise PlanError.at(f"{what}: template", error) from None


def _axes(
    document: PlanDocument, gestures: Mapping[str, Gesture], read: ReadAxis, what: str
) -> dict[str, tuple[str, ...]]:
    """All axes but the linked ones; the gesture's always, and the model's unless it is linked."""
    written = dict(document.axes)
    zipped = {name for group in document.zip for name in group}
    outside = {name: getattr(document.settings, name) for name in _SETTING_AXES}
    for key, value in {"model": document.model, **outside}.items():
        if (key in written or key in zipped) and value is not None:
            place = key if key == "model" else f"settings.{key}"
            under = "axes" if key in written else "zip"
            raise PlanError(
                f"{what}: {key} stands both under {under} and as {place}.", hint="Keep one."
            )
    if "model" not in written and "model" not in zipped:
        written["model"] = AXES["model"].default if document.model is None else document.model
    found = {
        name: read(name, value, where=f"{what}: axes.{name}") for name, value in written.items()
    }
    return {**found, "gesture": tuple(gestures)}


def _linked(
    document: PlanDocument, axes: Mapping[str, tuple[str, ...]], read: ReadAxis, what: str
) -> tuple[Linked, ...]:
    """The groups under ``zip``, each with its rows."""
    taken = {name: "axes" for name in axes if name != "gesture"}
    groups: list[Linked] = []
    for number, written in enumerate(document.zip):
        where = f"{what}: zip[{number}]"
        if len(written) < 2:
            raise PlanError(
                f"{where}: names {len(written)} axes.", hint="Axes go together from two on."
            )
        columns: dict[str, tuple[str, ...]] = {}
        for name, value in written.items():
            if name in taken:
                raise PlanError(
                    f"{where}: the axis {shown(name)} stands under {taken[name]} too.",
                    hint="Keep one of the two.",
                )
            taken[name] = "zip"
            columns[name] = read(name, value, where=f"{where}.{name}", again=True)
        if len({len(column) for column in columns.values()}) > 1:
            sizes = ", ".join(f"{len(column)} of {name}" for name, column in columns.items())
            raise PlanError(
                f"{where}: has {sizes}.", hint="Axes that go together have as many values each."
            )
        rows = tuple(zip(*columns.values(), strict=True))
        if len(set(rows)) < len(rows):
            twice = next(row for row in rows if rows.count(row) > 1)
            raise PlanError(f"{where}: the row {shown(list(twice))} is given twice.")
        groups.append(Linked(names=tuple(columns), rows=rows))
    return tuple(groups)


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
    languages = plan.languages
    weights = [number_on("weight", {"weight": text}) for text in plan.axes.get("weight", ("",))]
    phrases = plan.axes.get("phrase", (AXES["phrase"].default,))
    for lang in languages:
        _check_words_in(lang, plan, weights, phrases)


def _check_words_in(
    lang: Language, plan: Plan, weights: Sequence[float], phrases: Sequence[str]
) -> None:
    texts = plan.texts_in(lang)
    slots = [(axis, words) for (axis, _), words in texts.items() if axis != "negative"]
    negatives = [words for (axis, _), words in texts.items() if axis == "negative"]
    first = dict(reversed(slots))  # of each axis the first value

    def check(gesture: Gesture, phrase: str, weight: float, words: Mapping[str, str]) -> None:
        prompt = make_prompt(
            gesture, phrase=phrase, weight=weight, words=words, template=plan.template, lang=lang
        )
        render(prompt, plan.settings.dialect)

    for gesture in plan.gestures.values():
        for phrase in phrases:
            # Chinese has fewer phrases: one that it lacks may be left out by skip or zip.
            if len(plan.languages) > 1 and not plan.reaches(
                gesture=gesture.id, phrase=phrase, language=lang
            ):
                continue
            for weight in {min(weights), max(weights)}:
                check(gesture, phrase, weight, first)
        for words in negatives:
            negative = make_negative(gesture, words=words, own=True, lang=lang)
            render(negative, plan.settings.dialect)
    one = next(iter(plan.gestures.values()))
    for axis, words in slots:
        check(one, "plain", 1.0, {**first, axis: words})
