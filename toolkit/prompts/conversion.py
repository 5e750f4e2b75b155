"""A prompt said in another dialect: read in one, rendered in the other."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.errors import shortened
from toolkit.prompts.dialects import merged, render
from toolkit.prompts.notes import Note
from toolkit.prompts.reading import read_prompt


@dataclass(frozen=True, kw_only=True)
class Converted:
    """``text`` in the dialect asked for.

    ``fragments`` are its words with their weights (0..2), neighbours of one weight together, the
    blanks around them taken off; ``notes`` say what was read otherwise than it may look."""

    text: str
    fragments: tuple[tuple[str, float], ...]
    notes: tuple[Note, ...]


def convert(text: str, *, source: str, target: str) -> Converted:
    """``text``, written in dialect ``source``, in dialect ``target``.

    Raises:
        PromptError: an unknown dialect, what ``source`` can say and a tree of weights cannot, or
            words that ``target`` cannot say.
    """
    prompt, notes = read_prompt(text, source)
    fragments = tuple(
        (" ".join(words.split()), weight) for words, weight in merged(prompt) if words.strip()
    )
    lost = next((words for words, weight in fragments if weight != 1.0), None)
    if target == "plain" and lost is not None:
        notes = (*notes, Note(kind="weights_lost", got=shortened(lost)))
    return Converted(text=render(prompt, target), fragments=fragments, notes=notes)
