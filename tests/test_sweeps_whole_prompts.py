"""Plans of whole prompts, words replaced in them, and the gesture `any`."""

from __future__ import annotations

import json

import pytest

from toolkit.errors import PlanError, UnknownName
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.whole_prompts import axis_name
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()
BLAKE = "studio portrait of a man waving his hands, detailed, film"


def plan(**keys: object) -> Plan:
    return load_plan({"seeds": 1, **keys}, WORDS)


def said(made: Plan) -> list[str]:
    return [prompt for prompt, _ in made.prompts("compel")]


def test_whole_prompts_are_drawn_as_they_stand_and_judged_by_their_gesture() -> None:
    made = plan(
        prompts=[{"text": BLAKE, "gesture": "wave", "name": "blake"}, "a hand on a table"],
        axes={"negative": ["none", "bad hands, extra digits"]},
    )
    assert made.axes["prompt"] == ("blake", "a hand on a table")
    assert [(cell.value("prompt"), cell.gesture) for cell in made.cells()] == [
        *[("blake", "wave")] * 2,
        *[("a hand on a table", "any")] * 2,
    ]
    assert said(made)[::2] == [BLAKE, "a hand on a table"]
    assert made.count == 4


def test_a_prompt_can_hold_the_gesture_and_other_slots() -> None:
    made = plan(
        prompts=[
            {"text": "a man showing {gesture}, {lens}, {light}", "gesture": "peace"},
            "hands, {lens}",
        ],
        axes={"phrase": ["plain", "explicit"], "lens": ["90mm lens", ""], "light": "soft"},
    )
    assert said(made)[:2] == [
        "a man showing peace sign, 90mm lens, soft light",
        "a man showing peace sign, soft light",
    ]
    assert {"hands, 90mm lens", "hands"} < set(said(made))
    assert made.count == 8  # the second prompt has no {gesture}: its phrases come out alike


def test_words_of_a_prompt_are_replaced() -> None:
    made = plan(
        prompts=[{"text": BLAKE, "gesture": "wave"}],
        replace={"find": "detailed", "with": ["", "detailed", "highly detailed"]},
    )
    assert made.axes["detailed"] == ("none", "detailed", "highly detailed")
    start = "studio portrait of a man waving his hands"
    assert said(made) == [
        f"{start}, film",
        f"{start}, detailed, film",
        f"{start}, highly detailed, film",
    ]


def test_a_template_s_words_are_replaced_too_and_every_place_of_them() -> None:
    made = plan(
        gestures=["fist"],
        template="old man, {gesture}, old photo, golden",
        replace=[{"find": "old", "with": ["old", "young"]}],
    )
    assert said(made) == [
        "old man, raised fist, old photo, golden",
        "young man, raised fist, young photo, golden",
    ]


def test_several_replacements_are_axes_by_their_own_names() -> None:
    made = plan(
        prompts=["red hat, studio lighting"],
        replace=[
            {"find": "red", "with": ["red", "blue"], "name": "colour"},
            {"find": "studio lighting", "with": ["studio lighting", "", "candle light"]},
        ],
    )
    assert made.axes["colour"] == ("red", "blue")
    assert made.axes["studio_lighting"] == ("studio lighting", "none", "candle light")
    assert made.count == 6


def test_chinese_words_are_found_without_blanks_around_them() -> None:
    made = plan(
        prompts=["一个男人在挥手"],
        replace={"find": "男人", "with": ["男人", "女人"], "name": "who"},
    )
    assert said(made) == ["一个男人在挥手", "一个女人在挥手"]


@pytest.mark.parametrize(
    ("find", "name"),
    [("detailed", "detailed"), ("90mm lens", "_90mm_lens"), ("light", "_light"), ("…", "_")],
)
def test_a_replacement_s_axis_is_named_after_its_words(find: str, name: str) -> None:
    assert axis_name(find) == name


def test_a_plan_of_prompts_comes_back_from_its_json() -> None:
    made = plan(
        prompts=[{"text": BLAKE, "gesture": "wave", "name": "his"}, "{gesture}, detailed"],
        replace={"find": "detailed", "with": ["", "detailed"]},
        axes={"phrase": ["plain"]},
        skip=[{"prompt": "his", "detailed": ""}],
    )
    again = load_plan(json.loads(made.to_json()), WORDS)
    assert again == made
    assert list(again.cells()) == list(made.cells())
    assert made.count == 3


