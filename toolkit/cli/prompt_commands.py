"""`gesture expand`: the prompts of a plan; `gesture dialect`: a prompt said in another syntax."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json
from toolkit.cli.plan_arguments import plan_or_gestures


def expand(
    named: Annotated[
        list[str],
        typer.Argument(metavar="PLAN|ID", help="A plan file, a sample plan, or gesture ids."),
    ],
    dialect: Annotated[
        str,
        typer.Option("--dialect", help="How weights are written: compel, a1111, comfyui or plain."),
    ] = "compel",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=1,
            help="Stop after so many prompts; of the JSON list, after so many pictures.",
        ),
    ] = None,
    count: Annotated[
        bool, typer.Option("--count", help="Only count; nothing is expanded.")
    ] = False,
    vocab: VocabOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the prompts of a plan, or of some gestures."""
    from toolkit import load_vocabulary, render_prompt

    plan = plan_or_gestures(named, load_vocabulary(extra=own_words(vocab)))
    if count:
        if as_json:
            print_json({"count": plan.count})
        else:
            typer.echo(f"{plan.count:,} pictures")
        return
    if as_json:
        print_json(
            [
                {
                    "cell": cell.id,
                    "prompt": render_prompt(plan.prompt(cell), dialect),
                    "negative": render_prompt(plan.negative(cell), dialect),
                    "seed": request.seed,
                    "model": request.model,
                }
                for cell, request in plan.requests(limit=limit)
            ]
        )
        return
    for note in plan.notes:
        say(f"note: {note.sentence}")
    for prompt, negative in plan.prompts(dialect, limit=limit):
        typer.echo(prompt + (f"\n    not: {negative}" if negative else ""))


def dialect(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The prompt, in quotes.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="How TEXT writes weights: a1111, comfyui, compel, plain, or auto to tell by its "
            "brackets.",
        ),
    ] = "auto",
    target: Annotated[
        str, typer.Option("--to", help="How to write them: compel, a1111, comfyui or plain.")
    ] = "compel",
    as_json: JsonOption = False,
) -> None:
    """Say a prompt in the weight syntax of another program."""
    from toolkit.prompts.conversion import convert

    made = convert(text, source=source, target=target)
    if as_json:
        print_json(
            {
                "text": made.text,
                "fragments": [[words, weight] for words, weight in made.fragments],
                "warnings": [note.sentence for note in made.notes],
            }
        )
        return
    typer.echo(made.text)
    for note in made.notes:
        say(f"warning: {note.sentence}")
