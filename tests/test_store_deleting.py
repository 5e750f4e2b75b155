"""A run goes with what is its own alone; what people said is written down first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from toolkit.errors import BadInput, UnknownName
from toolkit.store import Store
from toolkit.sweeps.mend_values import MendValue, mended, with_parents
from toolkit.sweeps.requests import GenerationRequest

PAIRS = sample_pairs()
TWICE = MendValue(strength=0.5, passes=2, hands="all")


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


def mending_run(store: Store, name: str, plain: Sequence[GenerationRequest]) -> str:
    """A run that shows each of ``plain`` mended twice and nothing else; all of it is drawn."""
    cell = PAIRS[0][0]
    pairs = [(cell, mended(request, TWICE, judge="form 1")) for request in plain]
    for _, request in pairs:
        for each in with_parents(request):
            store.save_image(each, sample_picture(each))
    return store.start_run(name, f'{{"name": "{name}"}}', pairs)


def files_of(store: Store) -> int:
    return len(list(store.images_folder.glob("??/*.png")))


def test_what_was_drawn_only_to_be_mended_goes_too(home: Path) -> None:
    first, second, third = (request for _, request in PAIRS[:3])
    with Store.open(home) as store:
        here, other = mending_run(store, "a", [first, second]), mending_run(store, "b", [third])
        assert files_of(store) == 9 and store.what_goes(here).pictures == 6
        gone = store.delete_run(here)
        assert (gone.pictures, gone.shared) == (6, 0) and files_of(store) == 3
        assert store.finished([first.hash, second.hash, third.hash]) == {third.hash}
        assert store.delete_run(other).pictures == 3 and files_of(store) == 0


def test_what_another_run_s_picture_is_made_of_stays(home: Path) -> None:
    plain = PAIRS[0][1]
    once = MendValue(strength=0.5, hands="all")
    with Store.open(home) as store:
        here = mending_run(store, "a", [plain])
        first_pass = mended(plain, once, judge="form 1")
        other = store.start_run("b", '{"name": "b"}', [(PAIRS[0][0], first_pass)])
        gone = store.delete_run(here)
        assert (gone.pictures, gone.shared) == (1, 0), "the second pass alone"
        assert store.finished([plain.hash, first_pass.hash]) == {plain.hash, first_pass.hash}
        assert store.delete_run(other).pictures == 2 and files_of(store) == 0


def test_a_run_s_own_picture_stays_while_another_s_is_made_of_it(home: Path) -> None:
    cell, plain = PAIRS[0]
    with Store.open(home) as store:
        store.save_image(plain, sample_picture(plain))
        here = store.start_run("a", '{"name": "a"}', PAIRS[:1])
        store.save_verdicts([sample_verdict(plain, cell.gesture, "fail", "person:ann")])
        other = mending_run(store, "b", [plain])
        told = store.what_goes(here)
        assert (told.pictures, told.shared, told.verdicts, told.people) == (0, 1, 1, 1)
        gone = store.delete_run(here)
        assert gone.record is not None and "person:ann" in gone.record.read_text()
        assert store.read_image(plain.hash).size and files_of(store) == 3
        # Nobody asks for it any more: it goes with the picture that is made of it.
        assert store.what_goes(other).pictures == 3
        assert store.delete_run(other).verdicts == 0 and files_of(store) == 0


def test_what_was_never_drawn_between_hides_nothing(home: Path) -> None:
    cell, plain = PAIRS[0]
    with Store.open(home) as store:
        store.save_image(plain, sample_picture(plain))  # stopped before the passes
        twice = mended(plain, TWICE, judge="form 1")
        run = store.start_run("a", '{"name": "a"}', [(cell, twice)])
        assert files_of(store) == 1
        store.delete_run(run)
        assert files_of(store) == 0


def test_words_about_mending_are_no_mending(home: Path) -> None:
    cell, request = PAIRS[0]
    odd = GenerationRequest(prompt='a hand, "mend":{"parent":"x"}', negative="", seed=1, model="m")
    with Store.open(home) as store:
        store.save_image(odd, sample_picture(odd))
        store.start_run("a", '{"name": "a"}', [(cell, odd)])
        store.save_image(request, sample_picture(request))  # in no run, and of nothing
        assert store.delete_run("latest").pictures == 1 and files_of(store) == 1
