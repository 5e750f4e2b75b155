"""Words of one's own on an axis: how they are written, carried as a value, and read back.

A value is an id of the vocabulary or literal words. Words that cannot be an id (they hold a blank,
a comma, a sign, a letter that is not ASCII) are carried as they are; others, which could be taken
for one, in double quotes: ``waving his hands``, ``"masterpiece"``. Nothing at all is ``none``.
Where there are no ids, as on a slot of a plan's own template, only ``"none"`` needs quotes.
"""

from __future__ import annotations

import re

from toolkit.axes import NOTHING
from toolkit.errors import PromptError, shortened, shown

MAX_CHARACTERS = 2_000
"""The longest literal words: as long as a template, many times what a text encoder reads."""

_ID = re.compile(r"[A-Za-z0-9_.+-]+")


def literal_value(words: str, *, ids: bool = True) -> str:
    """How literal ``words`` stand among an axis's values; `literal_words` reads it back.

    ``ids`` says whether the axis has ids, with which words may be confused.

    Runs of blanks and line breaks become one blank, as every text encoder reads them.

    Raises:
        PromptError: more than 2,000 characters, or a character that no prompt can hold.
    """
    if len(words) > MAX_CHARACTERS:
        raise PromptError(
            f"The words {shown(words)} are {len(words):,} characters long; "
            f"expected at most {MAX_CHARACTERS:,}.",
            code="words_too_long",
            fields={"got": shortened(words, 40), "count": len(words), "most": MAX_CHARACTERS},
        )
    said = " ".join(words.split())
    bad = next((sign for sign in said if not sign.isprintable()), None)
    if bad is not None:
        raise PromptError(
            f"The words {shortened(repr(said))} hold the invisible character U+{ord(bad):04X}.",
            hint="Take it out.",
            code="invisible_character",
            fields={"got": shortened(said, 40), "character": f"U+{ord(bad):04X}"},
        )
    if not said:
        return NOTHING
    unclear = _could_be_an_id(said) if ids else said == NOTHING
    return f'"{said}"' if unclear or _is_quoted(said) else said


def literal_words(value: str, *, ids: bool = True) -> str | None:
    """The words of a literal ``value``, '' for ``none``; None for what may be an id."""
    if value == NOTHING:
        return ""
    if _is_quoted(value):
        return value[1:-1]
    if not value:
        return None
    return None if ids and _could_be_an_id(value) else value


def literal_hint(value: str) -> str:
    """How ``value``, which is no id that anybody knows, is written as words of one's own."""
    return f"A word of your own stands as {{text: {shortened(value, 40)}}}."


def _could_be_an_id(words: str) -> bool:
    return _ID.fullmatch(words) is not None


def _is_quoted(words: str) -> bool:
    return len(words) > 2 and words[0] == words[-1] == '"'
