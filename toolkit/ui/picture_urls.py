"""Pictures as the page carries them: the store's finished files, and one entry's skeleton."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from toolkit.documents.data_urls import data_url
from toolkit.store import Store
from toolkit.vocabulary import Gesture, SceneWord
from toolkit.vocabulary.pictures import gesture_skeleton

THUMBNAIL_PX = 256
CARD_PX = 192
BESIDE_PX = 512
FULL_BYTES, FULL_PX = 8_000_000, 2048
MEDIA_TYPES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}


@lru_cache(maxsize=256)
def skeleton_url(gesture: Gesture, size_px: int = CARD_PX) -> str:
    """The skeleton of an entry as a URL, drawn once a process."""
    return webp_url(gesture_skeleton(gesture, size_px))


class SceneWordKey:
    """A view that can be a cache's key: a scene word holds a mapping, which cannot."""

    def __init__(self, word: SceneWord) -> None:
        self.word = word

    def __hash__(self) -> int:
        return hash((self.word.kind, self.word.id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SceneWordKey) and self.word == other.word


def thumbnail_url(store: Store, request_hash: str) -> str:
    """A finished picture, at most 256 px wide and without its recipe; raises `StoreError`."""
    return _thumbnail(str(store.home), request_hash, store)


def full_url(store: Store, request_hash: str) -> str:
    """A finished picture's whole file with its recipe; raises `StoreError`.

    A file above `FULL_BYTES`, which somebody may have added, is shown made smaller.
    """
    picture = store.read_image(request_hash)  # a damaged file is refused here, not shown broken
    path = store.image_path(request_hash)
    if path.stat().st_size > FULL_BYTES:
        picture.thumbnail((FULL_PX, FULL_PX))
        return webp_url(np.asarray(picture.convert("RGB")))
    return data_url(path.read_bytes(), MEDIA_TYPES[path.suffix])


def beside_url(store: Store, request_hash: str) -> str:
    """A finished picture to stand beside another, at most 512 px wide; raises `StoreError`."""
    picture = store.read_image(request_hash).convert("RGB")
    picture.thumbnail((BESIDE_PX, BESIDE_PX))
    return webp_url(np.asarray(picture))


def control_url(store: Store, sha256: str) -> str:
    """A control image; raises `StoreError`."""
    return webp_url(np.asarray(store.read_control(sha256).convert("RGB")))


_CACHE: dict[tuple[str, str], str] = {}
_CACHED = 4000


def _thumbnail(home: str, request_hash: str, store: Store) -> str:
    known = _CACHE.get((home, request_hash))
    if known is None:
        picture = store.read_image(request_hash).convert("RGB")
        picture.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
        known = webp_url(np.asarray(picture))
        if len(_CACHE) >= _CACHED:
            _CACHE.clear()
        _CACHE[home, request_hash] = known
    return known


def webp_url(pixels: NDArray[np.uint8]) -> str:
    """Pixels (height, width, 3) as a URL that carries them as WebP."""
    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, "WEBP", quality=88)
    return data_url(buffer.getvalue(), "image/webp")
