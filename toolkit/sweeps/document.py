"""The door where plan files come in: YAML or a mapping, checked by pydantic, nothing resolved.

What the words in a plan mean (which gestures, which views) is settled in `plan`; here stands
only what a plan may hold, so that a mistyped key is met before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from toolkit.axes import AXES, MAX_SEED
from toolkit.documents.problems import explain
from toolkit.documents.yaml_reader import parse_document
from toolkit.documents.yaml_reader import read_document as read_yaml
from toolkit.errors import PlanError, VocabularyError, shown
from toolkit.prompts.reading import Source
from toolkit.prompts.templates import DEFAULT_TEMPLATE
from toolkit.sweeps.axis_words import MAX_TEXTS, Draws
from toolkit.sweeps.one_value import read_choice, read_number, read_whole
from toolkit.sweeps.samples import find_plan
from toolkit.sweeps.settings import PlanDialect, Sample, Settings

MIN_SIZE_PX = 64
MAX_SIZE_PX = 2048
MAX_SKIP_RULES = 64
MAX_LINKED = 16
MAX_VOCABULARIES = 64
MAX_EXTRA_CELLS = 256

_T = TypeVar("_T")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _size(value: object) -> tuple[int, int] | None:
    """``128``, ``[512, 768]`` or ``512x768``, width first, in pixels, multiples of 8."""
    if value is None:
        return None
    pair: object = value
    if isinstance(value, str):
        sides = value.lower().split("x")
        pair = [int(side) if side.strip().isdecimal() else side for side in sides]
    if isinstance(pair, int) and not isinstance(pair, bool):
        pair = [pair, pair]
    if isinstance(pair, list | tuple):
        sides = list(cast("list[object]", pair))
        sides = sides * 2 if len(sides) == 1 else sides
        if len(sides) == 2 and all(
            isinstance(side, int)
            and not isinstance(side, bool)
            and MIN_SIZE_PX <= side <= MAX_SIZE_PX
            and side % 8 == 0
            for side in sides
        ):
            width, height = cast("list[int]", sides)
            return width, height
    raise ValueError(
        f"got {shown(value)}; expected 512, [512, 768] or 512x768 (width first): whole numbers "
        f"from {MIN_SIZE_PX} to {MAX_SIZE_PX}, multiples of 8"
    )


class SettingsDocument(_Strict):
    """The settings as written; those that are axes too are read by the table of axes."""

    steps: object = None
    guidance: object = None
    size: Annotated[
        tuple[int, int] | None,
        BeforeValidator(_size),
        Field(
            description="Pixels, width first: `128`, `512x768` or `[512, 768]`; multiples of 8 "
            f"from {MIN_SIZE_PX} to {MAX_SIZE_PX}. Without it the model's own."
        ),
    ] = None
    scheduler: object = None
    control: object = None
    control_strength: object = None
    control_start: object = None
    control_end: object = None
    dialect: Annotated[
        PlanDialect,
        Field(description="How weights are written: `compel`, or `plain` for no weights."),
    ] = "compel"

    def record(self, *, where: str) -> Settings:
        """The settings, checked; raises `PlanError` or `UnknownName` naming ``where`` and key."""

        def read(reader: Callable[..., _T], name: str, value: object) -> _T | None:
            return None if value is None else reader(AXES[name], value, where=f"{where}.{name}")

        return Settings(
            steps=read(read_whole, "steps", self.steps),
            guidance=read(read_number, "guidance", self.guidance),
            size=self.size,
            scheduler=read(read_choice, "scheduler", self.scheduler),
            control=read(read_choice, "control", self.control),
            control_strength=read(read_number, "control_strength", self.control_strength),
            control_start=read(read_number, "control_start", self.control_start),
            control_end=read(read_number, "control_end", self.control_end),
            dialect=self.dialect,
        )


class SampleDocument(_Strict):
    """Some of the cells, drawn at random."""

    count: Annotated[int, Field(ge=1, description="How many cells.")]
    seed: Annotated[
        int, Field(ge=0, le=MAX_SEED, description="The seed of the draw; other cells for another.")
    ] = 0

    def record(self) -> Sample:
        """The same, frozen."""
        return Sample(count=self.count, seed=self.seed)


class DrawsDocument(_Strict):
    """Some of the texts that wildcards make, drawn at random."""

    count: Annotated[
        int, Field(ge=1, le=MAX_TEXTS, description="How many draws for each value with wildcards.")
    ]
    seed: Annotated[
        int, Field(ge=0, le=MAX_SEED, description="The seed of the draws; other texts for another.")
    ] = 0

    def record(self) -> Draws:
        """The same, frozen."""
        return Draws(count=self.count, seed=self.seed)


def _draws(value: object) -> object:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return {"count": value} if whole else value


class PlanDocument(_Strict):
    """A plan as written."""

    gestures: Annotated[
        object,
        Field(
            description="The gestures' ids, or `all`; `any` asks for a hand and no gesture. This "
            "key or `prompts` must be there."
        ),
    ] = None
    prompts: Annotated[
        object,
        Field(
            description="Whole prompts in place of `gestures` and `template`: texts, or "
            "`{text: ..., gesture: ..., name: ...}`. The gesture is what the judge looks for, "
            "without it any hand; slots may stand in the text."
        ),
    ] = None
    replace: Annotated[
        object,
        Field(
            description="Words of the prompt to put others in the place of, each an axis: "
            '`{find: detailed, with: ["", detailed, highly detailed]}`, or a list of those, '
            "each with a `name:` if you like."
        ),
    ] = None
    name: Annotated[
        str,
        Field(
            max_length=80,
            pattern=r"^[^\x00-\x1f/\\]+$",
            description="What the run is called; without it the file's name.",
        ),
    ] = "sweep"
    axes: Annotated[
        dict[str, object],
        Field(description="What varies, one value or a list by axis; the axes are listed below."),
    ] = {}
    template: Annotated[
        str | None,
        Field(
            max_length=2000,
            description="The prompt, with slots in braces for the gesture, the scene axes and "
            "axes of your own. What is empty is left out with its comma. Without it "
            f"`{DEFAULT_TEMPLATE}`.",
        ),
    ] = None
    seeds: Annotated[
        object,
        Field(
            description="The seeds of every cell: a count (from seed 1 on), "
            "`{start: 100, count: 4}`, or a list."
        ),
    ] = 4
    settings: Annotated[
        SettingsDocument,
        Field(description="What is the same for all pictures; the keys are listed below."),
    ] = SettingsDocument()
    model: Annotated[
        object,
        Field(
            description="One model or several: built-in ones, diffusers folders, hub ids. Without "
            "it, and without the axis `model`, `thumbelina`."
        ),
    ] = None
    dialect: Annotated[
        Source,
        Field(
            description="How weights are written in the template and in words of your own: "
            "`a1111`, `comfyui`, `compel`, `plain` for none (brackets are words), or `auto`, which "
            "tells by the brackets."
        ),
    ] = "auto"
    wildcards: Annotated[
        str | None,
        Field(
            max_length=500,
            description="The folder of wildcard files, in the plan's own folder or below. Without "
            "it `wildcards` beside the plan, else the plan's folder.",
        ),
    ] = None
    wildcard_draws: Annotated[
        DrawsDocument | None,
        BeforeValidator(_draws),
        Field(
            description="Draw so many texts of each value with wildcards, `20` or "
            "`{count: 20, seed: 0}`. Without it all of them."
        ),
    ] = None
    sample: Annotated[
        SampleDocument | None,
        Field(description="Draw only some cells, chosen at random: `{count: 20, seed: 0}`."),
    ] = None
    skip: Annotated[
        list[dict[str, object]],
        Field(
            max_length=MAX_SKIP_RULES,
            description="Cells to leave out, each rule a value or a list by axis: "
            "`[{gesture: fist, view: back}]`.",
        ),
    ] = []
    exclude: Annotated[
        list[dict[str, object]],
        Field(max_length=MAX_SKIP_RULES, description="The same as `skip`, under another name."),
    ] = []
    vocabulary: Annotated[
        list[str],
        Field(
            max_length=MAX_VOCABULARIES,
            description="Your own vocabularies (`--vocab`) that the plan needs, by name; a plan "
            "that lacks one is refused. Runs write it down by themselves.",
        ),
    ] = []
    include: Annotated[
        list[dict[str, object]],
        Field(
            max_length=MAX_EXTRA_CELLS,
            description="Single cells beside the grid, one value by axis, also values that the "
            "grid lacks; an axis left out has its first value: "
            "`[{phrase: explicit, weight: 1.6}]`.",
        ),
    ] = []
    zip: Annotated[
        list[dict[str, object]],
        Field(
            max_length=MAX_LINKED,
            description="Axes that go together, row by row, in place of every value with every "
            "other: `[{phrase: [plain, explicit], weight: [1, 1.3]}]`.",
        ),
    ] = []


def plan_file(source: Path | str | Mapping[str, object]) -> Path | None:
    """The file that ``source`` names, None for YAML text or a mapping; raises `PlanError`."""
    return None if isinstance(source, Mapping) or _is_text(source) else find_plan(source)


def _is_text(source: Path | str) -> bool:
    """Whether ``source`` is YAML itself, not the name of a file."""
    return isinstance(source, str) and ("\n" in source or source.startswith("{"))


def read_document(source: Path | str | Mapping[str, object]) -> tuple[PlanDocument, str]:
    """Read a plan file, the name of a sample plan, YAML text (with a line break
    or in braces) or a mapping.

    Returns the document and the words by which errors call it (``plan demo.yaml``).

    Raises:
        PlanError: not found, not readable, not YAML, above 1 MB, with anchors or a key given
            twice, empty, or with a key or value that a plan cannot have.
    """
    what = "plan"
    lines: Mapping[str, int] = {}
    try:
        if isinstance(source, Mapping):
            given = dict(source)
        elif isinstance(source, str) and _is_text(source):
            if len(source) > 1_000_000:
                raise PlanError("plan: is longer than 1,000,000 characters.")
            given, lines = parse_document(source, name=what)
        else:
            path = find_plan(source)
            what = f"plan {path.name}"
            given, lines = read_yaml(path, name=what)
            given.setdefault("name", path.stem)
    except VocabularyError as error:
        raise PlanError(error.message, hint=error.hint) from error
    if not given:
        raise PlanError(f"{what}: is empty.", hint="Begin with 'gestures: [peace, fist]'.")
    try:
        return PlanDocument.model_validate(given), what
    except ValidationError as error:
        problem = explain(error, file=what, model=PlanDocument, lines=lines)
        raise PlanError(problem.message, hint=problem.hint) from None
