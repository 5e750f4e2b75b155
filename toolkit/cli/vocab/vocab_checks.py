"""`gesture vocab lint`, `coverage` and `suggest`: what the words lack, and what a prompt lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json, print_table, say_percent

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Another vocabulary folder than the packaged one."),
]


def lint(
    vocab: VocabOption = None, folder: FolderOption = None, as_json: JsonOption = False
) -> None:
    """Check every vocabulary file: schema, then words and poses. Exit code 2 for an error."""
    from dataclasses import asdict

    from toolkit import load_vocabulary
    from toolkit.vocabulary.linting.rules import lint as find_faults

    vocabulary = load_vocabulary(folder, extra=own_words(vocab))
    findings = find_faults(vocabulary)
    errors = [finding for finding in findings if finding.level == "error"]
    warnings = [finding for finding in findings if finding.level == "warning"]
    if as_json:
        print_json(
            {
                name: [
                    {key: value for key, value in asdict(finding).items() if key != "level"}
                    for finding in found
                ]
                for name, found in (("errors", errors), ("warnings", warnings))
            }
        )
    else:
        for f in findings:
            typer.echo(f"{f.level}: {f.file}: {f.entry}: {f.key}: {f.message} [{f.rule}]")
        typer.echo(
            f"{len(vocabulary.gestures)} gestures, {len(errors)} errors, {len(warnings)} warnings."
        )
    if errors:
        raise typer.Exit(2)


def coverage(
    vocab: VocabOption = None, folder: FolderOption = None, as_json: JsonOption = False
) -> None:
    """Count how much of other people's lists (HaGRIDv2, CLDR, GRASP, ASL...) the words cover."""
    from toolkit import load_vocabulary
    from toolkit.vocabulary.linting.coverage import coverage as measure

    lists = measure(load_vocabulary(folder, extra=own_words(vocab)))
    if as_json:
        print_json(
            [
                {
                    "list": each.id,
                    "name": each.name,
                    "covered": each.covered,
                    "total": each.total,
                    "missing": list(each.missing),
                }
                for each in lists
            ]
        )
        return
    if not lists:
        say("This vocabulary names no outside list; see vocab/lists.yaml for the form.")
        return
    print_table(
        ("list", "name", "covered", "of", "", "missing"),
        [
            (
                each.id,
                each.name,
                each.covered,
                each.total,
                say_percent(each.share),
                ", ".join(each.missing),
            )
            for each in lists
        ],
    )


def suggest(
    prompt: Annotated[str, typer.Argument(help="A prompt in English or Chinese, any dialect.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many gestures.")] = 5,
    vocab: VocabOption = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which hand words a prompt lacks: gestures that fit it, best first, and why."""
    from dataclasses import asdict

    from toolkit import load_vocabulary
    from toolkit.suggesting.suggest import suggest as look_for

    vocabulary = load_vocabulary(folder, extra=own_words(vocab))
    found = look_for(prompt, vocabulary, limit=limit)
    if as_json:
        print_json(asdict(found))
        return
    if not found.gestures and not found.lacks:
        say("Nothing in this prompt asks for a hand.")
        return
    for each in found.gestures:
        name = vocabulary.gesture(each.id).name
        typer.echo(f"{each.score:.2f}  {each.id} ({name.en}, {name.zh}): {each.why}")
        for phrase in each.phrases:
            typer.echo(f"        {phrase}")
    for lack in found.lacks:
        words = f" For example: {'; '.join(lack.words)}." if lack.words else ""
        typer.echo(f"lacks {lack.kind}: {lack.why}{words}")
