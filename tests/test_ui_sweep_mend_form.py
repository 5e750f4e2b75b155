"""Mending in the Sweep form: beside none, counted and timed, read back, refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_ui_sweep_form_plan import OFFERED, VOCABULARY, form
from tests.test_ui_sweep_sweep_tab import build, given
from tests.tiny_plain_models import build_tiny_pixart
from tests.ui_samples import sample_app_state
from toolkit.errors import PlanError
from toolkit.running.forecast import forecast
from toolkit.sweeps.plan import Plan
from toolkit.ui.language.texts import Lang
from toolkit.ui.state import AppState
from toolkit.ui.sweep.form_plan import form_of, product_words, read_plan
from toolkit.ui.sweep.form_values import FormError, MendChoice
from toolkit.ui.sweep.mend_form import MendParts
from toolkit.ui.sweep.sweep_tab import SweepTab

LANGS: tuple[Lang, ...] = ("en", "zh")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    state = sample_app_state(tmp_path / "home", ("thumbelina-mid",))
    yield state
    state.store.close()


def planned(**said: str) -> Plan:
    chosen = form(
        gestures=["fist"],
        axes={"phrase": ["plain"]},
        seeds="2",
        mending=MendChoice(**said),
    )
    return read_plan(chosen, VOCABULARY, OFFERED)


def page(tab: SweepTab, **said: object) -> dict[object, object]:
    """The page's values with ``said`` in the part for mending."""
    parts: MendParts = tab.form.mending
    return given(tab, ["fist"]) | {getattr(parts, name): value for name, value in said.items()}


def test_every_way_stands_beside_none_once_for_each_strength_and_number_of_passes() -> None:
    plan = planned(hands="wrong", strengths="0.5, 0.7，0.50", passes="1 2")
    assert plan.axes["mend"] == (
        "none",
        "inpaint 0.5",
        "inpaint 0.5 x2",
        "inpaint 0.7",
        "inpaint 0.7 x2",
    )
    assert product_words(plan, "en") == ("1 gesture × 5 mending values × 2 seeds", "10 pictures")
    assert product_words(plan, "zh") == ("1 手势 × 5 修补取值 × 2 种子", "10 张图")
    every = planned(hands="all", strengths=" ", passes="")
    assert every.axes["mend"] == ("none", "inpaint 0.5 all")
    assert "mend" not in planned(hands="none", strengths="much").axes


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"strengths": "much"}, "“much” is not a number from 0.05 to 1."),
        ({"strengths": "0.5 0"}, "“0” is not a number from 0.05 to 1."),
        ({"strengths": "1.1"}, "“1.1” is not a number"),
        ({"passes": "5"}, "“5” is not a whole number from 1 to 4."),
        ({"passes": "1.5"}, "“1.5” is not a whole number"),
    ],
)
def test_mistakes_are_one_sentence(said: dict[str, str], words: str) -> None:
    with pytest.raises(FormError) as caught:
        planned(**{"hands": "wrong", **said})
    assert words in str(caught.value) and "drawn once more" in str(caught.value)
    assert caught.value.problem.sentence("zh").endswith("。")


def test_hands_that_are_no_choice_are_refused() -> None:
    with pytest.raises(PlanError, match="wrong or all"):
        planned(hands="left")


def test_a_plan_comes_back_into_the_form() -> None:
    said = MendChoice(hands="all", strengths="0.5, 0.7", passes="1, 2")
    plan = planned(hands=said.hands, strengths=said.strengths, passes=said.passes)
    back = form_of(plan)
    assert back is not None and back.mending == said
    without = form_of(planned())
    assert without is not None and without.mending == MendChoice()
    for values in (
        plan.axes["mend"][1:],
        plan.axes["mend"][:-1],
        ("none",),
        ("none", "inpaint 0.5", "inpaint 0.5 all"),
    ):
        assert form_of(replace(plan, axes={**plan.axes, "mend": values})) is None


@pytest.mark.slow
def test_the_page_counts_the_cells_and_the_time(shared: AppState) -> None:
    tab = build(shared)
    plain = tab.preview(page(tab), "en")[tab.cost]
    assert "2 seeds = <b>2 pictures" in plain
    asked = page(tab, hands="wrong", strengths="0.5, 0.7")
    said = tab.preview(asked, "en")
    assert "3 mending values × 2 seeds = <b>6 pictures" in said[tab.cost]
    assert said[tab.run]["interactive"]
    more, less = (forecast(tab.plan(each), shared.store) for each in (asked, page(tab)))
    assert (more.missing, less.missing) == (6, 2)
    assert more.seconds is not None and less.seconds is not None and more.seconds > less.seconds
    wrong = tab.preview(page(tab, hands="all", strengths="x"), "zh")[tab.cost]
    assert "data-field='mend-strengths'" in wrong and "重画强度：“x”不是 0.05 到 1 的数。" in wrong


def test_settings_come_back_onto_the_page(shared: AppState) -> None:
    tab = build(shared)
    plan = tab.plan(page(tab, hands="all", strengths="0.7", passes="2"))
    assert plan.axes["mend"] == ("none", "inpaint 0.7 all x2")
    back, parts = tab.put_back(plan), tab.form.mending
    assert [back[part] for part in parts.ordered] == ["all", "0.7", "2"]
    assert back[tab.uploaded] == ""
    back = tab.put_back(tab.plan(page(tab)))
    assert [back[part] for part in parts.ordered] == ["none", "0.5", "1"]


@pytest.mark.slow
def test_a_model_that_cannot_mend_is_one_sentence(tmp_path: Path) -> None:
    model = str(build_tiny_pixart(tmp_path / "tiny-pixart"))
    state = sample_app_state(tmp_path / "home", (model,))
    tab = build(state)
    cases: tuple[tuple[Lang, str], ...] = (
        ("en", "cannot draw hands once more. Choose no mending, or another model."),
        ("zh", "不能重画手部。请选择不修补，或换一个模型。"),
    )
    for lang, words in cases:
        said = tab.preview(page(tab, hands="wrong"), lang)
        assert words in said[tab.cost] and "skip:" not in said[tab.cost]
        assert not said[tab.run]["interactive"]
    state.store.close()
