"""`gesture vocab export` and `import`: other people's formats, out and in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.frame import VocabOption, own_words, say
from toolkit.cli.vocab.vocab_checks import FolderOption
from toolkit.documents.atomic_files import write_whole
from toolkit.documents.bounded_reader import no_regular_file, read_bytes
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput


class Format(StrEnum):
    """What `export` writes."""

    WILDCARDS = "wildcards"
    WILDCARDS_YAML = "wildcards-yaml"
    STYLES_CSV = "styles-csv"
    JSON_SCHEMA = "json-schema"
    OWN_JSON_SCHEMA = "own-json-schema"


class Source(StrEnum):
    """What `import` reads."""

    WILDCARDS = "wildcards"
    WILDCARDS_YAML = "wildcards-yaml"
    STYLES_CSV = "styles-csv"


class EntryKind(StrEnum):
    """The kinds of gesture that a file may hold; a test holds them to the schema's."""

    EMBLEM = "emblem"
    NUMBER = "number"
    LETTER = "letter"
    GRASP = "grasp"
    MUDRA = "mudra"
    ACTION = "action"


def export_words(
    destination: Annotated[
        Path,
        typer.Argument(metavar="DEST", help="A folder for wildcards, a file for the others."),
    ],
    to: Annotated[Format, typer.Option("--to", help="The format.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files that differ.")] = False,
    vocab: VocabOption = None,
    folder: FolderOption = None,
) -> None:
    """Write the words as wildcards (dynamicprompts), styles (web UI) or an editor's schema."""
    from toolkit import load_vocabulary
    from toolkit.vocabulary.formats import json_schema, styles_csv, wildcards

    encoding = "utf-8"
    vocabulary = load_vocabulary(folder, extra=own_words(vocab))
    match to:
        case Format.WILDCARDS:
            texts = {
                destination / name: text
                for name, text in wildcards.wildcard_texts(vocabulary).items()
            }
        case Format.WILDCARDS_YAML:
            texts = {destination: wildcards.wildcard_yaml(vocabulary)}
        case Format.STYLES_CSV:
            texts = {destination: styles_csv.styles_csv(vocabulary)}
            encoding = styles_csv.ENCODING
        case Format.JSON_SCHEMA:
            texts = {destination: json_schema.schema_text(json_schema.vocabulary_schema())}
        case Format.OWN_JSON_SCHEMA:
            texts = {destination: json_schema.schema_text(json_schema.own_schema())}
    _write(texts, encoding=encoding, force=force)
    say(f"Wrote {len(texts)} {'file' if len(texts) == 1 else 'files'} to {destination}.")


def import_words(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")],
    source: Annotated[Source, typer.Option("--from", help="Its format.")],
    kind: Annotated[EntryKind, typer.Option("--kind", help="The kind of the new entries.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", help="A new file for the draft.  [default: standard output]"),
    ] = None,
) -> None:
    """Read other people's phrases into a draft of vocabulary entries; their poses are yours."""
    from toolkit.vocabulary.formats.imported import draft_yaml
    from toolkit.vocabulary.formats.styles_csv import read_styles_csv
    from toolkit.vocabulary.formats.wildcards import read_wildcard_yaml, read_wildcards

    readers = {
        Source.WILDCARDS: read_wildcards,
        Source.WILDCARDS_YAML: read_wildcard_yaml,
        Source.STYLES_CSV: read_styles_csv,
    }
    drafts = readers[source](file)
    text = draft_yaml(drafts, kind=kind.value, source=file.name)
    if output is None:
        typer.echo(text, nl=False)
        return
    write_new({output: text})
    count = f"{len(drafts)} {'draft' if len(drafts) == 1 else 'drafts'}"
    say(f"Wrote {count} to {output}. Set the poses, then: gesture vocab lint")


def write_new(texts: dict[Path, str]) -> None:
    """Write files that are not there yet, with the folders around them; all or none."""
    _write(texts, encoding="utf-8", force=False)


def _write(texts: dict[Path, str], *, encoding: str, force: bool) -> None:
    """All files or none: what stands in the way is found before the first is written."""
    contents = {user_path(path, what="file"): text.encode(encoding) for path, text in texts.items()}
    for path, content in contents.items():
        if not path.exists():
            continue
        info = path.stat()
        if kind := no_regular_file(info.st_mode):
            raise BadInput(f"{path} is {kind}; expected the name of a file.")
        # Another size is another content, however large the file is.
        size = len(content)
        if force or (info.st_size == size and read_bytes(path, limit_bytes=size) == content):
            continue
        raise BadInput(
            f"{path} exists already and is kept as it is.",
            hint="Choose another name, or remove it first.",
        )
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
