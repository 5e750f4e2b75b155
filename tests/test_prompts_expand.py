from __future__ import annotations

import itertools

import pytest

from toolkit.errors import PromptError
from toolkit.hands.pose import HandPose
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import expand, make_negative, make_prompt, phrase_text
from toolkit.vocabulary.entries import Gesture, Localized, SceneKind, SceneWord


def gesture(name: str) -> Gesture:
    return Gesture(
        id=name,
        kind="emblem",
        name=Localized(en=name, zh=name),
        phrases=(f"a {name}", f"hand doing {name}", f"explicit {name}"),
        written=HandPose(),
        negatives=("extra finger", "fused fingers"),
    )


def word(kind: SceneKind, name: str, text: str) -> SceneWord:
    return SceneWord(id=name, kind=kind, name=Localized(en=name, zh=name), text=text)


PEACE, FIST = gesture("peace"), gesture("fist")
VIEWS = [word("view", "palm", "palm view"), word("view", "back", "back view")]


def test_phrases_by_name_and_number() -> None:
    assert [phrase_text(PEACE, c) for c in ("plain", "explicit", "2")] == [
        "a peace",
        "explicit peace",
        "hand doing peace",
    ]
    for wrong in ("4", "0", "-1", "best", ""):
        with pytest.raises(PromptError, match="'peace' has no phrase"):
            phrase_text(PEACE, wrong)


def test_the_weight_acts_on_the_phrase_alone() -> None:
    prompt = make_prompt(PEACE, weight=1.3, words={"view": "palm view"})
    assert render(prompt, "compel") == "a photo of (a peace)1.3, palm view"
    assert render(make_prompt(PEACE), "compel") == "a photo of a peace"
    with pytest.raises(PromptError, match="from 0 to 2"):
        make_prompt(PEACE, weight=2.5)


def test_negatives() -> None:
    assert render(make_negative(PEACE), "plain") == ""
    assert render(make_negative(PEACE, words="blurry"), "plain") == "blurry"
    both = make_negative(PEACE, words="blurry", own=True)
    assert render(both, "plain") == "blurry, extra finger, fused fingers"


def test_expansion_is_the_full_product_with_distinct_values() -> None:
    variants = list(
        expand(
            [PEACE, FIST],
            phrases=("plain", "explicit"),
            weights=(0.8, 1.0, 1.3),
            scene={"view": VIEWS},
            negatives=(None, word("negative", "bad", "bad hands")),
        )
    )
    assert len({(v.gesture, v.values) for v in variants}) == len(variants) == 2 * 2 * 3 * 2 * 2
    first = variants[1]
    assert dict(first.values) == {
        "phrase": "plain",
        "weight": "0.8",
        "view": "palm",
        "negative": "bad",
    }
    assert render(first.prompt, "compel") == "a photo of (a peace)0.8, palm view"
    assert render(first.negative, "compel") == "bad hands"


def test_expansion_of_billions_starts_at_once() -> None:
    many = {
        kind: [word(kind, str(i), str(i)) for i in range(100)]
        for kind in ("view", "skin", "light", "background", "style")
    }
    few = list(itertools.islice(expand([PEACE], scene=many), 3))  # type: ignore[arg-type]
    assert [dict(v.values)["style"] for v in few] == ["0", "1", "2"]
