"""`gesture yields`, `gesture rank`, `gesture judge`: shapes and arithmetic, on real records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from toolkit import Store
from toolkit.cli import app
from toolkit.rating.verdicts import Asked, Outcome, Reason, Verdict
from toolkit.rating.votes import Vote, Winner
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

PHRASES = ("plain", "explicit")


def _cell(phrase: str) -> Cell:
    values = (("gesture", "fist"), ("phrase", phrase), ("model", "m"))
    return Cell(id=phrase, gesture="fist", values=values)


def _request(phrase: str, seed: int) -> GenerationRequest:
    return GenerationRequest(
        prompt=phrase, negative="", seed=seed, model="m", width_px=64, height_px=64
    )


@pytest.fixture
def run(home: Path) -> str:
    """A run of two phrases on four seeds, drawn, not judged."""
    pairs = [(_cell(phrase), _request(phrase, seed)) for phrase in PHRASES for seed in range(4)]
    with Store.open() as store:
        for _, request in pairs:
            store.save_image(request, Image.new("RGB", (64, 64), (request.seed * 9, 0, 0)))
        return store.start_run("two", "{}", pairs)


def _judge(outcomes: dict[str, Iterable[Outcome]]) -> None:
    _save(
        outcomes,
        lambda outcome: "match" if outcome == "pass" else "no_hand",
        "hand-landmarks",
        "gesture",
    )


def _save(
    outcomes: dict[str, Iterable[Outcome]],
    reason: Callable[[Outcome], Reason],
    judge: str,
    question: Asked,
) -> None:
    """Verdicts of ``judge``, phrase by phrase and seed by seed; none where it is unjudged."""
    with Store.open() as store:
        store.save_verdicts(
            Verdict(
                request_hash=_request(phrase, seed).hash,
                expected="fist",
                outcome=outcome,
                reason=reason(outcome),
                judge=judge,
                judge_version="1",
                question=question,
            )
            for phrase, said in outcomes.items()
            for seed, outcome in enumerate(said)
            if outcome != "unjudged"
        )


def _vote(run: str, number: int, winner: Winner) -> None:
    vote = Vote(
        uuid=f"vote-{number}",
        run=run,
        gesture="fist",
        left=_request("plain", number % 4).hash,
        right=_request("explicit", number % 4).hash,
        left_cell="plain",
        right_cell="explicit",
        winner=winner,
        rater="me",
        latency_ms=900,
        propensity=1.0,
        created_at=datetime.now(UTC),
    )
    with Store.open() as store:
        store.save_vote(vote)


def _json(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_yields_count_what_was_judged_and_keep_the_unjudged_apart(run: str) -> None:
    _judge(
        {
            "plain": ["pass", "fail", "fail", "unjudged"],
            "explicit": ["pass", "pass", "pass", "pass"],
        }
    )
    plain, explicit = _json("yields", "latest", "--by", "phrase")
    assert {"phrase", "k", "n", "unjudged", "yield", "low", "high"} <= set(plain)
    assert (plain["phrase"], plain["k"], plain["n"], plain["unjudged"]) == ("plain", 1, 3, 1)
    assert plain["yield"] == pytest.approx(1 / 3)
    assert plain["low"] < 1 / 3 < plain["high"]
    assert (explicit["k"], explicit["n"], explicit["unjudged"]) == (4, 4, 0)
    assert 0.3 < explicit["low"] < 1
    assert _json("yields", run, "--by", "gesture,phrase")[0]["gesture"] == "fist"
    table = CliRunner().invoke(app, ["yields", run, "--by", "phrase"]).stdout
    assert "33 %" in table


def test_nobody_judged_is_no_yield_and_says_what_to_do(run: str) -> None:
    rows = _json("yields", run, "--by", "phrase")
    assert [(row["k"], row["n"], row["unjudged"], row["yield"]) for row in rows] == [
        (0, 0, 4, None)
    ] * 2
    assert "gesture judge" in CliRunner().invoke(app, ["yields", run]).stderr


def _judge_form(outcomes: dict[str, Iterable[Outcome]]) -> None:
    reasons: dict[Outcome, Reason] = {"pass": "whole", "fail": "flawed"}
    _save(outcomes, lambda outcome: reasons.get(outcome, "unclear"), "form", "form")


def test_both_questions_are_counted_where_both_were_judged(run: str) -> None:
    _judge({"plain": ["pass", "pass", "pass", "fail"], "explicit": ["pass"] * 4})
    alone = CliRunner().invoke(app, ["yields", run, "--by", "phrase"])
    assert "Nobody has judged the hands' form" in alone.stderr
    assert len(alone.stderr.strip().splitlines()) == 1
    assert {row["of"] for row in _json("yields", run)} == {"gesture"}
    for words in (["--of", "gesture"], ["--judge", "hand"]):
        assert CliRunner().invoke(app, ["yields", run, *words]).stderr == ""
    _judge_form(
        {"plain": ["pass", "unsure", "fail", "pass"], "explicit": ["fail", "pass", "pass", "pass"]}
    )
    plain, explicit = _json("yields", run, "--by", "phrase")
    assert (plain["of"], plain["k"], plain["n"], plain["unsure"]) == ("both", 1, 4, 1)
    assert (plain["gesture_k"], plain["gesture_n"], plain["gesture_yield"]) == (3, 4, 0.75)
    assert (plain["form_k"], plain["form_n"], plain["form_yield"]) == (2, 4, 0.5)
    assert (explicit["k"], explicit["n"], explicit["unjudged"]) == (3, 4, 0)
    assert (plain["no_hand"], explicit["no_hand"]) == (1, 0)
    shown = CliRunner().invoke(app, ["yields", run, "--by", "phrase"])
    assert shown.stderr == "" and "gesture  form" in shown.stdout
    form = _json("yields", run, "--by", "phrase", "--of", "form")
    assert [(row["of"], row["k"], row["unsure"]) for row in form] == [
        ("form", 2, 1),
        ("form", 3, 0),
    ]


def test_effects_are_of_the_question_that_is_asked(run: str) -> None:
    _judge({"plain": ["fail"] * 4, "explicit": ["pass"] * 4})
    _judge_form({"plain": ["pass"] * 4, "explicit": ["pass", "pass", "fail", "unsure"]})

    def gain(*words: str) -> tuple[str, float]:
        (effect,) = _json("effects", run, "--axis", "phrase", *words)
        return effect["of"], effect["gain"]

    assert gain() == ("both", 0.5)
    assert gain("--of", "gesture") == ("gesture", 1.0)
    assert gain("--of", "form") == gain("--judge", "form") == ("form", -0.5)
    # What the judge of the form says makes no ranking: that stays the gesture's.
    assert _json("rank", run, "--verdicts")[0]["votes"] == 4


def test_a_judge_that_measures_gets_means_and_their_changes(run: str) -> None:
    _judge({"plain": ["pass"] * 4, "explicit": ["pass"] * 4})
    with Store.open() as store:
        store.save_verdicts(
            replace(
                verdict,
                judge="clip-score",
                question="number",
                outcome="measured",
                reason="measured",
                number=0.25 + 0.125 * (number // 4),
            )
            for number, verdict in enumerate(store.verdicts(run)[:7])
        )
    assert {row["of"] for row in _json("yields", run)} == {"gesture"}
    plain, explicit = _json("yields", run, "--by", "phrase", "--judge", "clip-score")
    assert plain == {
        **{"phrase": "plain", "of": "number", "n": 4, "unjudged": 0},
        **{"mean": 0.25, "low": 0.25, "high": 0.25},
    }
    assert (explicit["n"], explicit["unjudged"], explicit["mean"]) == (3, 1, 0.375)
    (effect,) = _json("effects", run, "--axis", "phrase", "--judge", "clip-score")
    assert (effect["gain"], effect["n_pairs"], effect["of"]) == (0.125, 3, "number")
    assert (effect["low"], effect["high"]) == (None, None), "three seeds bound nothing"
    table = CliRunner().invoke(app, ["yields", run, "--by", "phrase", "--judge", "clip-score"])
    assert "0.375" in table.stdout and "mean" in table.stdout and table.stderr == ""
    change = CliRunner().invoke(app, ["effects", run, "--axis", "phrase", "--judge", "clip-score"])
    assert "+0.125" in change.stdout and "3 seeds can give no p" in change.stderr
    nothing = _json("yields", run, "--judge", "clip-score", "--of", "form")
    assert (nothing[0]["n"], nothing[0]["unjudged"]) == (0, 8)


def test_yields_of_one_judge_of_several(run: str) -> None:
    _judge({"plain": ["pass"] * 4, "explicit": ["pass"] * 4})
    with Store.open() as store:
        verdicts = [replace(each, judge="mine", outcome="fail") for each in store.verdicts(run)]
        store.save_verdicts(verdicts[:4])

    def count(judge: str) -> list[tuple[int, int]]:
        return [(row["k"], row["n"]) for row in _json("yields", run, "--judge", judge)]

    assert count("hand-landmarks") == [(8, 8)]
    assert count("mine") == [(0, 4)]
    assert count("people") == count("person:ann") == [(0, 0)]
    assert _json("rank", run, "--verdicts", "--judge", "people") == []
    assert _json("effects", run, "--axis", "phrase", "--judge", "people") == []
    mistyped = CliRunner().invoke(app, ["yields", run, "--judge", "mien"])
    assert mistyped.exit_code == 2
    assert "people, mine" in mistyped.stderr
    assert "Did you mean 'mine'?" in mistyped.stderr


def test_rank_puts_the_preferred_wording_first(run: str) -> None:
    assert _json("rank", run) == []
    answers: list[Winner] = ["right", "right", "right", "tie", "left", "both_bad", "not_sure"]
    for number, winner in enumerate(answers):
        _vote(run, number, winner)
    first, second = _json("rank", "latest")
    assert set(first) >= {"variant", "strength", "low", "high", "votes"}
    assert (first["variant"], second["variant"]) == ("phrase=explicit", "phrase=plain")
    assert first["strength"] > 0 > second["strength"]
    assert first["low"] < first["strength"] < first["high"]
    assert first["votes"] == 5, "both bad and not sure are no comparisons"
    assert "explicit" in CliRunner().invoke(app, ["rank", run]).stdout


def test_rank_says_what_it_rests_on_and_how_firm_it_is(run: str) -> None:
    answers: list[Winner] = ["right", "right", "right", "tie", "left"]
    for number, winner in enumerate(answers):
        _vote(run, number, winner)
    first, second = _json("rank", run)
    assert (first["group"], first["wins"], first["losses"], first["ties"]) == (1, 3, 1, 1)
    assert first["more_votes"] > 5 and second["more_votes"] is None
    assert first["first_place_votes"] == 3 and first["excluded_share"] == 0.0
    assert first["clusters"] == [], "one rater, four seeds"
    shown = CliRunner().invoke(app, ["rank", run])
    assert "5 votes by 1 rater and 4 seeds: too few" in shown.stderr
    assert "3 votes more of phrase=plain over phrase=explicit would change" in shown.stderr
    assert f"about {first['more_votes']:,} votes more" in shown.stdout


def test_the_one_who_always_presses_left_is_left_out_and_said_so(run: str) -> None:
    for number in range(20):
        _vote(run, number, "left")
    assert _json("rank", run) == []
    shown = CliRunner().invoke(app, ["rank", run])
    assert shown.exit_code == 0
    assert "Left out: me (20): chose the left picture 20 of 20 times." in shown.stderr
    assert "100 % of the votes" in shown.stderr
    assert _json("rank", run, "--everyone")[0]["variant"] == "phrase=plain"
    (rater,) = _json("votes", "raters", run)
    assert (rater["rater"], rater["votes"], rater["excluded"]) == ("me", 20, "one_side")
    assert rater["checks"]["one_side"] == {"outcome": "fail", "left": 20, "votes": 20}
    assert rater["checks"]["fails_gold"]["outcome"] == "unknown"
    table = CliRunner().invoke(app, ["votes", "raters", run])
    assert "unknown" in table.stdout and "Left out: me" in table.stderr


def test_nobody_has_voted(run: str) -> None:
    assert _json("votes", "raters", run) == []
    shown = CliRunner().invoke(app, ["votes", "raters", run])
    assert shown.exit_code == 0 and "Nobody has voted yet" in shown.stderr


def test_people_stand_beside_the_judges_yield(run: str) -> None:
    _judge({"plain": ["fail", "fail", "pass", "pass"], "explicit": ["pass"] * 4})
    (before, _) = _json("yields", run, "--by", "phrase")
    assert (before["labelled"], before["precision"], before["corrected"]) == (0, None, None)
    assert "precision" not in CliRunner().invoke(app, ["yields", run]).stdout
    _save(
        {"plain": ["pass", "fail", "pass", "pass"], "explicit": ["pass", "pass", "fail", "pass"]},
        lambda _outcome: "person",
        "person:ann",
        "both",
    )
    plain, explicit = sorted(_json("yields", run, "--by", "phrase"), key=lambda each: each["k"])
    assert (plain["labelled"], plain["precision"], plain["recall"]) == (4, 1.0, 2 / 3)
    assert (plain["yield"], plain["corrected"]) == (0.5, 0.75)
    assert (explicit["precision"], explicit["corrected"]) == (0.75, 0.75)
    assert plain["corrected_low"] < 0.4 and plain["corrected_high"] == 1.0
    shown = CliRunner().invoke(app, ["yields", run, "--by", "phrase"]).stdout
    assert "precision" in shown and "2 of 2" in shown and "75 %" in shown
    people = _json("yields", run, "--by", "phrase", "--judge", "people")
    assert {each["labelled"] for each in people} == {0}, "people are not held against themselves"


def test_effects_compare_with_the_reference_and_say_what_few_seeds_can_prove(run: str) -> None:
    _judge({"plain": ["fail", "fail", "fail", "pass"], "explicit": ["pass"] * 4})
    (effect,) = _json("effects", run, "--axis", "phrase")
    names = ["value", "reference", "gain", "low", "high", "p_adjusted", "n_pairs", "paired"]
    assert list(effect) == [*names, "seconds", "of"]
    assert (effect["value"], effect["reference"]) == ("explicit", "plain")
    assert (effect["gain"], effect["n_pairs"]) == (0.75, 4)
    assert effect["p_adjusted"] >= 0.125 and (effect["low"], effect["high"]) == (-1.0, 1.0)
    (back,) = _json("effects", "--axis", "phrase", "--reference", "explicit")
    assert (back["value"], back["gain"]) == ("plain", -0.75)
    shown = CliRunner().invoke(app, ["effects", run, "--axis", "phrase"])
    assert "+75%" in shown.stdout and "4 seeds can give no p below 0.125" in shown.stderr


def test_effects_without_two_judged_values_say_so(run: str) -> None:
    assert _json("effects", run, "--axis", "phrase") == []
    shown = CliRunner().invoke(app, ["effects", run, "--axis", "phrase"])
    assert "Nothing to compare on phrase" in shown.stderr


def test_rank_by_verdicts_on_shared_seeds(run: str) -> None:
    _judge({"plain": ["fail", "fail", "pass", "fail"], "explicit": ["pass"] * 4})
    assert _json("rank", run, "--verdicts")[0]["variant"] == "phrase=explicit"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["yields", "latest", "--by", "colour"], "colour"),
        (["yields", "latest", "--by", ","], "--by"),
        (["yields", "no-such-run"], "no-such-run"),
        (["rank", "latest", "--by", "gesture"], "gesture"),
        (["effects", "latest", "--axis", "sparkle"], "sparkle"),
        (["effects", "latest", "--axis", "seed"], "seed"),
        (["effects", "latest", "--axis", "phrase", "--reference", "loud"], "loud"),
        (["rank", "no-such-run"], "no-such-run"),
        (["judge", "no-such-run"], "no-such-run"),
        (["yields", "latest", "--of", "forn"], "Did you mean 'form'?"),
        (["effects", "latest", "--axis", "phrase", "--of", "x"], "gesture, form, both"),
        (["yields", "latest", "--judge", "hand-landmark"], "Did you mean 'hand-landmarks'?"),
        (["yields", "latest", "--judge", "nosuch"], "vlm-gesture, people"),
        (["yields", "latest", "--judge", "vlm:a/b"], "the name before the colon, 'vlm'"),
        (["yields", "no-such-run", "--judge", "nosuch"], "no-such-run"),
        (["effects", "latest", "--axis", "phrase", "--judge", "nosuch"], "nosuch"),
        (["rank", "latest", "--verdicts", "--judge", "nosuch"], "nosuch"),
    ],
)
def test_unknown_axes_and_runs_are_bad_input(run: str, words: list[str], says: str) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_empty_store_says_how_to_begin(home: Path) -> None:
    result = CliRunner().invoke(app, ["yields", "latest"])
    assert result.exit_code == 2
    assert "gesture sweep" in result.stderr


def test_without_a_judge_every_picture_is_unjudged_and_says_why(
    run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "not-there.task"))
    result = CliRunner().invoke(app, ["judge", run, "--json"])
    assert result.exit_code == 1
    reports = json.loads(result.stdout)
    assert [(each["question"], each["looked"], each["unjudged"]) for each in reports] == [
        ("gesture", 8, 8),
        ("form", 8, 8),
    ]
    assert result.stderr.count("No judge: ") == 1, "both lack the same file"
    assert "not-there.task" in result.stderr
    assert "gesture doctor --fetch" in result.stderr
    with Store.open() as store:
        assert {verdict.reason for verdict in store.verdicts(run)} == {"no_judge"}


def test_a_damaged_and_a_missing_picture_are_unjudged_not_a_crash(
    run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open() as store:
        path = store.image_path(_request("plain", 0).hash)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        store.image_path(_request("plain", 1).hash).unlink()
    result = CliRunner().invoke(app, ["judge", run, "--no-fetch", "--json"])
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 1)
    rows = _json("yields", run, "--by", "phrase")
    assert rows[0]["unjudged"] >= 2
