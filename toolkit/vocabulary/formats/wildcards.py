"""Wildcard files of dynamicprompts: a text file a gesture and a kind, or one YAML file.

A line is a phrase. The grammar (adieyal/dynamicprompts 0.31, ``parser/parse.py``) has no
escape: ``{ } $ % #`` and ``__`` always mean something, ``//`` and ``/*`` begin a comment at the
start of a line, and digits before ``::`` are a weight in YAML. A phrase that holds such a sign
is refused instead of being said wrongly. Brackets belong to the web UI behind it and get a
backslash.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

from toolkit.documents.yaml_reader import forbidden_character, parse_yaml
from toolkit.errors import VocabularyError, shown
from toolkit.vocabulary.formats.imported import (
    Draft,
    escaped,
    ids_for,
    phrase_of,
    plain_words,
    read_foreign,
)

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture
    from toolkit.vocabulary.vocabulary import Vocabulary

FOLDER = "hands"
KINDS = "hand_kinds"
_UNSAYABLE = re.compile(r"[{}$%#\n]|__|^//|^/\*|^\d[^:]*::|<[^<>:]+:[^<>]*>|\b(?:BREAK|AND)\b")
_TEMPLATE = re.compile(r"[{}$%#]|__|^//|^/\*|<[^<>:]+:[^<>]*>")
_WEIGHT = re.compile(r"^\d+(?:\.\d*)?::")


def wildcard_line(phrase: str, *, where: str) -> str:
    """A phrase as dynamicprompts and the web UI read it back, word for word.

    Raises `VocabularyError`, saying ``where`` it stands, for a phrase that they cannot say.
    """
    found = _UNSAYABLE.search(phrase)
    sign = shown(found.group()) if found else forbidden_character(phrase)
    if sign is not None:
        raise VocabularyError(
            f"{where}: '{phrase[:60]}' holds {sign}, which dynamicprompts reads as a command "
            "and cannot escape.",
            hint="Say it in other words.",
        )
    return escaped(phrase)


def wildcard_texts(vocabulary: Vocabulary) -> dict[str, str]:
    """File name -> text: ``hands/ID.txt`` for each gesture, ``hand_kinds/KIND.txt`` for each kind.

    In a prompt ``__hands/peace__`` is one phrase of that gesture.
    """
    texts: dict[str, str] = {}
    kinds: dict[str, list[str]] = defaultdict(list)
    for gesture in vocabulary.gestures.values():
        lines = _lines(gesture)
        texts[f"{FOLDER}/{gesture.id}.txt"] = "\n".join(lines) + "\n"
        kinds[gesture.kind] += lines
    for kind, lines in kinds.items():
        texts[f"{KINDS}/{kind}.txt"] = "\n".join(lines) + "\n"
    return texts


def wildcard_yaml(vocabulary: Vocabulary) -> str:
    """All gestures in one YAML file; a kind names its gestures' wildcards.

    So every gesture of a kind is as likely as any other, however many phrases it has.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    for gesture in vocabulary.gestures.values():
        kinds[gesture.kind].append(f"__{FOLDER}/{gesture.id}__")
    tree = {FOLDER: {g.id: _lines(g) for g in vocabulary.gestures.values()}, KINDS: dict(kinds)}
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10_000)


def read_wildcards(path: Path) -> list[Draft]:
    """The draft of one wildcard text file; its name is the file's."""
    lines = [
        (f"line {number}", line.strip())
        for number, line in enumerate(read_foreign(path).split("\n"), start=1)
        if line.strip() and not line.strip().startswith("#")
    ]
    return _drafts([(path.stem, lines)], path.name)


def read_wildcard_yaml(path: Path) -> list[Draft]:
    """A draft for every list of a wildcard YAML file that holds a phrase; names are its keys."""
    tree = parse_yaml(read_foreign(path), name=path.name)
    return _drafts(list(_lists(tree, path.name, "")), path.name)


def _lines(gesture: Gesture) -> list[str]:
    where = f"{gesture.file}: gestures.{gesture.id}.phrases"
    return [wildcard_line(text, where=f"{where}[{i}]") for i, text in enumerate(gesture.phrases)]


Lines = list[tuple[str, str]]


def _lists(tree: dict[str, object], file: str, above: str) -> Iterator[tuple[str, Lines]]:
    for key, value in tree.items():
        where = f"{above}.{key}" if above else key
        if isinstance(value, dict):
            yield from _lists(cast("dict[str, object]", value), file, where)
        elif isinstance(value, list):
            items = cast("list[object]", value)
            yield (
                key,
                [(f"{where}[{i}]", _item(item, file, where)) for i, item in enumerate(items)],
            )
        else:
            raise VocabularyError(
                f"{file}: {where}: is {type(value).__name__}; expected a list of phrases.",
                hint="Write each phrase in a line of its own, after '- '.",
            )


def _item(item: object, file: str, where: str) -> str:
    if isinstance(item, dict):
        fields = cast("dict[str, object]", item)
        item = fields.get("text") or fields.get("content")
    if not isinstance(item, str):
        raise VocabularyError(
            f"{file}: {where}: holds {shown(item)}; expected text, or 'text' with a 'weight'.",
            hint="Put it in quotes.",
        )
    return _WEIGHT.sub("", item)


def _drafts(lists: list[tuple[str, Lines]], file: str) -> list[Draft]:
    found: list[Draft] = []
    for id, (name, lines) in zip(ids_for(name for name, _ in lists), lists, strict=True):
        phrases: dict[str, None] = {}
        left_out: list[str] = []
        for where, line in lines:
            text = phrase_of(line, file=file, where=where)
            if _TEMPLATE.search(text):
                left_out.append(text)
            elif words := plain_words(text):
                phrases[words] = None
        if phrases:
            found.append(
                Draft(
                    id=id,
                    name=" ".join(name.replace("_", " ").split()) or id,
                    phrases=tuple(phrases),
                    left_out=tuple(left_out),
                )
            )
    if not found:
        raise VocabularyError(f"{file}: holds no phrase.", hint="A phrase is a line of its own.")
    return found
