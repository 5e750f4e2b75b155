"""What a reader of pasted prompts noticed: no error, but nothing to pass over in silence either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from toolkit.errors import shortened, shown

_SENTENCES: Mapping[str, str] = {
    "emphasis": "{got} is read as emphasis, its words at 1.1 times their weight; write \\( and \\) "
    "(in a plan also 'dialect: plain') for brackets that are words.",
    "hushed": "{got} is read as the web UI's square brackets, its words at 1/1.1 of their weight; "
    "write \\[ and \\] for brackets that are words.",
    "open_bracket": "The bracket that opens at {got} is never closed: it reaches to the end.",
    "lone_bracket": "The bracket in {got} has no partner, so it is a sign among the words.",
    "lone_backslash": "The backslash in {got} escapes nothing; the web UI drops it, and so it is "
    "left out.",
    "square_words": "ComfyUI knows no square brackets: those in {got} are signs among the words.",
    "double_square": "{got} is a template's way to write a literal bracket, not the web UI's "
    "doubled one; write [word] or (word:0.83) for fewer weight.",
    "embedding": "{got} names an embedding: its name goes on as a word, which says something only "
    "to a model that has it.",
    "word_signs": "{got} is sent as it stands; 'dialect: compel' would read its signs as a weight.",
    "weights_lost": "Plain text has no weights: that of {got} is lost.",
}

KINDS = tuple(_SENTENCES)
"""Every kind of note."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing noticed: ``kind`` is a key of the table above, ``got`` the place in the text."""

    kind: str
    got: str

    @property
    def sentence(self) -> str:
        """The note in English, one sentence."""
        return _SENTENCES[self.kind].format(got=shown(self.got))


MAX_NOTES = 20
"""More are not read by anybody."""


@final
class Notes:
    """Different notes in order, the first twenty of them."""

    def __init__(self) -> None:
        self._found: dict[Note, None] = {}

    def add(self, kind: str, got: str) -> None:
        """Keep a note, unless there are enough."""
        if len(self._found) < MAX_NOTES:
            self._found[Note(kind=kind, got=shortened(got))] = None

    @property
    def found(self) -> tuple[Note, ...]:
        """What was noted."""
        return tuple(self._found)
