"""`gesture thumbelina`: train the embedded model again, from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

thumbelina = typer.Typer(
    name="thumbelina", help="The embedded model and its recipe.", no_args_is_help=True
)


@thumbelina.callback()
def group() -> None:
    """The embedded model and its recipe."""


@thumbelina.command("train")
def train_command(
    output: Annotated[Path, typer.Argument(help="Folder that gets the two model folders.")],
    work: Annotated[
        Path, typer.Option(help="Folder for renders, checkpoints and loss curves; resumable.")
    ] = Path("work-training"),
    minutes: Annotated[float, typer.Option(help="Wall time for the two training stages.")] = 90.0,
    lessons: Annotated[int, typer.Option(help="Rendered pictures in the school.")] = 14000,
    seed: Annotated[int, typer.Option(help="Seed of the school and the weights.")] = 1,
    early_step: Annotated[int, typer.Option(help="Step of the early snapshot.")] = 500,
    workers: Annotated[int, typer.Option(help="Rendering processes.")] = 2,
) -> None:
    """Render the school, train autoencoder and model, write thumbelina-early and thumbelina.

    Kill it at any moment; the same command goes on where it stopped.
    """
    from toolkit.thumbelina.train import Recipe, train

    recipe = Recipe(
        minutes=minutes, lessons=lessons, seed=seed, early_step=early_step, workers=workers
    )
    early, final = train(work, output, recipe, log=lambda line: typer.echo(line, err=True))
    typer.echo(f"{early}\n{final}")
