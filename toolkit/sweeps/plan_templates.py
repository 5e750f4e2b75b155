"""A plan's templates: its own or its whole prompts, with a slot for every word that varies."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from toolkit.errors import PlanError, PromptError
from toolkit.prompts.templates import DEFAULT_TEMPLATE, template_slots
from toolkit.sweeps.axis_values import Words
from toolkit.sweeps.document import PlanDocument
from toolkit.sweeps.template_wildcards import Opened, open_wildcards
from toolkit.sweeps.whole_prompts import Replacement, WholePrompt, read_prompts, with_slots

_SLOT = re.compile(r"\{\s*(\w+)")


def whole_prompts_of(
    document: PlanDocument, vocabulary: Words, what: str
) -> tuple[WholePrompt, ...]:
    """The whole prompts of a plan, () for a plan of gestures; raises `PlanError`."""
    if document.prompts is None:
        if document.gestures is None:
            raise PlanError(
                f"{what}: 'gestures' is missing.",
                hint="Begin with 'gestures: [peace, fist]', or with 'prompts:' of your own.",
                code="no_gestures",
            )
        return ()
    for key in ("gestures", "template"):
        if getattr(document, key) is not None:
            raise PlanError(
                f"{what}: has both prompts and {key}.",
                hint="Whole prompts stand alone; give each its gesture as {text: ..., gesture: "
                "peace}.",
            )
    return read_prompts(document.prompts, vocabulary, where=f"{what}: prompts")


class Templates(NamedTuple):
    """The template, '' where there are whole prompts; those by name; the wildcard of each slot
    that was put in the place of one."""

    template: str
    prompts: dict[str, str]
    wildcards: dict[str, str]


def templates_of(
    document: PlanDocument,
    whole: Sequence[WholePrompt],
    replacements: Sequence[Replacement],
    what: str,
) -> Templates:
    """The templates, with a slot for each word to replace and each wildcard."""
    place = f"{what}: replace"
    taken = {*document.axes, *(name for group in document.zip for name in group)}
    taken |= {each.name for each in replacements}
    if not whole:
        written = document.template if document.template is not None else DEFAULT_TEMPLATE
        text = with_slots(written, replacements, where=place, called="the template")
        opened = _opened(text, taken, f"{what}: template")
        return Templates(opened.template, {}, opened.wildcards)
    prompts: dict[str, str] = {}
    names: dict[str, str] = {}  # of each wildcard: one that stands in several prompts is one axis
    for number, prompt in enumerate(whole):
        text = with_slots(prompt.text, replacements, where=place, called="the prompt")
        opened = _opened(text, {*taken, *names.values()}, f"{what}: prompts[{number}]")
        text = opened.template
        for name, wildcard in opened.wildcards.items():
            text = text.replace(f"{{{name}}}", f"{{{names.setdefault(wildcard, name)}}}")
        prompts[prompt.name] = text
    return Templates("", prompts, {name: wildcard for wildcard, name in names.items()})


def _opened(text: str, taken: Collection[str], where: str) -> Opened:
    slots = set(_SLOT.findall(text))
    try:
        return open_wildcards(text, taken={*taken, *slots})
    except PromptError as error:
        raise PlanError.at(where, error) from None


def slots_of(templates: Mapping[str, str], dialect: str, what: str) -> frozenset[str]:
    """The slots of all ``templates``, by name ("" for the plan's template); raises `PlanError`."""
    found: set[str] = set()
    for number, (name, template) in enumerate(templates.items()):
        try:
            found |= template_slots(template, dialect=dialect)
        except PromptError as error:
            place = f"prompts[{number}]" if name else "template"
            raise PlanError.at(f"{what}: {place}", error) from None
    return frozenset(found)
