"""`gesture judges agree`: pairs of judges, people among them, as a table and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.store_samples import sample_pairs, sample_picture, sample_verdict
from toolkit import Flaw, Store
from toolkit.cli import app
from toolkit.rating.verdicts import Outcome

PAIRS = sample_pairs(2)


def _run(*words: str) -> Any:
    result = CliRunner().invoke(app, ["judges", "agree", *words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def run(home: Path) -> str:
    """Eight pictures: two form judges, a gesture judge, and a person who knows."""
    del home
    with Store.open() as store:
        run = store.start_run("plan", "{}", PAIRS)
        for number, (cell, request) in enumerate(PAIRS):
            store.save_image(request, sample_picture(request))
            flawed: Outcome = "fail" if number % 2 else "pass"
            seen = sample_verdict(request, cell.gesture, "pass")
            form = replace(seen, judge="form", question="form", outcome=flawed, reason="whole")
            if flawed == "fail":
                flaw = Flaw(kind="extra_finger", score=0.9, x=3, y=4).detail()
                form = replace(form, reason="flawed", details=(flaw,))
            strict = replace(form, judge="strict", outcome="fail" if number else "unsure")
            person = replace(form, judge="person:ann", question="both", reason="person", details=())
            store.save_verdicts([seen, form, strict, person])
    return run


def test_each_pair_has_its_counts_and_its_kappa(run: str) -> None:
    pairs = {(each["of"], each["first"], each["second"]): each for each in _run(run)}
    assert set(pairs) == {
        ("gesture", "hand-landmarks", "people"),
        ("form", "form", "strict"),
        ("form", "form", "people"),
        ("form", "strict", "people"),
    }
    perfect = pairs["form", "form", "people"]
    assert (perfect["n"], perfect["agreement"], perfect["kappa"]) == (8, 1.0, 1.0)
    assert perfect["low"] < 0.9 and perfect["high"] == 1.0, "eight pictures are few"
    assert perfect["confusion"]["pass"] == {"pass": 4, "fail": 0, "unsure": 0}
    assert perfect["flaws"] == [], "people named none"
    strict = pairs["form", "form", "strict"]
    assert strict["agreement"] == 0.5 and strict["confusion"]["pass"]["unsure"] == 1
    (flaw,) = strict["flaws"]
    assert (flaw["kind"], flaw["n"], flaw["confusion"]["yes"]["yes"]) == ("extra_finger", 8, 4)
    # The gesture judge passes all; chance leaves nothing to be gained beyond.
    one_sided = pairs["gesture", "hand-landmarks", "people"]
    assert (one_sided["agreement"], one_sided["kappa"]) == (0.5, 0.0)


def test_judges_and_the_question_can_be_chosen(run: str) -> None:
    assert [each["of"] for each in _run("latest", "--of", "form")] == ["form"] * 3
    (chosen,) = _run(run, "--judge", "hand,people")
    assert (chosen["first"], chosen["second"]) == ("hand-landmarks", "people")
    assert _run(run, "--of", "both") == []


def test_the_table_names_flaws_below(run: str) -> None:
    shown = CliRunner().invoke(app, ["judges", "agree", run])
    assert shown.exit_code == 0
    above, below = shown.stdout.split("\n\n")
    assert "strict" in above and "100 %" in above and "pass/unsure 1" in above
    assert "extra_finger" in below and "yes/yes 4" in below


def test_one_judge_has_nobody_to_agree_with(home: Path) -> None:
    del home
    with Store.open() as store:
        store.start_run("plan", "{}", PAIRS)
        store.save_image(PAIRS[0][1], sample_picture(PAIRS[0][1]))
        store.save_verdicts([sample_verdict(PAIRS[0][1], "fist", "pass")])
    assert _run() == []
    shown = CliRunner().invoke(app, ["judges", "agree"])
    assert shown.exit_code == 0 and "it takes two judges" in shown.stderr


def test_quality_has_alpha_and_everybodys_skill(run: str) -> None:
    told = CliRunner().invoke(app, ["judges", "quality", run, "--json"])
    assert told.exit_code == 0, told.stderr
    rows = {each["of"]: each for each in json.loads(told.stdout)}
    assert set(rows) == {"gesture", "form"}
    form = rows["form"]
    assert (form["items"], form["raters"], form["answers"]) == (8, 3, 24)
    assert form["low"] < form["alpha"] < form["high"]
    skill = {each["rater"]: each["right"] for each in form["skills"]}
    assert skill["form"] == skill["person:ann"] > skill["strict"]
    assert rows["gesture"]["skills"] == [], "of two nobody can say which is wrong"
    shown = CliRunner().invoke(app, ["judges", "quality", run, "--of", "form"]).stdout
    assert "alpha" in shown and "person:ann" in shown
    nothing = CliRunner().invoke(app, ["judges", "quality", run, "--of", "both"])
    assert nothing.exit_code == 0 and "it takes two judges" in nothing.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--judge", "hand,nobody"], "nobody"),
        (["--judge", "form,fomr"], "Did you mean 'form'"),
        (["--of", "forn"], "Did you mean 'form'"),
        (["--of", "number"], "gesture, form, both"),
        (["--judge", ","], "--judge"),
        (["no-such-run"], "no-such-run"),
    ],
)
def test_what_cannot_be_asked_is_bad_input(run: str, words: list[str], says: str) -> None:
    del run
    result = CliRunner().invoke(app, ["judges", "agree", *words])
    assert result.exit_code == 2
    assert says in result.stderr and len(result.stderr.strip().splitlines()) == 1
