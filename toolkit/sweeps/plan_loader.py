"""A plan read and resolved against a vocabulary: files and mappings in, a `Plan` out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from toolkit.axes import AXES
from toolkit.errors import PlanError, PromptError, shown
from toolkit.prompts.literals import literal_words
from toolkit.prompts.templates import DEFAULT_TEMPLATE, template_slots
from toolkit.sweeps.axis_values import (
    SCENE_KINDS,
    Words,
    negative_words,
    read_axis,
    read_gestures,
    read_skip,
    scene_text,
)
from toolkit.sweeps.cells import Cell, Linked, unlinked_boxes
from toolkit.sweeps.document import PlanDocument, read_document
from toolkit.sweeps.extra_cells import read_extra
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_checks import check_plan
from toolkit.sweeps.seeds import read_seeds
from toolkit.sweeps.whole_prompts import (
    Replacement,
    WholePrompt,
    read_prompts,
    read_replacements,
    with_slots,
)
from toolkit.vocabulary.entries import Gesture


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
    whole = _whole_prompts(document, vocabulary, what)
    gestures = (
        {prompt.gesture.id: prompt.gesture for prompt in whole}
        if whole
        else read_gestures(document.gestures, vocabulary, where=f"{what}: gestures")
    )
    replacements = read_replacements(document.replace, where=f"{what}: replace")
    template, prompts = _templates(document, whole, replacements, what)
    slots = _slots(prompts or {"": template}, what)
    read = partial(read_axis, gestures=gestures, words=vocabulary, slots=slots)
    axes = _axes(document, gestures, read, replacements, what)
    linked = _linked(document, axes, read, what)
    if whole:
        rows = tuple((prompt.name, prompt.gesture.id) for prompt in whole)
        linked = (*linked, Linked(names=("prompt", "gesture"), rows=rows))
    for group in linked:
        axes |= group.columns
    axes = {name: axes[name] for name in (*_COSTLIEST, *axes) if name in axes}
    skip = (
        *read_skip(document.skip, axes, where=f"{what}: skip"),
        *read_skip(document.exclude, axes, where=f"{what}: exclude"),
    )
    gestures = dict(gestures)
    extra = read_extra(
        document.include,
        axes,
        (*skip, *unlinked_boxes(axes, linked)),
        linked,
        partial(_one_value, read, vocabulary, gestures, prompts),
        where=f"{what}: include",
        sampled=document.sample is not None,
    )
    texts, own_negatives = _texts(axes, extra, vocabulary)
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        texts=texts,
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=own_negatives,
        template=template,
        whole_prompts=prompts,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(where=f"{what}: settings"),
        skip=skip,
        linked=linked,
        extra=extra,
        sample=document.sample.record() if document.sample else None,
    )
    check_plan(plan, what)
    return plan


def _texts(
    axes: Mapping[str, tuple[str, ...]], extra: Sequence[Cell], words: Words
) -> tuple[dict[tuple[str, str], str], frozenset[str]]:
    """The prompt text of each (axis, value) of words, and the negatives that add the gesture's."""
    values = {name: dict.fromkeys(known) for name, known in axes.items()}
    for name, value in (pair for cell in extra for pair in cell.values):
        values[name][value] = None
    negatives = {value: negative_words(value, words) for value in values.get("negative", ())}
    texts = {("negative", value): said for value, (said, _) in negatives.items()}
    texts |= {
        (kind, value): scene_text(kind, value, words)
        for kind in SCENE_KINDS
        if kind != "negative"
        for value in values.get(kind, ())
    }
    texts |= {
        (slot, value): literal_words(value, ids=False) or ""
        for slot in axes
        if slot not in AXES
        for value in values[slot]
    }
    return texts, frozenset(value for value, (_, own) in negatives.items() if own)


def _one_value(
    read: ReadAxis,
    words: Words,
    gestures: dict[str, Gesture],
    prompts: Collection[str],
    name: str,
    value: object,
    where: str,
) -> str:
    """The value of an extra cell; a gesture that is new joins ``gestures``."""
    if isinstance(value, list | tuple):
        raise PlanError(f"{where}: got {shown(value)}; expected one value.")
    if name == "gesture":
        found = read_gestures([value], words, where=where)
        gestures |= found
        return next(iter(found))
    if name == "prompt":
        if value not in prompts:
            raise PlanError(f"{where}: got {shown(value)}; expected the name of a prompt.")
        return str(value)
    (text,) = read(name, value, where=where)
    return text


def _whole_prompts(document: PlanDocument, vocabulary: Words, what: str) -> tuple[WholePrompt, ...]:
    if document.prompts is None:
        if document.gestures is None:
            raise PlanError(
                f"{what}: 'gestures' is missing.",
                hint="Begin with 'gestures: [peace, fist]', or with 'prompts:' of your own.",
                code="no_gestures",
            )
        return ()
    for key in ("gestures", "template"):
        if getattr(document, key) is not None:
            raise PlanError(
                f"{what}: has both prompts and {key}.",
                hint="Whole prompts stand alone; give each its gesture as {text: ..., gesture: "
                "peace}.",
            )
    return read_prompts(document.prompts, vocabulary, where=f"{what}: prompts")


def _templates(
    document: PlanDocument,
    whole: Sequence[WholePrompt],
    replacements: Sequence[Replacement],
    what: str,
) -> tuple[str, dict[str, str]]:
    """The template, '' where there are whole prompts, and those by name, with their slots."""
    where = f"{what}: replace"
    if not whole:
        template = document.template if document.template is not None else DEFAULT_TEMPLATE
        return with_slots(template, replacements, where=where, called="the template"), {}
    return "", {
        prompt.name: with_slots(prompt.text, replacements, where=where, called="the prompt")
        for prompt in whole
    }


def _slots(templates: Mapping[str, str], what: str) -> frozenset[str]:
    found: set[str] = set()
    for number, (name, template) in enumerate(templates.items()):
        try:
            found |= template_slots(template)
        except PromptError as error:
            place = f"prompts[{number}]" if name else "template"
            raise PlanError.at(f"{what}: {place}", error) from None
    return frozenset(found)


def _axes(
    document: PlanDocument,
    gestures: Mapping[str, Gesture],
    read: ReadAxis,
    replacements: Sequence[Replacement],
    what: str,
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
    for each in replacements:
        if each.name in found or each.name in zipped:
            raise PlanError(
                f"{what}: replace makes an axis {shown(each.name)}, which the plan has already.",
                hint="Give one of the two another name.",
            )
        where = f"{what}: replace.{each.name}"
        found[each.name] = read(each.name, each.values, where=where)
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
