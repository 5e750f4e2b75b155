"""The line of a plan file at which an error stands, looked up once there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from toolkit.documents.yaml_reader import read_text
from toolkit.errors import GestureError, PlanError, UnknownName
from toolkit.sweeps.document import plan_file

_PLACE = re.compile(r"(?P<what>plan[^:]*): (?P<path>[a-z_]\w*(?:\.[^\s:.\[\]]+|\[\d+\])*): ")
_STEP = re.compile(r"\.?(?P<key>[^\s:.\[\]]+)|\[(?P<index>\d+)\]")


def with_line(
    error: PlanError | UnknownName, source: Path | str | Mapping[str, object]
) -> PlanError | UnknownName:
    """``error`` with the line of the key that it names; as it is where no line is known."""
    found = _PLACE.match(error.message)
    if found is None or isinstance(source, Mapping):
        return error
    try:
        line = _line(_text(source), found["path"])
    except (GestureError, yaml.YAMLError):
        return error  # the plan cannot be read: that was said already
    if line is None:
        return error
    message = f"{found['what']}: line {line}: {error.message[found.start('path') :]}"
    return type(error)(message, hint=error.hint, code=error.code, fields=error.fields)


def _text(source: Path | str) -> str:
    file = plan_file(source)
    return str(source) if file is None else read_text(file, name=file.name)


def _line(text: str, path: str) -> int | None:
    """The line, from 1, of what ``path`` (``axes.lens[0]``) leads to, as far as it leads."""
    node = cast("yaml.Node | None", yaml.compose(text, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]
    line: int | None = None
    for step in _STEP.finditer(path):
        if isinstance(node, yaml.MappingNode) and step["key"]:
            pairs = {str(key.value): (key, value) for key, value in node.value}
            if step["key"] not in pairs:
                break
            key, node = pairs[step["key"]]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and step["index"]:
            if int(step["index"]) >= len(node.value):
                break
            node = cast("yaml.Node", node.value[int(step["index"])])
            line = node.start_mark.line + 1
        else:
            break
    return line
