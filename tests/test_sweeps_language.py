"""The axis `language`: the same pictures asked for in English and in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import GestureError, PlanError, UnknownName
from toolkit.prompts import make_prompt, phrase_text, render
from toolkit.prompts.expand import phrase_number
from toolkit.rating.yields import PassCount
from toolkit.sweeps.axis_values import negative_words, scene_text
from toolkit.sweeps.phrase_yields import phrase_pass_counts
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.thumbelina.school import GESTURES
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary(extra=())
PEACE = WORDS["peace"]


def plan(axes: dict[str, object], **more: object) -> Plan:
    return load_plan({"gestures": ["peace"], "seeds": 1, "axes": axes, **more}, WORDS)


def prompts(axes: dict[str, object], **more: object) -> list[tuple[str, str]]:
    return list(plan(axes, **more).prompts("compel"))


def test_everything_of_ours_is_said_in_chinese() -> None:
    axes: dict[str, object] = {
        "language": ["en", "zh"],
        "view": "back",
        "skin": "brown",
        "style": "none",
        "negative": "anatomy+own",
    }
    (english, no), (chinese, not_chinese) = prompts(axes)
    assert english == "a photo of peace sign, seen from the other side, brown skin"
    assert no.startswith("bad anatomy, ") and no.endswith(", ".join(PEACE.negatives))
    assert chinese == "剪刀手的照片，从另一面看，棕色皮肤"
    assert not_chinese.startswith("解剖错误，")
    assert not_chinese.endswith("，".join(PEACE.negatives_zh))
    assert not any(sign.isascii() for sign in chinese + not_chinese)


def test_every_word_of_ours_has_chinese_words() -> None:
    for gesture in WORDS:
        assert gesture.phrases_zh, gesture.id
        assert len(gesture.negatives_zh) == len(gesture.negatives), gesture.id
    for word in WORDS.words:
        assert bool(word.text_zh) == bool(word.text), word


def test_weights_and_own_words_stay_as_they_are() -> None:
    axes: dict[str, object] = {
        "language": "zh",
        "phrase": ["plain", "waving hands"],
        "weight": 1.3,
        "light": "moon light",
    }
    assert [prompt for prompt, _ in prompts(axes)] == [
        "(剪刀手)1.3 的照片，moon light",
        "(waving hands)1.3 的照片，moon light",
    ]


def test_a_template_of_ones_own_is_said_as_written() -> None:
    said = prompts(
        {"language": ["en", "zh"], "view": "side"}, template=r"HAND {gesture} \({view}\)"
    )
    assert [prompt for prompt, _ in said] == [
        r"HAND peace sign \(side view\)",
        r"HAND 剪刀手 \(侧面视角\)",
    ]


def test_phrases_by_name_and_number() -> None:
    assert phrase_text(PEACE, "plain", "zh") == PEACE.phrases_zh[0]
    assert phrase_text(PEACE, "explicit", "zh") == PEACE.phrases_zh[-1]
    assert phrase_text(PEACE, "2", "zh") == PEACE.phrases_zh[1]
    assert phrase_number(PEACE, "3", "zh") is None and phrase_number(PEACE, "3") == 3
    both = plan({"language": "all", "phrase": "all"})
    assert both.axes["phrase"] == ("1", "2") and both.axes["language"] == ("en", "zh")
    assert plan({"phrase": "all"}).axes["phrase"] == ("1", "2", "3", "4")


def test_a_phrase_that_chinese_lacks_is_refused_unless_it_is_left_out() -> None:
    axes: dict[str, object] = {"language": ["en", "zh"], "phrase": ["plain", 3]}
    with pytest.raises(PlanError, match=r"'peace' has no Chinese phrase '3'; .*explicit, 1, 2"):
        plan(axes)
    left_out = plan(axes, skip=[{"language": "zh", "phrase": 3}])
    assert left_out.cell_count == 3
    zipped = plan({}, zip=[{"language": ["en", "zh"], "phrase": [3, "plain"]}])
    assert [prompt for prompt, _ in zipped.prompts("plain")] == [
        f"a photo of {PEACE.phrases[2]}",
        "剪刀手的照片",
    ]
    with pytest.raises(PlanError, match="has no phrase '9'"):
        plan({"phrase": 9, "language": ["en", "zh"]})


@pytest.mark.parametrize("value", ["fr", "EN", None, 3, ["en", "en"], []])
def test_a_language_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(GestureError, match=r"language"):
        plan({"language": value})


def test_the_slot_called_language_is_refused() -> None:
    with pytest.raises(PlanError, match=r"slot \{language\}"):
        plan({"language": "zh"}, template="{gesture}, {language}")


def test_plans_without_the_axis_and_their_hashes_stay_as_they_were() -> None:
    before = plan({"view": "palm"})
    english = plan({"view": "palm", "language": "en"})
    assert "language" not in before.to_json() and before.texts_zh == {}
    (_, first), (_, same) = next(before.requests()), next(english.requests())
    assert first.hash == same.hash
    # Measured before there were languages.
    assert first.hash == "995d602beb075a3720785feedb000278e70a5e113497712656889d1cf1f0a734"


def test_a_plan_with_languages_is_read_back_from_its_json() -> None:
    import json

    one = plan({"language": ["en", "zh"], "negative": ["none", "own"]})
    again = load_plan(json.loads(one.to_json()), WORDS)
    assert again == one


def test_scene_and_negative_words_by_language() -> None:
    assert scene_text("view", "palm", WORDS, lang="zh") == "掌心视角"
    assert scene_text("view", "my own view", WORDS, lang="zh") == "my own view"
    assert negative_words("fingers+own", WORDS, lang="zh") == (
        WORDS.scene_word("negative", "fingers").text_zh,
        True,
    )


def test_the_prompt_of_one_gesture_in_chinese() -> None:
    prompt = make_prompt(PEACE, phrase="explicit", lang="zh", words={"side": "左手"})
    assert render(prompt, "plain") == f"{PEACE.phrases_zh[-1]}的照片，左手"


def test_yields_of_chinese_phrases_are_their_own() -> None:
    outcomes = {"plain": {"a": True}, "2": {"b": False}, "explicit": {"b": False}, "4": {"c": True}}
    assert phrase_pass_counts(PEACE, outcomes, "zh") == {
        1: PassCount(k=1, n=1),
        2: PassCount(k=0, n=1),
    }


def test_the_sample_plan_asks_for_what_thumbelina_was_taught() -> None:
    sample = load_plan("chinese", WORDS)
    assert set(sample.gestures) <= set(GESTURES)
    assert sample.axes["language"] == ("en", "zh")
    said = [prompt for prompt, _ in sample.prompts("plain")]
    assert len(said) == 16 and len(set(said)) == 16


def test_own_words_in_one_language_are_said_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "gestures: {zorp: {name: zorp, phrases: [zorp], pose: {fingers: fist, thumb: out}}}",
        encoding="utf-8",
    )
    words = load_vocabulary(extra=[tmp_path])
    asked = {"gestures": ["zorp"], "axes": {"language": ["en", "zh"]}, "seeds": 1}
    mine = load_plan(asked, words)
    assert [said for said, _ in mine.prompts("plain")] == ["a photo of zorp", "zorp的照片"]
    assert mine.vocabularies == (tmp_path.name,)
    with pytest.raises(UnknownName, match=rf"needs the vocabulary '{tmp_path.name}'"):
        import json

        load_plan(json.loads(mine.to_json()), WORDS)


def test_single_cells_and_whole_prompts_speak_chinese_too() -> None:
    beside = plan({"language": "en", "side": "left"}, include=[{"language": "zh"}])
    assert [said for said, _ in beside.prompts("plain")] == [
        "a photo of peace sign, left hand",
        "剪刀手的照片，左手",
    ]
    whole = {"prompts": ["a hand, {side}"], "axes": {"language": "all", "side": "left"}, "seeds": 1}
    assert [said for said, _ in load_plan(whole, WORDS).prompts("plain")] == [
        "a hand, left hand",
        "a hand, 左手",
    ]
