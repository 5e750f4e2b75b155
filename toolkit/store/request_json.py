"""A generation request out of its JSON, exactly as it was, or a clear refusal.

The text comes from the database or from a PNG that anyone may have sent, so every field is
checked; a number keeps its kind (7 stays 7, 7.0 stays 7.0), for the hash depends on it.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import cast

from toolkit.errors import StoreError, shown
from toolkit.store.files import ENDINGS, is_hash
from toolkit.sweeps.mend_values import MAX_PASSES
from toolkit.sweeps.requests import (
    Control,
    Elsewhere,
    EmbeddingUse,
    GenerationRequest,
    LoraUse,
    Mend,
)

_KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
}
_LISTS: dict[str, type[LoraUse] | type[EmbeddingUse]] = {
    "loras": LoraUse,
    "embeddings": EmbeddingUse,
}


def request_from_json(text: str, *, where: str) -> GenerationRequest:
    """The request whose `GenerationRequest.to_json` is ``text``; ``where`` names the source."""
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"The request in {where} is not valid JSON ({error}).") from error
    return parse_request(content, where=where)


def parse_request(content: object, *, where: str) -> GenerationRequest:
    """The request in decoded JSON; raises `StoreError` naming ``where`` and the field."""
    values = _checked(_with_lists(content, where), GenerationRequest, where)
    for name, record in _LISTS.items():
        each_where = f"{where}, {name}"
        values[name] = tuple(
            record(**_checked(each, record, each_where))  # type: ignore[arg-type]
            for each in cast("list[object]", values[name])
        )
    control = values.get("control")
    if control is not None:
        whole = control
        if isinstance(control, dict):
            whole = {"start": 0.0, "end": 1.0, **cast("dict[str, object]", control)}
        values["control"] = Control(**_checked(whole, Control, f"{where}, control"))  # type: ignore[arg-type]
    mend = values.get("mend")
    if mend is not None:
        values["mend"] = _mend(mend, f"{where}, mend")
    elsewhere = values.get("elsewhere")
    if elsewhere is not None:
        values["elsewhere"] = _elsewhere(elsewhere, f"{where}, elsewhere")
    return GenerationRequest(**values)  # type: ignore[arg-type]


def _elsewhere(content: object, where: str) -> Elsewhere:
    found = Elsewhere(**_checked(content, Elsewhere, where))  # type: ignore[arg-type]
    if not is_hash(found.sha256) or found.ending not in ENDINGS:
        raise StoreError(
            f"The picture in {where} is {shown(found.sha256)} with the ending "
            f"{shown(found.ending)}; expected 64 hex digits and one of {', '.join(ENDINGS)}."
        )
    return found


def _mend(content: object, where: str) -> Mend:
    found = Mend(**_checked(content, Mend, where))  # type: ignore[arg-type]
    if not (is_hash(found.parent) and 0 < found.strength <= 1 and 1 <= found.number <= MAX_PASSES):
        raise StoreError(
            f"There is no mending in {where}: got {shown(content)}; expected a parent of 64 hex "
            f"digits, a strength from 0 to 1 and a number from 1 to {MAX_PASSES}."
        )
    return found


def _with_lists(content: object, where: str) -> object:
    """``loras`` must be there, ``embeddings``, ``mend`` and ``elsewhere`` may be; two are lists."""
    if not isinstance(content, dict):
        return content
    values: dict[str, object] = {**cast(dict[str, object], content)}
    values.setdefault("embeddings", list[object]())
    values.setdefault("mend", None)
    values.setdefault("elsewhere", None)
    for name in _LISTS:
        if name in values and not isinstance(values[name], list):
            raise StoreError(
                f"The field {shown(name)} of the GenerationRequest in {where} is "
                f"{shown(values[name])}, but a list is expected."
            )
    return values


def _checked(content: object, record: type, where: str) -> dict[str, object]:
    if not isinstance(content, dict):
        raise StoreError(f"There is no {record.__name__} in {where}: got {shown(content)}.")
    values = cast(dict[str, object], content)
    known = _known(record)
    for name, value in values.items():
        if name not in known:
            raise StoreError(
                f"The {record.__name__} in {where} has the unknown field {shown(name)}.",
                hint="A newer gesture-toolkit may have written it: upgrade.",
            )
        kind = _KINDS.get(known[name])
        if kind is not None and (isinstance(value, bool) or not isinstance(value, kind)):
            raise StoreError(
                f"The field {shown(name)} of the {record.__name__} in {where} is "
                f"{shown(value)}, but a {known[name]} is expected."
            )
    missing = known.keys() - values.keys()
    if missing:
        raise StoreError(f"The {record.__name__} in {where} lacks {', '.join(sorted(missing))}.")
    return dict(values)


@cache
def _known(record: type) -> dict[str, str]:
    return {field.name: str(field.type) for field in fields(record)}
