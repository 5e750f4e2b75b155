"""What a model's folder or repository holds, without loading anything: names, and small JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from toolkit.documents.bounded_reader import read_regular
from toolkit.errors import BadInput, ModelError, shortened

INDEX_FILE = "model_index.json"
MAX_JSON_BYTES = 4_000_000
"""The largest JSON that is read: tokenizers are larger, and none is read here."""


class Configs(Protocol):
    """The small configurations of a model's parts, by their names in its folder."""

    @property
    def names(self) -> frozenset[str]:
        """The files that there are."""
        ...

    def json(self, name: str) -> Mapping[str, object]:
        """The JSON object called ``name``, empty where there is none."""
        ...


@dataclass(frozen=True, kw_only=True)
class ModelFiles:
    """``names`` are the files below ``folder``, with ``/``: the model's own folder, or the hub's
    cache, in which only what was fetched lies (``whole`` is False then: a missing name says
    nothing)."""

    folder: Path
    names: frozenset[str]
    whole: bool = True

    def json(self, name: str) -> Mapping[str, object]:
        """The JSON object in the file ``name``, empty where there is none or it is not one."""
        try:
            value: object = json.loads(read_regular(self.folder / name, limit_bytes=MAX_JSON_BYTES))
        except (OSError, ValueError, RecursionError, BadInput):
            return {}
        return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}

    def below(self, part: str) -> tuple[str, ...]:
        """Names of the files in the folder ``part``, sorted."""
        return tuple(
            sorted(n.removeprefix(f"{part}/") for n in self.names if n.startswith(f"{part}/"))
        )


def folder_files(folder: Path) -> ModelFiles:
    """The files of the model in ``folder``, two levels deep, as diffusers lays them out."""
    found = [*folder.glob("*"), *folder.glob("*/*")]
    names = frozenset(path.relative_to(folder).as_posix() for path in found if path.is_file())
    return ModelFiles(folder=folder, names=names)


def read_object(file: Path, *, what: str) -> Mapping[str, object]:
    """The JSON object in ``file``; raises `ModelError` calling it ``what``."""
    try:
        value: object = json.loads(read_regular(file, limit_bytes=MAX_JSON_BYTES))
    except FileNotFoundError as error:
        raise ModelError(
            f"{file.parent} is not a diffusers model: it has no {file.name}.",
            hint="A model folder is what a pipeline's save_pretrained writes.",
        ) from error
    except (OSError, ValueError, RecursionError, BadInput) as error:
        said = shortened(str(error))
        raise ModelError(f"{file}, {what}, cannot be read: {said}.") from error
    if not isinstance(value, dict):
        raise ModelError(f"{file} must hold a JSON object: {what}.")
    return cast("Mapping[str, object]", value)
