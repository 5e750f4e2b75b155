"""The round trip's page: every entry is there, and nothing in it is taken for HTML."""

from __future__ import annotations

import re

from toolkit.cli.vocab.roundtrip_page import confused_words, page
from toolkit.judging.gesture.roundtrip import EntryTrip, RoundTrip
from toolkit.vocabulary import Gesture, Localized, Vocabulary, load_vocabulary


def trip(**fields) -> EntryTrip:
    """Of three pictures of `peace` one was recognized."""
    plain = {
        "id": "peace",
        "n": 3,
        "found": 2,
        "matched": 1,
        "first": 1,
        "passed": 1,
        "recovered": True,
        "confused_with": (),
        "alike": (),
    }
    return EntryTrip(**{**plain, **fields})


def test_the_page_escapes_and_shows_every_entry() -> None:
    evil = Gesture(
        id="peace",
        kind="emblem",
        name=Localized(en="<script>alert(1)</script>", zh="手"),
        phrases=("a", "b", "c"),
        written=load_vocabulary().gesture("peace").pose,
    )
    report = RoundTrip(points_n=5, points_recovered=4, entries=(trip(confused_with=(("<b>", 1),)),))
    html = page(report, Vocabulary(gestures={"peace": evil}))
    assert "<script>" not in html and "<b>" not in html.partition("taken for")[2]
    assert len(re.findall(r"data:image/webp;base64,", html)) == 3
    assert "matched 1 of 3" in html
    assert "1 entries, 4 of 5 one-handed entries recovered" in html


def test_what_pictures_were_taken_for_in_words() -> None:
    confused = (("fist", 2), ("no_hand", 1), ("one_hand", 1))
    assert confused_words(trip(confused_with=confused)) == "fist ×2, no hand ×1, one hand ×1"
