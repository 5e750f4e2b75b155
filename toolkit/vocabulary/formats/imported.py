"""Other people's files: read with suspicion, cleaned of their weights, kept as drafts of entries.

A wildcard file or a list of styles knows words and nothing else: no pose, no Chinese. What is
read from it becomes the YAML draft of a vocabulary file, which says what is still to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from toolkit.documents.yaml_reader import forbidden_character, read_text
from toolkit.errors import VocabularyError, shortened
from toolkit.vocabulary.entry_schema import Kind

MAX_PHRASE_CHARACTERS = 300
FEWEST_PHRASES, MOST_PHRASES = 3, 12

_A1111 = re.compile(r"\\(?P<literal>[\\()\[\]])|:\s*[+-]?[.\d]+\s*\)|[()\[\]]")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry that has words only; ``left_out`` are lines that are no plain phrases."""

    id: str
    name: str
    phrases: tuple[str, ...]
    negatives: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_foreign(path: Path) -> str:
    """The text of a file that a stranger wrote; raises `VocabularyError` with file and line.

    Refused: what cannot be read, more than 1 MB, what is not UTF-8, control and
    direction-changing characters.
    """
    text = read_text(path, name=shortened(path.name))
    for number, line in enumerate(text.split("\n"), start=1):
        bad = forbidden_character(line)
        if bad is not None:
            raise VocabularyError(
                f"{shortened(path.name)}: line {number}: holds the invisible character {bad}.",
                hint="Delete it.",
            )
    return text


def plain_words(text: str) -> str:
    """Words without the web UI's weights: ``(a:1.2), [b], \\(c\\)`` -> ``a, b, (c)``."""
    return _A1111.sub(lambda match: match["literal"] or "", text).strip()


def escaped(text: str) -> str:
    """Words in which the web UI sees no weight; `plain_words` takes it back."""
    return re.sub(r"([\\()\[\]])", r"\\\1", text)


def phrase_of(text: str, *, file: str, where: str) -> str:
    """One phrase as read; raises `VocabularyError` when it is longer than an entry allows."""
    if len(text) > MAX_PHRASE_CHARACTERS:
        raise VocabularyError(
            f"{file}: {where}: is {len(text):,} characters long; a phrase has at most "
            f"{MAX_PHRASE_CHARACTERS}.",
            hint="Shorten it or delete the line.",
        )
    return text


def ids_for(names: Iterable[str]) -> list[str]:
    """An id for each name, in order: small letters, digits, underscores, no two the same."""
    taken: set[str] = set()
    ids: list[str] = []
    for name in names:
        slug = _NO_SLUG.sub("_", name.casefold()).strip("_")[:40]
        stem = slug if slug[:1].isalpha() else f"entry_{slug}".rstrip("_")
        free, count = stem, 1
        while free in taken:
            count += 1
            free = f"{stem}_{count}"
        taken.add(free)
        ids.append(free)
    return ids


def draft_yaml(drafts: Sequence[Draft], *, kind: Kind, source: str) -> str:
    """A vocabulary file in the making: valid but for what its comments ask for."""
    head = (
        f"# Draft made from {source}. Every pose is a relaxed hand: set it, and the Chinese name.\n"
        "# Order the phrases from plain to explicit; then run: gesture vocab lint --folder ...\n"
    )
    return f"{head}kind: {kind}\n\ngestures:\n" + "\n".join(_entry(draft) for draft in drafts)


def _entry(draft: Draft) -> str:
    notes: list[str] = []
    if len(draft.phrases) < FEWEST_PHRASES:
        notes.append(f"has {len(draft.phrases)} phrases; an entry needs {FEWEST_PHRASES}")
    if len(draft.phrases) > MOST_PHRASES:
        notes.append(f"has {len(draft.phrases)} phrases; an entry takes {MOST_PHRASES}")
    notes += [f"left out, a template and no phrase: {line[:120]}" for line in draft.left_out]
    body: dict[str, object] = {
        "name": {"en": draft.name, "zh": draft.name},
        "phrases": list(draft.phrases),
        "pose": {"fingers": "relaxed", "thumb": "relaxed"},
    }
    if draft.negatives:
        body["negatives"] = list(draft.negatives)
    body["note"] = "Draft: set the pose and the Chinese name."
    text = yaml.safe_dump({draft.id: body}, allow_unicode=True, sort_keys=False, width=10_000)
    lines = [f"# {note}" for note in notes] + text.splitlines()
    return "".join(f"  {line}\n" for line in lines)
