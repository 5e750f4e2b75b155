"""A database of the first release opens as it is today, with every kind of row it may hold."""

from __future__ import annotations

import importlib.util
import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.store_samples import sample_pairs, sample_picture
from toolkit.errors import StoreError
from toolkit.hands.measure import LONG_FINGERS
from toolkit.judging.gesture import differences as made
from toolkit.rating.verdicts import REASONS, Detail, text_detail
from toolkit.store import Store
from toolkit.store.database import open_engine, writing
from toolkit.store.schema import HEAD
from toolkit.store.verdict_json import details_to_json

MIGRATIONS = Path(__file__).parent.parent / "toolkit" / "store" / "migrations"
PAIRS = sample_pairs(seeds=20)

# (reason, sentence, reason now, details now) of each kind that the first release wrote.
OLD_ROWS: list[tuple[str, str, str, tuple[Detail, ...]]] = [
    ("match", "Shows raised fist.", "match", ()),
    ("no_hand", "No hand was found.", "no_hand", ()),
    ("one_hand", "One hand was found; heart hands takes two.", "one_hand", ()),
    (
        "other_gesture",
        "Looks like open palm, not fist: ring finger extended, expected folded; thumb at the "
        "index finger's tip, expected across the palm; index finger bent too much at the knuckle.",
        "other_gesture",
        (
            made.finger("ring", seen="extended", expected="folded"),
            made.thumb(seen="at_index", expected="across"),
            made.bend("index", joint="knuckle", bent="much"),
        ),
    ),
    ("other_gesture", "Looks like open palm, not fist.", "other_gesture", ()),
    (
        "low_score",
        "No clear heart hands: left thumb stuck out, but in another place than expected; right "
        "ring and pinky fingers wider than expected; the hands are in another place to each other "
        "than expected.",
        "low_score",
        (
            made.of_hand(made.thumb_place(seen="out"), "left"),
            made.of_hand(made.gap_width("ring", "pinky", width="wider"), "right"),
            made.other_place(),
        ),
    ),
    ("low_score", "No clear fist.", "low_score", ()),
    (
        "low_score",
        "No clear fist: the hands are turned another way than expected; a clause of nobody's.",
        "low_score",
        (made.turned(), text_detail("a clause of nobody's")),
    ),
    (
        "wrong_direction",
        "The fingers are right, but the back of the hand faces the camera, expected the palm.",
        "wrong_direction",
        (made.facing(seen="back", expected="palm"),),
    ),
    (
        "wrong_direction",
        "The fingers are right, but the palm of the hand faces the camera, expected its side.",
        "wrong_direction",
        (made.facing(seen="palm", expected="side"),),
    ),
    (
        "wrong_direction",
        "The fingers are right, but the hand points sideways, expected up.",
        "wrong_direction",
        (made.pointing(seen="sideways", expected="up"),),
    ),
    (
        "wrong_direction",
        "The fingers are right, but the hand lies in the picture's plane, expected to point at "
        "the camera.",
        "wrong_direction",
        (made.at_camera(),),
    ),
    ("wrong_direction", "Upside down.", "wrong_direction", (text_detail("Upside down."),)),
    ("match", "Zeigt eine Faust.", "match", (text_detail("Zeigt eine Faust."),)),
    ("no_judge", "No model. Fetch it.", "no_judge", (text_detail("No model. Fetch it."),)),
    ("unreadable", "Picture x.", "unreadable", (text_detail("Picture x."),)),
    ("person", "A person looked at it.", "person", ()),
    ("person", "Taken back.", "taken_back", ()),
    ("no_hand", "", "no_hand", ()),
    ("wrong_side", "The left one.", "other", (text_detail("wrong_side: The left one."),)),
    ("wrong_side", "", "other", (text_detail("wrong_side"),)),
]


def home_at(home: Path, revision: str) -> str:
    """A home whose database is at ``revision``, with pictures and no verdict; the run's id."""
    with Store.open(home) as store:
        run = store.start_run("plan", "{}", PAIRS)
        for _, request in PAIRS:
            store.save_image(request, sample_picture(request))
    fresh = home / "new.db"
    engine = open_engine(fresh)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine, "making an older database") as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with sqlite3.connect(fresh) as connection:
        connection.execute("ATTACH ? AS now", (str(home / "gesture.db"),))
        for table in ("requests", "images", "runs", "run_cells", "run_items"):
            columns = connection.execute(f"SELECT name FROM pragma_table_info('{table}', 'main')")
            names = ", ".join(name for (name,) in columns)
            connection.execute(f"INSERT INTO main.{table} SELECT {names} FROM now.{table}")
    connection.close()
    for leftover in home.glob("gesture.db*"):
        leftover.unlink()
    fresh.rename(home / "gesture.db")
    return run


