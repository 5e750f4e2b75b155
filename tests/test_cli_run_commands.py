"""`gesture add` and `gesture runs`, and statistics over several runs, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.added_pictures import two_services, write
from toolkit import Store, Verdict
from toolkit.cli import app


def run(*words: str, given: str = "", code: int = 0) -> str:
    told = CliRunner().invoke(app, list(words), input=given)
    assert told.exit_code == code, told.output
    return told.output


def told(*words: str) -> Any:
    return json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)


def judge(name: str, passed: int) -> None:
    """The first ``passed`` pictures of a run show what was asked."""
    with Store.open() as store:
        store.save_verdicts(
            Verdict(
                request_hash=request.hash,
                expected=cell.gesture,
                outcome="pass" if place < passed else "fail",
                reason="match" if place < passed else "no_hand",
                judge="hand-landmarks",
                judge_version="1",
            )
            for place, (cell, request) in enumerate(store.run_requests(name))
        )


@pytest.fixture
def two_runs(home: Path, tmp_path: Path) -> None:
    """Four pictures of a service's old generation, four of its new one, judged."""
    folder = two_services(tmp_path / "pics")
    for name, passed in (("old", 0), ("new", 2)):
        run("add", str(folder / name), "--run", name, "--gesture", "peace")
        judge(name, passed)


def test_two_of_four_where_there_had_been_none(two_runs: None) -> None:
    rows = told("yields", "old", "new", "--by", "run")
    assert [(row["run"], row["k"], row["n"]) for row in rows] == [("old", 0, 4), ("new", 2, 4)]
    (effect,) = told("effects", "old", "new", "--axis", "run")
    assert (effect["value"], effect["reference"], effect["gain"]) == ("new", "old", 0.5)
    assert (effect["paired"], effect["n_pairs"]) == (False, 0) and effect["low"] < 0
    said = run("effects", "old", "new", "--axis", "run")
    assert "2 of 4 against 0 of 4" in said and "as two samples" in said
    assert "can give no p" not in said
    assert [row["run"] for row in told("yields", "old", "--by", "run")] == ["old"]
    assert "named twice" in run("yields", "old", "old", code=2)


def test_what_was_not_added_is_said(home: Path, tmp_path: Path) -> None:
    folder = two_services(tmp_path / "pics")
    (folder / "bad.png").write_bytes(b"")
    said = run("add", str(folder), "--run", "mine")
    assert "bad.png is empty" in said and "8 added, 1 not added; 2 cells" in said
    report = told("add", str(folder), "--run", "mine")
    assert (report["added"], report["known"]) == (0, 8)
    assert report["refused"][0]["code"] == "empty"
    run("add", str(folder / "bad.png"), "--run", "none", code=1)
    run("add", str(folder), "--run", "latest", code=2)
    assert len(told("runs", "list")) == 1


def test_runs_are_listed_shown_renamed_and_deleted(two_runs: None) -> None:
    assert [each["name"] for each in told("runs", "list")] == ["new", "old"]
    assert all(each["made_elsewhere"] for each in told("runs", "list"))
    assert "elsewhere" in run("runs", "list")
    shown = told("runs", "show", "old")
    assert shown["axes"] == {"gesture": ["peace"], "folder": ["old"]}
    assert shown["judged"] == {"hand-landmarks": 4}
    assert "4 of 4 pictures in 1 cells" in run("runs", "show", "old")
    assert "is called older now" in run("runs", "rename", "old", "older")
    assert "Nothing was deleted" in run("runs", "delete", "older", given="n\n", code=1)
    said = run("runs", "delete", "older", given="y\n")
    assert "go 4 pictures, 4 verdicts" in said and "is deleted" in said
    run("runs", "delete", "new", "--yes")
    assert told("runs", "list") == []
    assert "no run yet" in run("runs", "list")
    run("runs", "show", "older", code=2)


def test_a_run_of_added_pictures_is_judged_and_ranked_as_any(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = two_services(tmp_path / "pics")
    write(folder / "new" / "9.jpg", 9)
    run("add", str(folder), "--run", "mine", "--gesture", "peace")
    judge("mine", 3)
    rows = told("yields", "mine", "--by", "folder")
    assert [(row["folder"], row["k"], row["n"]) for row in rows] == [("new", 3, 5), ("old", 0, 4)]
    assert {row["variant"] for row in told("rank", "mine", "--verdicts", "--by", "folder")} == {
        *("folder=new", "folder=old")
    }
    by_seed = told("yields", "mine", "--by", "seed")
    assert [row["seed"] for row in by_seed] == ["no. 1", "no. 2", "no. 3", "no. 4", "no. 5"]
