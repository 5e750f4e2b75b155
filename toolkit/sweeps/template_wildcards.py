"""Wildcards in a plan's template: each becomes a slot and an axis that yields and effects know."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from toolkit.axes import AXES
from toolkit.errors import PromptError, shown
from toolkit.prompts.template_parts import SLOTS
from toolkit.prompts.wildcard_grammar import Named, placed_parts

_NO_NAME = re.compile(r"\W+")
_SLOT = re.compile(r"\{\s*[^\W\d]\w*\s*(?::[^{}|]*)?\}")


class Opened(NamedTuple):
    """A template whose wildcards are slots, and the wildcard of each by the slot's name."""

    template: str
    wildcards: dict[str, str]


def open_wildcards(template: str, *, taken: Collection[str] = ()) -> Opened:
    """``template`` with a slot in the place of each wildcard.

    The slot is called as the wildcard's file, without what no name can hold (``hands/pose`` is
    ``hands_pose``), a choice ``wildcard_1`` and so on; a name that is ``taken`` gets a number.

    Raises:
        PromptError: a broken wildcard, or one that holds a slot.
    """
    found: dict[str, str] = {}
    out: list[str] = []
    used = {*taken, *SLOTS, *AXES, "negative"}
    choices = 0
    for text, part in placed_parts(template):
        if isinstance(part, str):
            out.append(text)
            continue
        if slot := _SLOT.search(text):
            raise PromptError(
                f"The wildcard {shown(text)} holds the slot {shown(slot.group())}.",
                hint="A slot stands in the template alone, beside its wildcards.",
            )
        if isinstance(part, Named):
            wanted = _NO_NAME.sub("_", part.name).strip("_") or "wildcard"
            wanted = wanted if wanted[0].isalpha() else f"wildcard_{wanted}"
        else:
            choices += 1
            wanted = f"wildcard_{choices}"
        name, count = wanted, 1
        while name in used:
            count += 1
            name = f"{wanted}_{count}"
        used.add(name)
        found[name] = text
        out.append(f"{{{name}}}")
    return Opened("".join(out), found)
