"""A sweep plan: axes, seeds, models and settings, resolved against the vocabulary.

A plan never holds its cells. It counts them exactly and hands them out one at a time, so a
plan of a billion pictures is as cheap to load as one of four.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from toolkit.documents.problems import near
from toolkit.errors import PlanError, PromptError, UnknownName
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.prompts.templates import template_slots
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.axes import (
    NOTHING,
    SCENE_AXES,
    Words,
    negative_words,
    read_axis,
    read_gestures,
    read_skip,
    scene_text,
)
from toolkit.sweeps.cells import Cell, SkipRule, count_cells, sample_cells, walk_cells
from toolkit.sweeps.control_images import control_png, picture_hash
from toolkit.sweeps.document import PlanDocument, read_document
from toolkit.sweeps.requests import Control, GenerationRequest
from toolkit.sweeps.seeds import read_seeds
from toolkit.sweeps.settings import ModelDefaults, Sample, Settings, merge
from toolkit.vocabulary.entries import Gesture, SceneWord

DEFAULT_MODEL = "thumbelina"
MAX_REQUESTS = 20_000
_NUMBER_AXES = ("weight", "guidance", "control_strength")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan ready to run. Build it with `load_plan`.

    ``axes`` maps axis names to their values as text, the costliest to change first (model,
    gesture, ...); every cell has a value on each. ``seeds`` are shared by all cells; it is a
    ``range`` or a tuple. ``said`` gives the prompt text of each scene value, ``views`` the view
    words by id.
    """

    name: str
    gestures: Mapping[str, Gesture]
    axes: Mapping[str, tuple[str, ...]]
    said: Mapping[tuple[str, str], str]
    views: Mapping[str, SceneWord]
    own_negatives: frozenset[str]
    template: str
    seeds: Sequence[int]
    settings: Settings
    skip: tuple[SkipRule, ...] = ()
    sample: Sample | None = None

    @property
    def control_kinds(self) -> frozenset[str]:
        """The kinds of control image that the plan's pictures are held to, without ``none``."""
        kinds = self.axes.get("control", (self.settings.control or NOTHING,))
        return frozenset(kinds) - {NOTHING}

    @property
    def models(self) -> tuple[str, ...]:
        """The models' names, in the plan's order."""
        return self.axes["model"]

    @cached_property
    def cell_count(self) -> int:
        """How many cells `cells` gives, computed without building any."""
        kept = count_cells(self.axes, self.skip)
        return min(kept, self.sample.count) if self.sample else kept

    @property
    def count(self) -> int:
        """How many pictures the plan asks for: cells times seeds."""
        return self.cell_count * len(self.seeds)

    def cells(self) -> Iterator[Cell]:
        """The cells, lazily; never more than one is held."""
        if self.sample:
            return sample_cells(
                self.axes, self.skip, count=self.sample.count, seed=self.sample.seed
            )
        return walk_cells(self.axes, self.skip)

    def prompt(self, cell: Cell) -> Prompt:
        """The prompt's tree for one cell."""
        values = dict(cell.values)
        return make_prompt(
            self.gestures[cell.gesture],
            phrase=values.get("phrase", "plain"),
            weight=float(values.get("weight", "1")),
            words={
                kind: self.said[kind, values[kind]]
                for kind in SCENE_AXES
                if kind in values and kind != "negative"
            },
            template=self.template,
        )

    def negative(self, cell: Cell) -> Prompt:
        """The negative prompt's tree for one cell; empty without a ``negative`` axis."""
        value = dict(cell.values).get("negative", "none")
        return make_negative(
            self.gestures[cell.gesture],
            words=self.said.get(("negative", value), ""),
            own=value in self.own_negatives,
        )

    def control_png(self, cell: Cell, width_px: int, height_px: int) -> bytes | None:
        """The PNG bytes of the control image of ``cell``'s pictures, or None for no control."""
        values = dict(cell.values)
        kind = values.get("control", self.settings.control or NOTHING)
        if kind == NOTHING:
            return None
        return control_png(
            self.gestures[cell.gesture],
            kind,
            width_px=width_px,
            height_px=height_px,
            view=self.views.get(values.get("view", "")),
            side="left" if values.get("side") == "left" else "right",
        )

    def requests(
        self, models: Mapping[str, ModelDefaults] | None = None, *, limit: int | None = None
    ) -> Iterator[tuple[Cell, GenerationRequest]]:
        """Each picture to make with its cell, lazily, seeds changing fastest.

        Args:
            models: revision and defaults of each model; the plan's settings and axes
                override them. Without it, requests carry no revision.
            limit: give at most so many; needed when the plan asks for more than 20,000.

        Raises:
            PlanError: more than 20,000 pictures and no limit.
            UnknownName: the plan names a model that ``models`` lacks.
        """
        self.check_size(limit)
        if models is not None:
            for name in self.models:
                if name not in models:
                    raise UnknownName(
                        f"plan {self.name}: no model is called {name!r}.",
                        hint=near(name, models) or f"Known are {', '.join(models)}.",
                    )
        known = {name: ModelDefaults() for name in self.models} if models is None else models
        made = (
            (cell, request)
            for cell in self.cells()
            for request in self._cell_requests(cell, known[cell.value("model")])
        )
        return itertools.islice(made, limit)

    def check_size(self, limit: int | None = None) -> None:
        """Raise `PlanError` when the plan is too large to run without a ``limit``."""
        if limit is not None and limit < 1:
            raise PlanError(f"The limit is {limit}; expected at least 1.")
        if limit is None and self.count > MAX_REQUESTS:
            raise PlanError(
                f"The plan {self.name!r} asks for {self.count:,} pictures "
                f"({self.cell_count:,} cells × {len(self.seeds):,} seeds); "
                f"at most {MAX_REQUESTS:,} run without a limit.",
                hint="Give --limit N, draw some with 'sample: {count: N}', or shorten an axis.",
                code="too_many_pictures",
                fields={"count": self.count, "most": MAX_REQUESTS},
            )

    def _cell_requests(self, cell: Cell, defaults: ModelDefaults) -> Iterator[GenerationRequest]:
        dialect = self.settings.dialect
        prompt = render(self.prompt(cell), dialect)
        negative = render(self.negative(cell), dialect)
        made = merge(defaults, self.settings, dict(cell.values))
        control = self._control(cell, made)
        for seed in self.seeds:
            yield GenerationRequest(
                prompt=prompt,
                negative=negative,
                seed=seed,
                model=cell.value("model"),
                revision=made.revision,
                dialect=dialect,
                scheduler=made.scheduler,
                steps=made.steps,
                guidance=made.guidance,
                width_px=made.width_px,
                height_px=made.height_px,
                control=control,
            )

    def _control(self, cell: Cell, made: ModelDefaults) -> Control | None:
        png = self.control_png(cell, made.width_px, made.height_px)
        if png is None:
            return None
        values = dict(cell.values)
        kind = values.get("control", self.settings.control or NOTHING)
        model = next((model for model in made.controls if model.kind == kind), None)
        if model is None and made.revision:
            raise PlanError(
                f"plan {self.name}: the model {cell.value('model')!r} has no control network for "
                f"{kind!r}.",
                hint="Choose another model, or leave 'control' out.",
                code="no_control_network",
                fields={"model": cell.value("model"), "control": kind},
            )
        strength = self.settings.control_strength
        return Control(
            kind=kind,
            sha256=picture_hash(png),
            strength=float(values.get("control_strength", 1.0 if strength is None else strength)),
            model=model.name if model else "",
            revision=model.revision if model else "",
        )

    def to_json(self) -> str:
        """The plan as canonical JSON; `load_plan` reads its mapping back to an equal plan."""
        seeds = self.seeds
        plain: dict[str, object] = {
            "name": self.name,
            "gestures": list(self.axes["gesture"]),
            "axes": {
                name: [_plain(name, value) for value in values]
                for name, values in self.axes.items()
                if name != "gesture"
            },
            "template": self.template,
            "seeds": {"start": seeds.start, "count": len(seeds)}
            if isinstance(seeds, range)
            else list(seeds),
            "settings": {
                name: value for name, value in asdict(self.settings).items() if value is not None
            },
            "skip": [
                {name: [_plain(name, value) for value in sorted(box)] for name, box in rule.items()}
                for rule in self.skip
            ],
        }
        if self.sample:
            plain["sample"] = asdict(self.sample)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


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
    axes = _axes(document, gestures, vocabulary, what)
    negatives = {value: negative_words(value, vocabulary) for value in axes.get("negative", ())}
    said = {
        (kind, value): scene_text(kind, value, vocabulary)
        for kind in SCENE_AXES
        if kind != "negative"
        for value in axes.get(kind, ())
    }
    said.update({("negative", value): words for value, (words, _) in negatives.items()})
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        said=said,
        views={word.id: word for word in vocabulary.scene("view")},
        own_negatives=frozenset(value for value, (_, own) in negatives.items() if own),
        template=document.template,
        seeds=read_seeds(document.seeds, where=f"{what}: seeds"),
        settings=document.settings.record(),
        skip=read_skip(document.skip, axes, where=f"{what}: skip"),
        sample=document.sample.record() if document.sample else None,
    )
    _check(plan, what)
    return plan


