"""A plan read and resolved against a vocabulary: files and mappings in, a `Plan` out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from toolkit.axes import AXES, NOTHING, SCENE_AXES, number_on
from toolkit.errors import PlanError, PromptError, UnknownName, shown
from toolkit.prompts.templates import SLOTS, template_slots, unfilled_slot
from toolkit.sweeps.axis_values import (
    Words,
    negative_words,
    read_axis,
    read_gestures,
    read_skip,
)
from toolkit.sweeps.axis_words import WordSources
from toolkit.sweeps.cells import Linked
from toolkit.sweeps.document import PlanDocument, plan_file, read_document
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_lines import with_line
from toolkit.sweeps.plan_prompts import PromptPrinter
from toolkit.sweeps.seeds import read_seeds
from toolkit.sweeps.slot_texts import slot_texts
from toolkit.sweeps.template_wildcards import Opened, open_wildcards
from toolkit.sweeps.text_files import inside
from toolkit.sweeps.wildcard_folder import WildcardFolder
from toolkit.vocabulary.entries import Gesture


class ReadAxis(Protocol):
    """`read_axis`, told of the gestures and words already."""

    def __call__(
        self, name: str, value: object, *, where: str, again: bool = False
    ) -> tuple[str, ...]: ...


_COSTLIEST = ("model", "scheduler", "gesture")
"""The axes that are the costliest to change: they change slowest."""

_SETTING_AXES = tuple(name for name, axis in AXES.items() if axis.setting)


def load_plan(
    source: Path | str | Mapping[str, object], vocabulary: Words, *, folder: Path | None = None
) -> Plan:
    """Read a plan and resolve it against ``vocabulary``.

    Args:
        source: a YAML file, the name of a sample plan, YAML text, or a mapping of that form.
        folder: where the files of words that it names stand; for a plan file its own folder.
            Without one, a plan that is no file can name none.

    Raises:
        PlanError: the plan cannot be read or run as written; names file, line and key.
        UnknownName: a gesture, axis or scene word that nobody knows; suggests near names.
    """
    try:
        return _load(source, vocabulary, folder)
    except (PlanError, UnknownName) as error:
        raise with_line(error, source) from error


def _load(
    source: Path | str | Mapping[str, object], vocabulary: Words, folder: Path | None
) -> Plan:
    document, what = read_document(source)
    sources = _sources(document, source, folder, what)
    gestures = read_gestures(document.gestures, vocabulary, where=f"{what}: gestures")
    template, wildcards = _template(document, what)
    slots = _slots(template, document.dialect, what)
    read = partial(
        read_axis,
        gestures=gestures,
        words=vocabulary,
        slots=slots,
        spread=sources.spread,
        dialect=document.dialect,
    )
    axes = _axes(document, gestures, read, what)
    axes |= {
        name: read(name, {"text": text}, where=f"{what}: template")
        for name, text in wildcards.items()
    }
    linked = _linked(document, axes, read, what)
    for group in linked:
        axes |= group.columns
    axes = {name: axes[name] for name in (*_COSTLIEST, *axes) if name in axes}
    negatives = {value: negative_words(value, vocabulary) for value in axes.get("negative", ())}
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        texts=slot_texts(axes, vocabulary, sources),
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=frozenset(value for value, (_, own) in negatives.items() if own),
        template=template,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(where=f"{what}: settings"),
        skip=(
            *read_skip(document.skip, axes, where=f"{what}: skip", dialect=document.dialect),
            *read_skip(document.exclude, axes, where=f"{what}: exclude", dialect=document.dialect),
        ),
        linked=linked,
        sample=document.sample.record() if document.sample else None,
        dialect=document.dialect,
        styles=sources.styles,
    )
    _check(plan, what)
    return plan


def _sources(
    document: PlanDocument,
    source: Path | str | Mapping[str, object],
    folder: Path | None,
    what: str,
) -> WordSources:
    """Where the plan's words come from besides itself."""
    file = plan_file(source)
    beside = file.parent if file is not None and folder is None else folder
    if document.wildcards is not None:
        found = inside(beside, document.wildcards, where=f"{what}: wildcards")
        if not found.is_dir():
            raise PlanError(
                f"{what}: wildcards: {shown(document.wildcards)} is no folder.",
                hint="Name the folder in which the .txt and .yaml files stand.",
            )
    else:
        usual = None if beside is None else beside / "wildcards"
        found = usual if usual is not None and usual.is_dir() else beside
    return WordSources(
        folder=beside,
        wildcards=WildcardFolder(found, beside=beside),
        draws=document.wildcard_draws.record() if document.wildcard_draws else None,
        dialect=document.dialect,
    )


def _template(document: PlanDocument, what: str) -> Opened:
    """The template with a slot for each of its wildcards."""
    written = {*document.axes, *(name for group in document.zip for name in group)}
    slots = set(re.findall(r"\{\s*(\w+)", document.template))
    try:
        return open_wildcards(document.template, taken=written | slots)
    except PromptError as error:
        raise PlanError.at(f"{what}: template", error) from None


def _slots(template: str, dialect: str, what: str) -> frozenset[str]:
    try:
        return template_slots(template, dialect=dialect)
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
        slots = template_slots(plan.template, dialect=plan.dialect)
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
            if kind == "style" and set(plan.axes.get("style", ())) <= {*plan.styles, NOTHING}:
                continue  # styles go around the whole prompt
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
    printer = PromptPrinter(plan.words, tuple(plan.axes), plan.settings.dialect)
    weights = sorted(
        plan.axes.get("weight", ("",)), key=lambda text: number_on("weight", {"weight": text})
    )
    first = {name: values[0] for name, values in plan.axes.items()}

    def check(**values: str) -> None:
        printer.print(tuple((first | values)[axis] for axis in plan.axes))

    for gesture in plan.gestures:
        for phrase, weight in itertools.product(
            plan.axes.get("phrase", ("",)), {weights[0], weights[-1]}
        ):
            check(gesture=gesture, phrase=phrase, weight=weight)
        for value in plan.axes.get("negative", ()):
            check(gesture=gesture, negative=value)
    for axis in sorted({axis for axis, _ in plan.texts} | {"style"}):
        for value in plan.axes.get(axis, ()):
            check(**{axis: value})
