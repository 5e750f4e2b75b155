"""Where plan files are found: a path, or the name of a sample plan that ships with the house."""

from __future__ import annotations

from pathlib import Path

from toolkit.documents.problems import near
from toolkit.errors import PlanError


def samples_folder() -> Path:
    """The sample plans: ``toolkit/_plans`` in a wheel, ``plans`` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    wheel = package / "_plans"
    return wheel if wheel.is_dir() else package.parent / "plans"


def sample_plans() -> dict[str, Path]:
    """Every sample plan by name, in alphabetical order; empty when none is installed."""
    return {path.stem: path for path in sorted(samples_folder().glob("*.yaml"))}


def find_plan(source: Path | str) -> Path:
    """The plan file at a path, or else the sample plan of that name.

    Raises:
        PlanError: there is neither.
    """
    path = Path(source)
    shown = str(source) if len(str(source)) <= 200 else f"{str(source)[:200]}..."
    try:
        if path.is_file():
            return path
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False  # a name too long or with a NUL is no file
    samples = sample_plans()
    name = path.name.removesuffix(".yaml").removesuffix(".yml")
    if len(path.parts) == 1 and name in samples:
        return samples[name]
    hint = near(name, samples) or (
        f"Give a YAML file, or one of the samples: {', '.join(samples)}." if samples else ""
    )
    if folder:
        raise PlanError(f"{shown!r} is a folder, not a plan file.", hint=hint)
    raise PlanError(f"There is no plan file {shown!r}.", hint=hint)