def old_home(home: Path) -> str:
    """A home whose database is at revision 0001, with `OLD_ROWS`; returns the run's id."""
    run = home_at(home, "0001")
    with sqlite3.connect(home / "gesture.db") as connection:
        connection.executemany(
            "INSERT INTO main.verdicts VALUES (?, ?, 'hand-landmarks', '7', ?, ?, ?, 'palm', ?, ?)",
            [
                (
                    request.hash,
                    cell.gesture,
                    "pass" if reason == "match" else "fail",
                    reason,
                    sentence,
                    0.25,
                    "2026-01-02T03:04:05.678901+00:00",
                )
                for (cell, request), (reason, sentence, _, _) in zip(PAIRS, OLD_ROWS, strict=False)
            ],
        )
    connection.close()
    return run


# (judge, outcome, reason, details, score) as the second schema had them, and the question now.
SECOND_ROWS: list[tuple[str, str, str, str, float | None, str]] = [
    ("hand-landmarks", "pass", "match", "[]", 0.75, "gesture"),
    ("mine", "fail", "other", '[{"code":"text","text":"no"}]', None, "gesture"),
    ("person:ann", "pass", "person", "[]", None, "both"),
    ("person:bob", "unjudged", "taken_back", "[]", None, "both"),
    ("personal-judge", "fail", "low_score", "[]", 0.0, "gesture"),
]


def second_home(home: Path) -> str:
    """A home whose database is at revision 0002, with `SECOND_ROWS`; returns the run's id."""
    run = home_at(home, "0002")
    cell, request = PAIRS[0]
    with sqlite3.connect(home / "gesture.db") as connection:
        connection.executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?, '7', ?, ?, ?, 'palm', ?, ?)",
            [
                (request.hash, cell.gesture, *row[:5], "2026-01-02T03:04:05.678901+00:00")
                for row in SECOND_ROWS
            ],
        )
    connection.close()
    return run


def test_older_verdicts_get_the_question_they_answered_and_nothing_else(home: Path) -> None:
    run = second_home(home)
    with Store.open(home) as store:
        verdicts = store.verdicts(run)
        cells = {name: store.judged_cells(run, name)[0] for name in ("", "people")}
    assert [
        (v.judge, v.outcome, v.reason, details_to_json(v.details), v.score, v.question)
        for v in verdicts
    ] == SECOND_ROWS
    assert {(v.number, v.best_match, v.judge_version) for v in verdicts} == {(None, "palm", "7")}
    assert (cells[""].of, cells["people"].of) == ("gesture", "both")
    assert (cells["people"].outcome, cells["people"].form_outcome) == ("pass", "pass")
    with sqlite3.connect(home / "gesture.db") as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        moments = set(connection.execute("SELECT DISTINCT judged_at FROM verdicts"))
    connection.close()
    assert "verdicts_0002" not in tables
    assert moments == {("2026-01-02T03:04:05.678901+00:00",)}


def test_the_second_schema_becomes_today_s_too(home: Path, tmp_path: Path) -> None:
    second_home(home)
    sql = []
    for folder in (home, tmp_path / "new"):
        Store.open(folder).close()
        with sqlite3.connect(folder / "gesture.db") as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            sql.append(rows.fetchall())
        connection.close()
    assert sql[0] == sql[1]


def test_runs_of_the_third_schema_have_no_name_and_their_pictures_were_drawn_here(
    home: Path,
) -> None:
    run = home_at(home, "0003")
    with Store.open(home) as store:
        info = store.run(run)
        assert (info.name, info.called, info.added_axes) == ("", run, None)
        assert store.run_requests(run) == PAIRS
        assert not any(cell.elsewhere for cell in store.judged_cells(run))
        assert store.rename_run(run, "mine").name == "mine"
        assert store.run("mine").id == run


