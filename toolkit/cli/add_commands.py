"""`gesture add`: pictures that were made elsewhere become a run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, VocabOption, open_store, own_words, say
from toolkit.cli.output import print_json, progress_bar

if TYPE_CHECKING:
    from toolkit.store.adding.report import AddReport, Refusal

SAID = 20
"""At most so many refused pictures are told one by one; --json has them all."""


def add(
    ctx: typer.Context,
    pictures: Annotated[
        list[Path],
        typer.Argument(
            metavar="PICTURES...",
            help="Picture files, and folders of them: PNG, JPEG, WebP, GIF, AVIF and more.",
        ),
    ],
    run: Annotated[
        str,
        typer.Option(
            "--run", metavar="NAME", help="The run's name; a run of that name is added to."
        ),
    ],
    gesture: Annotated[
        str,
        typer.Option("--gesture", metavar="ID", help="What the pictures should show; any hand."),
    ] = "any",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="folder|prompt|model|none|FILE.csv",
            help="What cells are made of, several with commas between: the folder's name; what "
            "the recipe in the file says; or a table with a column `file` and one for each axis "
            "(`gesture`, `prompt` and `seed` mean what they say).",
        ),
    ] = "folder",
    vocab: VocabOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add pictures that were made elsewhere as a run, to be judged, rated and counted like ours.

    They are copied, never changed. What cannot be added is said, and the rest goes on; adding
    again adds only what is new. Where a table or a recipe gives seeds, effects compare the same
    seeds; elsewhere they compare whole groups, and say so.
    """
    from toolkit import load_vocabulary

    vocabulary = load_vocabulary(extra=own_words(vocab))
    with open_store(ctx, home) as store, progress_bar("Adding") as advance:
        report = store.add_pictures(
            list(pictures),
            run=run,
            by=by,
            gesture=gesture,
            vocabulary=vocabulary,
            on_progress=advance,
        )
    if as_json:
        print_json(report_fields(report))
    else:
        show_report(report)
    if not report.added and not report.known and not report.twice:
        raise typer.Exit(1)


def show_report(report: AddReport) -> None:
    """Say what was added, and of the rest why not."""
    from toolkit.ui.language.refusal_sentences import refusal_sentence

    for refusal in report.refused[:SAID]:
        say(refusal_sentence(refusal, "en"))
    if len(report.refused) > SAID:
        say(f"… and {len(report.refused) - SAID:,} more; --json has them all.")
    for sentence in _remarks(report):
        say(sentence)
    counts = [f"{report.added:,} added"]
    counts += [f"{report.known:,} there before"] if report.known else []
    counts += [f"{report.twice:,} the same as another"] if report.twice else []
    counts += [f"{len(report.refused):,} not added"] if report.refused else []
    where = f"Run {report.run} ({report.name})" if report.run else f"Run {report.name}"
    typer.echo(f"{where}: {', '.join(counts)}; {report.cells:,} cells.")
    if report.added:
        say(f"Judge them with: gesture judge {_quoted(report.name)}")


def report_fields(report: AddReport) -> dict[str, Any]:
    """A report as the JSON object that `gesture add --json` promises."""
    fields = asdict(report)
    fields["refused"] = [_refusal_fields(each) for each in report.refused]
    return fields


def _refusal_fields(refusal: Refusal) -> dict[str, Any]:
    from toolkit.ui.language.refusal_sentences import refusal_sentence

    return {
        "name": refusal.name,
        "code": refusal.code,
        **{key: value for key, value in refusal.fields if key not in ("name", "code")},
        "sentence": refusal_sentence(refusal, "en"),
    }


def _remarks(report: AddReport) -> list[str]:
    said: list[str] = []
    if report.converted:
        said.append(f"{report.converted:,} are kept as PNG: no browser shows their format.")
    if report.animated:
        said.append(f"{report.animated:,} are animated: the first frame counts.")
    if report.left_alone:
        said.append(f"{report.left_alone:,} other files in the folders were left alone.")
    if report.added and report.seeded < report.added:
        said.append(
            f"The seed of {report.added - report.seeded:,} is not known: they are numbered in "
            "their cells, and effects do not pair them."
        )
    return said


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
