"""Errors in the page's language: by their code and fields, never by reading their English words.

The command prints an error's own message. The app says its code's sentence instead, in which
places in the plan carry the labels of the form; an error without a code is framed by a sentence
of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.errors import (
    BadInput,
    GestureError,
    JudgeError,
    ModelError,
    PlanError,
    StoreError,
    UnknownName,
)
from toolkit.ui.language.texts import TEXTS, Lang, axis_name, number, say
from toolkit.ui.language.values import short_model

GOT_LENGTH = 80
KINDS: tuple[tuple[type[GestureError], str], ...] = (
    (PlanError, "plan"),
    (UnknownName, "name"),
    (BadInput, "input"),
    (StoreError, "store"),
    (ModelError, "model"),
    (JudgeError, "judge"),
    (GestureError, "any"),
)
_STEP = re.compile(r"([A-Za-z_]\w*)|\[(\d+)\]")


def error_sentence(error: GestureError, lang: Lang) -> str:
    """``error`` in ``lang``: what is wrong and what to do about it; not escaped for HTML."""
    key = f"error.{error.code}"
    if error.code and key in TEXTS:
        try:
            return say(key, lang, **_spoken(error.fields, lang))
        except KeyError:
            pass  # a field is missing: its own words are better than none
    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    return say(f"error.kind.{kind}", lang, message=str(error))


def place_words(where: str, lang: Lang) -> str:
    """A path in a plan (``plan demo: axes.weight[0]``) by the form's labels ("weight, value 1").

    The number counts from 1, as people do; a path of something else stays as it is, in quotes.
    """
    path = where.rpartition(": ")[2]
    steps = [(name, index) for name, index in _STEP.findall(path)]
    names = [name for name, _ in steps if name]
    index = next((int(index) for _, index in steps if index), None)
    place = _label(names, path, lang)
    return place if index is None else say("place.item", lang, place=place, n=index + 1)


def _label(names: list[str], path: str, lang: Lang) -> str:
    if not path or names == ["plan"]:
        return say("place.nowhere", lang)
    inner = names[1:] if names[:1] in (["axes"], ["settings"]) else names
    for key in (f"place.{'.'.join(inner)}", f"axis.{inner[0] if inner else ''}"):
        if key in TEXTS:
            return say(key, lang)
    return say("place.other", lang, path=path[:GOT_LENGTH])


def _spoken(fields: Mapping[str, object], lang: Lang) -> dict[str, object]:
    return {name: _field(name, value, lang) for name, value in fields.items()}


def _field(name: str, value: object, lang: Lang) -> object:
    if name == "where":
        return place_words(str(value), lang)
    if name == "axis":
        return axis_name(str(value), lang)
    if name == "control":
        return say(f"value.control.{value}", lang)
    if name in ("count", "most") and isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return f"{value:g}"
    if name == "model":
        value = short_model(str(value))
    text = str(value)
    return text if len(text) <= GOT_LENGTH else f"{text[: GOT_LENGTH - 1]}…"
