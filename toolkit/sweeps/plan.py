"""A sweep plan: axes, seeds, models and settings, resolved against the vocabulary.

A plan never holds its cells. It counts them exactly and hands them out one at a time, so a
plan of a billion pictures is as cheap to load as one of four.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from toolkit.axes import AXES, NOTHING, SCENE_AXES, axis_number, number_on
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, PromptError, UnknownName, shown
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.prompts.templates import template_slots
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.axis_values import (
    SCENE_KINDS,
    Words,
    negative_words,
    read_axis,
    read_gestures,
    read_skip,
    scene_text,
)
from toolkit.sweeps.cells import Cell, SkipRule, count_cells, sample_cells, walk_cells
from toolkit.sweeps.control_images import ControlImage, control_image
from toolkit.sweeps.document import PlanDocument, read_document
from toolkit.sweeps.requests import Control, GenerationRequest
from toolkit.sweeps.seeds import read_seeds
from toolkit.sweeps.settings import (
    ModelDefaults,
    ResolvedSettings,
    Sample,
    Settings,
    resolve,
)
from toolkit.vocabulary.entries import Gesture, SceneWord

MAX_REQUESTS = 20_000
_SETTING_AXES = tuple(name for name, axis in AXES.items() if axis.setting)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan ready to run. Build it with `load_plan`.

    ``axes`` maps axis names to their values as text, the costliest to change first (model,
    gesture, ...); every cell has a value on each. ``seeds`` are shared by all cells; it is a
    ``range`` or a tuple. ``scene_texts`` gives the prompt text of each scene value, ``views`` the
    view words by id.
    """

    name: str
    gestures: Mapping[str, Gesture]
    axes: Mapping[str, tuple[str, ...]]
    scene_texts: Mapping[tuple[str, str], str]
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
            phrase=values.get("phrase", AXES["phrase"].default),
            weight=number_on("weight", values),
            words={
                kind: self.scene_texts[kind, values[kind]]
                for kind in SCENE_AXES
                if kind in values and kind != "negative"
            },
            template=self.template,
        )

    def negative(self, cell: Cell) -> Prompt:
        """The negative prompt's tree for one cell; empty without a ``negative`` axis."""
        value = dict(cell.values).get("negative", NOTHING)
        return make_negative(
            self.gestures[cell.gesture],
            words=self.scene_texts.get(("negative", value), ""),
            own=value in self.own_negatives,
        )

    def control_image(self, cell: Cell, made: ResolvedSettings) -> ControlImage | None:
        """The control image of ``cell``'s pictures, or None for no control; drawn once."""
        values = dict(cell.values)
        if made.control == NOTHING:
            return None
        return control_image(
            self.gestures[cell.gesture],
            made.control,
            width_px=made.width_px,
            height_px=made.height_px,
            view=self.views.get(values.get("view", "")),
            side="left" if values.get("side") == "left" else "right",
        )

    def requests(
        self,
        models: Mapping[str, ModelDefaults] | None = None,
        *,
        limit: int | None = None,
        keep_control: Callable[[bytes], object] | None = None,
    ) -> Iterator[tuple[Cell, GenerationRequest]]:
        """Each picture to make with its cell, lazily, seeds changing fastest.

        Args:
            models: revision and defaults of each model; the plan's settings and axes
                override them. Without it, requests carry no revision.
            limit: give at most so many; needed when the plan asks for more than 20,000.
            keep_control: called with the PNG bytes of each distinct control image, before the
                first request that needs it.

        Raises:
            PlanError: more than 20,000 pictures and no limit.
            UnknownName: the plan names a model that ``models`` lacks.
        """
        self.check_size(limit)
        if models is not None:
            for name in self.models:
                if name not in models:
                    raise UnknownName(
                        f"plan {self.name}: no model is called {shown(name)}.",
                        hint=near(name, models) or f"Known are {', '.join(models)}.",
                    )
        known = {name: ModelDefaults() for name in self.models} if models is None else models
        kept: set[str] = set()

        def keep(image: ControlImage) -> None:
            if keep_control is not None and image.sha256 not in kept:
                keep_control(image.png)
                kept.add(image.sha256)

        pairs = (
            (cell, request)
            for cell in self.cells()
            for request in self._cell_requests(cell, known[cell.value("model")], keep)
        )
        return itertools.islice(pairs, None if limit is None else min(limit, sys.maxsize))

    def prompts(self, dialect: str, *, limit: int | None = None) -> Iterator[tuple[str, str]]:
        """The distinct prompts with their negatives, rendered in ``dialect``, lazily.

        At most ``limit`` of them, looked for among the first 20,000 cells. Raises as `requests`.
        """
        self.check_size(limit)
        found: set[tuple[str, str]] = set()
        for cell in itertools.islice(self.cells(), MAX_REQUESTS):
            pair = render(self.prompt(cell), dialect), render(self.negative(cell), dialect)
            if pair not in found:
                found.add(pair)
                yield pair
            if len(found) == limit:
                return

    def check_size(self, limit: int | None = None) -> None:
        """Raise `PlanError` when the plan is too large to run without a ``limit``."""
        if limit is not None and limit < 1:
            raise PlanError(f"The limit is {shown(limit)}; expected at least 1.")
        if limit is None and self.count > MAX_REQUESTS:
            raise PlanError(
                f"The plan {shown(self.name)} asks for {self.count:,} pictures "
                f"({self.cell_count:,} cells × {len(self.seeds):,} seeds); "
                f"at most {MAX_REQUESTS:,} run without a limit.",
                hint="Give --limit N, draw some with 'sample: {count: N}', or shorten an axis.",
                code="too_many_pictures",
                fields={"count": self.count, "most": MAX_REQUESTS},
            )

    def _cell_requests(
        self, cell: Cell, model: ModelDefaults, keep: Callable[[ControlImage], None]
    ) -> Iterator[GenerationRequest]:
        made = resolve(model, self.settings, dict(cell.values))
        prompt = render(self.prompt(cell), made.dialect)
        negative = render(self.negative(cell), made.dialect)
        image = self.control_image(cell, made)
        control = None if image is None else self._control(cell, made, image.sha256)
        if image is not None:
            keep(image)
        for seed in self.seeds:
            yield GenerationRequest(
                prompt=prompt,
                negative=negative,
                seed=seed,
                model=cell.value("model"),
                revision=made.revision,
                dialect=made.dialect,
                scheduler=made.scheduler,
                steps=made.steps,
                guidance=made.guidance,
                width_px=made.width_px,
                height_px=made.height_px,
                control=control,
            )

    def _control(self, cell: Cell, made: ResolvedSettings, sha256: str) -> Control:
        network = made.network
        if network is None and made.revision:
            raise PlanError(
                f"plan {self.name}: the model {shown(cell.value('model'))} has no control "
                f"network for {shown(made.control)}.",
                hint="Choose another model, or leave 'control' out.",
                code="no_control_network",
                fields={"model": cell.value("model"), "control": made.control},
            )
        return Control(
            kind=made.control,
            sha256=sha256,
            strength=made.control_strength,
            model=network.name if network else "",
            revision=network.revision if network else "",
        )

    def to_json(self) -> str:
        """The plan as canonical JSON; `load_plan` reads its mapping back to an equal plan."""
        seeds = self.seeds
        plain: dict[str, object] = {
            "name": self.name,
            "gestures": list(self.axes["gesture"]),
            "axes": {
                name: [_typed(name, value) for value in values]
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
                {name: [_typed(name, value) for value in sorted(box)] for name, box in rule.items()}
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
    scene_texts = {
        (kind, value): scene_text(kind, value, vocabulary)
        for kind in SCENE_KINDS
        if kind != "negative"
        for value in axes.get(kind, ())
    }
    scene_texts.update({("negative", value): words for value, (words, _) in negatives.items()})
    plan = Plan(
        name=document.name,
        gestures=gestures,
        axes=axes,
        scene_texts=scene_texts,
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


def _axes(
    document: PlanDocument, gestures: Mapping[str, Gesture], words: Words, what: str
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
                f"{what}: the template {shown(plan.template)} has no {{gesture}}.",
                hint="Say where the gesture's phrase goes.",
            )
        if "negative" in slots:
            raise PlanError(
                f"{what}: the template {shown(plan.template)} puts {{negative}} into the prompt.",
                hint="Negative words have their own axis, 'negative'; take the slot out.",
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
        raise PlanError(f"{what}: {error.message}", hint=error.hint) from None


def _check_words(plan: Plan) -> None:
    """Render every phrase at the outermost weights, so that no sweep stops midway at a bad word."""
    weights = [number_on("weight", {"weight": text}) for text in plan.axes.get("weight", ("",))]
    phrases = plan.axes.get("phrase", (AXES["phrase"].default,))
    for gesture in plan.gestures.values():
        for phrase, weight in itertools.product(phrases, {min(weights), max(weights)}):
            prompt = make_prompt(gesture, phrase=phrase, weight=weight, template=plan.template)
            render(prompt, plan.settings.dialect)


def _typed(axis: str, value: str) -> object:
    number = axis_number(axis, value)
    return value if number is None else number
