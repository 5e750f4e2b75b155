"""Damage anywhere in the database: named when it is read, listed, mended, and nothing else lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store_samples import sample_pairs, sample_picture, sample_verdict, sample_vote
from toolkit.errors import GestureError, StoreError, UnknownName
from toolkit.store import Store
from toolkit.store.mending import find_damage, mend
from toolkit.store.rows import DamagedRecord
from toolkit.store.schema import Base

PAIRS = sample_pairs()
COLUMNS = [
    (table.name, column.name)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if not column.primary_key and not column.foreign_keys
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run of 12 pictures, all judged, and two votes; closed."""
    home = tmp_path_factory.mktemp("whole")
    with Store.open(home) as store:
        run = store.start_run("plan", '{"name": "plan"}', PAIRS)
        for _, request in PAIRS:
            store.save_image(request, sample_picture(request), versions={"torch": "2"})
        store.save_verdicts(
            sample_verdict(request, cell.gesture, "pass") for cell, request in PAIRS
        )
        store.save_vote(sample_vote(run, PAIRS[0], PAIRS[3], uuid="one"))
        store.save_vote(sample_vote(run, PAIRS[1], PAIRS[4], uuid="two"))
        assert store.delete_vote("two")
    return home


def copied(whole: Path, home: Path) -> Path:
    """``whole`` at ``home``, which may be there already from another example."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(whole, home)
    return home


def edit(home: Path, sql: str, *values: object) -> None:
    """One statement past every check, as an SQLite editor does it."""
    with closing(sqlite3.connect(home / "gesture.db")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(sql, values)


def readers() -> dict[str, Callable[[Store], object]]:
    """Everything that a store can be asked."""
    hashes = [request.hash for _, request in PAIRS]
    return {
        "runs": lambda store: store.runs(),
        "run": lambda store: store.run("latest"),
        "cells": lambda store: store.cells("latest"),
        "requests": lambda store: store.run_requests("latest"),
        "finished": lambda store: store.finished(hashes),
        "images": lambda store: store.images("latest"),
        "image": lambda store: [store.image(each) for each in hashes],
        "pictures": lambda store: [store.read_image(each) for each in hashes],
        "verdicts": lambda store: store.verdicts("latest"),
        "judged": lambda store: store.judged_cells("latest"),
        "people": lambda store: store.judged_cells("latest", "people"),
        "passes": lambda store: store.pass_counts(),
        "phrases": lambda store: store.phrase_outcomes("fist"),
        "votes": lambda store: store.votes("latest"),
    }


def ask_everything(home: Path) -> list[GestureError]:
    """Open the store and ask it everything; anything but one of our errors goes through."""
    refused: list[GestureError] = []
    try:
        with Store.open(home) as store:
            for ask in readers().values():
                try:
                    ask(store)
                except GestureError as error:
                    refused.append(error)
    except GestureError as error:
        refused.append(error)
    return refused


def test_a_whole_database_has_no_damage_and_is_not_changed(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    assert find_damage(home) == []
    assert find_damage(tmp_path / "nowhere") == []
    assert ask_everything(home) == []


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_value_is_looked_at(whole: Path, tmp_path: Path, table: str, column: str) -> None:
    home = copied(whole, tmp_path / "home")
    edit(home, f"UPDATE {table} SET {column} = ? WHERE rowid = 1", b"\xff\x00\xfe")
    assert any(
        f"table {table}, row " in damage
        and f"column {column}" in damage
        and r"b'\xff\x00\xfe'" in damage
        for damage in find_damage(home)
    )


def test_all_of_it_at_once_is_mended(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    for table, column in COLUMNS:
        edit(home, f"UPDATE {table} SET {column} = ? WHERE rowid = 1", b"\xff\x00\xfe")
    damages = find_damage(home)
    assert len(damages) >= len(COLUMNS)
    assert len(find_damage(home, most=3)) == 3
    done = mend(home)
    assert find_damage(home) == []
    assert ask_everything(home) == []
    assert find_damage_of(done.aside) == damages
    with Store.open(home) as store:
        [run] = store.runs()
    assert (run.plan_name, run.plan_json, run.requested) == ("name lost", "{}", 9)


def find_damage_of(database: Path) -> list[str]:
    """The damage of a database that was set aside."""
    folder = database.parent / "aside"
    folder.mkdir()
    shutil.copy(database, folder / "gesture.db")
    return find_damage(folder)


READ = {
    ("requests", "body"): "requests",
    ("images", "file"): "images",
    ("images", "size_bytes"): "finished",
    ("images", "seconds"): "images",
    ("images", "device"): "image",
    ("images", "versions"): "images",
    ("runs", "plan_name"): "runs",
    ("runs", "plan_json"): "run",
    ("runs", "created_at"): "runs",
    ("run_cells", "gesture"): "cells",
    ("run_cells", "axis_values"): "judged",
    ("verdicts", "question"): "verdicts",
    ("verdicts", "outcome"): "verdicts",
    ("verdicts", "reason"): "verdicts",
    ("verdicts", "details"): "judged",
    ("verdicts", "score"): "judged",
    ("verdicts", "number"): "judged",
    ("verdicts", "judged_at"): "judged",
    ("verdicts", "judge_version"): "verdicts",
    ("votes", "gesture"): "votes",
    ("votes", "winner"): "votes",
    ("votes", "latency_ms"): "votes",
    ("votes", "propensity"): "votes",
    ("votes", "created_at"): "votes",
}


@pytest.mark.parametrize(("place", "reader"), READ.items(), ids=str)
def test_a_reader_names_the_damaged_place_and_what_mends_it(
    whole: Path, tmp_path: Path, place: tuple[str, str], reader: str
) -> None:
    home = copied(whole, tmp_path / "home")
    table, column = place
    edit(home, f"UPDATE {table} SET {column} = ?", "" if column != "device" else b"x")
    if column in ("plan_name", "plan_json", "gesture", "judge_version"):
        edit(home, f"UPDATE {table} SET {column} = ?", b"x")
    with Store.open(home) as store, pytest.raises(DamagedRecord) as refused:
        readers()[reader](store)
    assert f"table {table}, row " in refused.value.message
    assert f"column {column}" in refused.value.message
    assert "row unknown" not in refused.value.message
    assert "gesture doctor --mend" in refused.value.hint


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("images", "versions", '{"torch": "2"}'),
        ("images", "versions", '[["torch"]]'),
        ("images", "versions", '[["torch", 2]]'),
        ("images", "versions", "[" * 100_000),
        ("images", "file", "../../../etc/passwd"),
        ("images", "seconds", -1.0),
        ("images", "seconds", float("inf")),
        ("runs", "created_at", "2026-01-31T14:25:01"),
        ("runs", "created_at", "yesterday"),
        ("runs", "plan_json", "[]"),
        ("runs", "plan_json", "{"),
        ("requests", "body", "{}"),
        ("requests", "body", "[" * 100_000),
        ("requests", "body", PAIRS[1][1].to_json()),
        ("verdicts", "outcome", "perhaps"),
        ("verdicts", "outcome", "measured"),
        ("verdicts", "question", "beauty"),
        ("verdicts", "number", float("inf")),
        ("votes", "winner", ""),
        ("votes", "latency_ms", -1),
    ],
)
def test_a_value_that_looks_right_and_is_not_is_refused(
    whole: Path, tmp_path: Path, table: str, column: str, value: object
) -> None:
    home = copied(whole, tmp_path / "home")
    edit(home, f"UPDATE {table} SET {column} = ? WHERE rowid = 1", value)
    damages = find_damage(home)
    assert any(f"column {column}" in damage for damage in damages)
    assert max(map(len, damages)) < 500
    refused = ask_everything(home)
    assert refused
    assert all(isinstance(error, DamagedRecord) for error in refused)


def test_mending_keeps_everything_but_the_damaged_records(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    with Store.open(home) as store:
        before = {name: ask(store) for name, ask in readers().items() if name != "pictures"}
    edit(home, "UPDATE images SET versions = ''")
    edit(home, "UPDATE requests SET body = '' WHERE rowid = 5")
    edit(home, "UPDATE votes SET winner = '' WHERE uuid = 'two'")
    assert len(find_damage(home)) >= 14
    done = mend(home)
    # Pictures carry their recipes: all 12 are back, and with them the lost request.
    assert (done.lost, done.adopted) == (14, 12)
    assert done.aside.is_file()
    with Store.open(home) as store:
        after = {name: ask(store) for name, ask in readers().items() if name != "pictures"}
    assert after == before
    assert find_damage(home) == []


def test_a_record_that_names_a_lost_one_is_lost_too(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    cell, request = PAIRS[0]
    edit(home, "UPDATE run_cells SET axis_values = '' WHERE cell_id = ?", cell.id)
    with Store.open(home) as store, pytest.raises(DamagedRecord, match="axis_values"):
        store.run_requests("latest")
    done = mend(home)
    assert done.lost == 4  # the cell and its three pictures' places in the run
    with Store.open(home) as store:
        assert len(store.run_requests("latest")) == 9
        assert store.has_image(request.hash)


def test_places_without_their_cell_are_named(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    edit(home, "DELETE FROM run_cells WHERE cell_id = ?", PAIRS[0][0].id)
    assert any("run_items" in damage and "not there" in damage for damage in find_damage(home))
    with Store.open(home) as store, pytest.raises(DamagedRecord, match="column cell_id"):
        store.judged_cells("latest")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE alembic_version SET version_num = ''", "does not say of which schema"),
        ("UPDATE alembic_version SET version_num = '00'", "does not know"),
        ("UPDATE alembic_version SET version_num = '💀'", "does not know"),
        ("DELETE FROM alembic_version", "does not say of which schema"),
        ("DROP TABLE alembic_version", "does not say of which schema"),
        ("ALTER TABLE alembic_version RENAME COLUMN version_num TO x", "damaged"),
    ],
)
def test_an_edited_schema_number_is_mended(
    whole: Path, tmp_path: Path, sql: str, said: str
) -> None:
    home = copied(whole, tmp_path / "home")
    edit(home, sql)
    with pytest.raises(StoreError, match=said) as refused:
        Store.open(home)
    assert "doctor --mend" in refused.value.hint
    assert find_damage(home)
    assert mend(home).lost == 0
    assert ask_everything(home) == []
    with Store.open(home) as store:
        assert len(store.judged_cells("latest")) == 12


def test_a_lost_table_is_damage(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    edit(home, "DROP TABLE votes")
    with Store.open(home) as store, pytest.raises(StoreError, match=r"damaged.*no such table"):
        store.votes("latest")
    assert find_damage(home)
    mend(home)
    with Store.open(home) as store:
        assert store.votes("latest") == []
        assert len(store.verdicts("latest")) == 12


def test_a_file_that_is_no_database_is_set_aside(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    (home / "gesture.db").write_bytes(b"not a database at all" * 500)
    assert len(find_damage(home)) == 1
    done = mend(home)
    assert (done.adopted, done.aside.read_bytes()[:5]) == (12, b"not a")
    with Store.open(home) as store:
        assert store.has_image(PAIRS[0][1].hash)
        assert store.runs() == []


def test_a_page_lost_in_the_middle_costs_only_what_stood_on_it(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    many = sample_pairs(seeds=100)
    with Store.open(home) as store:
        store.start_run("large", "{}", many)
    with closing(sqlite3.connect(home / "gesture.db")) as connection:
        [(page_bytes,)] = connection.execute("PRAGMA page_size")
        pages = (
            connection.execute(
                "SELECT pageno FROM dbstat WHERE name = 'requests' AND pagetype = 'leaf'"
            ).fetchall()
            if _has_dbstat(connection)
            else []
        )
    if not pages:
        pytest.skip("this SQLite does not tell its pages (no dbstat)")
    [lost] = pages[len(pages) // 2]
    content = bytearray((home / "gesture.db").read_bytes())
    content[(lost - 1) * page_bytes : lost * page_bytes] = bytes(page_bytes)
    (home / "gesture.db").write_bytes(content)
    assert find_damage(home)
    mend(home)
    assert ask_everything(home) == []
    with Store.open(home) as store:
        assert 0 < 400 - len(store.run_requests("latest")) < 60


def _has_dbstat(connection: sqlite3.Connection) -> bool:
    return ("ENABLE_DBSTAT_VTAB",) in connection.execute("PRAGMA compile_options").fetchall()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_flipped_byte_anywhere_is_one_sentence_or_harmless(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    home = copied(whole, tmp_path_factory.getbasetemp() / "flipped")
    content = bytearray((home / "gesture.db").read_bytes())
    where = data.draw(st.integers(0, len(content) - 1))
    content[where] ^= data.draw(st.integers(1, 255))
    (home / "gesture.db").write_bytes(content)
    for error in ask_everything(home):
        assert len(str(error)) < 1_000
    if find_damage(home):
        mend(home)
        assert find_damage(home) == []
        assert all(isinstance(error, UnknownName) for error in ask_everything(home))
