"""Mine against ours: which plan is made around somebody's words."""

from __future__ import annotations

import pytest

from toolkit.errors import BadInput, UnknownName
from toolkit.suggesting.spotting import spot_gesture
from toolkit.sweeps.own_words import OwnWords, mine_against_ours
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary(extra=())


def mine(prompt: str, **more: str) -> OwnWords:
    return mine_against_ours(prompt, WORDS, seeds=2, **more)


def said(own: OwnWords) -> list[str]:
    return [prompt for prompt, _ in load_plan(own.plan, WORDS).prompts("compel")]


@pytest.mark.parametrize(
    ("prompt", "gesture", "words"),
    [
        ("portrait of a man waving his hands, film", "wave", "waving his hands"),
        ("a woman giving a thumbs up, smiling", "like", "a thumbs up"),
        ("man, (peace sign:1.3), 8k", "peace", "peace sign"),
        ("a girl showing a V sign", "peace", "a V sign"),
        ("he makes an OK sign with his left hand", "ok", "an OK sign"),
        ("pointing finger at the camera", "point", "pointing finger at the camera"),
        ("一个女孩比剪刀手，自拍", "peace", "剪刀手"),
        ("two people, heart hands", "hand_heart", "heart hands"),
    ],
)
def test_the_gesture_in_a_prompt_is_found_with_the_words_that_say_it(
    prompt: str, gesture: str, words: str
) -> None:
    found = spot_gesture(prompt, WORDS)
    assert found is not None
    assert (found.gesture, prompt[found.start : found.end]) == (gesture, words)


@pytest.mark.parametrize(
    "prompt",
    ["perfect hands", "five fingers, natural skin", "a cat", "", "knight in armor", "bad hands"],
)
def test_words_for_any_hand_name_no_gesture(prompt: str) -> None:
    assert spot_gesture(prompt, WORDS) is None


def test_mine_stands_in_the_place_of_our_phrases() -> None:
    own = mine("portrait of a man waving his hands, film", negative="bad hands, extra digits")
    plan = load_plan(own.plan, WORDS)
    assert (own.kind, own.gesture, plan.count) == ("phrase", "wave", 3 * 2 * 2)
    assert list(dict.fromkeys(said(own))) == [
        "portrait of a man waving his hands, film",
        "portrait of a man waving hand, film",
        f"portrait of a man {WORDS['wave'].phrases[-1]}, film",
    ]


def test_weights_of_a_pasted_prompt_stay_on_what_stands_in_its_place() -> None:
    own = mine("(masterpiece:1.2), man, (peace sign:1.3)")
    assert said(own)[0] == "(masterpiece)1.2, man, (peace sign)1.3"
    assert said(own)[-1].endswith("thumb folded over the ring and pinky fingers)1.3")


def test_a_chinese_prompt_is_compared_in_chinese() -> None:
    assert said(mine("一个女孩比剪刀手，自拍"))[-1] == (
        f"一个女孩比{WORDS['peace'].phrases_zh[-1]}，自拍"
    )
    assert said(mine("电影感，柔和"))[1].endswith("的照片，电影感，柔和")


def test_a_whole_prompt_is_judged_by_the_gesture_that_is_named() -> None:
    own = mine("a man at a concert", gesture="rock")
    assert own.kind == "prompt"
    assert said(own) == [
        "a man at a concert",
        "a photo of rock sign",
        f"a photo of {WORDS['rock'].phrases[-1]}",
    ]


def test_words_for_any_hand_are_put_behind_gestures_and_left_out() -> None:
    own = mine("perfect hands")
    assert own.kind == "words"
    assert said(own)[:2] == ["a photo of peace sign", "a photo of peace sign, perfect hands"]


def test_a_negative_alone_is_tried_too() -> None:
    own = mine("", negative="bad hands")
    assert (own.kind, load_plan(own.plan, WORDS).count) == ("negative", 4 * 2 * 2)


def test_a_brace_of_one_s_own_is_no_slot() -> None:
    assert said(mine("a {b} man, peace sign"))[0] == "a {b} man, peace sign"


def test_nothing_to_try_and_unknown_gestures_are_refused() -> None:
    with pytest.raises(BadInput, match="no words to try"):
        mine("  ")
    with pytest.raises(UnknownName, match="peece"):
        mine("a man", gesture="peece")
