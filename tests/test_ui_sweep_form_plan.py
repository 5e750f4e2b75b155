"""The Sweep form: choices become a plan, mistakes become sentences, the cost is said before."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from tests.ui_samples import laid_out, sample_app_state
from toolkit.errors import GestureError, PlanError
from toolkit.running.forecast import Forecast
from toolkit.ui.language.labels import Labels
from toolkit.ui.sweep.form_plan import (
    check_controls,
    cost_words,
    product_words,
    read_plan,
)
from toolkit.ui.sweep.form_values import Field, FieldProblem, FormError, SweepForm, Wrong
from toolkit.ui.sweep.prompt_view import prompts_html
from toolkit.ui.sweep.sweep_form import SCENES, build_form
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
OFFERED = ("thumbelina", "/a/folder/tiny")


def form(**changes: object) -> SweepForm:
    values: dict[str, object] = {
        "gestures": ["peace", "fist"],
        "axes": {"phrase": ["plain", "explicit"], "weight": ["0.8", "1.2"], "view": []},
        "seeds": "4",
        "first_seed": "1",
        "models": ["thumbelina"],
    }
    return SweepForm(**{**values, **changes})  # type: ignore[arg-type]


def test_choices_become_a_plan() -> None:
    plan = read_plan(form(steps="8", guidance="2.5"), VOCABULARY, OFFERED)
    assert plan.count == 2 * 2 * 2 * 4
    assert dict(plan.axes)["weight"] == ("0.8", "1.2")
    assert "view" not in plan.axes
    assert list(plan.seeds) == [1, 2, 3, 4]
    assert (plan.settings.steps, plan.settings.guidance) == (8, 2.5)


def test_weights_may_be_typed() -> None:
    axes = {"phrase": ["plain"], "weight": ["0,7", "1.1", "1.10"]}
    assert read_plan(form(axes=axes), VOCABULARY, OFFERED).axes["weight"] == ("0.7", "1.1")


def test_words_may_be_typed_on_every_list_and_phrases_one_a_line() -> None:
    axes = {
        "phrase": ["plain"],
        "view": ["palm", "from the ceiling"],
        "negative": ["anatomy", "anatomy+own", "blurry", "bad hands, extra digits"],
        "skin": ["green"],
    }
    plan = read_plan(
        form(axes=axes, own_phrases="waving\n\n  waving his hands "), VOCABULARY, OFFERED
    )
    assert plan.axes["phrase"] == ("plain", '"waving"', "waving his hands")
    assert plan.axes["view"] == ("palm", "from the ceiling")
    assert plan.axes["negative"] == (
        "anatomy",
        "anatomy+own",
        '"blurry"',
        "bad hands, extra digits",
    )
    assert plan.axes["skin"] == ('"green"',)
    joined = form(axes={"phrase": ["plain"], "skin": ["own"], "view": ["palm+back"]})
    assert read_plan(joined, VOCABULARY, OFFERED).axes["skin"] == ('"own"',)
    assert read_plan(joined, VOCABULARY, OFFERED).axes["view"] == ('"palm+back"',)
    only = read_plan(form(axes={"phrase": []}, own_phrases="waving"), VOCABULARY, OFFERED)
    assert only.axes["phrase"] == ('"waving"',)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gestures": []}, "Gestures: choose at least one."),
        ({"gestures": ["fits"]}, "fits"),
        ({"models": []}, "Models: choose at least one."),
        ({"models": ["/etc"]}, "“/etc” is not on offer"),
        ({"axes": {}}, "Phrases: choose at least one."),
        ({"axes": {"weight": ["heavy"]}}, "Weights: “heavy” is not a number from 0 to 2."),
        ({"axes": {"weight": ["-1"]}}, "“-1” is not"),
        ({"axes": {"weight": ["nan"]}}, "“nan” is not"),
        ({"axes": {"weight": ["1_0"]}}, "“1_0” is not"),
        ({"axes": {"control": ["skeleton"], "control_strength": ["2.1"]}}, "“2.1” is not"),
        ({"axes": {"control_strength": ["1"]}}, "nothing holds the hand"),
        ({"axes": {"control": ["none"], "control_strength": ["1"]}}, "nothing holds the hand"),
        ({"axes": {"sparkle": ["yes"]}}, "sparkle"),
        ({"seeds": ""}, "Seeds for each: write a whole number from 1"),
        ({"seeds": "0"}, "“0” is not a whole number from 1"),
        ({"seeds": "2.5"}, "“2.5” is not a whole number"),
        ({"seeds": "1,000"}, "“1,000” is not a whole number"),
        ({"seeds": "20001"}, "“20001” is not a whole number from 1 to 20\u202f000."),
        ({"first_seed": "-3"}, "“-3” is not a whole number from 0"),
        ({"first_seed": "9" * 30}, "999"),
        ({"steps": "10000"}, "Steps: “10000” is not"),
        ({"steps": "0"}, "Steps: “0” is not a whole number from 1 to 500."),
        ({"guidance": "900"}, "Guidance: “900” is not a number from 0 to 50."),
    ],
)
def test_mistakes_are_one_sentence(changes: dict[str, object], words: str) -> None:
    if changes.get("axes"):
        changes = {"axes": {"phrase": ["plain"], **changes["axes"]}}  # type: ignore[dict-item]
    with pytest.raises(GestureError) as caught:
        read_plan(form(**changes), VOCABULARY, OFFERED)
    assert words in str(caught.value)
    assert "\n" not in caught.value.message


def test_an_empty_field_is_the_models_own_and_never_zero() -> None:
    plan = read_plan(form(steps="", guidance=" "), VOCABULARY, OFFERED)
    assert (plan.settings.steps, plan.settings.guidance) == (None, None)
    plan = read_plan(form(steps=" 7 ", guidance="0"), VOCABULARY, OFFERED)
    assert (plan.settings.steps, plan.settings.guidance) == (7, 0.0)


@pytest.mark.parametrize("wrong", get_args(Wrong))
@pytest.mark.parametrize("field", get_args(Field))
def test_every_problem_of_every_field_is_said_in_both_languages(field: Field, wrong: Wrong) -> None:
    problem = FieldProblem(field=field, wrong=wrong, got="x" * 200, low=1, high=2.5)
    english, chinese = problem.sentence("en"), problem.sentence("zh")
    assert english.endswith(".") and chinese.endswith("。") and len(english) < 200
    assert FormError(problem).message == english


def test_a_model_that_cannot_be_held_to_a_pose_is_said(tiny_model: str) -> None:
    axes = {"phrase": ["plain"], "control": ["skeleton"]}
    plan = read_plan(form(axes=axes, models=[tiny_model]), VOCABULARY, (tiny_model,))
    with pytest.raises(FormError, match="“tiny” cannot be held to a pose"):
        check_controls(plan)
    check_controls(read_plan(form(models=[tiny_model]), VOCABULARY, (tiny_model,)))


def test_a_plan_that_is_too_large_is_counted_and_refused() -> None:
    plan = read_plan(form(seeds="20000"), VOCABULARY, OFFERED)
    assert product_words(plan, "en")[1] == "160\u202f000 pictures"
    with pytest.raises(PlanError):
        plan.check_size()
    assert prompts_html(plan, "en").count("<li>") == 8


def test_the_product_reads_like_a_sentence() -> None:
    plan = read_plan(form(), VOCABULARY, OFFERED)
    words, total = product_words(plan, "en")
    assert words == "2 gestures × 2 phrases × 2 weights × 4 seeds" and total == "32 pictures"
    one = read_plan(
        form(gestures=["fist"], axes={"phrase": ["plain"]}, seeds="1"), VOCABULARY, OFFERED
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


def test_every_gesture_alone_makes_a_plan() -> None:
    for gesture in VOCABULARY.gestures:
        assert read_plan(form(gestures=[gesture]), VOCABULARY, OFFERED).count == 16


def test_the_form_reads_what_its_components_hold(tmp_path: Path) -> None:
    shared = sample_app_state(tmp_path, ("thumbelina",))
    parts = laid_out(lambda: build_form(shared, Labels()))
    read = parts.read(parts.at_first())
    assert read.gestures == [] and list(read.models) == ["thumbelina"]
    assert (read.seeds, read.first_seed, read.steps, read.guidance) == ("4", "1", "", "")
    assert read.axes["phrase"] == ["plain"] and read.axes["weight"] == ["1"]
    given = dict.fromkeys(parts.inputs) | {
        parts.gestures: ["fist"],
        parts.axes["control"]: ["skeleton"],
        parts.axes["control_strength"]: ["0.5", "1"],
        parts.guidance: "3",
    }
    read = parts.read(given)
    assert (read.gestures, read.models, read.seeds) == (["fist"], [], "")
    assert (read.axes["control"], read.axes["control_strength"]) == (["skeleton"], ["0.5", "1"])
    assert read.guidance == "3" and not any(read.axes[kind] for kind, _ in SCENES)


def test_the_form_offers_every_kind_of_control() -> None:
    parts = laid_out(lambda: build_form(sample_app_state(Path("/nowhere")), Labels()))
    kinds = [value for _, value in parts.axes["control"].choices]
    assert kinds == ["none", "skeleton", "depth"]


def test_the_form_begins_with_one_model_and_a_mistake_is_cut_short() -> None:
    parts = laid_out(lambda: build_form(sample_app_state(Path("/nowhere"), OFFERED), Labels()))
    assert parts.models.value == [OFFERED[0]]
    assert [value for _, value in parts.phrases.choices][:2] == ["plain", "2"]
    problem = FieldProblem(field="weights", wrong="not_number", got="x" * 90, high=2)
    assert "“" + "x" * 39 + "…”" in problem.sentence("en")
