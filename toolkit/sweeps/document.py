"""The door where plan files come in: YAML or a mapping, checked by pydantic, nothing resolved.

What the words in a plan mean (which gestures, which views) is settled in `plan`; here stands
only what a plan may hold, so that a mistyped key is met before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from toolkit.documents.problems import explain
from toolkit.documents.yaml_reader import parse_yaml, read_yaml
from toolkit.errors import PlanError, VocabularyError
from toolkit.prompts.templates import DEFAULT_TEMPLATE
from toolkit.sweeps.samples import find_plan
from toolkit.sweeps.seeds import MAX_SEED
from toolkit.sweeps.settings import Sample, Settings

MIN_SIZE_PX = 64
MAX_SIZE_PX = 2048
MAX_SKIP_RULES = 64


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
        f"got {value!r}; expected 512, [512, 768] or 512x768 (width first): whole numbers "
        f"from {MIN_SIZE_PX} to {MAX_SIZE_PX}, multiples of 8"
    )


class _Settings(_Strict):
    steps: Annotated[int, Field(ge=1, le=500)] | None = None
    guidance: Annotated[float, Field(ge=0, le=50)] | None = None
    size: Annotated[tuple[int, int] | None, BeforeValidator(_size)] = None
    scheduler: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,79}$")] | None = None
    control: Literal["none", "skeleton", "depth"] | None = None
    control_strength: Annotated[float, Field(ge=0, le=2)] | None = None
    dialect: Literal["compel", "plain"] = "compel"

    def record(self) -> Settings:
        return Settings(**self.model_dump())


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
    settings: _Settings = _Settings()
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
        said = explain(error, file=what, model=PlanDocument)
        raise PlanError(said.message, hint=said.hint) from None
