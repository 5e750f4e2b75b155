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
from toolkit.documents.yaml_reader import parse_yaml, read_yaml
from toolkit.errors import PlanError, VocabularyError, shown
from toolkit.prompts.templates import DEFAULT_TEMPLATE
from toolkit.sweeps.axis_values import read_choice, read_number, read_whole
from toolkit.sweeps.samples import find_plan
from toolkit.sweeps.settings import PlanDialect, Sample, Settings

MIN_SIZE_PX = 64
MAX_SIZE_PX = 2048
MAX_SKIP_RULES = 64

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
    size: Annotated[tuple[int, int] | None, BeforeValidator(_size)] = None
    scheduler: object = None
    control: object = None
    control_strength: object = None
    dialect: PlanDialect = "compel"

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
            dialect=self.dialect,
        )


class _Sample(_Strict):
    count: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 0

    def record(self) -> Sample:
        return Sample(count=self.count, seed=self.seed)


class PlanDocument(_Strict):
    """A plan as written."""

    name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f/\\]+$")] = "sweep"
    gestures: object
    axes: dict[str, object] = Field(default_factory=dict[str, object])
    template: Annotated[str, Field(max_length=2000)] = DEFAULT_TEMPLATE
    seeds: object = 4
    settings: SettingsDocument = SettingsDocument()
    model: object = None
    sample: _Sample | None = None
    skip: Annotated[list[dict[str, object]], Field(max_length=MAX_SKIP_RULES)] = Field(
        default_factory=list[dict[str, object]]
    )


def read_document(source: Path | str | Mapping[str, object]) -> tuple[PlanDocument, str]:
    """Read a plan file, the name of a sample plan, YAML text (with a line break
    or in braces) or a mapping.

    Returns the document and the words by which errors call it (``plan demo.yaml``).

    Raises:
        PlanError: not found, not readable, not YAML, above 1 MB, with anchors or a key given
            twice, empty, or with a key or value that a plan cannot have.
    """
    what = "plan"
    try:
        if isinstance(source, Mapping):
            given = dict(source)
        elif isinstance(source, str) and ("\n" in source or source.startswith("{")):
            if len(source) > 1_000_000:
                raise PlanError("plan: is longer than 1,000,000 characters.")
            given = parse_yaml(source, name=what)
        else:
            path = find_plan(source)
            what = f"plan {path.name}"
            given = read_yaml(path, name=what)
            given.setdefault("name", path.stem)
    except VocabularyError as error:
        raise PlanError(error.message, hint=error.hint) from error
    if not given:
        raise PlanError(f"{what}: is empty.", hint="Begin with 'gestures: [peace, fist]'.")
    try:
        return PlanDocument.model_validate(given), what
    except ValidationError as error:
        problem = explain(error, file=what, model=PlanDocument)
        raise PlanError(problem.message, hint=problem.hint) from None
