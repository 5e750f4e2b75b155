"""Words in a notebook: short, escaped, with a picture; entries by id, by search, one by one."""

from __future__ import annotations

import base64
import copy
import io
import pickle
from dataclasses import replace

import pytest
from PIL import Image

from toolkit.errors import UnknownName
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import Localized, load_vocabulary

WORDS = load_vocabulary()


def test_a_vocabulary_is_a_collection_of_gestures() -> None:
    assert len(WORDS) == len(WORDS.gestures) > 200
    assert [gesture.id for gesture in WORDS] == list(WORDS.gestures)
    assert WORDS["peace"] is WORDS.gesture("peace")
    assert "peace" in WORDS and "peas" not in WORDS and 3 not in WORDS
    with pytest.raises(UnknownName, match="Did you mean 'peace'"):
        WORDS["peac"]
    assert copy.deepcopy(WORDS) == WORDS == pickle.loads(pickle.dumps(WORDS))


def test_the_gesture_that_fits_best() -> None:
    assert WORDS.find("thumbs up").id == "like"
    assert WORDS.find("剪刀手").id == "peace"
    for nothing in ("qzxqzxqzx", "", "  "):
        with pytest.raises(UnknownName, match="No gesture fits"):
            WORDS.find(nothing)


def test_they_are_short_in_a_cell() -> None:
    assert repr(WORDS) == f"Vocabulary({len(WORDS)} gestures, {len(WORDS.words)} scene words)"
    assert repr(WORDS["peace"]).startswith("Gesture('peace', ✌")
    assert len(repr(WORDS["peace"])) < 80
    page = WORDS._repr_html_()
    assert len(page) < 4_000 and f"and {len(WORDS) - 12} more" in page
    plan = load_plan({"gestures": ["peace", "fist"], "axes": {"weight": [1, 1.2]}}, WORDS)
    assert repr(plan) == (
        "Plan('sweep': 1 model × 2 gesture × 2 weight = 4 cells × 4 seeds = 16 pictures)"
    )


def test_an_entry_shows_its_picture_and_its_words_escaped() -> None:
    mine = replace(
        WORDS["peace"], name=Localized(en="<b>mine", zh="我的"), phrases=("<i>a</i>", "b & c")
    )
    page = mine._repr_html_()
    assert "&lt;b&gt;mine" in page and "我的" in page
    assert "<li>&lt;i&gt;a&lt;/i&gt;</li><li>b &amp; c</li>" in page
    content = page.partition("base64,")[2].partition("'")[0]
    assert Image.open(io.BytesIO(base64.b64decode(content))).size == (144, 144)
