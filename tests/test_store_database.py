"""The database: migrated from nothing, shared by processes, and clear when it fails."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Engine

from tests.store_samples import sample_pairs, sample_picture
from toolkit.errors import StoreError
from toolkit.store import Store, default_home
from toolkit.store.database import open_engine, reading, writing
from toolkit.store.schema import HEAD, Base

ROOT = Path(__file__).parent.parent


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def _run_python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*_python(code), *arguments],
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_home_is_where_the_variable_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GESTURE_HOME", str(tmp_path))
    assert default_home() == tmp_path
    monkeypatch.setenv("GESTURE_HOME", " ")
    assert default_home().name == "gesture-toolkit"
    assert default_home().is_absolute()


def _definitions(engine: Engine) -> dict[str, set[str]]:
    with reading(engine, "comparing") as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {
            # SQLite writes a column that was added later behind the others, on the same line.
            name: {
                line.strip(" ,\t)") for line in re.sub(r", (\w+ TEXT)", r"\n\1\n", sql).splitlines()
            }
            for name, sql in made
            if name != "alembic_version"
        }


def test_the_migrations_make_the_schema(home: Path) -> None:
    with Store.open(home):
        pass
    engine = open_engine(home / "gesture.db")
    with reading(engine, "comparing") as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == HEAD
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    # Autogenerate does not look at CHECK constraints, nor at the names of the others.
    fresh = open_engine(home / "fresh.db")
    with writing(fresh, "making the tables") as connection:
        Base.metadata.create_all(connection)
    assert _definitions(engine) == _definitions(fresh)
    engine.dispose()
    fresh.dispose()
    config = Config()
    config.set_main_option("script_location", str(ROOT / "toolkit" / "store" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_from_the_future_is_left_alone(home: Path) -> None:
    Store.open(home).close()
    with sqlite3.connect(home / "gesture.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"'9999'.*Upgrade gesture-toolkit"):
        Store.open(home)


@pytest.mark.slow
def test_many_processes_open_one_new_home_and_write(home: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from tests.store_samples import sample_pairs, sample_picture
        from toolkit.store import Store
        with Store.open(Path(sys.argv[1])) as store:
            run = store.start_run("plan", "{}", sample_pairs())
            for _, request in sample_pairs():
                store.save_image(request, sample_picture(request))
        print(run)
    """
    processes = [_run_python(code, str(home)) for _ in range(3)]
    outputs = [process.communicate(timeout=300)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], outputs
    with Store.open(home) as store:
        assert sorted(outputs) == sorted(info.id for info in store.runs())
        assert len(set(outputs)) == 3
        assert all(info.made == info.requested == 12 for info in store.runs())
        for _, request in sample_pairs():
            assert store.read_image(request.hash).tobytes() == sample_picture(request).tobytes()


def test_a_failed_write_is_rolled_back(home: Path) -> None:
    Store.open(home).close()
    engine = open_engine(home / "gesture.db")
    insert = "INSERT INTO requests (hash, body) VALUES ('h', '{}')"
    with pytest.raises(KeyError), writing(engine, "testing") as connection:
        connection.execute(text(insert))
        raise KeyError
    with reading(engine, "testing") as connection:
        assert connection.execute(text("SELECT count(*) FROM requests")).scalar() == 0
    engine.dispose()


def test_a_full_database_says_so_and_keeps_what_it_has(home: Path) -> None:
    pairs = sample_pairs(seeds=200)
    with Store.open(home) as store:
        store.start_run("small", "{}", pairs[:1])
        engine = store._engine
        with reading(engine, "limiting") as connection:
            connection.execute(text("PRAGMA max_page_count = 40"))
        with pytest.raises(StoreError, match="disk is full while starting a run"):
            store.start_run("big", "{}", pairs)
        assert [info.plan_name for info in store.runs()] == ["small"]


@pytest.mark.slow
def test_a_full_disk_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk (unshare -rm)")
    code = """
        import sys
        from pathlib import Path
        from PIL import Image
        from tests.store_samples import sample_pairs
        from toolkit.errors import StoreError
        from toolkit.store import Store
        import random
        with Store.open(Path(sys.argv[1])) as store:
            pairs = sample_pairs()
            run = store.start_run("plan", "{}", pairs)
            kept = 0
            try:
                for _, request in pairs:
                    noise = random.Random(request.seed).randbytes(256 * 256 * 3)
                    store.save_image(request, Image.frombytes("RGB", (256, 256), noise))
                    kept += 1
            except StoreError as error:
                print(error)
            assert 0 < kept < len(pairs), kept
            assert len(store.images(run)) == kept
            assert [len(list(store.images_folder.glob(p))) for p in (".incoming/*", "??/*")] \\
                == [0, kept]
    """
    small = tmp_path / "small"
    small.mkdir()
    mount = f'mount -t tmpfs -o size=1500k none "{small}" && exec "$@"'
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", mount, "sh", *_python(code), str(small)],
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The disk is full (while writing")
    assert done.stdout.count("\n") == 1


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am no folder")
    with pytest.raises(StoreError, match=r"--home or GESTURE_HOME"):
        Store.open(tmp_path / "file" / "home")


def test_a_read_only_home_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Store.open(home):
        pass
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a read-only folder (unshare -rm)")
    code = """
        import sys
        from pathlib import Path
        from toolkit.errors import StoreError
        from toolkit.store import Store
        try:
            Store.open(Path(sys.argv[1]))
        except StoreError as error:
            print(error)
    """
    mount = f'mount --bind -o ro "{home}" "{home}" && exec "$@"'
    done = subprocess.run(
        [unshare, "-rm", "sh", "-c", mount, "sh", *_python(code), str(home)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("No permission for opening the database")
    assert "--home or GESTURE_HOME" in done.stdout


def test_a_damaged_database_says_so_and_the_pictures_survive_it(home: Path) -> None:
    _, request = sample_pairs()[0]
    with Store.open(home) as store:
        saved = store.save_image(
            request, sample_picture(request), seconds=2.5, device="cpu", versions={"torch": "2"}
        )
    for file in home.glob("gesture.db*"):
        file.unlink()
    (home / "gesture.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match=r"damaged.*gesture doctor --mend"):
        Store.open(home)
    (home / "gesture.db").unlink()
    (home / "images" / "ff").mkdir(exist_ok=True)
    (home / "images" / "ff" / "alien.png").write_bytes(b"no picture")
    with Store.open(home) as store:
        assert store.image(request.hash) == saved
        assert store.has_image(request.hash)


def test_damage_in_the_middle_says_so(home: Path) -> None:
    with Store.open(home) as store:
        store.start_run("plan", "{}", sample_pairs(seeds=100))
    database = home / "gesture.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database.read_bytes())
    content[4096 * 4 :] = b"\xff" * (len(content) - 4096 * 4)
    database.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), Store.open(home) as store:
        store.run_requests("latest")
