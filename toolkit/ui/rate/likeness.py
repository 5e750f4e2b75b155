"""Pictures as raters get them, kept for a while, and whether two of them look the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar, final

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.data_urls import data_url
from toolkit.store import Store

SAME_LEVELS = 4.0
"""Two pictures whose grey values differ by less on average, of 255, look the same: 45 of 96 pairs
of one plan did, and whoever is asked about them can only guess."""

PICTURE_BYTES, GREY_BYTES = 192_000_000, 64_000_000
Content = TypeVar("Content")


@final
class BlindPictures:
    """The store's pictures as URLs that carry nothing but pixels; threads may share it."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._urls: _Recent[str] = _Recent(PICTURE_BYTES, len)
        self._greys: _Recent[NDArray[np.uint8]] = _Recent(GREY_BYTES, lambda grey: grey.nbytes)

    def url(self, request_hash: str) -> str:
        """The picture, encoded anew (`Store.blind_png`); raises `StoreError`."""
        return self._urls.get(
            request_hash,
            lambda: data_url(self._store().blind_png(request_hash), "image/png"),
        )

    def look_the_same(self, one: str, other: str) -> bool:
        """Whether the stored pictures of two request hashes differ by less than `SAME_LEVELS`."""
        a, b = self._grey(one), self._grey(other)
        return a.shape == b.shape and grey_difference(a, b) < SAME_LEVELS

    def _grey(self, request_hash: str) -> NDArray[np.uint8]:
        return self._greys.get(
            request_hash,
            lambda: np.asarray(self._store().read_image(request_hash).convert("L")),
        )


def grey_difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The mean absolute difference of two grey pictures (height, width) of one size, 0..255."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


class _Recent(Generic[Content]):
    """The contents that were used last, up to a number of bytes."""

    def __init__(self, limit_bytes: int, size_of: Callable[[Content], int]) -> None:
        self._limit = limit_bytes
        self._size_of = size_of
        self._known: OrderedDict[str, Content] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, name: str, make: Callable[[], Content]) -> Content:
        with self._lock:
            if name in self._known:
                self._known.move_to_end(name)
                return self._known[name]
        made = make()
        with self._lock:
            if name not in self._known:
                self._known[name] = made
                self._bytes += self._size_of(made)
            while self._bytes > self._limit and len(self._known) > 1:
                _, oldest = self._known.popitem(last=False)
                self._bytes -= self._size_of(oldest)
        return made
