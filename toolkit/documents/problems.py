"""Turn pydantic's findings into one sentence with file, entry, key and a near name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError

from toolkit.documents.near_names import near
from toolkit.errors import VocabularyError, shortened, shown


def explain(
    error: ValidationError,
    *,
    file: str,
    model: type[BaseModel],
    lines: Mapping[str, int] | None = None,
) -> VocabularyError:
    """The first finding, in a sentence; how many more there are follows in the hint.

    ``lines`` are the file's own, by path; with them the sentence names the line.
    """
    # A misspelt key is two findings, one unknown and one missing: the unknown one says more.
    problems = sorted(
        error.errors(include_url=False), key=lambda found: found["type"] != "extra_forbidden"
    )
    first = problems[0]
    loc = first["loc"]
    where = _path(loc)
    got = first.get("input")
    context = first.get("ctx", {})
    hint = ""
    match first["type"]:
        case "extra_forbidden":
            known = _keys_at(model, loc[:-1])
            what = f"unknown key {shown(loc[-1])}; known are {', '.join(known)}"
            hint = near(str(loc[-1]), known)
            where = _path(loc[:-1])
        case "missing":
            what = f"the key '{loc[-1]}' is missing"
            where = _path(loc[:-1])
        case "literal_error":
            what = f"got {shown(got)}, expected {context.get('expected', 'another word')}"
            hint = near(str(got), _quoted(str(context.get("expected", ""))))
        case "value_error":
            what = str(context.get("error", first["msg"]))
        case _:
            what = f"got {shown(got)}; {first['msg'][:1].lower()}{first['msg'][1:]}"
    more = f"({len(problems) - 1} more in this file.)" if len(problems) > 1 else ""
    line = line_at(_path(loc), lines or {})
    return VocabularyError(f"{place(file, where, line)}{what}.", hint=f"{hint} {more}".strip())


def place(file: str, where: str, line: int | None = None) -> str:
    """How an error begins: ``file: line 3: gestures.wink: ``, without what is not known."""
    parts = (file, f"line {line}" if line else "", where)
    return "".join(f"{part}: " for part in parts if part)


def line_at(path: str, lines: Mapping[str, int]) -> int | None:
    """The line of what stands at ``path``, or of the nearest thing around it; None for none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return None


def _path(loc: Sequence[int | str]) -> str:
    text = ""
    for part in loc:
        if part == "[key]":
            continue
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return shortened(text)


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2]


def _keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """Field names of the model that stands at a location inside another."""
    here: type[BaseModel] | None = model
    for part in loc:
        if here is None or not isinstance(part, str) or part not in here.model_fields:
            continue
        here = _model_in(here.model_fields[part].annotation)
    return list(here.model_fields) if here is not None else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in reversed(get_args(annotation)):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
