"""Reading a text that somebody pasted, in the dialect named or in the one that it looks like.

``auto`` takes a text that holds none of their signs as it stands; brackets after which Compel's
number or signs stand (``(words)1.3``) are Compel's; all others are the web UI's, whose syntax
ComfyUI shares but for what `toolkit.prompts.comfyui` says. What cannot be meant is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, cast, get_args

from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.a1111 import read_a1111
from toolkit.prompts.comfyui import EMBEDDING, read_comfyui
from toolkit.prompts.compel_syntax import read_compel
from toolkit.prompts.foreign_commands import COMMAND, check_length
from toolkit.prompts.notes import Note
from toolkit.prompts.tree import Prompt, Text

Source = Literal["auto", "a1111", "comfyui", "compel", "plain"]
SOURCES: tuple[Source, ...] = get_args(Source)

_SIGN = re.compile(r"[()\[\]]")
_COMPEL_FORM = re.compile(r"(?<!\\)\)(?:\d*\.\d+|\d+(?!\w)|\++(?!\w)|--+(?!\w)|-(?=[\s,.;)]|$))")
_A1111_FORM = re.compile(r":\s*[+-]?[.\d]+\s*\)|(?<!\\)[\[\]]")
_WORD_SIGNS = re.compile(r"(?<![\w+\-])[^\W\d_]{2,}(?:\+{2,}|-{2,})(?=[\s,.;]|$)")


class Reading(NamedTuple):
    """A text as it was read, and what is worth saying about it."""

    prompt: Prompt
    notes: tuple[Note, ...]


def _plain(text: str) -> tuple[Prompt, tuple[Note, ...]]:
    return Text(text=text), ()


def _auto(text: str) -> tuple[Prompt, tuple[Note, ...]]:
    if not _SIGN.search(text) and not COMMAND.search(text):
        if EMBEDDING.search(text):
            return read_comfyui(text)
        found = _WORD_SIGNS.search(text)
        signs = () if found is None else (Note(kind="word_signs", got=found.group()),)
        return Text(text=text), signs
    if form := _COMPEL_FORM.search(text):
        if other := _A1111_FORM.search(text):
            raise PromptError(
                f"The prompt {shown(text)} mixes two ways to write weights: "
                f"{shown(form.group())} is Compel's, {shown(other.group())} the web UI's.",
                hint="Write all of them as (words:1.3).",
                code="dialects_mixed",
                fields={"got": shortened(text)},
            )
        return read_compel(text)
    prompt, notes = read_a1111(text)
    if EMBEDDING.search(text):
        name = EMBEDDING.search(text)
        assert name is not None
        notes = (*notes, Note(kind="embedding", got=text[name.start() : name.end() + 30]))
    return prompt, notes


_READERS: Mapping[Source, Callable[[str], tuple[Prompt, tuple[Note, ...]]]] = {
    "auto": _auto,
    "a1111": read_a1111,
    "comfyui": read_comfyui,
    "compel": read_compel,
    "plain": _plain,
}


@lru_cache(maxsize=4_096)
def read_prompt(text: str, dialect: str = "auto") -> Reading:
    """``text`` as a tree, its weights read as ``dialect`` writes them.

    Args:
        dialect: ``a1111``, ``comfyui``, ``compel``, ``plain`` (all words literal) or ``auto``.

    Raises:
        PromptError: an unknown dialect, or a text that a tree of weights cannot say: commands
            (BREAK, AND, LoRAs), words that change while a picture is drawn, weights outside
            0..2, more than 50 brackets inside one another, more than 20,000 characters.
    """
    reader = _READERS.get(cast(Source, dialect))
    if reader is None:
        raise PromptError(
            f"There is no dialect {shown(dialect)}; expected one of {', '.join(SOURCES)}."
        )
    check_length(text)
    return Reading(*reader(text))
