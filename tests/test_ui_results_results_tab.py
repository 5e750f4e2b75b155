"""The Results tab's answers: what they count, and that nothing unjudged is hidden."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from tests.ui_samples import fill_store, laid_out, sample_app_state
from toolkit.rating import Outcome, effects, ranking, verdict_ranking
from toolkit.ui.html import html
from toolkit.ui.language.labels import Labels
from toolkit.ui.results.choice import ResultsChoice
from toolkit.ui.results.plots import Bar, forest_html, share_html
from toolkit.ui.results.results_tab import ResultsTab, build_results
from toolkit.ui.results.results_view import ResultsView, judge_choices, read_results
from toolkit.ui.results.sections import rank_answer, words_answer, yields_answer
from toolkit.ui.results.variant_names import variant_names
from toolkit.ui.state import AppState
from toolkit.ui.sweep.grid import read_run


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


def results_tab() -> ResultsTab:
    """The tab's parts, laid out in a page of their own."""
    return laid_out(lambda: build_results(Labels(), lambda given: given))


def test_yields_are_k_of_n_with_an_interval(shared: AppState) -> None:
    judged = shared.store.judged_cells("latest")
    answer = yields_answer(judged, ["weight"], "run", shared.vocabulary, "en")
    assert "6 of 6" in answer and "0 of 6" in answer and "61% – 100%" in answer
    assert re.findall(r"class='bar' style='width: ([0-9.]+)%'", answer) == ["100.00", "0.00"]
    encoded = answer.split("base64,")[1].split("'")[0]
    table = base64.b64decode(encoded).decode("utf-8-sig").splitlines()
    assert table[0].startswith("weight,k,n,no_hand,unjudged,yield,")
    assert table[1].startswith("1.2,6,6,0,0,1.0,")


def test_unjudged_pictures_are_grey_and_counted(tmp_path: Path) -> None:
    fill_store(tmp_path / "quiet", judged=False)
    shared = sample_app_state(tmp_path / "quiet")
    answer = yields_answer(
        shared.store.judged_cells("latest"), ["gesture"], "run", shared.vocabulary, "en"
    )
    assert "Nobody has judged these 12 pictures" in answer
    assert answer.count("class='grey'") == 2
    assert answer.count("class='unknown'") == 2 and "class='bar'" not in answer
    words = words_answer(
        shared.store.judged_cells("latest"), "weight", "run", shared.vocabulary, "en"
    )
    assert "Nothing to compare" in words
    shared.store.close()


def test_words_are_compared_on_the_same_seeds(shared: AppState) -> None:
    found = effects(shared.store.judged_cells("latest"), "weight")
    assert [(each.reference, each.value) for each in found] == [("0.8", "1.2")]
    assert found[0].difference.difference == 1.0 and found[0].difference.pairs == 6
    answer = words_answer(
        shared.store.judged_cells("latest"), "weight", "run", shared.vocabulary, "zh"
    )
    assert "+100%" in answer and "权重 1.2 − 权重 0.8" in answer
    assert "3 seeds can give no p below 0.250" in words_answer(
        shared.store.judged_cells("latest"), "weight", "run", shared.vocabulary, "en"
    )


def test_ranking_from_votes_and_from_verdicts(shared: AppState) -> None:
    judged, run = shared.store.judged_cells("latest"), shared.store.run().id
    pairs = read_run(shared.store, run).pairs
    empty = rank_answer(judged, [], "votes", run, shared.vocabulary, "en")
    assert "data-act='rate'" in empty
    for number in range(3):  # the first three are fist-0.8, the next three fist-1.2
        vote = sample_vote(run, pairs[number], pairs[number + 3], "right", f"vote-{number}")
        shared.store.save_vote(vote)
    votes = shared.store.votes(run)
    answer = rank_answer(judged, votes, "votes", run, shared.vocabulary, "en")
    assert "3 – 0 – 0" in answer and "3 votes" in answer
    by_votes = ranking(judged, votes)
    by_verdicts = verdict_ranking(judged)
    names = variant_names(judged, shared.vocabulary, "en")
    for ranked in (by_votes, by_verdicts):
        assert names[ranked.strengths[0].variant] == "weight 1.2"
    assert by_verdicts.strengths[0].votes == 6


