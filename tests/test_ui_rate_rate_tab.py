"""The Rate tab: which run it shows, what the page's script gets, errors in its language."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.ui_samples import fill_store, laid_out, sample_app_state
from toolkit.rating.flaws import FLAW_KINDS
from toolkit.ui.language.labels import Labels
from toolkit.ui.language.rate_texts import RATE_TEXTS
from toolkit.ui.rate.questions import Questions
from toolkit.ui.rate.rate_tab import (
    RateTab,
    RateView,
    build_rate,
    page_functions,
    read_rate,
    script,
    setup,
)
from toolkit.ui.state import AppState


@pytest.fixture
def shared(tmp_path: Path) -> Any:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


def build(shared: AppState) -> RateTab:
    return laid_out(lambda: build_rate(shared, Labels()))


def test_the_newest_run_is_rated_unless_another_is_chosen(shared: AppState) -> None:
    older = shared.store.run().id
    newer = fill_store(shared.store.home, seeds=2)
    assert read_rate(shared, None, "en").run == newer
    assert read_rate(shared, "no such run", "en").run == newer
    chosen = read_rate(shared, older, "zh")
    assert (chosen.run, chosen.made) == (older, 12)
    assert [value for _, value in chosen.choices] == [newer, older]


def test_updates_name_the_parts(shared: AppState) -> None:
    tab = build(shared)
    view = read_rate(shared, None, "zh")
    updates = view.updates(tab, "zh")
    assert set(updates) == {tab.run, tab.trouble, tab.pairs}
    assert updates[tab.run]["visible"] is False and updates[tab.run]["value"] == view.run
    assert updates[tab.trouble] == ""
    several = RateView(run="b", choices=(("A", "a"), ("B", "b"))).updates(tab, "en")
    assert several[tab.run]["visible"] is True and several[tab.run]["value"] == "b"
    nothing = RateView().updates(tab, "en")
    assert nothing[tab.run]["value"] is None and json.loads(nothing[tab.pairs])["run"] == ""


def test_an_empty_store_and_a_broken_one(tmp_path: Path) -> None:
    empty = sample_app_state(tmp_path / "empty")
    assert read_rate(empty, None, "en") == RateView()
    empty.store.close()
    (tmp_path / "file").write_text("in the way")
    broken = read_rate(sample_app_state(tmp_path / "file"), None, "zh")
    assert "notice error" in broken.trouble and broken.run == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_script_gets_every_word_in_one_language(lang: Any) -> None:
    given = json.loads(setup("run-1", 7, lang))
    assert (given["run"], given["mark"], given["lang"]) == ("run-1", 7, lang)
    assert {f"rate.{name}" for name in given["words"]} == set(RATE_TEXTS)
    assert "{done}" in given["words"]["progress"] and "{total}" in given["words"]["progress"]
    assert [kind for kind, _ in given["flaws"]] == list(FLAW_KINDS)
    assert "lang: setup.lang" in script()


def test_every_word_that_the_script_says_is_there() -> None:
    named = re.findall(r"say\('([a-z_.]+)'", script())
    assert len(named) > 20
    assert {f"rate.{name}" for name in named} <= set(RATE_TEXTS)


def test_errors_are_said_in_the_language_of_the_page(shared: AppState) -> None:
    ask, answer, take_back, _ = page_functions(Questions(shared), shared)
    rater = {"rater": "NOBODY!"}
    assert ask({**rater, "lang": "zh"}) == {
        "error": "评选者名称须为 4 至 40 个小写字母、数字或连字符。"
    }
    assert "4 to 40" in str(answer(rater)["error"])
    assert take_back({"uuid": "x", "rater": "r0123456789", "lang": "zh"}) == {
        "error": "这个回答已经不能撤回。"
    }
    assert "error" in ask("nonsense")


def test_a_question_is_fetched_answered_and_taken_back(shared: AppState) -> None:
    ask, answer, take_back, _ = page_functions(Questions(shared), shared)
    run, rater = shared.store.run().id, "r0123456789"
    given = ask({"run": run, "rater": rater, "count": 2, "fresh": True})
    assert (given["done"], given["total"], len(given["questions"])) == (0, 6, 2)
    token = given["questions"][0]["token"]
    vote = {"token": token, "uuid": "uuid-number-1", "rater": rater, "winner": "both_bad"}
    assert answer({**vote, "left": "pass", "latency_ms": 12.7})["done"] == 1
    kept = shared.store.votes(run)[0]
    assert (kept.winner, kept.latency_ms) == ("both_bad", 12)
    outcomes = [verdict.outcome for verdict in shared.store.verdicts(run, f"person:{rater}")]
    assert outcomes == ["pass"]
    assert take_back({"uuid": "uuid-number-1", "rater": rater})["done"] == 0
