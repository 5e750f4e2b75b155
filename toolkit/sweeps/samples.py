"""Where the sample plans lie: ``plans/`` of a checkout, ``toolkit/_plans`` of a wheel."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import UnknownName

_PACKAGE = Path(__file__).resolve().parent.parent


def plans_folder() -> Path:
    """The folder of the sample plans, whichever way the package was installed.

    Raises `UnknownName` when neither place has one: the installation is damaged.
    """
    places = (_PACKAGE.parent / "plans", _PACKAGE / "_plans")
    for folder in places:
        if any(folder.glob("*.yaml")):
            return folder
    raise UnknownName(
        f"No sample plans in {places[0]} or {places[1]}.", hint="Install gesture-toolkit again."
    )


def sample_plans() -> tuple[str, ...]:
    """The names of the sample plans, sorted: what `sample_plan` accepts."""
    return tuple(sorted(file.stem for file in plans_folder().glob("*.yaml")))


def sample_plan(name: str) -> Path:
    """The file of the sample plan ``name`` (``demo``); raises `UnknownName` for another."""
    if name not in sample_plans():
        raise UnknownName(
            f"There is no sample plan called {name!r}.",
            hint=f"Choose one of: {', '.join(sample_plans())}.",
        )
    return plans_folder() / f"{name}.yaml"