def test_the_tab_falls_back_to_what_the_run_has(shared: AppState) -> None:
    strange = ResultsChoice(run="no-such-run", judge="nobody", by=("sparkle",), axis="glitter")
    shown = read_results(shared, strange, "en")
    assert shown.message == "" and shown.chosen.run == shared.store.run().id
    assert shown.chosen.judge == "machine" and shown.chosen.by == ("gesture",)
    assert shown.chosen.axis == "weight"


def test_the_judge_can_be_chosen_where_several_spoke(shared: AppState) -> None:
    run = shared.store.run().id
    alone = read_results(shared, ResultsChoice(), "en")
    assert alone.judges == (("the machine judge", "machine"),)
    cell, request = shared.store.run_requests(run)[0]
    said = sample_verdict(request, cell.gesture, "pass")
    shared.store.save_verdicts([replace(said, judge="strict", outcome="fail")])
    shared.store.save_verdicts([replace(said, judge="person:r0123456789", outcome="fail")])
    several = read_results(shared, ResultsChoice(judge="strict"), "en")
    assert [value for _, value in several.judges] == ["machine", "people", said.judge, "strict"]
    assert several.chosen.judge == "strict"
    assert "0 of 1" in several.yields and "6 of 12" not in several.yields
    people = read_results(shared, ResultsChoice(judge="people"), "zh")
    assert people.chosen.judge == "people" and "0/1" in people.yields


def judge_form(shared: AppState, outcome: Outcome, pictures: int = 12) -> None:
    """A form judge says the same of the first so many pictures."""
    pairs = shared.store.run_requests("latest")[:pictures]
    shared.store.save_verdicts(
        replace(
            sample_verdict(request, cell.gesture, outcome, judge="form"),
            question="form",
            reason="whole" if outcome == "pass" else "flawed",
        )
        for cell, request in pairs
    )


def test_the_question_can_be_chosen_where_both_were_judged(shared: AppState) -> None:
    judge_form(shared, "fail", pictures=6)
    view = read_results(shared, ResultsChoice(by=("weight",)), "en")
    assert view.questions == (("Both", "both"), ("Gesture", "gesture"), ("Form", "form"))
    assert view.chosen.of == "both"
    assert "shows the gesture, well formed (share, 95 %)" in view.yields
    # Of weight 1.2: three of six show it and are malformed, three have nobody's word on the form.
    assert "0 of 3" in view.yields and "0 of 6" in view.yields
    assert "100%" in view.yields, "the gesture's own share stands beside"
    form = read_results(shared, ResultsChoice(by=("weight",), of="form"), "zh")
    assert form.questions == (("两者", "both"), ("手势", "gesture"), ("手形", "form"))
    assert form.chosen.of == "form" and "0/3" in form.yields and "手形正确（比例" in form.yields
    gesture = read_results(shared, ResultsChoice(by=("weight",), of="gesture"), "en")
    assert "6 of 6" in gesture.yields and "+100%" in gesture.words
    alone = read_results(shared, ResultsChoice(judge="form", of="both"), "en")
    assert alone.chosen.of == "form" and alone.questions == ()
    tab = results_tab()
    updates = view.updates(tab)[tab.of]
    assert updates["visible"] is True and updates["value"] == "both"
    # Whatever is chosen on the page must be a choice that the server knows, hidden or not.
    assert [value for _, value in tab.of.choices] == ["both", "gesture", "form"]
    assert "choices" not in updates