def test_any_hand_is_a_gesture_of_plans_but_none_of_the_vocabulary() -> None:
    made = plan(gestures=["any", "peace"])
    assert said(made) == ["a photo of a hand", "a photo of peace sign"]
    assert "any" not in WORDS
    assert WORDS["any"].name.zh


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        ({"prompts": []}, PlanError, "names no prompt"),
        ({"prompts": ["  "]}, PlanError, r"prompts\[0\]: got '  '; expected a prompt"),
        ({"prompts": [{"text": "a", "gestures": "b"}]}, PlanError, "expected a prompt"),
        ({"prompts": ["a", "a"]}, PlanError, "given twice"),
        ({"prompts": ["a"] * 1001}, PlanError, "1,001 prompts"),
        ({"prompts": ["x" * 2001]}, PlanError, "2,001 characters"),
        ({"prompts": ["x" * 100_000]}, PlanError, "100,000 characters"),
        ({"prompts": ["a", "(((((("]}, PlanError, r"prompts\[1\]: .*is empty"),
        ({"prompts": ["[]"]}, PlanError, r"prompts\[0\]: .*is empty"),
        ({"prompts": ["a", "]["]}, PlanError, r"prompts\[1\]: .*a \] without its \["),
        ({"prompts": ["{}"]}, PlanError, "nothing fills"),
        ({"prompts": ["{"]}, PlanError, "a lone {"),
        ({"prompts": [{"text": "a", "gesture": "peece"}]}, UnknownName, r"gesture: No gesture"),
        ({"prompts": [{"text": "a", "gesture": 3}]}, PlanError, "expected a gesture's id"),
        ({"prompts": [{"text": "a", "name": ""}]}, PlanError, "1 to 80"),
        ({"prompts": "a", "gestures": ["peace"]}, PlanError, "both prompts and gestures"),
        ({"prompts": "a", "template": "{gesture}"}, PlanError, "both prompts and template"),
        ({"prompts": ["a {lens}"]}, PlanError, "slot {lens} that nothing fills"),
        ({"prompts": ["a {negative}"]}, PlanError, "puts {negative} into the prompt"),
        ({"prompts": ["a {model}"]}, PlanError, "no axis of words"),
        ({"prompts": "a", "axes": {"phrase": "plain"}}, PlanError, "has no {gesture}"),
        ({"prompts": ["a", "b"], "axes": {"view": "back"}}, PlanError, "no prompt has {view}"),
        ({"prompts": "a", "axes": {"prompt": "a"}}, UnknownName, "no axis 'prompt'"),
        ({"prompts": "a", "replace": {"find": "b", "with": ["c"]}}, PlanError, "do not occur"),
        ({"prompts": "ab", "replace": {"find": "a", "with": ["c"]}}, PlanError, "do not occur"),
        ({"prompts": "a", "replace": {"find": "a"}}, PlanError, "has no 'with'"),
        ({"prompts": "a", "replace": {"find": "", "with": "b"}}, PlanError, "expected"),
        ({"prompts": "a {b}", "replace": {"find": "{b}", "with": "b"}}, PlanError, "braces"),
        ({"prompts": "a", "replace": "a"}, PlanError, "expected"),
        ({"prompts": "a", "replace": [{"find": "a", "with": "b"}] * 9}, PlanError, "9 entries"),
        (
            {"prompts": "a, b", "replace": {"find": "a", "with": "c", "name": "view"}},
            PlanError,
            "cannot be called 'view'",
        ),
        (
            {
                "prompts": "a, b",
                "replace": [
                    {"find": "a", "with": "c", "name": "x"},
                    {"find": "b", "with": "c", "name": "x"},
                ],
            },
            PlanError,
            "which the plan has already",
        ),
    ],
)
def test_bad_prompts_are_refused_in_one_sentence(
    keys: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        plan(**keys)
    assert "plan: " in str(caught.value)
    assert "\n" not in str(caught.value)
