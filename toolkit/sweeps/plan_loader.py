"""A plan read and resolved against a vocabulary: files and mappings in, a `Plan` out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from toolkit.axes import AXES, LANGUAGES
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, UnknownName, shown
from toolkit.sweeps.axis_values import (
    SCENE_KINDS,
    Words,
    negative_words,
    read_axis,
    read_gestures,
    scene_ids,
)
from toolkit.sweeps.axis_words import WordSources
from toolkit.sweeps.cells import Cell, Linked, unlinked_boxes
from toolkit.sweeps.document import PlanDocument, plan_file, read_document
from toolkit.sweeps.extra_cells import read_extra
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_checks import check_plan
from toolkit.sweeps.plan_lines import with_line
from toolkit.sweeps.plan_templates import slots_of, templates_of, whole_prompts_of
from toolkit.sweeps.seeds import read_seeds
from toolkit.sweeps.skip_rules import read_skip
from toolkit.sweeps.slot_texts import slot_texts
from toolkit.sweeps.text_files import inside
from toolkit.sweeps.whole_prompts import (
    Replacement,
    read_replacements,
)
from toolkit.sweeps.wildcard_folder import WildcardFolder
from toolkit.vocabulary.entries import Gesture, Language


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
    _check_vocabularies(document, vocabulary, what)
    whole = whole_prompts_of(document, vocabulary, what)
    gestures = (
        {prompt.gesture.id: prompt.gesture for prompt in whole}
        if whole
        else read_gestures(document.gestures, vocabulary, where=f"{what}: gestures")
    )
    replacements = read_replacements(document.replace, where=f"{what}: replace")
    template, prompts, wildcards = templates_of(document, whole, replacements, what)
    slots = slots_of(prompts or {"": template}, document.dialect, what)
    read = partial(
        read_axis,
        gestures=gestures,
        words=vocabulary,
        slots=slots,
        languages=_languages(document),
        spread=sources.spread,
        dialect=document.dialect,
    )
    axes = _axes(document, gestures, read, replacements, what)
    axes |= {
        name: read(name, {"text": text}, where=f"{what}: template")
        for name, text in wildcards.items()
    }
    linked = _linked(document, axes, read, what)
    if whole:
        rows = tuple((prompt.name, prompt.gesture.id) for prompt in whole)
        linked = (*linked, Linked(names=("prompt", "gesture"), rows=rows))
    for group in linked:
        axes |= group.columns
    axes = {name: axes[name] for name in (*_COSTLIEST, *axes) if name in axes}
    skip = (
        *read_skip(document.skip, axes, where=f"{what}: skip", dialect=document.dialect),
        *read_skip(document.exclude, axes, where=f"{what}: exclude", dialect=document.dialect),
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
    values = _all_values(axes, extra)
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        texts=slot_texts(values, vocabulary, sources),
        texts_zh=slot_texts(values, vocabulary, sources, "zh")
        if "zh" in values.get("language", ())
        else {},
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=frozenset(
            value for value in values.get("negative", ()) if negative_words(value, vocabulary)[1]
        ),
        template=template,
        whole_prompts=prompts,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(where=f"{what}: settings"),
        skip=skip,
        linked=linked,
        extra=extra,
        vocabularies=_origins(document, gestures, values, vocabulary),
        sample=document.sample.record() if document.sample else None,
        dialect=document.dialect,
        styles=sources.styles,
    )
    check_plan(plan, what)
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


def _check_vocabularies(document: PlanDocument, vocabulary: Words, what: str) -> None:
    for name in document.vocabulary:
        if name not in vocabulary.overlays:
            raise UnknownName(
                f"{what}: needs the vocabulary {shown(name)}, which is not here.",
                hint=near(name, vocabulary.overlays) or "Give --vocab DIR.",
                code="vocabulary_not_here",
                fields={"got": name},
            )


def _languages(document: PlanDocument) -> tuple[Language, ...]:
    """The languages that a plan names anywhere; what is none of them is refused elsewhere."""
    named: list[object] = []
    for written in (document.axes, *document.zip, *document.include):
        value = written.get("language", [])
        listed = isinstance(value, list | tuple)
        named += LANGUAGES if value == "all" else value if listed else [value]
    found = tuple(lang for lang in LANGUAGES if lang in named)
    return cast("tuple[Language, ...]", found or (AXES["language"].default,))


def _all_values(
    axes: Mapping[str, tuple[str, ...]], extra: Sequence[Cell]
) -> dict[str, tuple[str, ...]]:
    """The different values on each axis, those of single cells beside the grid too."""
    values = {name: dict.fromkeys(known) for name, known in axes.items()}
    for name, value in (pair for cell in extra for pair in cell.values):
        values[name][value] = None
    return {name: tuple(known) for name, known in values.items()}


def _origins(
    document: PlanDocument,
    gestures: Mapping[str, Gesture],
    values: Mapping[str, tuple[str, ...]],
    vocabulary: Words,
) -> tuple[str, ...]:
    """The user's vocabularies that the plan's gestures and scene words come from, by name."""
    named = [*document.vocabulary, *(gesture.origin for gesture in gestures.values())]
    for kind in SCENE_KINDS:
        used = {id for value in values.get(kind, ()) for id in scene_ids(kind, value, vocabulary)}
        named += [word.origin for word in vocabulary.scene(kind) if word.id in used]
    return tuple(name for name in vocabulary.overlays if name in named)


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
        several = cast("Sequence[object]", value)
        raise PlanError(f"{where}: got {shown(several)}; expected one value.")
    if name == "gesture":
        found = read_gestures([value], words, where=where)
        gestures |= found
        return next(iter(found))
    if name == "prompt":
        if not isinstance(value, str) or value not in prompts:
            raise PlanError(f"{where}: got {shown(value)}; expected the name of a prompt.")
        return value
    texts = read(name, value, where=where)
    if len(texts) != 1:
        raise PlanError(
            f"{where}: {shown(value)} stands for {len(texts):,} values; expected one value."
        )
    return texts[0]


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
