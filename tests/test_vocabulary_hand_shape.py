"""A hand in plain words agrees with what everybody sees in it."""

from __future__ import annotations

import pytest

from toolkit.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("gesture", "handshape", "up", "thumb"),
    [
        ("fist", "fist", 0, "across"),
        ("palm", "spread", 5, "out"),
        ("stop", "flat", 4, "along"),
        ("peace", "digits", 2, "across"),
        ("like", "fist", 1, "out"),
        ("ok", "pinch", 3, "opposed"),
        ("thumb_index", "digits", 2, "out"),
    ],
)
def test_known_hands(gesture: str, handshape: str, up: int, thumb: str) -> None:
    seen = load_vocabulary().gesture(gesture).features
    assert (seen.handshape, seen.fingers_up, seen.thumb) == (handshape, up, thumb)


def test_touching_names_the_finger() -> None:
    assert load_vocabulary().gesture("ok").features.touching == "index"
    assert load_vocabulary().gesture("palm").features.touching == ""


def test_every_entry_has_features() -> None:
    for gesture in load_vocabulary().gestures.values():
        seen = gesture.features
        assert not set(seen.extended) & set(seen.folded)
        assert 0 <= seen.fingers_up <= 5
