r"""Templates: gesture phrase, view, skin, light and the rest put together into one prompt.

A template is a line of text with slots in braces::

    a photo of {gesture}, {view}, {light}

* A **piece** is what stands between two separators (comma, semicolon, line break; Chinese ones
  too). A piece
  whose slots are all missing or empty is dropped together with the separator before it.
* ``[...]`` with a slot inside marks an optional stretch of a piece, kept only when all its slots
  are filled: ``a photo of a[ {skin}] hand[ against {background}]``.
* ``{gesture:1.3}`` weights what fills the slot.
* A slot of one's own has any name that a Python variable can have: ``{lens}``.
* ``{{ }} [[ ]]`` are literal braces and brackets.
* All else is read as a pasted prompt (`toolkit.prompts.reading`): ``(masterpiece:1.2)``,
  ``[word]`` and ``({gesture}, open hand)1.3`` weight what stands in them, ``\(`` is literal.

The sweep and Thumbelina's training captions go through the same function, so that the model
is asked in the very form in which it was taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.errors import PromptError, shortened, shown
from toolkit.prompts.notes import Note
from toolkit.prompts.template_parts import (
    DEFAULT_TEMPLATE,
    MAX_CHARACTERS,
    SLOTS,
    Group,
    Item,
    Slot,
    Words,
    compile_template,
    slot_hint,
)
from toolkit.prompts.tree import Prompt, Sequence, Text, Weighted
from toolkit.vocabulary.entries import Language

__all__ = [
    "CHINESE_NEGATIVE_TEMPLATE",
    "CHINESE_TEMPLATE",
    "DEFAULT_TEMPLATE",
    "MAX_CHARACTERS",
    "NEGATIVE_TEMPLATE",
    "SLOTS",
    "compose",
    "is_blank",
    "template_in",
    "template_notes",
    "template_slots",
    "unfilled_slot",
]

CHINESE_TEMPLATE = (
    "{gesture}的照片，{subject}，{side}，{view}，{material}，{skin}，{light}，{background}，{style}"
)
"""The house's prompt in Chinese."""

NEGATIVE_TEMPLATE = "{negative}, {gesture}"
"""The negative prompt: the scene's negative words, then the gesture's own."""

CHINESE_NEGATIVE_TEMPLATE = "{negative}，{gesture}"
"""The same in Chinese."""

_IN_CHINESE = {
    DEFAULT_TEMPLATE: CHINESE_TEMPLATE,
    NEGATIVE_TEMPLATE: CHINESE_NEGATIVE_TEMPLATE,
}


_OURS = frozenset((*SLOTS, "negative"))


def compose(template: str, slots: Mapping[str, Prompt | str], *, dialect: str = "auto") -> Prompt:
    """Fill ``template`` with ``slots`` and return the prompt's tree.

    A slot's value is plain words (taken literally, whatever signs they hold) or a subtree. A
    missing or blank value drops its piece. A slot of the vocabulary that the template does not
    use is left out silently, so that one set of words serves any template; a slot of one's own
    must stand in both. ``dialect`` is the one that the template's own weights are written in
    (`toolkit.prompts.reading`). Pure; about 15 µs a call.

    Raises:
        PromptError: a template above 20,000 characters, broken braces, a slot of one's own that
            nothing fills or that the template lacks, a weight outside 0..2, commands of other
            programs.
    """
    compiled = compile_template(template, dialect)
    check_names(template, compiled.slots, slots)
    filled = {name: part for name, value in slots.items() if (part := slot_part(name, value))}
    parts: list[Prompt] = []
    for piece in compiled.pieces:
        if piece.slots and filled.keys().isdisjoint(piece.slots):
            continue
        content = fill(piece.items, filled)
        if not content:
            continue
        if parts:
            parts.append(piece.separator.prompt)
        parts.extend(content)
    return Sequence(parts=tuple(parts))


