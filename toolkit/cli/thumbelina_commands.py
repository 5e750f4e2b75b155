"""`gesture thumbelina`: train the embedded model again, from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.frame import HomeOption, JsonOption, Stopped, chosen_home, say
from toolkit.cli.output import print_json
from toolkit.errors import BadInput

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
    stage: Annotated[
        str,
        typer.Option("--stage", help="Last stage to run: render, autoencoder, model or control."),
    ] = "control",
    pause_after: Annotated[
        float | None,
        typer.Option("--pause-after", help="Minutes after which this call stops, to go on later."),
    ] = None,
    early_step: Annotated[
        int | None,
        typer.Option(
            "--early-step", help="Step at which thumbelina-early is kept.  [default: the recipe's]"
        ),
    ] = None,
    mid_step: Annotated[
        int | None,
        typer.Option(
            "--mid-step", help="Step at which thumbelina-mid is kept.  [default: the recipe's]"
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
    """Train the embedded model's three generations and its control network.

    Renders the school, trains the autoencoder, the model, then the control network.

    Run it again with the same folders to go on after an interruption.
    """
    from toolkit.store import default_home
    from toolkit.thumbelina.training.loop import Paused
    from toolkit.thumbelina.training.train import Recipe
    from toolkit.thumbelina.training.train import train as follow

    asked = {
        "minutes": minutes,
        "lessons": lessons,
        "early_step": early_step,
        "mid_step": mid_step,
        "pause_minutes": pause_after,
        "workers": workers,
        "seed": seed,
    }
    recipe = Recipe(**{name: value for name, value in asked.items() if value is not None})
    work = work or (chosen_home(ctx, home) or default_home()) / "thumbelina"
    try:
        folders = follow(work, output or work / "models", recipe, stage=stage, log=say)
    except (KeyboardInterrupt, Paused) as stop:
        raise Stopped(
            "Stopped; finished stages are kept.",
            hint=f"Go on with: gesture thumbelina train --work {work}",
        ) from stop
    for folder in folders:
        typer.echo(folder)


@thumbelina.command()
def hear(
    ctx: typer.Context,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.01, help="How long to train.")
    ] = 60.0,
    model: Annotated[
        Path | None,
        typer.Option("--model", help="The model to teach.  [default: the built-in one]"),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", help="Folder of the unfinished training.  [default: in the home]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where the model goes.  [default: heard in the work folder]"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Teach the finished model to hear how people speak: its text encoder alone, no picture.

    Run it again with the same folders to go on after an interruption.
    """
    from toolkit.generation.models import model_spec
    from toolkit.store import default_home
    from toolkit.thumbelina.training.hearing import teach_hearing

    folder = model_spec(str(model) if model else "thumbelina").folder
    if folder is None:
        raise BadInput("Only a model in a folder can be taught.", hint="Name it with --model.")
    work = work or (chosen_home(ctx, home) or default_home()) / "hearing"
    try:
        typer.echo(teach_hearing(folder, output or work / "heard", work, minutes=minutes, log=say))
    except KeyboardInterrupt as stop:
        raise Stopped(
            "Stopped; what was trained until two minutes ago is kept.",
            hint=f"Go on with: gesture thumbelina hear --work {work}",
        ) from stop


EVALUATION = "evaluation"
"""The folder in the home where evaluations keep their store, apart from the user's runs."""


@thumbelina.command()
def evaluate(
    ctx: typer.Context,
    model: Annotated[
        str, typer.Argument(help="A built-in model, a folder, or a hub id.")
    ] = "thumbelina",
    quick: Annotated[
        bool, typer.Option("--quick", help="A few minutes: fewer seeds, no choice of wordings.")
    ] = False,
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=2, help="Pictures a gesture.  [default: 16]")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Write a picture of all gestures here.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Measure a model: yields, obedience curves, control, all on equal seeds.

    Pictures are kept in a store of their own, the folder `evaluation` of the home, so a second
    call draws only what is missing and the app shows none of it.
    """
    from dataclasses import replace

    from toolkit import Store
    from toolkit.judging.gesture.hand_judge import HandJudge
    from toolkit.store import default_home
    from toolkit.thumbelina.measuring.bench import Bench
    from toolkit.thumbelina.measuring.evaluation import FULL, QUICK
    from toolkit.thumbelina.measuring.evaluation import evaluate as measure
    from toolkit.thumbelina.measuring.report import evaluation_text, write_sheet
    from toolkit.vocabulary import load_vocabulary

    scale = QUICK if quick else FULL
    if seeds is not None:
        scale = replace(scale, seeds=seeds)
    with (
        Store.open((chosen_home(ctx, home) or default_home()) / EVALUATION) as store,
        HandJudge.open(load_vocabulary(extra=()), on_message=say) as judge,
    ):
        bench = Bench(store, judge, model, say)
        result = measure(bench, scale=scale)
        if sheet is not None:
            write_sheet(bench, result, sheet)
            say(f"wrote {sheet}")
    if as_json:
        print_json(result.as_json())
    else:
        typer.echo(evaluation_text(result))