def test_a_migration_that_breaks_off_leaves_the_second_schema(home: Path) -> None:
    second_home(home)
    with sqlite3.connect(home / "gesture.db") as connection:
        connection.execute("CREATE TABLE verdicts_0002 (x)")
    connection.close()
    with pytest.raises(StoreError, match="verdicts_0002"):
        Store.open(home)
    with sqlite3.connect(home / "gesture.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
        kept = connection.execute("SELECT count(*) FROM verdicts").fetchone()
        assert kept == (len(SECOND_ROWS),)
        connection.execute("DROP TABLE verdicts_0002")
    connection.close()
    Store.open(home).close()


def test_every_kind_of_old_row_becomes_codes(home: Path) -> None:
    run = old_home(home)
    with Store.open(home) as store:
        verdicts = store.verdicts(run)
        judged = store.judged_cells(run)
        again = store.save_verdicts(verdicts)
    assert again == len(verdicts) == len(OLD_ROWS)
    assert [(v.reason, v.details) for v in verdicts] == [row[2:] for row in OLD_ROWS]
    assert {(v.judge, v.judge_version, v.best_match, v.score) for v in verdicts} == {
        ("hand-landmarks", "7", "palm", 0.25)
    }
    assert [v.request_hash for v in verdicts] == [r.hash for _, r in PAIRS[: len(OLD_ROWS)]]
    assert {(v.question, v.number) for v in verdicts} == {("gesture", None)}
    assert [each.outcome for each in judged[:3]] == ["pass", "fail", "fail"]
    with sqlite3.connect(home / "gesture.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        moments = set(connection.execute("SELECT DISTINCT length(judged_at) FROM verdicts"))
    connection.close()
    assert "verdicts_0001" not in tables
    assert moments == {(32,)}


def test_a_migrated_database_has_today_s_tables(home: Path, tmp_path: Path) -> None:
    old_home(home)
    Store.open(home).close()
    Store.open(tmp_path / "new").close()
    sql = []
    for folder in (home, tmp_path / "new"):
        with sqlite3.connect(folder / "gesture.db") as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            sql.append(rows.fetchall())
        connection.close()
    assert sql[0] == sql[1]


def test_an_interrupted_migration_leaves_the_old_database(home: Path) -> None:
    old_home(home)
    with sqlite3.connect(home / "gesture.db") as connection:
        # The copy's name is taken: the migration breaks off half way.
        connection.execute("CREATE TABLE verdicts_0001 (x)")
    connection.close()
    with pytest.raises(StoreError, match="verdicts_0001"):
        Store.open(home)
    with sqlite3.connect(home / "gesture.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        kept = connection.execute("SELECT count(*) FROM verdicts").fetchone()
        assert kept == (len(OLD_ROWS),)
        connection.execute("DROP TABLE verdicts_0001")
    connection.close()
    Store.open(home).close()


def _migration():
    file = MIGRATIONS / "versions" / "0002_verdict_details.py"
    spec = importlib.util.spec_from_file_location("verdict_details", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _every_clause() -> Iterator[tuple[str, Detail]]:
    """Each clause of the first release with its code, written out independently."""
    bent = {"extended": "extended", "half bent": "bent", "folded": "folded"}
    thumbs = {"stuck out": "out", "alongside": "along", "across the palm": "across"}
    thumbs |= {f"at the {name} finger's tip": f"at_{name}" for name in LONG_FINGERS}
    gaps = ("apart", "together", "crossed")
    for name, one, other in itertools.product(LONG_FINGERS, bent, bent):
        fields = {"digit": name, "seen": bent[one], "expected": bent[other]}
        yield f"{name} finger {one}, expected {other}", Detail.of("finger", **fields)
    joints = {"the knuckle": "knuckle", "the middle joint": "middle_joint"}
    for name, much, at in itertools.product(LONG_FINGERS, ("much", "little"), joints):
        told = Detail.of("bend", digit=name, bent=much, joint=joints[at])
        yield f"{name} finger bent too {much} at {at}", told
    for one, other in itertools.product(thumbs, thumbs):
        told = Detail.of("thumb", seen=thumbs[one], expected=thumbs[other])
        yield f"thumb {one}, expected {other}", told
    for one in thumbs:
        told = Detail.of("thumb_place", seen=thumbs[one])
        yield f"thumb {one}, but in another place than expected", told
    for first, second in itertools.pairwise(LONG_FINGERS):
        pair = {"first": first, "second": second}
        for one, other in itertools.product(gaps, gaps):
            told = Detail.of("gap", **pair, seen=one, expected=other)
            yield f"{first} and {second} fingers {one}, expected {other}", told
        for width in ("wider", "closer"):
            told = Detail.of("gap_width", **pair, width=width)
            yield f"{first} and {second} fingers {width} than expected", told


def test_no_clause_of_the_first_release_stays_prose() -> None:
    module = _migration()
    clauses = list(_every_clause())
    assert len(clauses) == 141
    for clause, detail in clauses:
        for hand in ("", "right ", "left "):
            _, found = module.read_explanation("low_score", f"No clear fist: {hand}{clause}.")
            fields = {"hand": hand.strip()} if hand else {}
            assert found == [{"code": detail.code, **detail.values(), **fields}]


def test_the_migration_gives_no_reason_that_is_none() -> None:
    assert set(_migration()._REASONS) <= set(REASONS)
