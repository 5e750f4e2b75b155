"""A sweep plan: axes, seeds, models and settings, resolved against the vocabulary.

A plan never holds its cells. It counts them exactly and hands them out one at a time, so a
plan of a billion pictures is as cheap to load as one of four.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from toolkit.axes import AXES, NOTHING
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, UnknownName, shown
from toolkit.prompts.literals import literal_words
from toolkit.prompts.notes import Note
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.styles import Style
from toolkit.prompts.templates import template_notes
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.adapter_values import adapter_paths, adapters_of
from toolkit.sweeps.cells import (
    Cell,
    Linked,
    SkipRule,
    count_cells,
    sample_cells,
    unlinked_boxes,
    walk_cells,
    walk_choices,
)
from toolkit.sweeps.control_images import ControlImage, control_image
from toolkit.sweeps.mend_values import mend_of, mended
from toolkit.sweeps.plan_json import plan_json
from toolkit.sweeps.plan_prompts import PromptPrinter, PromptWords, Texts
from toolkit.sweeps.requests import Control, GenerationRequest
from toolkit.sweeps.settings import (
    ModelDefaults,
    ResolvedSettings,
    Sample,
    Settings,
    resolve,
)
from toolkit.vocabulary.entries import Gesture, Language, SceneWord

MAX_REQUESTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan ready to run. Built by `toolkit.sweeps.plan_loader.load_plan`.

    ``axes`` maps axis names to their values as text, the costliest to change first (model,
    gesture, ...); every cell has a value on each. ``whole_prompts`` are templates by name on the
    axis ``prompt``, in place of ``template`` where there are any. ``seeds`` are shared by all
    cells; it is a ``range`` or a tuple. ``texts`` gives the prompt text of each value on a scene
    axis and on a slot of the template's own, ``texts_zh`` the Chinese one where the plan speaks
    Chinese, ``views`` the view words by id, ``vocabularies`` the user's own that it needs, by
    name. The axes of each of ``linked`` go together, row by row; ``extra`` are single cells beside
    the grid. ``dialect`` is how weights are written in templates and in words of the plan's own,
    ``styles`` are the values of the axis ``style`` that go around the prompt.
    """

    name: str
    gestures: Mapping[str, Gesture]
    axes: Mapping[str, tuple[str, ...]]
    texts: Texts
    views: Mapping[str, SceneWord]
    own_negatives: frozenset[str]
    template: str
    seeds: Sequence[int]
    settings: Settings
    skip: tuple[SkipRule, ...] = ()
    linked: tuple[Linked, ...] = ()
    sample: Sample | None = None
    vocabularies: tuple[str, ...] = ()
    texts_zh: Texts = field(default_factory=dict[tuple[str, str], Prompt | str])
    whole_prompts: Mapping[str, str] = field(default_factory=dict[str, str])
    extra: tuple[Cell, ...] = ()
    dialect: str = "auto"
    styles: Mapping[str, Style] = field(default_factory=dict[str, Style])

    def __repr__(self) -> str:
        sizes = " × ".join(f"{len(values)} {axis}" for axis, values in self.axes.items())
        return (
            f"Plan({self.name!r}: {sizes} = {self.cell_count:,} cells × {len(self.seeds):,} seeds "
            f"= {self.count:,} pictures)"
        )

    @property
    def control_kinds(self) -> frozenset[str]:
        """The kinds of control image that the plan's pictures are held to, without ``none``."""
        kinds = self.axes.get("control", (self.settings.control or NOTHING,))
        more = [dict(cell.values).get("control", NOTHING) for cell in self.extra]
        return frozenset((*kinds, *more)) - {NOTHING}

    @property
    def adapter_files(self) -> tuple[str, ...]:
        """The paths of the LoRA and embedding files that the plan's pictures need."""
        on_axes = ((name, value) for name, values in self.axes.items() for value in values)
        beside = (pair for cell in self.extra for pair in cell.values)
        return adapter_paths(itertools.chain(on_axes, beside))

    @property
    def mends(self) -> bool:
        """Whether some of the plan's pictures are mended."""
        on_axis = self.axes.get("mend", ())
        beside = [dict(cell.values).get("mend", NOTHING) for cell in self.extra]
        return any(value != NOTHING for value in (*on_axis, *beside))

    @property
    def models(self) -> tuple[str, ...]:
        """The models' names, in the plan's order."""
        more = (cell.value("model") for cell in self.extra)
        return tuple(dict.fromkeys((*self.axes["model"], *more)))

    @cached_property
    def cell_count(self) -> int:
        """How many cells `cells` gives, computed without building any."""
        kept = count_cells(self.axes, self._left_out)
        return (min(kept, self.sample.count) if self.sample else kept) + len(self.extra)

    @property
    def count(self) -> int:
        """How many pictures the plan asks for: cells times seeds."""
        return self.cell_count * len(self.seeds)

    def cells(self) -> Iterator[Cell]:
        """The cells, lazily, those of the grid first; never more than one is held."""
        if not self.sample:
            return itertools.chain(walk_cells(self.axes, self._left_out), self.extra)
        sampled = sample_cells(
            self.axes,
            self._left_out,
            count=self.sample.count,
            seed=self.sample.seed,
            linked=self.linked,
        )
        return itertools.chain(sampled, self.extra)

    def _choices(self) -> Iterator[tuple[str, ...]]:
        """The cells' values without their ids, which take longer than all else."""
        if self.sample:
            return (tuple(value for _, value in cell.values) for cell in self.cells())
        beside = (tuple(value for _, value in cell.values) for cell in self.extra)
        return itertools.chain(walk_choices(self.axes, self._left_out), beside)

    def _printer(self, dialect: str) -> PromptPrinter:
        if dialect not in self._printers:
            self._printers[dialect] = PromptPrinter(self.words, tuple(self.axes), dialect)
        return self._printers[dialect]

    @cached_property
    def _printers(self) -> dict[str, PromptPrinter]:
        return {}

    @cached_property
    def _left_out(self) -> tuple[SkipRule, ...]:
        return (*self.skip, *unlinked_boxes(self.axes, self.linked))

    @cached_property
    def words(self) -> PromptWords:
        """What the prompts are made of."""
        return PromptWords(
            gestures=self.gestures,
            template=self.template,
            dialect=self.dialect,
            texts={"en": self.texts, "zh": self.texts_zh},
            own_negatives=self.own_negatives,
            styles=self.styles,
            whole_prompts=self.whole_prompts,
        )

    def prompt(self, cell: Cell) -> Prompt:
        """The prompt's tree for one cell."""
        return self.words.prompt(dict(cell.values))

    def negative(self, cell: Cell) -> Prompt:
        """The negative prompt's tree for one cell; empty without a ``negative`` axis."""
        return self.words.negative(dict(cell.values))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """How the template's words and those of the plan's own were read, where it may surprise."""
        found: list[Note] = []
        for template in tuple(self.whole_prompts.values()) or (self.template,):
            found += template_notes(template, dialect=self.dialect)
        for axis, values in self.axes.items():
            ids = axis in AXES
            if ids and AXES[axis].kind not in ("phrase", "scene"):
                continue
            for value in values:
                own = None if value in self.styles else literal_words(value, ids=ids)
                found += read_prompt(own, self.dialect).notes if own else ()
        for style in self.styles.values():
            for text in (style.prompt, style.negative):
                found += read_prompt(text, self.dialect).notes
        return tuple(dict.fromkeys(found))

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the plan's prompts are in."""
        return cast("tuple[Language, ...]", self.axes.get("language", (AXES["language"].default,)))

    def reaches(self, **values: str) -> bool:
        """Whether some cell has these values, by axis; an axis that the plan lacks counts not."""
        narrowed = {name: (value,) for name, value in values.items() if name in self.axes}
        return count_cells({**self.axes, **narrowed}, self._left_out) > 0

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
        files: Mapping[str, str] | None = None,
        judge: str = "",
    ) -> Iterator[tuple[Cell, GenerationRequest]]:
        """Each picture to make with its cell, lazily, seeds changing fastest.

        Args:
            models: revision and defaults of each model; the plan's settings and axes
                override them. Without it, requests carry no revision.
            limit: give at most so many; needed when the plan asks for more than 20,000.
            keep_control: called with the PNG bytes of each distinct control image, before the
                first request that needs it.
            files: the content hash of each LoRA and embedding file by its path
                (`toolkit.generation.adapter_files`). Without it, requests carry none.
            judge: name and version of the judge that says which hands are mended.

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
            for request in self._cell_requests(
                cell, known[cell.value("model")], keep, files or {}, judge
            )
        )
        return itertools.islice(pairs, None if limit is None else min(limit, sys.maxsize))

    def prompts(self, dialect: str, *, limit: int | None = None) -> Iterator[tuple[str, str]]:
        """The distinct prompts with their negatives, rendered in ``dialect``, lazily.

        At most ``limit`` of them, looked for among the first 20,000 cells. Raises as `requests`.
        """
        self.check_size(limit)
        printer = self._printer(dialect)
        found: set[tuple[str, str]] = set()
        for choice in itertools.islice(self._choices(), MAX_REQUESTS):
            said = printer.print(choice)
            if said not in found:
                found.add(said)
                yield said
            if len(found) == limit:
                return

    def prompt_trees(
        self, dialect: str, *, limit: int | None = None, among: int = MAX_REQUESTS
    ) -> Iterator[tuple[Prompt, Prompt]]:
        """The trees of the prompts and negatives that are distinct in ``dialect``, lazily.

        At most ``limit`` of them, looked for in the first ``among`` cells. Raises as `requests`.
        """
        self.check_size(limit)
        printer = self._printer(dialect)
        found: set[tuple[str, str]] = set()
        for choice in itertools.islice(self._choices(), among):
            said = printer.print(choice)
            if said not in found:
                found.add(said)
                values = dict(zip(self.axes, choice, strict=True))
                yield self.words.prompt(values), self.words.negative(values)
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
        self,
        cell: Cell,
        model: ModelDefaults,
        keep: Callable[[ControlImage], None],
        files: Mapping[str, str],
        judge: str,
    ) -> Iterator[GenerationRequest]:
        made = resolve(model, self.settings, dict(cell.values))
        choice = tuple(value for _, value in cell.values)
        prompt, negative = self._printer(made.dialect).print(choice)
        if model.negative_above is not None and made.guidance <= model.negative_above:
            negative = ""  # it counts for nothing: all negatives are one picture
        image = self.control_image(cell, made)
        control = None if image is None else self._control(cell, made, image.sha256)
        if image is not None:
            keep(image)
        loras, embeddings = adapters_of(dict(cell.values), files)
        mend = mend_of(dict(cell.values).get("mend", NOTHING))
        for seed in self.seeds:
            request = GenerationRequest(
                prompt=prompt,
                negative=negative,
                seed=seed,
                model=model.name or cell.value("model"),
                revision=made.revision,
                dialect=made.dialect,
                scheduler=made.scheduler,
                steps=made.steps,
                guidance=made.guidance,
                width_px=made.width_px,
                height_px=made.height_px,
                control=control,
                loras=loras,
                embeddings=embeddings,
            )
            yield request if mend is None else mended(request, mend, judge=judge)

    def _control(self, cell: Cell, made: ResolvedSettings, sha256: str) -> Control:
        network = made.network
        if made.control_start >= made.control_end:
            raise PlanError(
                f"plan {self.name}: the control image would hold from {made.control_start:g} to "
                f"{made.control_end:g} of the steps; expected a start before the end.",
                hint="Leave such cells out by 'skip', or take other values.",
            )
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
            start=made.control_start,
            end=made.control_end,
            model=network.name if network else "",
            revision=network.revision if network else "",
        )

    def to_json(self) -> str:
        """The plan as canonical JSON; `load_plan` reads its mapping back to an equal plan."""
        return plan_json(self)
