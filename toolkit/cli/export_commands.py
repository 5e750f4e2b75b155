"""`gesture export`: a run for other programs and other people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from toolkit.cli.frame import HomeOption, JsonOption, open_store, say
from toolkit.cli.output import print_json
from toolkit.cli.statistics_commands import JudgeOption, OfOption, asked_question, judged_by

TO = "votes|pairs|pickapic|verdicts|training-set|recipe-card"


def export(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's id, its name, or `latest`.")],
    target: Annotated[
        str,
        typer.Argument(
            metavar="DIR|hf://datasets/OWNER/NAME[/path]",
            help="A new folder, or a data set on the hub (made private unless --public).",
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar=TO, help="What to make of it.")],
    license_id: Annotated[
        str, typer.Option("--license", metavar="ID", help="The licence that its card names.")
    ] = "unknown",
    public: Annotated[
        bool, typer.Option("--public", help="On the hub: everybody may see a new data set.")
    ] = False,
    of: OfOption = "",
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a run in a form that other programs read, with a data set card.

    `votes`, `pairs`, `pickapic` and `verdicts` are Parquet, `training-set` the pictures that
    passed with their words; `datasets.load_dataset` reads each. `recipe-card` tells what was
    found, with the plan that repeats it. Raters leave as salted hashes.
    """
    from toolkit.exporting.export import export_kind, export_run
    from toolkit.judging.judges import full_name

    kind = export_kind(to)
    with open_store(ctx, home) as store:
        if judge:
            judged_by(judge, store, run, of=of)  # a mistyped name is no judge that said nothing
        done = export_run(
            store,
            run,
            kind,
            target,
            judge=full_name(judge),
            of=asked_question(of),
            license_id=license_id,
            public=public,
        )
    if as_json:
        fields = asdict(done)
        names = ("rows", "dropped_ties", "files", "left_out", "address")
        print_json({name: fields[name] for name in names} | {"folder": str(done.folder)})
        return
    dropped = f", {done.dropped_ties:,} without a winner dropped" if done.dropped_ties else ""
    typer.echo(f"{done.rows:,} rows{dropped}, {len(done.files):,} files: {done.folder}")
    for reason, count in done.left_out.items():
        say(f"Left out: {count:,} ({reason.replace('_', ' ')}).")
    if done.address:
        typer.echo(f"Sent: {done.address}")
