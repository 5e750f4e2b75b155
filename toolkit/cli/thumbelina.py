"""`gesture thumbelina`: train the embedded model again, from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.frame import HomeOption, Stopped, chosen_home, say

thumbelina = typer.Typer(
    name="thumbelina", help="The embedded model and its recipe.", no_args_is_help=True
)


@thumbelina.callback()
def group() -> None:
    """The embedded model and its recipe."""


@thumbelina.command()
def train(
    ctx: typer.Context,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="Wall time to spend.  [default: the recipe's]")
    ] = None,
    lessons: Annotated[
        int | None, typer.Option("--lessons", help="Hands to render.  [default: the recipe's]")
    ] = None,
    early_step: Annotated[
        int | None,
        typer.Option(
            "--early-step", help="Step at which thumbelina-early is kept.  [default: the recipe's]"
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes that render.  [default: 2]")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Decides every draw.  [default: the recipe's]")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", help="Folder of the unfinished stages.  [default: in the home]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where the models go.  [default: models in the work folder]"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Train both generations of the embedded model.

    Renders the school, trains the autoencoder, then the model, and saves both generations.

    Run it again with the same folders to go on after an interruption.
    """
    from toolkit.store import default_home
    from toolkit.thumbelina.train import Recipe
    from toolkit.thumbelina.train import train as follow

    asked = {
        "minutes": minutes,
        "lessons": lessons,
        "early_step": early_step,
        "workers": workers,
        "seed": seed,
    }
    recipe = Recipe(**{name: value for name, value in asked.items() if value is not None})
    work = work or (chosen_home(ctx, home) or default_home()) / "thumbelina"
    try:
        early, late = follow(work, output or work / "models", recipe, log=say)
    except KeyboardInterrupt as stop:
        raise Stopped(
            "Stopped; finished stages are kept.",
            hint=f"Go on with: gesture thumbelina train --work {work}",
        ) from stop
    typer.echo(f"{early}\n{late}")
