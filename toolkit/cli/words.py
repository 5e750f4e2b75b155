"""`gesture vocab`: look at the words, search and check them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, say
from toolkit.cli.show import print_json, print_table

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture

vocab = typer.Typer(
    name="vocab", help="The words: gestures with their names and phrases.", no_args_is_help=True
)

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Another vocabulary folder than the packaged one."),
]


@vocab.command("list")
def list_gestures(
    kind: Annotated[str, typer.Option("--kind", help="Only gestures of this kind.")] = "",
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every gesture."""
    from toolkit import load_vocabulary

    gestures = [
        gesture
        for gesture in load_vocabulary(folder).gestures.values()
        if kind in ("", gesture.kind)
    ]
    _show(gestures, as_json=as_json)


@vocab.command()
def show(
    gesture_id: Annotated[str, typer.Argument(metavar="ID", help="The gesture's id.")],
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one gesture: names, phrases, pose, notes, sources."""
    from toolkit import load_vocabulary

    gesture = load_vocabulary(folder).gesture(gesture_id)
    if as_json:
        print_json(_full(gesture))
        return
    rows = [(key, _in_words(value)) for key, value in _full(gesture).items() if value]
    print_table(("", f"{gesture.emoji} {gesture.id}".strip()), rows)


@vocab.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words in English or Chinese, or an emoji.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search names, aliases and phrases in both languages; small slips are forgiven."""
    from toolkit import load_vocabulary

    found = load_vocabulary(folder).search(" ".join(words), limit=limit)
    if not found and not as_json:
        say("Nothing found. `gesture vocab list` shows every gesture.")
        return
    _show(found, as_json=as_json)


@vocab.command()
def lint(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Check every vocabulary file: schema, then words and poses. Exit code 2 for an error."""
    from dataclasses import asdict

    from toolkit import load_vocabulary
    from toolkit.vocabulary.lint import lint as find_faults

    vocabulary = load_vocabulary(folder)
    findings = find_faults(vocabulary)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for f in findings:
            typer.echo(f"{f.level}: {f.file}: {f.entry}: {f.key}: {f.message} [{f.rule}]")
        typer.echo(
            f"{len(vocabulary.gestures)} gestures, {errors} errors, "
            f"{len(findings) - errors} warnings."
        )
    if errors:
        raise typer.Exit(2)


def _show(gestures: list[Gesture], *, as_json: bool) -> None:
    if as_json:
        print_json([_brief(gesture) for gesture in gestures])
        return
    print_table(
        ("", "id", "kind", "English", "中文", "phrases"),
        [(g.emoji, g.id, g.kind, g.name.en, g.name.zh, len(g.phrases)) for g in gestures],
    )


def _brief(gesture: Gesture) -> dict[str, Any]:
    return {
        "id": gesture.id,
        "kind": gesture.kind,
        "name": {"en": gesture.name.en, "zh": gesture.name.zh},
        "phrases": list(gesture.phrases),
    }


def _full(gesture: Gesture) -> dict[str, Any]:
    from dataclasses import asdict

    return _brief(gesture) | {
        key: value for key, value in asdict(gesture).items() if key not in _brief(gesture)
    }


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
