"""Whole prompts in a plan, and words in them to put others in the place of.

A whole prompt is a template like any other, mostly without slots; the axis ``prompt`` names which
one a picture was made with. A replacement turns every place of some words into a slot of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from toolkit.axes import AXES
from toolkit.documents.yaml_reader import forbidden_character
from toolkit.errors import PlanError, UnknownName, shortened, shown
from toolkit.sweeps.axis_values import Words
from toolkit.vocabulary.any_hand import ANY
from toolkit.vocabulary.entries import Gesture

MAX_PROMPTS = 1_000
MAX_CHARACTERS = 2_000
MAX_NAME = 80
MAX_REPLACEMENTS = 8

_SLOT = re.compile(r"(\{\{|\}\}|\{[^{}]*\})")


@dataclass(frozen=True, kw_only=True)
class WholePrompt:
    """One prompt: ``name`` is its value on the axis ``prompt``, ``text`` a template."""

    name: str
    text: str
    gesture: Gesture


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """``find`` is put in the place of by the values of the axis ``name``, as written."""

    name: str
    find: str
    values: object


def read_prompts(value: object, words: Words, *, where: str) -> tuple[WholePrompt, ...]:
    """The prompts under ``prompts``.

    Raises:
        PlanError: none, too many or too long ones, two of one name, an entry of another form.
        UnknownName: a gesture that nobody knows.
    """
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if not items:
        raise PlanError(f"{where}: names no prompt.", hint="Write one, or name gestures.")
    if len(items) > MAX_PROMPTS:
        raise PlanError(f"{where}: has {len(items):,} prompts; expected at most {MAX_PROMPTS:,}.")
    read = [_prompt(item, words, f"{where}[{i}]") for i, item in enumerate(items)]
    names: set[str] = set()
    for i, prompt in enumerate(read):
        if prompt.name in names:
            raise PlanError(
                f"{where}[{i}]: {shown(prompt.name)} is given twice.",
                hint="Keep one of the two, or give them a name each.",
                code="given_twice",
                fields={"where": where, "got": prompt.name},
            )
        names.add(prompt.name)
    return tuple(read)


def read_replacements(value: object, *, where: str) -> tuple[Replacement, ...]:
    """The replacements under ``replace``, one or several; raises `PlanError`."""
    if value is None:
        return ()
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    if len(items) > MAX_REPLACEMENTS:
        raise PlanError(f"{where}: has {len(items)} entries; expected at most {MAX_REPLACEMENTS}.")
    return tuple(
        _replacement(item, f"{where}[{i}]" if isinstance(value, list) else where)
        for i, item in enumerate(items)
    )


def with_slots(text: str, replacements: Sequence[Replacement], *, where: str, called: str) -> str:
    """``text`` with a slot in every place of the words to replace.

    Words are found as they are written, but not inside of a longer word and not in a slot.

    Raises:
        PlanError: a text that does not occur; ``called`` says which prompt lacks it.
    """
    for each in replacements:
        edge_left = r"(?<![A-Za-z0-9])" if each.find[0].isascii() else ""
        edge_right = r"(?![A-Za-z0-9])" if each.find[-1].isascii() else ""
        pattern = re.compile(edge_left + re.escape(each.find) + edge_right)
        parts = _SLOT.split(text)
        parts[::2] = [pattern.sub(f"{{{each.name}}}", part) for part in parts[::2]]
        replaced = "".join(parts)
        if replaced == text:
            raise PlanError(
                f"{where}: the words {shown(each.find)} do not occur in {called} {shown(text)}.",
                hint="They must stand there as you wrote them, small and capital letters too.",
                code="nothing_to_replace",
                fields={"got": each.find, "text": shortened(text, 60)},
            )
        text = replaced
    return text


def _prompt(item: object, words: Words, where: str) -> WholePrompt:
    given = _mapping(item) or {"text": item}
    text, name, gesture = (given.get(key) for key in ("text", "name", "gesture"))
    if set(given) - {"text", "name", "gesture"} or not isinstance(text, str) or not text.strip():
        raise PlanError(
            f"{where}: got {shown(item)}; expected a prompt, or "
            "{text: the prompt, gesture: peace, name: mine}."
        )
    if len(text) > MAX_CHARACTERS:
        raise PlanError(
            f"{where}: the prompt {shown(text)} has {len(text):,} characters; "
            f"expected at most {MAX_CHARACTERS:,}.",
            code="words_too_long",
            fields={"got": shortened(text, 40), "count": len(text), "most": MAX_CHARACTERS},
        )
    said = " ".join(text.split())
    if name is not None and (not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME):
        raise PlanError(f"{where}.name: got {shown(name)}; expected 1 to {MAX_NAME} characters.")
    said_name = " ".join(name.split()) if isinstance(name, str) else said
    if (bad := forbidden_character(said_name)) is not None:
        raise PlanError(f"{where}: {shown(said_name)} holds the invisible character {bad}.")
    return WholePrompt(
        name=said_name,
        text=said,
        gesture=_gesture(gesture, words, f"{where}.gesture"),
    )


def _gesture(value: object, words: Words, where: str) -> Gesture:
    if value is not None and not isinstance(value, str):
        raise PlanError(f"{where}: got {shown(value)}; expected a gesture's id.")
    try:
        return words.gesture(value or ANY)
    except UnknownName as error:
        raise UnknownName.at(where, error) from None


def _replacement(item: object, where: str) -> Replacement:
    given = _mapping(item)
    find, values, name = (given.get(key) for key in ("find", "with", "name"))
    if not isinstance(find, str) or not find.strip() or set(given) - {"find", "with", "name"}:
        raise PlanError(
            f"{where}: got {shown(item)}; expected "
            '{find: detailed, with: ["", detailed, highly detailed]}.'
        )
    if "{" in find or "}" in find:
        raise PlanError(f"{where}.find: got {shown(find)}; braces cannot be replaced.")
    if values is None:
        raise PlanError(f"{where}: has no 'with'.", hint='Say what to try: with: ["", detailed].')
    axis = name if isinstance(name, str) else axis_name(find)
    if not axis.isidentifier() or axis in AXES:
        raise PlanError(
            f"{where}: the axis cannot be called {shown(axis)}.",
            hint="Give it another with 'name:', of letters, digits and _ alone.",
        )
    return Replacement(name=axis, find=find.strip(), values=values)


def _mapping(item: object) -> Mapping[object, object]:
    """``item`` where it is a mapping, else an empty one."""
    return cast("Mapping[object, object]", item) if isinstance(item, Mapping) else {}


def axis_name(find: str) -> str:
    """What the axis of a replacement is called: the words, joined by ``_``."""
    joined = re.sub(r"\W+", "_", find.strip()).strip("_")
    return f"_{joined}" if joined[:1].isdigit() or joined in AXES or not joined else joined


def unused(axis: str, slot: str, templates: Collection[str]) -> str:
    """The sentence that an axis changes nothing, for none of ``templates`` has its ``slot``."""
    if len(templates) == 1:
        return (
            f"the axis {shown(axis)} changes nothing: the template "
            f"{shown(next(iter(templates)))} has no {{{slot}}}."
        )
    return f"the axis {shown(axis)} changes nothing: no prompt has {{{slot}}}."
