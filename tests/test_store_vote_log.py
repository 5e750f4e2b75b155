"""A vote acknowledged is a vote kept: killed, torn, doubled, taken back, the database lost."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine.base import RootTransaction

from tests.added_pictures import two_services
from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from toolkit.errors import StoreError, UnknownName
from toolkit.rating import ranking
from toolkit.rating.verdicts import Detail, Verdict
from toolkit.rating.votes import Winner
from toolkit.store import RebuiltVotes, Store
from toolkit.store.vote_log import segment_writer
from toolkit.store.vote_log.log_lines import (
    LogLine,
    Record,
    Retraction,
    RunDeleted,
    Void,
    line_from_json,
)
from toolkit.store.vote_log.log_reader import BadLine, read_log

PAIRS = sample_pairs()
WINNERS: tuple[Winner, ...] = ("left", "right", "left", "tie", "both_bad", "left", "not_sure")


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(home) as opened:
        yield opened


def fill(store: Store) -> str:
    run = store.start_run("plan", '{"name":"plan"}', PAIRS)
    for _, request in PAIRS:
        store.save_image(request, sample_picture(request))
    return run


def vote_on(store: Store, run: str, count: int = 7) -> None:
    """Votes between the two weights of either gesture, seed by seed."""
    for number in range(count):
        place = number % 3 + 6 * (number % 2)
        vote = sample_vote(
            run, PAIRS[place], PAIRS[place + 3], WINNERS[number % 7], uuid=f"vote-{number}"
        )
        assert store.save_vote(vote)


def by(person: str, place: int, outcome: str = "fail") -> Verdict:
    cell, request = PAIRS[place]
    return sample_verdict(request, cell.gesture, outcome, f"person:{person}")  # type: ignore[arg-type]


def logged(home: Path) -> list[Record]:
    return [line.record for line in read_log(home / "votes").lines]


def segments(home: Path) -> list[Path]:
    return sorted((home / "votes").glob("*.jsonl"))


def lose_database(home: Path) -> None:
    for part in home.glob("gesture.db*"):
        part.unlink()


def counts(done: RebuiltVotes) -> tuple[int, int, int, int]:
    return done.votes, done.verdicts, done.added, done.changed


def board(store: Store, run: str) -> object:
    return ranking(store.judged_cells(run), store.votes(run), ("weight",))


# Lines


@pytest.mark.parametrize(
    "record",
    [
        replace(sample_vote("260131-142501", PAIRS[0], PAIRS[3]), rater="安 \u2028\n\U0001f600"),
        replace(by("ann", 0), details=(Detail.of("text", text="é\n"), Detail.of("x", n=1, f=0.1))),
        Retraction(uuid="one"),
        RunDeleted(run="260131-142501", pictures=(PAIRS[0][1].hash,)),
        Void(refused="0123456789ab"),
    ],
)
def test_a_line_comes_back_exactly(record: Record) -> None:
    line = LogLine(record=record, at=datetime.now(UTC), batch="0123456789ab")
    assert "\n" not in line.to_json()
    assert line_from_json(line.to_json().encode()) == line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"winner": "me"}, "winner is 'me'; expected one of left"),
        ({"propensity": 0}, "propensity is 0; expected"),
        ({"propensity": True}, "propensity is True"),
        ({"latency_ms": -1}, "latency_ms is -1; expected a whole number"),
        ({"latency_ms": 1 << 70}, "latency_ms is"),
        ({"left": "../../etc"}, "expected 64 hex digits"),
        ({"uuid": "a/b"}, "uuid is 'a/b'"),
        ({"created_at": "2026-01-01T00:00:00"}, "expected a moment"),
        ({"at": "soon"}, "expected a moment"),
        ({"kind": "wish"}, "its kind is 'wish'; expected one of vote"),
        ({"rater": None}, "rater is None; expected text"),
        ({"batch": "x"}, "12 hex digits"),
    ],
)
def test_a_line_that_is_none_says_why(change: dict[str, object], said: str) -> None:
    vote = sample_vote("260131-142501", PAIRS[0], PAIRS[3])
    line = LogLine(record=vote, at=datetime.now(UTC), batch="0123456789ab")
    fields = json.loads(line.to_json()) | change
    with pytest.raises(StoreError, match=said.replace("(", r"\(")):
        line_from_json(json.dumps(fields).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"kind": "vote"}'])
def test_what_is_no_record_is_a_sentence(text: bytes) -> None:
    with pytest.raises(StoreError):
        line_from_json(text)


# The log beside the database


def test_votes_and_people_s_verdicts_are_in_the_log_and_machines_are_not(
    store: Store, home: Path
) -> None:
    run = fill(store)
    assert not (home / "votes").exists(), "who only draws and judges keeps no log"
    store.save_verdicts([by("ann", 0), sample_verdict(PAIRS[1][1], "fist", "pass")])
    vote = sample_vote(run, PAIRS[0], PAIRS[3])
    assert store.save_vote(vote)
    assert not store.save_vote(replace(vote, winner="right"))
    assert store.delete_vote(vote.uuid) and not store.delete_vote(vote.uuid)
    assert logged(home) == [by("ann", 0), vote, Retraction(uuid=vote.uuid)]
    assert len(segments(home)) == 1


def test_a_vote_and_what_it_says_of_its_pictures_are_kept_together(
    store: Store, home: Path
) -> None:
    run = fill(store)
    vote = sample_vote(run, PAIRS[0], PAIRS[3])
    with pytest.raises(StoreError, match="which no run"):
        store.save_vote(vote, [replace(by("ann", 0), request_hash="0" * 64)])
    assert store.votes(run) == [] and not (home / "votes").exists()
    assert store.save_vote(vote, [by("ann", 0)])
    assert not store.save_vote(vote, [by("ann", 3)])
    assert logged(home) == [vote, by("ann", 0)] and store.verdicts(run) == [by("ann", 0)]
    assert store.run_voted_on(vote.uuid, "ann") == run
    assert store.run_voted_on(vote.uuid, "bob") is None
    store.delete_vote(vote.uuid)
    assert store.run_voted_on(vote.uuid, "ann") is None


def test_a_uuid_counts_once_over_restarts_and_lost_databases(home: Path) -> None:
    with Store.open(home) as store:
        run = fill(store)
        kept, undone = (
            sample_vote(run, PAIRS[0], PAIRS[3], uuid="kept"),
            sample_vote(run, PAIRS[1], PAIRS[4], uuid="undone"),
        )
        assert store.save_vote(kept) and store.save_vote(undone) and store.delete_vote("undone")
    with Store.open(home) as store:
        assert not store.save_vote(replace(kept, winner="tie")) and not store.save_vote(undone)
    lose_database(home)
    with Store.open(home) as store:
        assert not store.save_vote(replace(kept, winner="tie")) and not store.save_vote(undone)
        assert store.votes(run) == [kept]
    assert len(segments(home)) == 1, "what says nothing new begins no segment"


def test_a_lost_database_comes_back_with_the_same_board(home: Path) -> None:
    with Store.open(home) as store:
        run = fill(store)
        store.rename_run(run, "mine")
        vote_on(store, run)
        store.save_verdicts([by("ann", 0), by("bob", 0, "pass")])
        store.save_verdicts([by("ann", 0, "pass")])  # she thought again
        store.delete_vote("vote-1")
        before = board(store, run), store.votes(run), store.run(run), store.verdicts(run)
        assert len(store.votes(run)) == 6
    lose_database(home)
    with Store.open(home) as store:
        assert (board(store, run), store.votes(run), store.run(run), store.verdicts(run)) == before
        assert store.run("mine").id == run
        assert store.start_run("plan", '{"name":"plan"}', PAIRS, resume=True) == run
        done = store.rebuild_votes()
        assert counts(done) == (7, 2, 0, 0) and (done.retracted, done.runs) == (1, ())


def test_a_run_that_was_rated_without_a_vote_comes_back_with_what_was_said(home: Path) -> None:
    with Store.open(home) as store:
        run = fill(store)
        store.save_verdicts([by("ann", 0), by("ann", 3, "pass")], run=run)
        before = store.run(run), store.verdicts(run)
        gone = store.start_run("gone", "{}", PAIRS[:2])
        store.save_verdicts([by("bob", 0)], run=gone)
        store.delete_run(gone)
    lose_database(home)
    with Store.open(home) as store:
        assert (store.run(run), [v for v in store.verdicts(run) if v.judge == "person:ann"]) == (
            before
        )
        assert [each.id for each in store.runs()] == [run]


def test_what_another_process_says_changes_the_mark_and_one_s_own_does_not(home: Path) -> None:
    with Store.open(home) as one, Store.open(home) as other:
        run = fill(one)
        assert one.said_elsewhere() == other.said_elsewhere() == frozenset()
        one.save_verdicts([by("ann", 0)])
        assert one.said_elsewhere() == frozenset()
        first = other.said_elsewhere()
        assert len(first) == 1
        one.save_vote(sample_vote(run, PAIRS[0], PAIRS[3]))
        assert other.said_elsewhere() != first


def test_pictures_that_were_made_elsewhere_come_back_with_their_run(
    home: Path, tmp_path: Path
) -> None:
    folder = two_services(tmp_path / "pics")
    with Store.open(home) as store:
        run = store.add_pictures(folder / "old", run="added", gesture="peace").run
        (one, two, *_) = store.run_requests(run)
        store.save_vote(sample_vote(run, one, two))
        store.add_pictures(folder / "new", run="added", gesture="peace")  # the run grows
        store.save_vote(sample_vote(run, one, two, uuid="vote-2"))
        before = store.run_requests(run), store.votes(run), store.run(run).made
    lose_database(home)
    with Store.open(home) as store:
        assert (store.run_requests(run), store.votes(run), store.run("added").made) == before


def test_rebuilding_adds_and_mends_and_deletes_nothing(store: Store, home: Path) -> None:
    run = fill(store)
    vote_on(store, run, 3)
    store.save_verdicts([by("ann", 0)])
    before = store.votes(run), store.verdicts(run)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM votes WHERE uuid = 'vote-0'")
        connection.exec_driver_sql("UPDATE votes SET winner = 'tie' WHERE uuid = 'vote-1'")
        connection.exec_driver_sql("DELETE FROM verdicts")
        connection.exec_driver_sql(
            "INSERT INTO votes SELECT 'older', run_id, gesture, left_hash, right_hash, left_cell,"
            " right_cell, winner, rater, latency_ms, propensity, created_at, app_version, undone_at"
            " FROM votes WHERE uuid = 'vote-2'"
        )
    done = store.rebuild_votes()
    assert counts(done) == (3, 1, 2, 1) and (done.only_here, done.left_out) == (1, 0)
    assert store.delete_vote("older"), "cast before there was a log"
    assert (store.votes(run), store.verdicts(run)) == before
    assert counts(store.rebuild_votes()) == (3, 1, 0, 0)


def test_a_deleted_run_stays_deleted_and_what_others_share_stays(home: Path) -> None:
    with Store.open(home) as store:
        other = store.start_run("other", "{}", PAIRS[3:6])
        run = fill(store)
        vote_on(store, run, 2)
        store.save_vote(sample_vote(other, PAIRS[3], PAIRS[4], uuid="other"))
        store.save_verdicts([by("ann", 0), by("ann", 3)])
        assert store.delete_run(run).votes == 2
        assert store.rebuild_votes().votes == 1
        before = store.votes(other), store.verdicts(other)
        assert len(before[1]) == 1
    assert [path.name[:13] for path in (home / "votes" / "runs").iterdir()] == [other]
    lose_database(home)
    with Store.open(home) as store:
        assert (store.votes(other), store.verdicts(other)) == before
        with pytest.raises(UnknownName):
            store.run(run)


def test_what_is_about_strangers_is_left_out_and_counted(store: Store, home: Path) -> None:
    run = fill(store)
    vote_on(store, run, 2)
    stranger = replace(by("ann", 0), request_hash="0" * 64)
    away = sample_vote("000101-000000", PAIRS[0], PAIRS[3], uuid="away")
    store._log.append([away, replace(away, uuid="odd", run="../../x"), stranger])
    done = store.rebuild_votes()
    assert (done.votes, done.left_out, done.bad) == (2, 3, ())
    for copy in (home / "votes" / "runs").iterdir():
        copy.write_text('{"id": "../x"}')
    lose_database(home)
    with Store.open(home) as again:
        done = again.rebuild_votes()
        assert (done.votes, done.left_out) == (0, 5) and again.runs() == []
        assert "damaged" in done.bad[0].reason and run in done.bad[0].file


# What goes wrong


def test_a_torn_end_and_a_bad_middle_are_named_and_the_rest_is_read(
    home: Path,
) -> None:
    with Store.open(home) as store:
        run = fill(store)
        vote_on(store, run, 4)
        before = store.votes(run)
    (segment,) = segments(home)
    lines = segment.read_bytes().splitlines(keepends=True)
    torn = lines[0][:50]
    segment.write_bytes(b"".join([*lines[:2], b"\x00\x00 nonsense\n", *lines[2:], torn]))
    (home / "votes" / "folder.jsonl").mkdir()
    lose_database(home)
    with Store.open(home) as store:
        assert store.votes(run) == before
        late = sample_vote(run, PAIRS[2], PAIRS[5], uuid="vote-late")
        assert store.save_vote(late), "in another segment, not behind the torn line"
        bad = store.rebuild_votes().bad
        assert store.votes(run) == [*before, late]
    named = {(each.file, each.line, each.torn) for each in bad}
    name = segment.name
    assert named == {(name, 3, False), (name, 6, True), ("folder.jsonl", 0, False)}
    assert isinstance(bad[0], BadLine) and "no JSON" in bad[0].reason


def _full(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def _half(handle: int, content: memoryview, written: Callable[[int, bytes], int] = os.write) -> int:
    if len(content) < 100:
        _full()
    return written(handle, bytes(content[: len(content) - 50]))


@pytest.mark.parametrize(("name", "stand_in"), [("write", _half), ("fsync", _full)])
def test_a_full_disk_refuses_the_vote_and_leaves_nothing_half_done(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, stand_in: object
) -> None:
    run = fill(store)
    vote_on(store, run, 2)
    before = logged(home)
    late = sample_vote(run, PAIRS[2], PAIRS[5], uuid="late")
    with monkeypatch.context() as patch:
        patch.setattr(segment_writer.os, name, stand_in)
        for _ in range(2):
            with pytest.raises(StoreError, match="The disk is full"):
                store.save_vote(late)
            with pytest.raises(StoreError, match="The disk is full"):
                store.delete_vote("vote-0")
            with pytest.raises(StoreError, match="The disk is full"):
                store.save_verdicts([by("ann", 0)])
    assert len(store.votes(run)) == 2 and store.verdicts(run) == []
    assert logged(home) == before and len(segments(home)) == 1, "no empty segments are left"
    assert store.save_vote(late)
    assert logged(home) == [*before, late] and read_log(home / "votes").bad == ()


def test_a_log_that_cannot_be_written_refuses_the_vote(store: Store, home: Path) -> None:
    run = fill(store)
    (home / "votes").write_bytes(b"")
    with pytest.raises(StoreError, match="votes"):
        store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3]))
    assert store.votes(run) == []
    (home / "votes").unlink()
    assert store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3]))


def test_what_the_database_refuses_in_the_end_does_not_count(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fill(store)
    vote = sample_vote(run, PAIRS[0], PAIRS[3])

    def refuses(_transaction: RootTransaction) -> None:
        raise StoreError("The disk is full while saving a vote.")

    with monkeypatch.context() as patch:
        patch.setattr(RootTransaction, "commit", refuses)
        with pytest.raises(StoreError, match="full"):
            store.save_vote(vote)
    assert store.votes(run) == [] and logged(home) == []
    assert store.rebuild_votes().votes == 0
    assert store.save_vote(replace(vote, winner="right")), "it may be given again"
    assert logged(home) == store.votes(run) == [replace(vote, winner="right")]


def test_a_clock_that_was_set_back_changes_no_order(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.save_verdicts([by("ann", 0, "fail")])

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=1)

    monkeypatch.setattr(segment_writer, "datetime", Earlier)
    store.save_verdicts([by("ann", 0, "pass")])
    assert [record.outcome for record in logged(home)] == ["fail", "pass"]  # type: ignore[union-attr]


# Several at once, and killed


def test_threads_and_processes_write_at_once(store: Store, home: Path) -> None:
    run = fill(store)
    children = [_voter(home, run, stop_after=25) for _ in range(2)]

    def vote(rater: int) -> None:
        for press in range(25):
            store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3], uuid=f"{rater}-{press}"))

    threads = [threading.Thread(target=vote, args=(rater,)) for rater in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [_finished(child) for child in children]
    assert all(len(uuids) == 25 for uuids in said)
    log = read_log(home / "votes")
    assert len(segments(home)) == log.segments == 3 and log.bad == ()
    # Same moments, same order: the log is the database's history.
    assert len(log.lines) == len({getattr(line.record, "uuid", "") for line in log.lines}) == 100
    assert len(store.votes(run)) == 100
    assert counts(store.rebuild_votes()) == (100, 0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_leaves_its_parent_s_segment_alone(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from toolkit.store.vote_log.log_lines import Retraction\n"
        "from toolkit.store.vote_log.segment_writer import SegmentWriter\n"
        "log = SegmentWriter(Path(sys.argv[1]))\n"
        "log.append([Retraction(uuid='parent')])\n"
        "child = os.fork()\n"
        "log.append([Retraction(uuid='both')])\n"
        "log.close()\n"
        "child and os.waitpid(child, 0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert sorted(path.read_text().count("\n") for path in tmp_path.iterdir()) == [1, 2]


VOTE = """
import itertools, sys, uuid
from dataclasses import replace
from pathlib import Path
from tests.store_samples import sample_pairs, sample_vote
from toolkit.store.store import Store

