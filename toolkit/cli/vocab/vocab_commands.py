"""`gesture vocab`: look at the words and search them. Checks and formats are registered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json, print_table
from toolkit.cli.vocab.vocab_checks import FolderOption, coverage, lint, suggest
from toolkit.cli.vocab.vocab_formats import export_words, import_words
from toolkit.cli.vocab.vocab_new import new
from toolkit.cli.vocab.vocab_show import show

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture

vocab = typer.Typer(
    name="vocab", help="The words: gestures with their names and phrases.", no_args_is_help=True
)


@vocab.command("list")
def list_gestures(
    kind: Annotated[str, typer.Option("--kind", help="Only gestures of this kind.")] = "",
    vocab: VocabOption = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every gesture."""
    from toolkit import load_vocabulary

    gestures = [
        gesture
        for gesture in load_vocabulary(folder, extra=own_words(vocab)).gestures.values()
        if kind in ("", gesture.kind)
    ]
    _show(gestures, as_json=as_json)


@vocab.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words in English or Chinese, or an emoji.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    vocab: VocabOption = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search names, aliases and phrases in both languages; small slips are forgiven."""
    from toolkit import load_vocabulary

    found = load_vocabulary(folder, extra=own_words(vocab)).search(" ".join(words), limit=limit)
    if not found and not as_json:
        say("Nothing found. `gesture vocab list` shows every gesture.")
        return
    _show(found, as_json=as_json)


vocab.command("show")(show)
vocab.command("suggest")(suggest)
vocab.command("new")(new)
vocab.command("lint")(lint)
vocab.command("coverage")(coverage)
vocab.command("export")(export_words)
vocab.command("import")(import_words)


def _show(gestures: list[Gesture], *, as_json: bool) -> None:
    if as_json:
        print_json([_brief(gesture) for gesture in gestures])
        return
    own = any(gesture.origin for gesture in gestures)
    print_table(
        ("", "id", "kind", "English", "中文", "phrases", *(("yours",) if own else ())),
        [
            (
                *(g.emoji, g.id, g.kind, g.name.en, g.name.zh, len(g.phrases)),
                *((g.origin,) if own else ()),
            )
            for g in gestures
        ],
    )


def _brief(gesture: Gesture) -> dict[str, Any]:
    return {
        "id": gesture.id,
        "kind": gesture.kind,
        "name": {"en": gesture.name.en, "zh": gesture.name.zh},
        "phrases": list(gesture.phrases),
        **({"origin": gesture.origin} if gesture.origin else {}),
    }
