"""A run goes with what is its own alone; what people said is written down first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from toolkit.errors import BadInput, UnknownName
from toolkit.store import Store

PAIRS = sample_pairs()


@pytest.fixture
def store(home: Path) -> Store:
    """Two runs that share six of nine pictures, judged; the older has a vote of each kind."""
    opened = Store.open(home)
    for _, request in PAIRS:
        opened.save_image(request, sample_picture(request))
    older = opened.start_run("older", '{"name": "older"}', PAIRS[:9])
    newer = opened.start_run("newer", '{"name": "newer"}', PAIRS[3:])
    opened.rename_run(older, "old one")
    opened.rename_run(newer, "new one")
    opened.save_verdicts(sample_verdict(r, cell.gesture, "pass") for cell, r in PAIRS)
    cell, request = PAIRS[0]
    opened.save_verdicts([sample_verdict(request, cell.gesture, "fail", "person:ann")])
    opened.save_vote(sample_vote(older, PAIRS[0], PAIRS[3], uuid="one"))
    opened.save_vote(sample_vote(newer, PAIRS[3], PAIRS[4], uuid="two"))
    return opened


def test_what_other_runs_share_stays(store: Store) -> None:
    kept = store.run_requests("new one"), store.verdicts("new one"), store.votes("new one")
    told = store.what_goes("old one")
    assert (told.pictures, told.shared, told.verdicts, told.people, told.votes) == (3, 6, 4, 1, 1)
    assert store.run("old one").made == 9, "nothing went by looking"
    gone = store.delete_run("old one")
    assert (gone.pictures, gone.shared, gone.verdicts, gone.votes) == (3, 6, 4, 1)
    with pytest.raises(UnknownName):
        store.run("old one")
    assert kept == (
        store.run_requests("new one"),
        store.verdicts("new one"),
        store.votes("new one"),
    )
    hashes = [request.hash for _, request in PAIRS]
    assert store.finished(hashes) == set(hashes[3:])
    assert len(list(store.images_folder.glob("??/*.png"))) == 9


def test_what_people_said_is_written_down_first(store: Store) -> None:
    gone = store.delete_run("old one")
    assert gone.record is not None and gone.record.parent == store.home / "deleted"
    lines = [json.loads(line) for line in gone.record.read_text().splitlines()]
    assert [(line["kind"], line.get("uuid"), line.get("judge")) for line in lines] == [
        ("vote", "one", None),
        ("verdict", None, "person:ann"),
    ]
    assert lines[0]["winner"] == "left" and lines[0]["created_at"].startswith("2026-01-02")


def test_a_run_that_nobody_spoke_of_leaves_no_record(store: Store) -> None:
    quiet = store.start_run("quiet", "{}", PAIRS[:1])
    assert store.delete_run(quiet).record is None
    assert not (store.home / "deleted").exists()


def test_a_home_can_be_emptied_and_begun_again(store: Store) -> None:
    for run in store.runs():
        store.delete_run(run.id)
    assert store.runs() == [] and not list(store.images_folder.glob("??/*.png"))
    assert store.start_run("again", "{}", PAIRS)


def test_names_hold_runs_apart(store: Store) -> None:
    with pytest.raises(BadInput, match="is called 'old one' already"):
        store.rename_run("new one", "old one")
    assert store.rename_run("old one", "old one").name == "old one"
    assert store.rename_run("old one", " older ").called == "older"
    with pytest.raises(UnknownName, match="old one"):
        store.run("old one")
    for taken in ("latest", "260131-142501"):
        with pytest.raises(BadInput, match="stands for another run"):
            store.rename_run("older", taken)
