"""Axis values in words: nothing English is left in Chinese, nothing raw where words exist."""

from __future__ import annotations

import re

import pytest

from toolkit.axes import AXES, SCENE_AXES
from toolkit.ui.language.texts import Lang
from toolkit.ui.language.values import (
    emoji_sign,
    gesture_label,
    short_model,
    value_label,
    value_words,
    values_label,
)
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
LATIN = re.compile("[A-Za-z]")


@pytest.mark.parametrize(
    ("axis", "value", "en", "zh"),
    [
        ("phrase", "plain", "plain", "简单"),
        ("phrase", "explicit", "explicit", "详尽"),
        ("phrase", "3", "phrase 3", "第 3 句"),
        ("phrase", "odd", "odd", "odd"),
        ("view", "palm", "palm view", "掌心视角"),
        ("side", "left", "left hand", "左手"),
        ("view", "none", "none", "无"),
        ("style", "none", "no style", "无风格"),
        ("skin", "gone", "gone", "gone"),
        ("negative", "own", "the gesture's own", "手势自带"),
        ("negative", "anatomy+own", "anatomy + the gesture's own", "人体结构 + 手势自带"),
        ("negative", "anatomy + own", "anatomy + the gesture's own", "人体结构 + 手势自带"),
        ("scheduler", "default", "default", "模型默认"),
        ("scheduler", "DDIMScheduler", "DDIM", "DDIM"),
        ("control", "none", "no control", "无控制图"),
        ("control", "skeleton", "skeleton", "骨架图"),
        ("control", "depth", "depth map", "深度图"),
        ("model", "/some/where/tiny", "tiny", "tiny"),
        ("gesture", "fist", "✊ fist", "✊ 举起拳头"),
        ("gesture", "nobody", "nobody", "nobody"),
        ("weight", "0.8", "0.8", "0.8"),
        ("sparkle", "yes", "yes", "yes"),
        ("sparkle", "none", "none", "无"),
        ("sparkle", '"none"', "none", "none"),
        ("phrase", "none", "none", "无"),
        ("phrase", '"waving"', "waving", "waving"),
        ("phrase", "waving his hands", "waving his hands", "waving his hands"),
        ("negative", "six fingers + own", "six fingers + own", "six fingers + own"),
        ("subject", '"Blake"', "Blake", "Blake"),
        ("subject", "a woman in red", "a woman in red", "a woman in red"),
    ],
)
def test_a_value_in_words(axis: str, value: str, en: str, zh: str) -> None:
    assert value_words(axis, value, VOCABULARY, "en").replace("\ufe0f", "") == en
    assert value_words(axis, value, VOCABULARY, "zh").replace("\ufe0f", "") == zh


@pytest.mark.parametrize(
    ("axis", "value", "en", "zh"),
    [
        ("weight", "0.8", "weight 0.8", "权重 0.8"),
        ("seed", "7", "seed 7", "种子 7"),
        ("steps", "8", "steps 8", "步数 8"),
        ("guidance", "3", "guidance 3", "引导强度 3"),
        ("control_strength", "0.5", "control strength 0.5", "控制强度 0.5"),
        ("phrase", "2", "phrase 2", "第 2 句"),
        ("view", "back", "back view", "背面"),
    ],
)
def test_a_bare_number_gets_its_axis_name(axis: str, value: str, en: str, zh: str) -> None:
    assert value_label(axis, value, VOCABULARY, "en") == en
    assert value_label(axis, value, VOCABULARY, "zh") == zh


def test_several_values_in_one_line() -> None:
    values = (("phrase", "plain"), ("weight", "1.2"))
    assert values_label(values, VOCABULARY, "en") == "plain, weight 1.2"
    assert values_label(values, VOCABULARY, "zh") == "简单，权重 1.2"
    assert values_label((), VOCABULARY, "en") == ""


def test_every_value_of_the_vocabulary_is_chinese_in_chinese() -> None:
    allowed = re.compile("CT|X")  # what Chinese writes with Latin letters, and nothing else
    for axis in SCENE_AXES:
        for word in VOCABULARY.scene(axis):  # type: ignore[arg-type]
            words = value_words(axis, word.id, VOCABULARY, "zh")
            assert not LATIN.search(allowed.sub("", words)), (axis, word.id, words)
    for choice in AXES["control"].choices:
        assert not LATIN.search(value_words("control", choice, VOCABULARY, "zh"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_gestures_label_is_its_emoji_and_name(lang: Lang) -> None:
    for gesture in VOCABULARY.gestures.values():
        label = gesture_label(gesture, lang)
        assert label.endswith(gesture.name.in_(lang)) and label == label.strip()


def test_names_of_models_and_emoji() -> None:
    assert short_model("C:\\models\\tiny\\") == "tiny" and short_model("/") == "/"
    assert short_model("owner/name") == "name" and short_model("thumbelina") == "thumbelina"
    assert emoji_sign("✊") == "✊\ufe0f" and emoji_sign("👌") == "👌" and emoji_sign("") == ""
    assert emoji_sign("✌️") == "✌️"
