"""What goes into the store comes out again: runs, pictures, verdicts, votes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from toolkit.errors import BadInput, StoreError, UnknownName
from toolkit.rating import VoteTable, Winner
from toolkit.rating.verdicts import Detail
from toolkit.rating.yields import PassCount
from toolkit.store import Store
from toolkit.store.rows import DamagedRecord
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

PAIRS = sample_pairs()


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(home) as opened:
        yield opened


def _fill(store: Store, pairs: list[tuple[Cell, GenerationRequest]] = PAIRS) -> str:
    run = store.start_run("plan", '{"name":"plan"}', pairs)
    for _, request in pairs:
        store.save_image(request, sample_picture(request), seconds=0.5, device="cpu")
    return run


def test_a_run_comes_back_in_order(store: Store) -> None:
    shuffled = PAIRS[::-2] + PAIRS[::2]
    run = store.start_run("plan", '{"name":"plan"}', shuffled)
    assert store.run_requests(run) == store.run_requests("latest") == shuffled
    assert [cell.id for cell in store.cells(run)] == list(
        dict.fromkeys(cell.id for cell, _ in shuffled)
    )
    info = store.run()
    assert (info.id, info.plan_name, info.plan_json) == (run, "plan", '{"name":"plan"}')
    assert (info.cells, info.requested, info.made, info.votes) == (4, 12, 0, 0)
    assert info.created_at.tzinfo is not None


def test_resuming_finds_the_same_plan_only(store: Store) -> None:
    first = store.start_run("plan", "{}", PAIRS, resume=True)
    again = store.start_run("plan", "{}", PAIRS)
    assert first < again
    assert store.start_run("plan", "{}", PAIRS, resume=True) == again
    retrained = [(cell, replace(request, revision="2")) for cell, request in PAIRS]
    newer = store.start_run("plan", "{}", retrained, resume=True)
    assert newer > again
    assert store.start_run("plan", '{"steps":9}', PAIRS, resume=True) > newer
    assert [info.id for info in store.runs()] == sorted(
        (info.id for info in store.runs()), reverse=True
    )


def test_a_run_that_asks_for_nothing_or_contradicts_itself_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="no picture"):
        store.start_run("plan", "{}", [])
    cell, request = PAIRS[0]
    with pytest.raises(BadInput, match="Two different cells"):
        store.start_run("plan", "{}", [(cell, request), (replace(cell, gesture="x"), request)])
    assert store.runs() == []


def test_an_unknown_run_suggests_near_ones(store: Store) -> None:
    with pytest.raises(UnknownName, match=r"no runs yet.*gesture sweep"):
        store.run("latest")
    run = store.start_run("plan", "{}", PAIRS)
    with pytest.raises(UnknownName, match=f"Did you mean '{run}'"):
        store.votes(run[:-1] + "x")
    with pytest.raises(UnknownName, match="latest"):
        store.images("lattest")


def test_pictures_come_back_and_are_shared_between_runs(store: Store) -> None:
    run = _fill(store)
    images = store.images(run)
    assert [image.request for image in images] == [request for _, request in PAIRS]
    assert {(image.seconds, image.device) for image in images} == {(0.5, "cpu")}
    other = store.start_run("other", "{}", PAIRS[3:5])
    assert store.images(other) == images[3:5] == store.images("latest")
    assert store.run(other).made == 2
    for image in images:
        assert store.image(image.request_hash) == image
        assert store.image_path(image.request_hash) == store.images_folder / image.file
        found = store.read_image(image.request_hash)
        assert found.tobytes() == sample_picture(image.request).tobytes()
        assert image.request.model.encode() * 9 not in store.blind_png(image.request_hash)


def test_one_picture_in_two_cells_is_listed_once_and_judged_twice(store: Store) -> None:
    cell, request = PAIRS[0]
    twin = replace(cell, id="twin", values=(("phrase", "1"),))
    run = _fill(store, [(cell, request), (twin, request)])
    store.save_verdicts([sample_verdict(request, "fist", "pass")])
    assert len(store.images(run)) == len(store.verdicts(run)) == 1
    assert store.run(run).requested == store.run(run).made == 1
    assert [judged.cell for judged in store.judged_cells(run)] == [cell.id, "twin"]


def test_missing_and_damaged_pictures_say_so_and_are_made_again(store: Store) -> None:
    run = _fill(store)
    hashes = [request.hash for _, request in PAIRS]
    assert store.finished(hashes) == set(hashes)
    store.image_path(hashes[0]).unlink()
    cut = store.image_path(hashes[1])
    cut.write_bytes(cut.read_bytes()[:-40])
    assert not store.has_image(hashes[0])
    assert not store.has_image(hashes[1])
    assert store.finished(hashes) == set(hashes[2:])
    with pytest.raises(StoreError, match=r"missing.*--resume"):
        store.read_image(hashes[0])
    with pytest.raises(StoreError, match="damaged"):
        store.read_image(hashes[1])
    with pytest.raises(StoreError, match="no picture"):
        store.image("0" * 64)
    for _, request in PAIRS[:2]:
        store.save_image(request, sample_picture(request))
    assert store.finished(hashes) == set(hashes)
    assert len(store.images(run)) == len(PAIRS)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "G" * 64])
def test_a_name_that_is_no_hash_never_reaches_the_disk(store: Store, name: str) -> None:
    for ask in (store.has_image, store.image, store.image_path, store.read_image, store.blind_png):
        with pytest.raises(BadInput, match="64 hex digits"):
            ask(name)


def test_a_newer_verdict_replaces_the_same_judges_older_one(store: Store) -> None:
    run = _fill(store)
    (_, one), (_, two) = PAIRS[:2]
    store.save_verdicts(
        [sample_verdict(one, "fist", "fail"), sample_verdict(two, "fist", "unjudged")]
    )
    store.save_verdicts([sample_verdict(one, "peace", "pass")])  # about another question
    newer = replace(sample_verdict(one, "fist", "pass"), judge_version="2", score=None)
    person = sample_verdict(one, "fist", "fail", judge="person:ann")
    assert store.save_verdicts([newer, person]) == 2
    assert store.verdicts(run) == [newer, person, sample_verdict(two, "fist", "unjudged")]
    assert store.verdicts(run, "person:ann") == [person]


def test_verdicts_about_strangers_are_refused_whole(store: Store) -> None:
    run = _fill(store)
    stranger = replace(PAIRS[0][1], seed=99)
    with pytest.raises(StoreError, match=stranger.hash):
        store.save_verdicts(
            [sample_verdict(PAIRS[0][1], "fist", "pass"), sample_verdict(stranger, "fist", "pass")]
        )
    with pytest.raises(StoreError, match="refused"):
        store.save_verdicts([replace(sample_verdict(PAIRS[0][1], "fist", "pass"), score=3.0)])
    assert store.verdicts(run) == []


def test_every_finished_picture_is_judged_or_says_that_it_is_not(store: Store) -> None:
    run = store.start_run("plan", "{}", PAIRS)
    for _, request in PAIRS[:3]:
        store.save_image(request, sample_picture(request))
    store.save_verdicts([sample_verdict(PAIRS[1][1], "fist", "fail")])
    judged = store.judged_cells(run)
    assert [(each.outcome, each.reason) for each in judged] == [
        ("unjudged", "no_judge"),
        ("fail", "no_hand"),
        ("unjudged", "no_judge"),
    ]
    assert [each.seed for each in judged] == [0, 1, 2]
    assert judged[0].values == PAIRS[0][0].values
    assert judged[1].judge == "hand-landmarks"


def test_people_are_heard_when_asked_for(store: Store) -> None:
    run = _fill(store, PAIRS[:2])
    (_, one), (_, two) = PAIRS[:2]
    store.save_verdicts(
        [
            sample_verdict(one, "fist", "fail"),
            sample_verdict(one, "fist", "pass", judge="person:ann"),
            sample_verdict(one, "fist", "pass", judge="person:bob"),
            sample_verdict(one, "fist", "fail", judge="person:cho"),
            sample_verdict(two, "fist", "pass", judge="person:ann"),
            sample_verdict(two, "fist", "fail", judge="person:bob"),
        ]
    )
    assert [each.outcome for each in store.judged_cells(run)] == ["fail", "unjudged"]
    people = store.judged_cells(run, "people")
    assert [(each.outcome, each.reason) for each in people] == [
        ("pass", "person"),
        ("unjudged", "disagree"),
    ]
    assert [each.outcome for each in store.judged_cells(run, "person:cho")] == ["fail", "unjudged"]


def test_each_question_is_settled_and_counted_apart(store: Store) -> None:
    run = _fill(store, PAIRS[:3])
    (_, one), (_, two), (_, three) = PAIRS[:3]
    form = replace(sample_verdict(one, "fist", "fail", judge="form"), question="form")
    unsure = replace(form, request_hash=two.hash, outcome="unsure", reason="unclear")
    store.save_verdicts([sample_verdict(each, "fist", "pass") for each in (one, two, three)])
    assert {cell.of for cell in store.judged_cells(run)} == {"gesture"}
    store.save_verdicts([form, unsure])
    said = {
        of: [(cell.of, cell.outcome) for cell in store.judged_cells(run, of=of)]
        for of in (None, "gesture", "form", "number")
    }
    assert said == {
        None: [("both", "fail"), ("both", "unsure"), ("both", "unjudged")],
        "gesture": [("gesture", "pass")] * 3,
        "form": [("form", "fail"), ("form", "unsure"), ("form", "unjudged")],
        "number": [("number", "unjudged")] * 3,
    }
    both = store.judged_cells(run)
    assert [(cell.gesture_outcome, cell.form_outcome) for cell in both] == [
        ("pass", "fail"),
        ("pass", "unsure"),
        ("pass", "unjudged"),
    ]
    assert {cell.of for cell in store.judged_cells(run, "form")} == {"form"}
    with pytest.raises(BadInput, match=r"no question 'beauty'.*gesture, form, both, number"):
        store.judged_cells(run, of="beauty")  # type: ignore[arg-type]


def test_the_counts_of_all_runs_are_of_the_gesture(store: Store) -> None:
    _fill(store, PAIRS[:3])
    shown = sample_verdict(PAIRS[0][1], "fist", "pass")
    store.save_verdicts([shown, sample_verdict(PAIRS[1][1], "fist", "unsure")])
    for judge, question in (("form", "form"), ("vlm", "both")):
        flawed = replace(shown, judge=judge, question=question, outcome="fail")
        store.save_verdicts([flawed, replace(flawed, request_hash=PAIRS[2][1].hash)])
    clip = replace(
        shown, judge="clip", question="number", outcome="measured", reason="measured", number=0.3
    )
    store.save_verdicts([clip])
    assert store.pass_counts() == {"fist": PassCount(k=1, n=2)}
    passed = store.phrase_outcomes("fist")[""]
    assert passed == {PAIRS[0][1].hash: True, PAIRS[1][1].hash: False}


@pytest.mark.parametrize("number", [0.0, -2.5, 1e308, 5e-324])
def test_a_number_comes_back_exactly(store: Store, number: float) -> None:
    run = _fill(store, PAIRS[:1])
    verdict = replace(
        sample_verdict(PAIRS[0][1], "fist", "measured", judge="clip"),
        question="number",
        number=number,
        score=None,
    )
    store.save_verdicts([verdict])
    assert store.verdicts(run) == [verdict]
    (cell,) = store.judged_cells(run, "clip")
    assert (cell.of, cell.outcome, cell.number) == ("number", "measured", number)


@pytest.mark.parametrize(
    "change",
    [
        {"question": "beauty"},
        {"outcome": "perhaps"},
        {"question": "number"},
        {"number": 1.0},
        {"outcome": "measured", "question": "number"},
        {"outcome": "measured", "question": "form", "number": 1.0},
        {"outcome": "measured", "question": "number", "number": float("inf")},
        {"outcome": "measured", "question": "number", "number": float("nan")},
        {"outcome": "unsure", "question": "number"},
    ],
    ids=str,
)
def test_an_answer_that_fits_no_question_is_refused(
    store: Store, change: dict[str, object]
) -> None:
    run = _fill(store, PAIRS[:1])
    verdict = replace(sample_verdict(PAIRS[0][1], "fist", "pass"), **change)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="refused"):
        store.save_verdicts([verdict])
    assert store.verdicts(run) == []


def test_no_answer_never_hides_an_answer(store: Store) -> None:
    run = _fill(store, PAIRS[:1])
    store.save_verdicts([sample_verdict(PAIRS[0][1], "fist", "pass", judge="old")])
    store.save_verdicts([sample_verdict(PAIRS[0][1], "fist", "unjudged", judge="new")])
    assert store.judged_cells(run)[0].outcome == "pass"
    store.save_verdicts([sample_verdict(PAIRS[0][1], "fist", "fail", judge="newer")])
    assert store.judged_cells(run)[0].outcome == "fail"


def test_a_vote_counts_once_and_never_changes(store: Store) -> None:
    run = _fill(store)
    vote = sample_vote(run, PAIRS[0], PAIRS[3])
    assert store.save_vote(vote)
    assert not store.save_vote(replace(vote, winner="right"))
    assert store.votes(run) == [vote]
    later = replace(
        vote, uuid="vote-0", created_at=datetime.fromisoformat("2026-01-02T05:00:00+01:00")
    )
    assert store.save_vote(later)
    assert store.votes("latest") == [vote, later]
    assert store.run(run).votes == 2


def test_votes_as_columns_are_the_votes_that_stand(store: Store, home: Path) -> None:
    run = store.start_run("plan", "{}", PAIRS)
    assert list(store.vote_table(run).winner) == []
    answers: list[Winner] = ["left", "tie", "both_bad", "not_sure"]
    for n, winner in enumerate(answers):
        store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3], winner, f"vote-{n}"))
    store.delete_vote("vote-1")
    table, votes = store.vote_table("latest"), VoteTable.of(store.votes(run))
    for name in ("left_cell", "right_cell", "left", "right", "winner", "rater"):
        assert sorted(getattr(table, name)) == sorted(getattr(votes, name))
    with sqlite3.connect(home / "gesture.db") as database:
        database.execute("UPDATE votes SET rater = x'00ff' WHERE uuid = 'vote-0'")
    with pytest.raises(DamagedRecord, match="rater"):
        store.vote_table(run)


def test_an_undone_vote_stays_on_record_and_stays_undone(store: Store, home: Path) -> None:
    run = _fill(store)
    vote = sample_vote(run, PAIRS[0], PAIRS[3])
    store.save_vote(vote)
    assert store.delete_vote(vote.uuid)
    assert not store.delete_vote(vote.uuid)
    assert not store.delete_vote("nobody's")
    assert store.votes(run) == []
    assert store.run(run).votes == 0
    assert not store.save_vote(vote)  # the same press, sent again by a slow network
    assert store.votes(run) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"propensity": 0.0}, StoreError),
        ({"propensity": 1.5}, StoreError),
        ({"latency_ms": -1}, StoreError),
        ({"winner": "nobody"}, StoreError),
        ({"left": "0" * 64}, StoreError),
        ({"right": "../x"}, BadInput),
        ({"run": "nowhere"}, UnknownName),
        ({"run": "latest"}, StoreError),
        ({"uuid": "a/b"}, BadInput),
        ({"uuid": "x" * 65}, BadInput),
        ({"created_at": datetime(2026, 1, 1)}, StoreError),
    ],
)
def test_a_vote_that_cannot_be_is_refused(
    store: Store, change: dict[str, object], error: type[Exception]
) -> None:
    run = _fill(store, PAIRS[:4])
    with pytest.raises(error):
        store.save_vote(replace(sample_vote(run, PAIRS[0], PAIRS[3]), **change))  # type: ignore[arg-type]
    assert store.votes(run) == []


def test_threads_share_a_store(store: Store) -> None:
    run = _fill(store)
    errors: list[Exception] = []

    def vote(rater: int) -> None:
        try:
            for press in range(10):
                one = sample_vote(run, PAIRS[0], PAIRS[3], uuid=f"{rater}-{press}")
                store.save_vote(one)
                store.votes(run)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=vote, args=(rater,)) for rater in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(store.votes(run)) == 40


def test_tallies_count_each_picture_once_by_the_newest_machine_answer(store: Store) -> None:
    run = _fill(store)
    _fill(store, PAIRS[:4])  # a second run that shares pictures
    fists = [request for cell, request in PAIRS if cell.gesture == "fist"]
    store.save_verdicts([sample_verdict(fists[0], "fist", "fail", judge="older")])
    store.save_verdicts([sample_verdict(request, "fist", "pass") for request in fists[:3]])
    store.save_verdicts(
        [
            sample_verdict(fists[3], "fist", "fail"),
            sample_verdict(fists[4], "fist", "unjudged"),
            sample_verdict(fists[5], "fist", "pass", judge="person:ann"),
        ]
    )
    assert store.pass_counts() == {"fist": PassCount(k=3, n=4)}
    passed = store.phrase_outcomes("fist")
    assert {phrase: sorted(each.values()) for phrase, each in passed.items()} == {
        "": [False, True, True, True]
    }
    assert store.phrase_outcomes("peace") == {}
    assert run in {info.id for info in store.runs()}


def test_pictures_are_told_apart_by_the_phrase_as_it_was_asked_for(store: Store) -> None:
    choices = ("plain", "1", "3", "explicit")
    pairs = [
        (
            Cell(id=choice, gesture="fist", values=(("gesture", "fist"), ("phrase", choice))),
            GenerationRequest(prompt=f"fist {number}", negative="", seed=number, model="m"),
        )
        for number, choice in enumerate(choices)
    ]
    _fill(store, pairs)
    store.save_verdicts(
        [
            sample_verdict(request, "fist", "pass" if cell.id != "3" else "fail")
            for cell, request in pairs
        ]
    )
    assert store.phrase_outcomes("fist") == {
        cell.id: {request.hash: cell.id != "3"} for cell, request in pairs
    }


def test_details_come_back_and_damaged_ones_are_a_sentence(store: Store, home: Path) -> None:
    run = _fill(store, PAIRS[:1])
    details = (Detail.of("finger", digit="index", seen="folded"), Detail.of("place", x=0.25, y=3))
    verdict = replace(sample_verdict(PAIRS[0][1], "fist", "fail"), details=details)
    store.save_verdicts([verdict])
    assert store.verdicts(run) == [verdict]
    for column, value in (("details", "[{]"), ("details", "[7]"), ("reason", "no")):
        with sqlite3.connect(home / "gesture.db") as connection:
            connection.execute(f"UPDATE verdicts SET {column} = ?", (value,))
        connection.close()
        with pytest.raises(StoreError, match=f"table verdicts, .* column {column}: got"):
            store.verdicts(run)
