"""A sweep plan: axes, seeds, models and settings, resolved against the vocabulary.

A plan never holds its cells. It counts them exactly and hands them out one at a time, so a
plan of a billion pictures is as cheap to load as one of four.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import cast

from toolkit.axes import AXES, NOTHING, number_on, typed_value
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, UnknownName, shown
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.prompts.templates import template_slots
from toolkit.prompts.tree import Prompt
from toolkit.sweeps.cells import (
    Cell,
    Linked,
    SkipRule,
    count_cells,
    sample_cells,
    unlinked_boxes,
    walk_cells,
)
from toolkit.sweeps.control_images import ControlImage, control_image
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
    the grid.
    """

    name: str
    gestures: Mapping[str, Gesture]
    axes: Mapping[str, tuple[str, ...]]
    texts: Mapping[tuple[str, str], str]
    views: Mapping[str, SceneWord]
    own_negatives: frozenset[str]
    template: str
    seeds: Sequence[int]
    settings: Settings
    skip: tuple[SkipRule, ...] = ()
    linked: tuple[Linked, ...] = ()
    sample: Sample | None = None
    vocabularies: tuple[str, ...] = ()
    texts_zh: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    whole_prompts: Mapping[str, str] = field(default_factory=dict[str, str])
    extra: tuple[Cell, ...] = ()

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

    @cached_property
    def _left_out(self) -> tuple[SkipRule, ...]:
        return (*self.skip, *unlinked_boxes(self.axes, self.linked))

    def prompt(self, cell: Cell) -> Prompt:
        """The prompt's tree for one cell."""
        values = dict(cell.values)
        lang = _language(values)
        texts = self.texts_in(lang)
        template = self.whole_prompts.get(values.get("prompt", ""), self.template)
        used = template_slots(template)
        return make_prompt(
            self.gestures[cell.gesture],
            phrase=values.get("phrase", AXES["phrase"].default),
            weight=number_on("weight", values),
            words={
                axis: texts[axis, value]
                for axis, value in cell.values
                if axis in used and (axis, value) in texts
            },
            template=template,
            lang=lang,
        )

    def negative(self, cell: Cell) -> Prompt:
        """The negative prompt's tree for one cell; empty without a ``negative`` axis."""
        values = dict(cell.values)
        value, lang = values.get("negative", NOTHING), _language(values)
        return make_negative(
            self.gestures[cell.gesture],
            words=self.texts_in(lang).get(("negative", value), ""),
            own=value in self.own_negatives,
            lang=lang,
        )

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the plan's prompts are in."""
        return cast("tuple[Language, ...]", self.axes.get("language", (AXES["language"].default,)))

    def texts_in(self, lang: Language) -> Mapping[tuple[str, str], str]:
        """`texts` or `texts_zh`."""
        return self.texts_zh if lang == "zh" else self.texts

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
        for prompt, negative in self.prompt_trees(dialect, limit=limit):
            yield render(prompt, dialect), render(negative, dialect)

    def prompt_trees(
        self, dialect: str, *, limit: int | None = None, among: int = MAX_REQUESTS
    ) -> Iterator[tuple[Prompt, Prompt]]:
        """The trees of the prompts and negatives that are distinct in ``dialect``, lazily.

        At most ``limit`` of them, looked for in the first ``among`` cells. Raises as `requests`.
        """
        self.check_size(limit)
        found: set[tuple[str, str]] = set()
        for cell in itertools.islice(self.cells(), among):
            trees = self.prompt(cell), self.negative(cell)
            said = render(trees[0], dialect), render(trees[1], dialect)
            if said not in found:
                found.add(said)
                yield trees
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
        zipped = {name for group in self.linked for name in group.names}
        plain: dict[str, object] = {
            "name": self.name,
            "gestures": list(self.axes["gesture"]),
            "axes": {
                name: [typed_value(name, value) for value in values]
                for name, values in self.axes.items()
                if name not in ("gesture", "prompt") and name not in zipped
            },
            "template": self.template,
            "seeds": {"start": seeds.start, "count": len(seeds)}
            if isinstance(seeds, range)
            else list(seeds),
            "settings": {
                name: value for name, value in asdict(self.settings).items() if value is not None
            },
            "skip": [
                {
                    name: [typed_value(name, value) for value in sorted(box)]
                    for name, box in rule.items()
                }
                for rule in self.skip
            ],
        }
        if self.vocabularies:
            plain["vocabulary"] = list(self.vocabularies)
        if self.whole_prompts:
            del plain["gestures"], plain["template"]
            plain["prompts"] = self._prompts_json()
        if written := [group for group in self.linked if "prompt" not in group.names]:
            plain["zip"] = [
                {
                    name: [typed_value(name, value) for value in column]
                    for name, column in zip(group.names, zip(*group.rows, strict=True), strict=True)
                }
                for group in written
            ]
        if self.extra:
            plain["include"] = [
                {name: typed_value(name, value) for name, value in cell.values}
                for cell in self.extra
            ]
        if self.sample:
            plain["sample"] = asdict(self.sample)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def _prompts_json(self) -> list[dict[str, str]]:
        """The whole prompts as a plan writes them."""
        rows = next(dict(group.rows) for group in self.linked if "prompt" in group.names)
        return [
            {"name": name, "text": text, "gesture": rows[name]}
            for name, text in self.whole_prompts.items()
        ]


def _language(values: Mapping[str, str]) -> Language:
    return cast("Language", values.get("language", AXES["language"].default))
