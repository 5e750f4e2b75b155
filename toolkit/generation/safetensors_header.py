"""What is in a safetensors file, by its header alone: names and shapes of its tensors."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from toolkit.errors import BadInput, shown

MAX_HEADER_BYTES = 100_000_000
"""The largest header that the format allows."""


class Header(NamedTuple):
    """Names and shapes of the tensors in a safetensors file."""

    shapes: Mapping[str, tuple[int, ...]]

    def shape_of(self, *parts: str) -> tuple[int, ...] | None:
        """The shape of the first tensor whose name holds all ``parts``."""
        return next(
            (shape for name, shape in self.shapes.items() if all(part in name for part in parts)),
            None,
        )


def read_header(path: str) -> Header:
    """The header of the safetensors file at ``path``; raises `BadInput` unless it is whole."""
    try:
        info = Path(path).stat()
    except OSError as error:
        raise BadInput(
            f"The file {shown(path)} is not there.", hint="A name is relative to the plan's folder."
        ) from error
    return _read_header(path, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=64)
def _read_header(path: str, size: int, _changed_ns: int) -> Header:
    try:
        with Path(path).open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if not 0 < length <= min(size - 8, MAX_HEADER_BYTES):
                raise ValueError
            header: object = json.loads(file.read(length))
        tensors = cast("dict[str, dict[str, list[int]]]", header)
        tensors.pop("__metadata__", None)
        shapes = {name: tuple(map(int, said["shape"])) for name, said in tensors.items()}
        end = max((said["data_offsets"][1] for said in tensors.values()), default=0)
        if 8 + length + end != size:
            raise ValueError
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        struct.error,
    ) as error:
        raise BadInput(
            f"{shown(path)} is no whole safetensors file.", hint="Fetch or copy it again."
        ) from error
    return Header(shapes)
