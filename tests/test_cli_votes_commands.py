"""`gesture votes list` and `rebuild`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.store_samples import sample_pairs, sample_picture, sample_vote
from toolkit import Store
from toolkit.cli import app

PAIRS = sample_pairs()


@pytest.fixture
def run(home: Path) -> str:
    """A run of twelve pictures with two votes, of which one was taken back."""
    with Store.open(home) as store:
        run = store.start_run("plan", '{"name":"plan"}', PAIRS)
        for _, request in PAIRS:
            store.save_image(request, sample_picture(request))
        for number in range(2):
            store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3], uuid=f"vote-{number}"))
        store.delete_vote("vote-1")
    return run


def ranked(run: str) -> object:
    told = CliRunner().invoke(app, ["rank", run, "--by", "weight", "--json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_a_database_that_is_gone_gives_the_same_board(run: str, home: Path) -> None:
    before = ranked(run)
    for part in home.glob("gesture.db*"):
        part.unlink()
    told = CliRunner().invoke(app, ["votes", "rebuild"])
    assert told.exit_code == 0 and told.stderr == ""
    assert "2 votes, 1 of them taken back, and 0 verdicts by people, from 1 segment" in told.stdout
    assert ranked(run) == before


def test_what_cannot_be_read_is_said(run: str, home: Path) -> None:
    (segment,) = (home / "votes").glob("*.jsonl")
    with segment.open("ab") as file:
        file.write(b'nonsense\n{"kind": "vo')
    told = CliRunner().invoke(app, ["votes", "rebuild"])
    assert told.exit_code == 0
    assert f"Left out: {segment.name}, line 4: it is no JSON" in told.stderr
    assert f"Left out: {segment.name}, line 5: it was never finished (a process was" in told.stderr
    done = json.loads(CliRunner().invoke(app, ["votes", "rebuild", "--json"]).stdout)
    assert (done["votes"], done["retracted"], done["added"], done["changed"]) == (2, 1, 0, 0)
    assert [(each["line"], each["torn"]) for each in done["bad"]] == [(4, False), (5, True)]


def test_a_home_without_votes_has_none(home: Path) -> None:
    told = CliRunner().invoke(app, ["votes", "rebuild"])
    assert told.exit_code == 0 and told.stdout.startswith("0 votes, 0 of them taken back")
    assert not (home / "votes").exists()


def test_the_votes_that_stand_are_listed(run: str, home: Path) -> None:
    (vote,) = json.loads(CliRunner().invoke(app, ["votes", "list", run, "--json"]).stdout)
    assert (vote["uuid"], vote["winner"], vote["rater"]) == ("vote-0", "left", "ann")
    assert (vote["left"], vote["right"]) == ("weight=0.8", "weight=1.2")
    told = CliRunner().invoke(app, ["votes", "list"])
    assert told.exit_code == 0 and "weight=1.2" in told.stdout and "vote-1" not in told.stdout


def test_a_run_that_nobody_voted_on_says_so(home: Path) -> None:
    with Store.open(home) as store:
        store.start_run("plan", '{"name":"plan"}', PAIRS)
    told = CliRunner().invoke(app, ["votes", "list"])
    assert told.exit_code == 0 and "Nobody has voted" in told.stderr
    assert json.loads(CliRunner().invoke(app, ["votes", "list", "--json"]).stdout) == []
