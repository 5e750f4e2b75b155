"""One exception tree: every error that a user can cause or meet carries what to do about it.

Command-line exit codes: 2 for bad input, 1 for a failure that is not the input's fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

SHOWN_CHARACTERS = 80
"""How much of what was got an error repeats."""

MESSAGE_CHARACTERS = 1000
"""How long a whole message may be, whatever it was made of."""


_BLANKS = re.compile("[\\t-\\r\\x1c-\\x1f\\x85\\u2028\\u2029]+")
"""What breaks a line or jumps within it."""

_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
"""Other controls, marks that turn the reading direction, halves of characters."""


def one_line(text: str) -> str:
    """``text`` in one line: a blank for each break, an escape for each other unseen character."""
    return _UNSEEN.sub(lambda found: repr(found.group())[1:-1], _BLANKS.sub(" ", text))


def shortened(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """``text``, or its beginning and "..." where it is longer than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shown(value: object) -> str:
    """``value`` as an error quotes it: its repr of at most 80 characters, quotes closed."""
    if isinstance(value, str):
        quoted = repr(value[:SHOWN_CHARACTERS])
        if len(value) <= SHOWN_CHARACTERS and len(quoted) <= SHOWN_CHARACTERS:
            return quoted
        return f"{quoted[: SHOWN_CHARACTERS - 4]}...{quoted[-1]}"
    try:
        return shortened(repr(value))
    except (ValueError, RecursionError):
        # Python writes out no whole number of more than 4300 digits.
        return f"a {type(value).__name__} too long to show"


class GestureError(Exception):
    """Root of every error this package raises on purpose.

    Args:
        message: one sentence: what was got, what was expected, where.
        hint: what to do about it, as a sentence or a command line; may be empty.
        code: which problem it is, for whoever says it in another language
            (`toolkit.ui.language.error_sentences`); "" where nobody does.
        fields: the facts that such a sentence is made of, by name; ``where`` is a path in
            what was given, such as ``axes.weight[0]``.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        # Names that a user gave stand in messages as they are, keys of a mapping for one.
        message = shortened(one_line(message), MESSAGE_CHARACTERS)
        hint = shortened(one_line(hint), MESSAGE_CHARACTERS)
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.fields = dict(fields or {})

    @classmethod
    def at(cls, where: str, error: GestureError) -> Self:
        """``error`` as one of this kind, met at ``where``: its hint, code and fields stay."""
        message = f"{where}: {error.message}" if where else error.message
        fields = {**error.fields, "where": where} if where else error.fields
        return cls(message, hint=error.hint, code=error.code, fields=fields)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(GestureError):
    """What the user gave cannot be used; nothing was started and nothing was lost."""

    exit_code = 2


class VocabularyError(BadInput):
    """A vocabulary file or entry breaks the schema; names file, entry and key."""


class UnknownName(BadInput):
    """A gesture, scene word, axis, model or run that nobody knows; suggests near names."""


class PlanError(BadInput):
    """A sweep plan that cannot be run as written."""


class PromptError(BadInput):
    """A prompt tree, template or weight that cannot be said in the asked dialect."""


class PoseError(BadInput):
    """A hand pose outside what a hand can do."""


class StoreError(GestureError):
    """The database or the image folder cannot be read or written."""


class ModelError(GestureError):
    """A model cannot be found, loaded or run."""


class JudgeError(GestureError):
    """A judge cannot be set up (its model file is missing or damaged)."""


class NotConverged(GestureError):
    """An iterative fit stopped before it converged; the message carries its iterations."""
