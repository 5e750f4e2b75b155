"""The Sweep form: choices become a plan, mistakes become sentences, the cost is said before."""

from __future__ import annotations

import math

import pytest

from toolkit.errors import BadInput, GestureError, PlanError
from toolkit.running.forecast import Forecast
from toolkit.ui.sweep.form_plan import SweepForm, cost_words, plan_name, product_words, read_plan
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.sweep_form import SCENES, read_form
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
OFFERED = ("thumbelina", "/a/folder/tiny")


def form(**changes: object) -> SweepForm:
    values: dict[str, object] = {
        "gestures": ["peace", "fist"],
        "axes": {"phrase": ["plain", "explicit"], "weight": ["0.8", "1.2"], "view": []},
        "seeds": 4,
        "first_seed": 1,
        "models": ["thumbelina"],
    }
    return SweepForm(**{**values, **changes})  # type: ignore[arg-type]


def test_choices_become_a_plan() -> None:
    plan = read_plan(form(steps=8, guidance=2.5), VOCABULARY, OFFERED)
    assert plan.count == 2 * 2 * 2 * 4
    assert dict(plan.axes)["weight"] == ("0.8", "1.2")
    assert "view" not in plan.axes
    assert list(plan.seeds) == [1, 2, 3, 4]
    assert (plan.settings.steps, plan.settings.guidance) == (8, 2.5)


def test_weights_may_be_typed() -> None:
    axes = {"weight": ["0,7", 1.1, "1.10"]}
    assert read_plan(form(axes=axes), VOCABULARY, OFFERED).axes["weight"] == ("0.7", "1.1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gestures": []}, "No gesture"),
        ({"gestures": ["fits"]}, "fits"),
        ({"models": []}, "No model"),
        ({"models": ["/etc"]}, "not on offer"),
        ({"axes": {"weight": ["heavy"]}}, "not a number"),
        ({"axes": {"weight": ["-1"]}}, "from 0 to 2"),
        ({"axes": {"weight": ["nan"]}}, "."),
        ({"axes": {"weight": ["inf"]}}, "."),
        ({"axes": {"sparkle": ["yes"]}}, "sparkle"),
        ({"axes": {"view": ["../../etc"]}}, "view"),
        ({"seeds": None}, "whole number"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": math.nan}, "whole number"),
        ({"seeds": 2.5}, "whole number"),
        ({"seeds": math.inf}, "whole number"),
        ({"first_seed": -3}, "."),
        ({"steps": 10_000}, "steps"),
        ({"guidance": 900.0}, "guidance"),
    ],
)
def test_mistakes_are_one_sentence(changes: dict[str, object], words: str) -> None:
    with pytest.raises(GestureError) as caught:
        read_plan(form(**changes), VOCABULARY, OFFERED)
    assert words in str(caught.value)
    assert "\n" not in caught.value.message


def test_a_plan_of_a_billion_is_counted_and_refused() -> None:
    plan = read_plan(form(seeds=1_000_000_000), VOCABULARY, OFFERED)
    assert product_words(plan, "en")[1] == "8\u202f000\u202f000\u202f000 pictures"
    with pytest.raises(PlanError):
        plan.check_size()
    assert prompts_html(plan, "en").count("<li>") == 8


def test_the_product_reads_like_a_sentence() -> None:
    plan = read_plan(form(), VOCABULARY, OFFERED)
    words, total = product_words(plan, "en")
    assert words == "2 gestures × 2 phrases × 2 weights × 4 seeds" and total == "32 pictures"
    one = read_plan(
        form(gestures=["fist"], axes={}, seeds=1, models=["thumbelina"]), VOCABULARY, OFFERED
    )
    assert product_words(one, "en") == ("1 gesture × 1 seed", "1 picture")
    assert product_words(one, "zh") == ("1 手势 × 1 种子", "1 张图")


def cost(there: int | None, seconds: float | None) -> Forecast:
    return Forecast(asked=32, cells=8, requested=32, there=there, seconds=seconds, measured=True)


def test_the_cost_is_said_in_words() -> None:
    assert cost_words(cost(0, 70.2), "en") == "about 70 s on this machine"
    assert "12 of them" in cost_words(cost(12, 600.0), "en")
    assert cost_words(cost(32, 0.0), "en") == "all of them are there already"
    assert "unknown" in cost_words(cost(0, None), "en")
    assert "Too many" in cost_words(cost(None, None), "en")


def test_names_of_many_gestures_are_cut() -> None:
    name = plan_name(list(VOCABULARY.gestures), VOCABULARY)
    assert len(name) <= 60 and "+" in name
    assert plan_name(["fist"], VOCABULARY) == VOCABULARY.gesture("fist").name.en


def test_every_gesture_alone_makes_a_plan() -> None:
    for gesture in VOCABULARY.gestures:
        assert read_plan(form(gestures=[gesture]), VOCABULARY, OFFERED).count == 16


def test_the_page_gives_its_values_in_order() -> None:
    none = [None] * len(SCENES)
    held = (["skeleton"], ["0.5", "1"])
    given = (["fist"], ["plain"], ["1"], None, [], ["m"], 2, 1, None, 3.0, *held, *none)
    read = read_form(given)
    assert read.gestures == ["fist"] and read.models == ["m"]
    assert (read.seeds, read.first_seed, read.steps, read.guidance) == (2, 1, None, 3.0)
    assert not any(read.axes[kind] for kind, _ in SCENES)
    assert (read.axes["control"], read.axes["control_strength"]) == held
    with pytest.raises(BadInput):
        read_plan(SweepForm(gestures=[], axes={}, seeds=1, first_seed=1, models=[]), VOCABULARY, ())
