"""Names of runs: said per language where they are ours, kept where somebody gave them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolkit.store import RunInfo
from toolkit.ui.language.run_names import date_words, gestures_name, run_label, run_name
from toolkit.ui.language.texts import TEXTS
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
PLANS = Path(__file__).parent.parent / "plans"


def run(name: str = "demo", gestures: object = ("fist",), **more: object) -> RunInfo:
    plan = json.dumps({"gestures": gestures})
    info = RunInfo(
        id="260131-142501",
        plan_name=name,
        plan_json=plan,
        created_at=datetime(2026, 11, 7, 9, 5, tzinfo=UTC),
        cells=4,
        requested=12,
        made=12,
        votes=0,
    )
    return replace(info, **more)  # type: ignore[arg-type]


def test_every_sample_plan_has_a_name_in_both_languages() -> None:
    names = {file.stem for file in PLANS.glob("*.yaml")}
    assert names and {f"plan.{name}" for name in names} <= set(TEXTS)


def test_a_label_says_what_how_many_and_when() -> None:
    assert run_label(run(), VOCABULARY, "en") == "demo · 12 · 07 Nov 09:05"
    assert run_label(run(), VOCABULARY, "zh") == "演示 · 12 · 11月7日 09:05"
    assert run_label(run(made=3), VOCABULARY, "en") == "demo · 3/12 · 07 Nov 09:05"


@pytest.mark.parametrize("month", range(1, 13))
def test_months(month: int) -> None:
    shown = run(created_at=datetime(2026, month, 28, 23, 59, tzinfo=UTC))
    assert date_words(shown, "en") == shown.created_at.strftime("%d %b %H:%M")
    assert date_words(shown, "zh") == f"{month}月28日 23:59"


def test_a_name_made_of_gestures_is_said_in_both_languages() -> None:
    ids = ["peace", "fist"]
    info = run(gestures_name(ids, VOCABULARY, "en"), ids)
    assert run_name(info, VOCABULARY, "en") == info.plan_name
    named = run_name(info, VOCABULARY, "zh")
    assert named == "、".join(VOCABULARY.gesture(each).name.zh for each in ids)
    many = list(VOCABULARY.gestures)
    info = run(gestures_name(many, VOCABULARY, "en"), many)
    assert re.search(r" \+\d+$", run_name(info, VOCABULARY, "zh"))
    assert not re.search("[A-Za-z]", run_name(info, VOCABULARY, "zh"))


@pytest.mark.parametrize(
    "plan", ["", "{", "[1, 2]", "3", '{"gestures": "all"}', '{"gestures": [1, null]}', "{}"]
)
def test_a_name_that_somebody_gave_stays(plan: str) -> None:
    info = run("my own study", plan_json=plan)
    assert run_name(info, VOCABULARY, "zh") == "my own study"


def test_a_gesture_that_is_gone_changes_no_name() -> None:
    assert run_name(run("fist", ["gone"]), VOCABULARY, "zh") == "fist"


def test_long_names_are_cut() -> None:
    label = run_label(run("x" * 60), VOCABULARY, "en")
    assert label.startswith("x" * 46 + "… · ")
    assert run_label(run("x" * 48), VOCABULARY, "en").startswith("x" * 48 + " · ")


def test_names_of_many_gestures_are_cut_and_never_empty() -> None:
    many = list(VOCABULARY.gestures)
    for lang in ("en", "zh"):
        name = gestures_name(many, VOCABULARY, lang)
        shown, _, rest = name.rpartition(" +")
        assert len(name) <= 60
        assert len(re.split(", |、", shown)) + int(rest) == len(many)
    assert gestures_name(["fist"], VOCABULARY, "en") == VOCABULARY.gesture("fist").name.en
    long = replace(
        VOCABULARY.gesture("fist"), name=replace(VOCABULARY.gesture("fist").name, en="x" * 90)
    )
    one = replace(VOCABULARY, gestures={"fist": long})
    assert gestures_name(["fist"], one, "en") == "x" * 60
    slashed = replace(long, name=replace(long.name, en="either/or"))
    assert gestures_name(["fist"], replace(one, gestures={"fist": slashed}), "en") == "either or"
