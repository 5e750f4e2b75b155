"""Many prompts of one template, printed quickly: what two prompts share is rendered once.

A template's pieces stand between separators at weight 1, so no weight and no escape reaches from
one into the next: each is composed and rendered once for every value that fills it, with the
separator that follows, and a prompt is what its pieces say one after another. A template for which
that does not hold (a weight that reaches over a comma, pieces on lines of their own) is composed
and rendered whole each time. Either way the text is ``render(compose(template, slots), dialect)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from toolkit.prompts.dialects import render
from toolkit.prompts.template_parts import Group, Piece, Slot, compile_template
from toolkit.prompts.templates import check_names, compose, fill, slot_part
from toolkit.prompts.tree import Prompt, Sequence

MAX_REMEMBERED = 8_192
"""How many values of a piece are remembered; a template of several slots a piece has many."""

Said = tuple[str, ...] | None
"""A piece before each of the template's separators, and at the end; None where it is dropped."""


@final
class TemplatePrinter:
    """Prints the prompts of one template in one dialect."""

    def __init__(self, template: str, *, source: str, target: str) -> None:
        """The template's weights are in dialect ``source``; prompts are printed in ``target``.

        Raises `PromptError` as `compose` does.
        """
        self._template, self._source, self._target = template, source, target
        compiled = compile_template(template, source)
        self._slots = compiled.slots
        self._separators = tuple(dict.fromkeys(piece.separator for piece in compiled.pieces[1:]))
        self._apart = all(
            separator.weight == 1.0 and separator.text.strip() for separator in self._separators
        )
        self._pieces = [
            (
                piece,
                _slot_names(piece),
                self._separators.index(piece.separator) if number else -1,
                dict[object, Said](),
            )
            for number, piece in enumerate(compiled.pieces)
        ]
        self._checked: set[tuple[str, ...]] = set()

    def print(self, slots: Mapping[str, Prompt | str]) -> str:
        """The prompt that ``slots`` make; raises `PromptError` as `compose` and `render` do."""
        if not self._apart:
            return self._whole(slots)
        given = tuple(slots)
        if given not in self._checked:
            check_names(self._template, self._slots, given)
            self._checked.add(given)
        out: list[str] = []
        last: Said = None
        for piece, names, separator, known in self._pieces:
            # One slot a piece is by far the most frequent form.
            key = slots.get(names[0]) if len(names) == 1 else tuple(map(slots.get, names))
            try:
                said = known[key]
            except KeyError:
                said = self._said(piece, names, slots)
                if len(known) >= MAX_REMEMBERED:
                    known.clear()
                known[key] = said
            if said is not None:
                if last is not None:
                    out.append(last[separator])
                last = said
        if last is not None:
            out.append(last[-1])
        text = "".join(out)
        # The web UI's commands in angle brackets may begin in one piece and end in another.
        return self._whole(slots) if self._target == "a1111" and "<" in text else text

    def _whole(self, slots: Mapping[str, Prompt | str]) -> str:
        return render(compose(self._template, slots, dialect=self._source), self._target)

    def _said(
        self, piece: Piece, names: tuple[str, ...], slots: Mapping[str, Prompt | str]
    ) -> Said:
        filled = {
            name: part for name in names if name in slots and (part := slot_part(name, slots[name]))
        }
        if piece.slots and not any(name in filled for name in piece.slots):
            return None
        content = fill(piece.items, filled)
        if not content:
            return None
        ended = [
            render(Sequence(parts=(*content, separator.prompt)), self._target)
            + (" " if separator.text[-1:].isspace() else "")
            for separator in self._separators
        ]
        return (*ended, render(Sequence(parts=tuple(content)), self._target))


def _slot_names(piece: Piece) -> tuple[str, ...]:
    groups = [item for item in piece.items if isinstance(item, Group)]
    items = [*piece.items, *(inner for group in groups for inner in group.items)]
    return tuple(dict.fromkeys(item.name for item in items if isinstance(item, Slot)))
