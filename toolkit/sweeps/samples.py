"""Where plan files are found: a path, or the name of a sample plan that ships with the house."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.documents.near_names import near
from toolkit.errors import PlanError, shown

FILE_SUFFIXES = (".yaml", ".yml", ".json")


def samples_folder() -> Path:
    """The sample plans: ``toolkit/_plans`` in a wheel, ``plans`` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    wheel = package / "_plans"
    return wheel if wheel.is_dir() else package.parent / "plans"


def sample_plans() -> dict[str, Path]:
    """Every sample plan by name, in alphabetical order; empty when none is installed."""
    return {path.stem: path for path in sorted(samples_folder().glob("*.yaml"))}


def names_file(source: Path | str) -> bool:
    """Whether ``source`` can only be a file: a path, or a name that ends like one.

    A file name never means a sample, so that a mistyped one does not draw something else.
    """
    text = os.fspath(source)
    separators = {os.sep, os.altsep or os.sep, "/"}
    return (
        isinstance(source, Path)
        or text.lower().endswith(FILE_SUFFIXES)
        or any(sign in text for sign in separators)
    )


def find_plan(source: Path | str) -> Path:
    """The plan file at a path, or, for a bare name without a file, the sample plan of that name.

    Raises:
        PlanError: there is neither.
    """
    path = Path(source)
    called = shown(str(source))
    try:
        if path.is_file():
            return path
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False  # a name too long or with a NUL is no file
    samples = sample_plans()
    if not names_file(source) and str(source) in samples:
        return samples[str(source)]
    if folder:
        raise PlanError(f"{called} is a folder, not a plan file.", hint=_hint(path.name))
    raise PlanError(f"There is no plan file {called}.", hint=_hint(path.name))


def _hint(name: str) -> str:
    samples = sample_plans()
    stem = name.lower().removesuffix(".yaml").removesuffix(".yml")
    if stem in samples:
        return f"The sample plan of that name is called {shown(stem)}, without an ending."
    listed = f"Give a YAML file, or one of the samples: {', '.join(samples)}."
    return near(stem, samples) or (listed if samples else "")
