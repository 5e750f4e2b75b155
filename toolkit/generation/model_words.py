"""What a model has heard and was taught, where somebody wrote it down beside its weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from toolkit.documents.bounded_reader import read_regular
from toolkit.errors import GestureError
from toolkit.generation.model_files import MAX_JSON_BYTES
from toolkit.generation.models import HEARD_FILE, model_spec


@dataclass(frozen=True, kw_only=True)
class ModelWords:
    """``words`` (small letters, each Chinese character one) that mean something to the model, and
    the ids of the ``gestures`` that it was taught."""

    words: frozenset[str]
    gestures: frozenset[str]


def model_words(name: str) -> ModelWords | None:
    """What the model ``name`` has heard; None where nothing is written down, or no such model."""
    try:
        folder = model_spec(name).folder
    except GestureError:
        return None
    return None if folder is None else _read(folder / HEARD_FILE)


@lru_cache(maxsize=16)
def _read(file: Path) -> ModelWords | None:
    try:
        content: object = json.loads(read_regular(file, limit_bytes=MAX_JSON_BYTES))
    except (OSError, ValueError, GestureError):
        return None
    if not isinstance(content, dict):
        return None
    lists = cast("dict[str, object]", content)
    return ModelWords(words=_texts(lists.get("words")), gestures=_texts(lists.get("gestures")))


def _texts(value: object) -> frozenset[str]:
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return frozenset(each for each in listed if isinstance(each, str))
