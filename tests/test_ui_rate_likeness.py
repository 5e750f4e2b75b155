"""Which pictures look the same, and that each is read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pictures

from tests.store_samples import sample_pairs
from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.ui.rate.likeness import SAME_LEVELS, BlindPictures, _Recent, grey_difference


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as store:
        yield store


def kept(store: Store, *pictures: Pictures.Image) -> list[str]:
    pairs = sample_pairs(3)[: len(pictures)]
    store.start_run("alike", "{}", pairs)
    for (_, request), picture in zip(pairs, pictures, strict=True):
        store.save_image(request, picture)
    return [request.hash for _, request in pairs]


def grey(level: int, size_px: int = 16) -> Pictures.Image:
    return Pictures.new("RGB", (size_px, size_px), (level, level, level))


def test_less_than_four_levels_apart_is_the_same(store: Store) -> None:
    base, near, far, small = kept(store, grey(100), grey(103), grey(104), grey(100, 8))
    pictures = BlindPictures(lambda: store)
    assert SAME_LEVELS == 4.0
    assert pictures.look_the_same(base, near)
    assert not pictures.look_the_same(base, far)
    assert not pictures.look_the_same(base, small), "two sizes are two pictures"


def test_a_difference_is_not_lost_in_eight_bits() -> None:
    light, dark = np.full((2, 2), 250, np.uint8), np.full((2, 2), 10, np.uint8)
    assert grey_difference(light, dark) == grey_difference(dark, light) == 240.0


def test_a_picture_is_encoded_once_and_a_missing_one_is_a_sentence(store: Store) -> None:
    [base] = kept(store, grey(100))
    pictures = BlindPictures(lambda: store)
    url = pictures.url(base)
    assert url.startswith("data:image/png;base64,")
    store.image_path(base).unlink()
    assert pictures.url(base) is url
    with pytest.raises(StoreError, match="missing"):
        BlindPictures(lambda: store).url(base)


def test_the_oldest_are_forgotten_above_the_limit() -> None:
    made: list[str] = []
    recent: _Recent[str] = _Recent(10, len)

    def content(name: str) -> str:
        return recent.get(name, lambda: made.append(name) or "x" * 4)

    for name in "abacab":
        content(name)
    assert made == ["a", "b", "c", "b"]
    assert recent.get("huge", lambda: "x" * 99) == "x" * 99