def test_unsure_pictures_are_counted_and_shown(shared: AppState) -> None:
    judge_form(shared, "unsure")
    view = read_results(shared, ResultsChoice(by=("weight",), of="form"), "en")
    assert view.yields.count("0 of 6") >= 2 and ">unsure</th>" in view.yields
    encoded = view.yields.split("base64,")[1].split("'")[0]
    table = base64.b64decode(encoded).decode("utf-8-sig").splitlines()
    head, *rows = (line.split(",") for line in table)
    counted = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(each["of"], each["n"], each["unsure"], each["form_k"]) for each in counted] == [
        ("form", "6", "6", "0")
    ] * 2
    assert sorted(each["gesture_k"] for each in counted) == ["0", "6"]


@pytest.mark.parametrize("seeds", [3, 8])
def test_what_a_judge_measured_is_shown_as_means(tmp_path: Path, seeds: int) -> None:
    fill_store(tmp_path / "numbers", seeds=seeds)
    shared = sample_app_state(tmp_path / "numbers")
    shared.store.save_verdicts(
        replace(
            sample_verdict(request, cell.gesture, "measured", judge="clip-score"),
            question="number",
            score=None,
            number=(0.5 if cell.value("weight") == "1.2" else 0.25) + request.seed / 1024,
        )
        for cell, request in shared.store.run_requests("latest")
    )
    view = read_results(shared, ResultsChoice(judge="clip-score", by=("weight",)), "en")
    assert view.message == "" and view.questions == ()
    first, second = re.findall(r">([^<>]*)</button></td><td class=''>(\d+)</td>", view.yields)
    assert (first[0], second[0]) == ("weight 1.2", "weight 0.8"), "the largest first"
    assert first[1] == second[1] == str(2 * seeds)
    assert "+0.25" in view.words and "nan" not in view.words and "inf" not in view.words
    assert ("3 seeds can give no p" in view.words) == (seeds == 3)
    chinese = read_results(shared, ResultsChoice(judge="clip-score"), "zh")
    assert "平均值" in chinese.yields and "平均值变化" in chinese.words
    ranked = ResultsChoice(judge="clip-score", source="verdicts")
    assert "Nothing to compare" in read_results(shared, ranked, "en").ranking
    shared.store.close()


def test_only_who_spoke_can_be_chosen() -> None:
    assert [value for _, value in judge_choices([], "en")] == ["machine"]
    assert [value for _, value in judge_choices(["person:anna"], "en")] == ["people"]
    assert judge_choices(["a", "person:anna"], "zh") == [
        ("机器判定", "machine"),
        ("人工判定", "people"),
    ]
    assert [value for _, value in judge_choices(["a", "b"], "en")] == ["machine", "a", "b"]


def test_updates_hide_a_choice_of_one(shared: AppState) -> None:
    tab = results_tab()
    updates = read_results(shared, ResultsChoice(by=("weight", "sparkle")), "zh").updates(tab)
    assert set(updates) == set(tab.shown)
    assert updates[tab.body]["visible"] is True
    assert updates[tab.judge]["visible"] is False and updates[tab.run]["visible"] is True
    assert updates[tab.of]["visible"] is False, "nobody judged the form: there is no choice"
    assert updates[tab.axis]["visible"] is False and updates[tab.by]["value"] == ["weight"]
    assert ("权重", "weight") in updates[tab.by]["choices"]
    choice = ResultsView(message=html("<p>")).updates(tab)
    hidden = {tab.message, tab.body, tab.run, tab.judge, tab.of, tab.card, tab.report}
    assert set(choice) == hidden
    assert not any(choice[part]["visible"] for part in (tab.body, tab.run, tab.judge))
    both = ResultsView(judges=(("A", "a"), ("B", "b")), varying=(("X", "x"), ("Y", "y")))
    shown = both.updates(tab)
    assert shown[tab.judge]["visible"] is True and shown[tab.axis]["visible"] is True


