"""``styles.csv`` of Stable Diffusion web UI: a named style is a prompt and its negative.

The columns, the byte order mark and the ``{prompt}`` placeholder are those of AUTOMATIC1111's
``modules/styles.py``. A gesture becomes a style a phrase, ``hand peace 1`` for the plainest.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import VocabularyError, shortened, shown
from toolkit.vocabulary.formats.imported import (
    Draft,
    escaped,
    ids_for,
    phrase_of,
    plain_words,
    read_foreign,
)

if TYPE_CHECKING:
    from toolkit.vocabulary.vocabulary import Vocabulary

COLUMNS = ("name", "prompt", "negative_prompt")
PLACE = "{prompt}"
PREFIX = "hand "
ENCODING = "utf-8-sig"

_NUMBERED = re.compile(r"^(?P<stem>.*\S)\s+\d+$")
_COMMAND = re.compile(r"<[^<>:]+:[^<>]*>|\b(?:BREAK|AND)\b")


def styles_csv(vocabulary: Vocabulary) -> str:
    """The file's text (write it as `ENCODING`): a row a phrase, set after the user's prompt."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for gesture in vocabulary.gestures.values():
        negative = ", ".join(escaped(text) for text in gesture.negatives)
        for number, phrase in enumerate(gesture.phrases, start=1):
            found = _COMMAND.search(phrase)
            if found or PLACE in phrase:
                raise VocabularyError(
                    f"{gesture.file}: gestures.{gesture.id}.phrases[{number - 1}]: holds "
                    f"{shown(found.group() if found else PLACE)}, which the web UI reads as a "
                    "command.",
                    hint="Say it in other words.",
                )
            name = f"{PREFIX}{gesture.id} {number}"
            writer.writerow((name, f"{PLACE}, {escaped(phrase)}", negative))
    return out.getvalue()


def read_styles_csv(path: Path) -> list[Draft]:
    """A draft for every style; styles that differ in a last number only are one draft.

    Raises `VocabularyError` with file and line for a file that is no list of styles.
    """
    file = path.name
    reader = csv.DictReader(io.StringIO(read_foreign(path)), skipinitialspace=True, strict=True)
    phrases: dict[str, dict[str, None]] = {}
    negatives: dict[str, dict[str, None]] = {}
    try:
        prompt_column = _prompt_column(reader.fieldnames or (), file)
        for row in reader:
            where = f"line {reader.line_num}"
            name, prompt = row["name"], row[prompt_column]
            # A short row holds None, a long one its surplus under the key None.
            surplus = None in row
            if name is None or prompt is None or surplus:
                raise VocabularyError(
                    f"{file}: {where}: has too {'many' if surplus else 'few'} columns.",
                    hint="Put a text that holds commas in double quotes.",
                )
            words = plain_words(_without_place(prompt))
            if not words:
                continue  # a divider between styles, or a style of negatives only
            stem = _stem(name)
            phrases.setdefault(stem, {})[phrase_of(words, file=file, where=where)] = None
            against = plain_words(_without_place(row.get("negative_prompt") or ""))
            kept = negatives.setdefault(stem, {})
            for part in filter(None, (part.strip() for part in against.split(","))):
                kept[phrase_of(part, file=file, where=where)] = None
    except csv.Error as error:
        raise VocabularyError(
            f"{file}: line {reader.line_num}: is not CSV ({error}).",
            hint="Expected the columns name, prompt, negative_prompt.",
        ) from None
    if not phrases:
        raise VocabularyError(f"{file}: holds no style with a prompt.", hint="Is it the file?")
    return [
        Draft(
            id=id,
            name=" ".join(stem.replace("_", " ").split())[:300] or id,
            phrases=tuple(words),
            negatives=tuple(negatives[stem]),
        )
        for id, (stem, words) in zip(ids_for(phrases), phrases.items(), strict=True)
    ]


def _prompt_column(columns: object, file: str) -> str:
    got = [str(column) for column in columns] if isinstance(columns, list | tuple) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    # The web UI still reads its oldest files, whose prompt column is called "text".
    for column in ("prompt", "text"):
        if column in got and "name" in got:
            return column
    named = shortened(", ".join(got)) or "nothing"
    raise VocabularyError(
        f"{file}: line 1: has the columns {named}; expected {', '.join(COLUMNS)}.",
        hint="The first line names the columns.",
    )


def _stem(name: str) -> str:
    bare = name.strip().removeprefix(PREFIX)
    numbered = _NUMBERED.match(bare)
    return numbered["stem"] if numbered else bare


def _without_place(prompt: str) -> str:
    prompt = prompt.replace("\n", " ").replace("\t", " ")
    if prompt.startswith(f"{PLACE}, "):
        return prompt.removeprefix(f"{PLACE}, ")
    if PLACE not in prompt:
        return prompt
    parts = (part.strip().strip(",").strip() for part in prompt.split(PLACE))
    return ", ".join(part for part in parts if part)
