"""`gesture report`: a run as a folder that opens from disk, or as one picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from toolkit.cli.frame import (
    HomeOption,
    JsonOption,
    RunArgument,
    VocabOption,
    open_store,
    own_words,
    say,
)
from toolkit.cli.output import print_json, progress_bar
from toolkit.cli.statistics_commands import JudgeOption, OfOption, asked_question
from toolkit.errors import BadInput, shown

if TYPE_CHECKING:
    from toolkit import Store


def report(
    ctx: typer.Context,
    run: RunArgument = "latest",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="The folder to write; an older report there is replaced, nothing else.",
            show_default=False,
        ),
    ] = None,
    grid: Annotated[
        Path | None,
        typer.Option(
            "--grid",
            metavar="FILE.png",
            help="Write all pictures as one PNG: cells in rows, seeds in columns.",
            show_default=False,
        ),
    ] = None,
    pictures: Annotated[
        str,
        typer.Option(
            "--pictures",
            metavar="full|thumbs",
            help="`full` brings every picture along, `thumbs` small ones only.",
        ),
    ] = "full",
    of: OfOption = "",
    judge: JudgeOption = "",
    vocab: VocabOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a run as a folder that opens in a browser, without a server and without a network.

    Results as a story, every picture with its recipe, filters, zoom and tables; open its
    index.html. A shared address keeps the view.
    """
    from toolkit import load_vocabulary
    from toolkit.cli.statistics_commands import judged_by
    from toolkit.judging.judges import full_name
    from toolkit.reporting.report import write_report
    from toolkit.ui.language.report_words import report_languages

    if output is None and grid is None:
        raise BadInput("Nothing to write.", hint="Give --output DIR, or --grid FILE.png, or both.")
    kind = picture_kind(pictures)
    languages = report_languages(load_vocabulary(extra=own_words(vocab)))
    said: dict[str, object] = {}
    with open_store(ctx, home) as store:
        if judge:
            judged_by(judge, store, run, of=of)  # a mistyped name is no judge that said nothing
        if output is not None:
            with progress_bar("Writing") as advance:
                done = write_report(
                    store,
                    run,
                    output,
                    languages,
                    pictures=kind,
                    judge=full_name(judge),
                    of=asked_question(of),
                    on_progress=advance,
                )
            said |= {
                "run": done.run,
                "folder": str(done.folder),
                "index": str(done.index),
                "pictures": done.pictures,
                "lost": done.lost,
                "files": done.files,
                "bytes": done.size_bytes,
            }
            if not as_json:
                typer.echo(f"{done.pictures:,} pictures, {done.size_bytes / 1e6:,.1f} MB: open")
                typer.echo(str(done.index))
            if done.lost:
                say(f"{done.lost:,} pictures could not be read; the report shows them as gaps.")
        if grid is not None:
            said["grid"] = str(write_grid(store, run, grid))
            if not as_json:
                typer.echo(f"All pictures as one: {grid}")
    if as_json:
        print_json(said)


def picture_kind(named: str) -> Literal["full", "thumbs"]:
    """What ``--pictures`` names; raises `BadInput`."""
    if named == "full":
        return "full"
    if named == "thumbs":
        return "thumbs"
    raise BadInput(f"--pictures is {shown(named)}; expected full or thumbs.")


def write_grid(store: Store, run: str, file: Path) -> Path:
    """Write all pictures of ``run`` as one PNG, whole or not at all."""
    from toolkit.documents.atomic_files import replacing
    from toolkit.reporting.grid_picture import grid_picture

    if file.suffix.lower() != ".png":
        raise BadInput(f"--grid is {shown(str(file))}; expected a name that ends in .png.")
    picture = grid_picture(store, run)
    with replacing(file) as whole:
        picture.save(whole)
    return file
