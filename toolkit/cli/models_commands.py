"""`gesture models`: which are here, what each can do, and what its pictures are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, say
from toolkit.cli.output import print_json, print_table

if TYPE_CHECKING:
    from toolkit.generation.models import ModelSpec

models = typer.Typer(
    name="models", help="Models: which are here and what each can do.", no_args_is_help=True
)


@models.callback()
def _group() -> None:
    """Models: which are here and what each can do."""


@models.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """List the built-in models and those of the hub that are on this machine."""
    from toolkit.errors import ModelError
    from toolkit.generation.models import available_models, model_spec

    found: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    for name in available_models():
        try:
            found.append(model_fields(model_spec(name)))
        except ModelError as error:
            refused.append({"model": name, "error": str(error)})
    if as_json:
        print_json({"models": found, "refused": refused})
        return
    columns = ("model", "family", "size", "steps", "guidance", "weights", "negative", "control")
    rows = [
        (
            each["model"],
            each["family"],
            "x".join(map(str, each["size"])),
            each["steps"],
            each["guidance"],
            *("yes" if each[ability] else "no" for ability in ("weights", "negative", "control")),
        )
        for each in found
    ]
    print_table(columns, rows)
    for each in refused:
        say(f"{each['model']}: {each['error']}")


@models.command("show")
def show_model(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="A built-in model, a folder or a hub id.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Say what a model is, what it can do, and where its settings come from."""
    from toolkit.generation.models import model_spec

    fields = model_fields(model_spec(name))
    if as_json:
        print_json(fields)
        return
    for key, value in fields.items():
        if key != "why":
            typer.echo(f"{key.replace('_', ' ')}: {_words(value)}")
    for setting, why in fields["why"].items():
        typer.echo(f"{setting.replace('_', ' ')} from: {why}")


def model_fields(spec: ModelSpec) -> dict[str, Any]:
    """A model as the JSON object that `gesture models show --json` prints."""
    from toolkit.generation.schedulers import scheduler_ids
    from toolkit.samplers import sampler_name

    family, own = spec.family, spec.defaults
    return {
        "model": spec.name,
        "revision": spec.revision,
        "family": family.name,
        "pipeline": family.pipeline_class,
        "weights": family.weights,
        "negative": family.takes_negative,
        "control": sorted(spec.controls) if spec.folder else bool(family.control_class),
        "lora": family.loras,
        "mend": bool(family.mending_class),
        "guidance_kind": family.guidance_kind,
        "size_multiple": family.size_multiple_px,
        "size": [own.width_px, own.height_px],
        "steps": own.steps,
        "guidance": own.guidance,
        "schedulers": [sampler_name(id) for id in scheduler_ids(family)],
        "why": dict(own.why),
    }


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
