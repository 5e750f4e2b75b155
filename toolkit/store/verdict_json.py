"""A verdict's details as canonical JSON text, and back, exactly or with a clear refusal."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import TypeGuard, cast

from toolkit.errors import BadInput, StoreError, shown
from toolkit.rating.verdicts import Detail, Value, detail_from_json, detail_json


def details_to_json(details: Iterable[Detail]) -> str:
    """A JSON list of objects, each its ``code`` and its fields; equal details, equal text.

    Raises `BadInput` for a value that JSON does not have (a judge of one's own gave it).
    """
    kept = list(details)
    for detail in kept:
        for name, value in detail.fields:
            if name == "code" or not _is_value(value):
                raise BadInput(
                    f"A verdict's detail {shown(detail.code)} has the field {shown(name)} with "
                    f"the value {shown(value)}; expected text or a finite number, and no "
                    "field 'code'."
                )
    return json.dumps(
        [detail_json(detail) for detail in kept],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def details_from_json(text: str, *, where: str) -> tuple[Detail, ...]:
    """The details whose `details_to_json` is ``text``; raises `StoreError` naming ``where``."""
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged("details are no JSON", text, where) from error
    if not isinstance(content, list):
        raise _damaged("details are no list", text, where)
    found: list[Detail] = []
    for item in cast(list[object], content):
        fields = cast(dict[str, object], item) if isinstance(item, dict) else {}
        if not isinstance(fields.get("code"), str) or not all(map(_is_value, fields.values())):
            raise _damaged("details hold something else than codes and fields", text, where)
        found.append(detail_from_json(cast(dict[str, Value], fields)))
    return tuple(found)


def _is_value(value: object) -> TypeGuard[Value]:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int) and not isinstance(value, bool)


def _damaged(what: str, text: str, where: str) -> StoreError:
    return StoreError(
        f"A verdict in {where}, is damaged: its {what}; got {shown(text)}.",
        hint="Judge the run anew with `gesture judge RUN --again`.",
    )
