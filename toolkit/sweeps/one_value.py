"""One value as a plan writes it, read by its axis's kind into the text that cells carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from toolkit.axes import AXES, NOTHING, Axis
from toolkit.documents.near_names import near
from toolkit.documents.numbers import real_number, whole_number
from toolkit.documents.yaml_reader import hidden_character
from toolkit.errors import PlanError, PromptError, UnknownName, shown
from toolkit.prompts.literals import literal_value, literal_words
from toolkit.prompts.reading import read_prompt
from toolkit.prompts.templates import is_blank
from toolkit.samplers import SAMPLERS, sampler_id
from toolkit.sweeps.mend_values import spread_mends


def plan_axis(name: str) -> Axis:
    """The axis called ``name``: one of the table, or else a slot of the plan's own template."""
    known = AXES.get(name)
    if known is not None:
        return known
    return Axis(name=name, kind="words", meaning="A slot of the template.", default=NOTHING)


def read_value(axis: Axis, value: object, *, where: str, dialect: str = "auto") -> str:
    """One value on ``axis`` as text; weights in words of one's own are written in ``dialect``.

    Raises:
        PlanError: a value that the axis cannot take; ``where`` says where it stands.
        UnknownName: a word that is not among the axis's choices; suggests near ones.
    """
    if axis.kind == "number":
        return number_text(read_number(axis, value, where=where))
    if axis.kind in ("whole", "seed"):
        return str(read_whole(axis, value, where=where))
    if axis.choices:
        return read_choice(axis, value, where=where)
    if axis.kind == "mend":
        return _read_mend(value, where)
    if axis.kind in ("phrase", "scene", "words"):
        return _read_words(axis, value, where, dialect)
    return text_of(value, where)


def _read_mend(value: object, where: str) -> str:
    texts = list(spread_mends(value, where))
    if len(texts) != 1:
        raise PlanError(f"{where}: got {shown(value)}, which is {len(texts)} values; expected one.")
    return texts[0]


def _read_words(axis: Axis, value: object, where: str, dialect: str) -> str:
    """An id, or literal words: ``{text: ...}``, or text that cannot be an id."""
    ids = axis.kind != "words"
    if isinstance(value, Mapping):
        given = dict(cast("Mapping[object, object]", value))
        text = given.get("text")
        if set(given) != {"text"} or not isinstance(text, str):
            raise PlanError(
                f"{where}: got {shown(given)}; expected a word, or {{text: your words}}."
            )
        return _literal(text, where, ids=ids, dialect=dialect)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not ids:
        return _literal(shown(value), where, ids=ids, dialect=dialect)  # a lens of 90
    if number and axis.kind == "phrase" and isinstance(value, int):
        return shown(value)
    if not isinstance(value, str):
        return text_of(value, where)
    said = value.strip() or NOTHING
    words = literal_words(said, ids=ids)
    return said if words is None else _literal(words, where, ids=ids, dialect=dialect)


def _literal(words: str, where: str, *, ids: bool, dialect: str) -> str:
    try:
        value = literal_value(words, ids=ids)
        read = read_prompt(" ".join(words.split()), dialect).prompt
    except PromptError as error:
        raise PlanError.at(where, error) from None
    if words.strip() and is_blank(read):
        raise PlanError(
            f"{where}: {shown(words)} holds brackets and no words.",
            hint="Write none for nothing at all, or 'dialect: plain' for brackets as they are.",
        )
    return value


def read_number(axis: Axis, value: object, *, where: str) -> float:
    """A value on a "number" axis; raises `PlanError`."""
    try:
        return real_number(value, low=axis.low, high=axis.high)
    except ValueError as error:
        raise _out_of_range(axis, value, where, error) from None


def read_whole(axis: Axis, value: object, *, where: str) -> int:
    """A value on a "whole" or "seed" axis; raises `PlanError`."""
    try:
        return whole_number(value, low=axis.low, high=axis.high)
    except ValueError as error:
        raise _out_of_range(axis, value, where, error) from None


def _out_of_range(axis: Axis, value: object, where: str, error: ValueError) -> PlanError:
    return PlanError(
        f"{where}: {error}.",
        code="out_of_range",
        fields={"where": where, "got": value, "low": axis.low, "high": axis.high},
    )


def read_choice(axis: Axis, value: object, *, where: str) -> str:
    """A value on an axis of choices; raises `PlanError`, or `UnknownName` with near names.

    A sampler has several names and becomes its id (`toolkit.samplers`).
    """
    text = text_of(value, where)
    known_words = axis.choices
    if axis.kind == "scheduler":
        known_words = (*axis.choices, *SAMPLERS)
        text = sampler_id(text) or text
    if text not in known_words:
        raise UnknownName(
            f"{where}: there is no {axis.name} {shown(text)}.",
            hint=near(text, known_words) or f"Known are {', '.join(axis.choices)}.",
        )
    return text


def number_text(number: float) -> str:
    """The shortest text of a number, to six decimals: ``1``, ``0.8``."""
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def listed(value: object, where: str) -> list[object]:
    items = list(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else [value]
    if not items or value is None:
        raise PlanError(f"{where}: has no value.", hint="Give at least one, or take it out.")
    return items


def texts_of(value: object, where: str) -> list[str]:
    return [text_of(item, f"{where}[{i}]") for i, item in enumerate(listed(value, where))]


def text_of(value: object, where: str) -> str:
    if isinstance(value, str) and value:
        if (bad := hidden_character(value)) is not None:
            raise PlanError(f"{where}: {shown(value)} holds a forbidden character ({bad}).")
        return value
    hint = "YAML reads on, off, yes, no and null as switches; put such a word in quotes."
    raise PlanError(
        f"{where}: got {shown(value)}; expected a word.",
        hint=hint if value is None or isinstance(value, bool) else "",
    )
