"""Long lists in pieces that SQLite takes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

BATCH = 500

_Item = TypeVar("_Item")


def batches(items: Iterable[_Item], size: int = BATCH) -> Iterator[list[_Item]]:
    """``items`` in order, in lists of ``size``; the last may be shorter, none is empty."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
