"""`gesture space`: the app as a Space of the Hugging Face hub, and the study that comes with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolkit.cli.frame import JsonOption, say
from toolkit.cli.output import print_json

space = typer.Typer(name="space", help="The app as a Space of the hub: deploy, study, gold.")


@space.callback()
def _group() -> None:
    """The app as a Space of the hub: deploy, study, gold."""


@space.command("deploy")
def deploy(
    repository: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="The Space.")],
    hardware: Annotated[
        Literal["zero", "cpu"], typer.Option("--hardware", help="ZeroGPU, or no GPU at all.")
    ] = "zero",
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="OWNER/NAME", help="Where votes are kept.")
    ] = "",
    models: Annotated[
        str, typer.Option("--models", metavar="MODEL[,MODEL]", help="Hub models on offer there.")
    ] = "",
    private: Annotated[bool, typer.Option("--private", help="Only its owner sees it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what would go.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what would become of this checkout as a Space; with --yes, do it.

    The token of `hf auth login` makes it. With --dataset, the token in GESTURE_SPACE_TOKEN goes
    there as its secret HF_TOKEN: votes are written to the dataset with it.
    """
    from toolkit.ui.serving.deploying import deploy as send
    from toolkit.ui.serving.deploying import plan_deployment

    plan = plan_deployment(
        repository, hardware=hardware, dataset=dataset, models=models, private=private
    )
    token = os.environ.get("GESTURE_SPACE_TOKEN", "") if dataset else ""
    if yes:
        send(plan, token=token)
    if as_json:
        print_json(
            {
                "space": plan.repository,
                "address": plan.address,
                "hardware": plan.hardware,
                "files": list(plan.files),
                "bytes": plan.size_bytes,
                "variables": dict(plan.variables),
                "secrets": list(plan.secrets),
                "sent": yes,
            }
        )
        return
    folders: dict[str, int] = {}
    for name in plan.files:
        folder = name.partition("/")[0] + "/" * ("/" in name)
        folders[folder] = folders.get(folder, 0) + 1
    for folder, count in folders.items():
        typer.echo(f"{count:5,}  {folder}")
    typer.echo(f"{len(plan.files):,} files, {plan.size_bytes / 1e6:.1f} MB, for {plan.hardware}")
    for name, value in plan.variables.items():
        typer.echo(f"variable {name} = {value}")
    typer.echo(f"secrets: {', '.join(plan.secrets)}")
    if dataset and not token:
        say("Votes need a token: set GESTURE_SPACE_TOKEN, or the Space's secret HF_TOKEN by hand.")
    if yes:
        typer.echo(f"It is there: {plan.address}")
    else:
        say("Nothing was sent. Do it with --yes.")


@space.command("study")
def study(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The package's own when not given.")
    ] = None,
) -> None:
    """Draw and judge the study anew that a Space shows at its first second."""
    from toolkit import load_vocabulary
    from toolkit.ui.serving.first_study import BUNDLE, make_first_study

    path = file or BUNDLE
    size = make_first_study(load_vocabulary(), path, on_stage=say)
    typer.echo(f"{path}: {size:,} bytes")


@space.command("gold")
def gold(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The package's own when not given.")
    ] = None,
) -> None:
    """Draw the pairs anew whose answer is known: a whole hand beside a clearly malformed one.

    They are asked blindly between other pairs where strangers rate (GESTURE_CHECK_RATERS=1 does it
    anywhere, 0 nowhere); what raters answer shows in `gesture votes raters`.
    """
    from toolkit import load_vocabulary
    from toolkit.ui.serving.gold_pairs import BUNDLE, make_gold_pairs

    path = file or BUNDLE
    size = make_gold_pairs(load_vocabulary(), path)
    typer.echo(f"{path}: {size:,} bytes")