home, run, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
pairs = sample_pairs()
with Store.open(home) as store:
    for _ in range(most):
        vote = sample_vote(run, pairs[0], pairs[3], uuid=uuid.uuid4().hex)
        assert store.save_vote(vote)
        print(vote.uuid, flush=True)
"""


def _voter(home: Path, run: str, *, stop_after: int = 1_000_000) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", VOTE, str(home), run, str(stop_after)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )


def _finished(process: subprocess.Popen[str]) -> list[str]:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return said.split()


@pytest.mark.slow
def test_every_acknowledged_vote_survives_five_kills_exactly_once(home: Path) -> None:
    with Store.open(home) as store:
        run = fill(store)
    chance = random.Random(5)
    acknowledged: list[str] = []
    for _ in range(5):
        with _voter(home, run) as process:
            assert process.stdout is not None
            acknowledged.append(process.stdout.readline().strip())
            timer = threading.Timer(chance.uniform(0, 0.4), process.send_signal, [signal.SIGKILL])
            timer.start()
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
        assert process.returncode == -signal.SIGKILL
    assert len(acknowledged) == len(set(acknowledged)) > 5
    log = read_log(home / "votes")
    in_log = [getattr(line.record, "uuid", "") for line in log.lines]
    assert len(in_log) == len(set(in_log)) and set(acknowledged) <= set(in_log)
    assert all(each.torn for each in log.bad)
    assert len(in_log) - len(acknowledged) <= 5, "at most one vote a kill was not told of"
    with Store.open(home) as store:
        assert counts(store.rebuild_votes())[0] == len(in_log)
        kept = [vote.uuid for vote in store.votes(run)]
    lose_database(home)
    with Store.open(home) as store:
        assert sorted(vote.uuid for vote in store.votes(run)) == sorted(kept)
    assert sorted(kept) == sorted(in_log)