def test_what_is_chosen_is_read_from_the_parts() -> None:
    tab = results_tab()
    nothing: dict[Any, Any] = dict.fromkeys(tab.inputs)
    assert tab.read(nothing) == ResultsChoice()
    given = {tab.run: "r", tab.judge: "j", tab.of: "form", tab.by: ["a"], tab.axis: "x"}
    assert tab.read({**given, tab.source: "verdicts"}) == ResultsChoice(
        run="r", judge="j", of="form", by=("a",), axis="x", source="verdicts"
    )


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    shared = sample_app_state(tmp_path / "empty")
    shown = read_results(shared, ResultsChoice(), "en")
    assert "data-act='sweep'" in shown.message and shown.runs == ()
    shared.store.close()


def test_a_home_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shown = read_results(sample_app_state(tmp_path / "file"), ResultsChoice(), "en")
    assert "notice error" in shown.message and "Traceback" not in shown.message


def test_plots_stay_on_their_scale() -> None:
    bars = [Bar(label="<b>", value=0.31, low=0.1, high=0.55, words="x"), Bar(label="b", value=None)]
    page = share_html(bars, axis="share")
    assert "<b>" not in page and "left: 10.00%; width: 45.00%" in page
    forest = forest_html(bars[:1], axis="change", percent=True)
    assert "+100%" in forest and "left: 65.50%" in forest
    wide = forest_html([Bar(label="a", value=-2.5, low=-7.0, high=3.0)], axis="s", percent=False)
    assert "-10" in wide and "left: 15.00%; width: 50.00%" in wide
    assert "class='dot'" not in forest_html([], axis="x", percent=True)


def test_the_scale_of_shares_is_said_in_quarters() -> None:
    page = share_html([Bar(label="a", value=0.5, low=0.2, high=0.8)], axis="share")
    assert re.findall(r">(\d+%)<", page)[:5] == ["0%", "25%", "50%", "75%", "100%"]
    assert ">125%<" not in page and ">20%<" not in page


@pytest.mark.parametrize(
    ("reach", "end"), [(0.05, "0.1"), (0.15, "0.2"), (0.35, "0.4"), (0.45, "1"), (2.5, "4")]
)
def test_a_scale_ends_at_a_number_that_reads_well(reach: float, end: str) -> None:
    bars = [Bar(label="a", value=0.0, low=-reach, high=reach / 2)]
    page = forest_html(bars, axis="strength", percent=False)
    assert f">-{end}<" in page and f">+{end}<" in page


def test_a_run_that_varies_nothing_yet_says_what_to_draw(tmp_path: Path) -> None:
    shared = sample_app_state(tmp_path)
    [pair] = [each for each in sample_pairs(1) if each[0].id == "fist-0.8"]
    shared.store.start_run("one", "{}", [pair])
    shared.store.save_image(pair[1], sample_picture(pair[1]), seconds=0.1)
    for lang, words in (("en", "Nothing to compare"), ("zh", "无可比较")):
        view = read_results(shared, ResultsChoice(), lang)
        assert view.message == ""
        assert words in view.words
    shared.store.close()


def test_all_ties_say_that_nothing_is_better(shared: AppState) -> None:
    run = shared.store.run().id
    pairs = read_run(shared.store, run).pairs
    for number in range(3):
        vote = sample_vote(run, pairs[number], pairs[number + 3], "tie", f"tie-{number}")
        shared.store.save_vote(vote)
    view = read_results(shared, ResultsChoice(), "en")
    assert "Every vote was a tie" in view.ranking and "votes-more" not in view.ranking


def test_answers_are_kept_until_something_is_written(shared: AppState) -> None:
    first = read_results(shared, ResultsChoice(), "en")
    again = read_results(shared, ResultsChoice(), "en")
    assert again.yields is first.yields and again.heat is first.heat
    shared.store.mark_run(first.chosen.run, starred=True)
    later = read_results(shared, ResultsChoice(), "en")
    assert later.yields is not first.yields and later.yields == first.yields
    assert later.runs[0][0].startswith("★ ")
    assert f"data-address='results?run={first.chosen.run}" in later.card