def template_in(template: str, lang: Language) -> str:
    """The house's own template in ``lang``; any other as it is written."""
    return _IN_CHINESE.get(template, template) if lang == "zh" else template


def template_slots(template: str, *, dialect: str = "auto") -> frozenset[str]:
    """The names of all slots in ``template``, optional ones too; raises `PromptError`."""
    return compile_template(template, dialect).slots


def template_notes(template: str, *, dialect: str = "auto") -> tuple[Note, ...]:
    """What is worth saying about how the template's own words are read."""
    return compile_template(template, dialect).notes


def is_blank(prompt: Prompt) -> bool:
    """Whether a tree holds no words at all."""
    if isinstance(prompt, Text):
        return not prompt.text.strip()
    if isinstance(prompt, Weighted):
        return is_blank(prompt.child)
    return all(is_blank(part) for part in prompt.parts)


def slot_part(name: str, value: Prompt | str) -> Prompt | None:
    """What fills the slot ``name``: words and trees know their slot; None for nothing."""
    if isinstance(value, str):
        words = value.strip()
        return Text(text=words, role=name) if words else None
    return None if is_blank(value) else _with_role(value, name)


def _with_role(prompt: Prompt, role: str) -> Prompt:
    if isinstance(prompt, Text):
        return prompt if prompt.role else Text(text=prompt.text, role=role)
    if isinstance(prompt, Weighted):
        return Weighted(child=_with_role(prompt.child, role), weight=prompt.weight)
    return Sequence(parts=tuple(_with_role(part, role) for part in prompt.parts))


def _kept(items: tuple[Item, ...], filled: Mapping[str, Prompt]) -> Iterator[Words | Slot]:
    """The items that stay: literals, filled slots, and groups whose slots are all filled."""
    for item in items:
        if isinstance(item, Words) or (isinstance(item, Slot) and item.name in filled):
            yield item
        elif isinstance(item, Group) and all(
            inner.name in filled for inner in item.items if isinstance(inner, Slot)
        ):
            yield from _kept(item.items, filled)


def fill(items: tuple[Item, ...], filled: Mapping[str, Prompt]) -> list[Prompt]:
    """The parts of one piece, with the spaces around what is missing closed up."""
    kept: list[Words | Prompt] = []
    gap = True  # whether a space before the next literal would stand twice or at the edge
    for item in _kept(items, filled):
        if isinstance(item, Words):
            words = item.text.lstrip() if gap else item.text
            if words:
                same = words == item.text
                kept.append(item if same else Words(text=words, weight=item.weight))
                gap = words[-1].isspace()
        else:
            part = filled[item.name]
            weighted = item.weight != 1.0
            kept.append(Weighted(child=part, weight=item.weight) if weighted else part)
            gap = False
    last = kept[-1] if kept else None
    if isinstance(last, Words) and last.text[-1].isspace():
        kept.pop()
        if words := last.text.rstrip():
            kept.append(Words(text=words, weight=last.weight))
    return [part.prompt if isinstance(part, Words) else part for part in kept]


def check_names(template: str, known: frozenset[str], slots: Iterable[str]) -> None:
    """Raise `PromptError` for a slot of one's own that is only in the template (whose slots are
    ``known``), or only among the ``slots`` that are given."""
    given = frozenset(slots)
    for name in known - given - _OURS:
        raise unfilled_slot(template, name, given)
    for name in given - known - _OURS:
        raise PromptError(
            f"The template {shown(template)} has no slot {shown(name)}, nor has any other.",
            hint=slot_hint(name, [*SLOTS, *known]),
        )


def unfilled_slot(template: str, name: str, filled: Iterable[str]) -> PromptError:
    """The error of a slot that nothing fills, with near names."""
    return PromptError(
        f"The template {shown(template)} has a slot {{{shortened(name)}}} that nothing fills.",
        hint=slot_hint(name, [*SLOTS, *filled]),
        code="unfilled_slot",
        fields={"got": name},
    )