def _axes(
    document: PlanDocument, gestures: Mapping[str, Gesture], words: Words, what: str
) -> dict[str, tuple[str, ...]]:
    """All axes, the costliest to change first; model and gesture are always among them."""
    written = dict(document.axes)
    for key, value in (
        ("model", document.model),
        ("steps", document.settings.steps),
        ("guidance", document.settings.guidance),
        ("scheduler", document.settings.scheduler),
        ("control", document.settings.control),
        ("control_strength", document.settings.control_strength),
    ):
        if key in written and value is not None:
            place = key if key == "model" else f"settings.{key}"
            raise PlanError(
                f"{what}: {key} stands both under axes and as {place}.", hint="Keep one."
            )
    if "model" not in written:
        written["model"] = DEFAULT_MODEL if document.model is None else document.model
    read = {
        name: read_axis(name, value, gestures=gestures, words=words, where=f"{what}: axes.{name}")
        for name, value in written.items()
    }
    read["gesture"] = tuple(gestures)
    first = ("model", "scheduler", "gesture")
    return {name: read[name] for name in (*first, *read) if name in read}


def _check(plan: Plan, what: str) -> None:
    """What only shows when the parts are put together."""
    try:
        slots = template_slots(plan.template)
        if "gesture" not in slots:
            raise PlanError(
                f"{what}: the template {plan.template!r} has no {{gesture}}.",
                hint="Say where the gesture's phrase goes.",
            )
        if "negative" in slots:
            raise PlanError(
                f"{what}: the template {plan.template!r} puts {{negative}} into the prompt.",
                hint="Negative words have their own axis, 'negative'; take the slot out.",
            )
        for kind in SCENE_AXES:
            if kind in plan.axes and kind != "negative" and kind not in slots:
                raise PlanError(
                    f"{what}: the axis {kind!r} changes nothing: the template "
                    f"{plan.template!r} has no {{{kind}}}.",
                    hint=f"Put {{{kind}}} into the template, or take the axis out.",
                )
        if not plan.cell_count:
            raise PlanError(f"{what}: the skip rules leave no cell.", hint="Take one out.")
        _check_words(plan)
    except PromptError as error:
        raise PlanError(f"{what}: {error.message}", hint=error.hint) from None


def _check_words(plan: Plan) -> None:
    """Say every phrase at the outermost weights, so that no sweep stops midway at a bad word."""
    weights = [float(weight) for weight in plan.axes.get("weight", ("1",))]
    phrases = plan.axes.get("phrase", ("plain",))
    for gesture in plan.gestures.values():
        for phrase, weight in itertools.product(phrases, {min(weights), max(weights)}):
            prompt = make_prompt(gesture, phrase=phrase, weight=weight, template=plan.template)
            render(prompt, plan.settings.dialect)


def _plain(axis: str, value: str) -> object:
    if axis in _NUMBER_AXES:
        return float(value)
    return int(value) if axis == "steps" else value
