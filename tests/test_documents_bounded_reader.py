"""The one reader: regular files within a limit, folders within bounds, and never a wait."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import load_plan, load_vocabulary, read_recipe
from toolkit.documents.bounded_reader import files_below, no_regular_file, read_bytes, read_regular
from toolkit.documents.yaml_reader import MAX_BYTES
from toolkit.errors import BadInput, GestureError, PlanError, VocabularyError
from toolkit.generation.models import model_spec
from toolkit.judging.finding.model_file import inner_hashes
from toolkit.store import Store
from toolkit.vocabulary.formats.styles_csv import read_styles_csv
from toolkit.vocabulary.formats.wildcards import read_wildcard_yaml, read_wildcards

PATIENCE_S = 60


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail when the block takes longer: a reader that waits would hold the whole suite up."""
    done = threading.Event()

    def give_up() -> None:
        if not done.wait(seconds):
            os.write(2, b"\na reader waits for ever\n")
            os._exit(3)

    watch = threading.Thread(target=give_up, daemon=True)
    watch.start()
    yield
    done.set()
    watch.join()


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def endless(folder: Path) -> Path:
    (folder / "endless").symlink_to("/dev/zero")
    return folder / "endless"


def huge(folder: Path) -> Path:
    with (folder / "huge").open("wb") as file:
        file.truncate(2_000_000_000)  # a hole: it takes no room on the disk
    return folder / "huge"


def directory(folder: Path) -> Path:
    (folder / "directory").mkdir()
    return folder / "directory"


def link_to_itself(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


def nothing(folder: Path) -> Path:
    return folder / "nothing"


NO_FILES = [pipe, endless, huge, directory, link_to_itself, nothing]
DOORS: dict[str, Callable[[Path], object]] = {
    "reader": lambda path: read_bytes(path, limit_bytes=1_000),
    "plan": lambda path: load_plan(path, load_vocabulary()),
    "wildcards": read_wildcards,
    "wildcards-yaml": read_wildcard_yaml,
    "styles": read_styles_csv,
    "vocabulary": load_vocabulary,
    "recipe": read_recipe,
    "judge": inner_hashes,
    "model": lambda path: model_spec(str(path)),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("make", NO_FILES, ids=lambda make: make.__name__)
def test_no_door_waits_or_reads_without_end(
    door: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    with at_most(PATIENCE_S), pytest.raises(GestureError) as refused:
        DOORS[door](path)
    assert 20 < len(str(refused.value)) < 600


@pytest.mark.parametrize("make", [pipe, endless, directory], ids=lambda make: make.__name__)
def test_a_home_whose_database_is_no_file_is_refused(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    make(tmp_path).rename(tmp_path / "home" / "gesture.db")
    with at_most(PATIENCE_S), pytest.raises(GestureError, match=r"is a (pipe|device|folder)"):
        Store.open(tmp_path / "home")


def test_a_pipe_for_sqlites_side_files_is_refused(tmp_path: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        home = tmp_path / f"home{ending}"
        home.mkdir()
        os.mkfifo(home / f"gesture.db{ending}")
        with at_most(PATIENCE_S), pytest.raises(GestureError, match="is a pipe"):
            Store.open(home)


def test_up_to_the_limit_a_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 10)
    assert read_bytes(file, limit_bytes=10) == b"x" * 10
    with pytest.raises(BadInput, match=r"called: is 10 bytes long; at most 9 are read"):
        read_bytes(file, limit_bytes=9, name="called")
    file.write_bytes(b"")
    assert read_bytes(file, limit_bytes=0) == b""
    large = os.urandom(3_000_001)
    file.write_bytes(large)
    assert read_bytes(file, limit_bytes=3_000_001) == large
    with pytest.raises(BadInput, match=r"3,000,001 bytes"):
        read_bytes(file, limit_bytes=3_000_000)


def test_what_is_read_counts_not_what_the_size_says() -> None:
    assert Path("/proc/self/maps").stat().st_size == 0
    with pytest.raises(BadInput, match="at most 10 are read"):
        read_bytes("/proc/self/maps", limit_bytes=10)


def test_the_kind_of_error_and_its_words_are_the_callers(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"plan x: cannot be read \(No such file") as refused:
        read_bytes(tmp_path / "x", limit_bytes=1, name="plan x", error=PlanError, hint="Look.")
    assert refused.value.hint == "Look."
    with pytest.raises(VocabularyError, match="is a folder, not a file"):
        read_bytes(tmp_path, limit_bytes=1, error=VocabularyError)
    with pytest.raises(VocabularyError, match="no file name"):
        read_bytes("a\0b", limit_bytes=1, error=VocabularyError)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "x", limit_bytes=1)


def test_every_kind_of_no_file_has_a_name(tmp_path: Path) -> None:
    assert no_regular_file(stat.S_IFREG | 0o644) == ""
    assert no_regular_file(stat.S_IFDIR) == "a folder"
    assert no_regular_file(stat.S_IFIFO) == "a pipe"
    assert no_regular_file(stat.S_IFSOCK) == "a socket"
    assert no_regular_file(stat.S_IFCHR) == no_regular_file(stat.S_IFBLK) == "a device"
    assert no_regular_file(0) == "no regular file"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        with pytest.raises(BadInput, match="cannot be read"):
            read_bytes(tmp_path / "s", limit_bytes=1)


def test_a_reader_leaves_no_handle_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for path in (tmp_path / "a", tmp_path, pipe(tmp_path)):
        for limit in (0, 1):
            try:
                read_bytes(path, limit_bytes=limit)
            except BadInput:
                continue
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def tree(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return [folder / name for name in names]


def test_visible_files_are_found_in_order(tmp_path: Path) -> None:
    wanted = tree(tmp_path, "a/b/c.yaml", "a/z.txt", "b.yaml")
    tree(tmp_path, ".hidden", ".git/config", "a/.ipynb_checkpoints/x.yaml")
    pipe(tmp_path)
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "c.yaml").symlink_to(tmp_path / "b.yaml")
    assert files_below(tmp_path) == [*wanted, tmp_path / "c.yaml"]


def test_a_folder_has_bounds(tmp_path: Path) -> None:
    tree(tmp_path, "a/b/c.yaml", "d.yaml")
    assert len(files_below(tmp_path, max_entries=4, max_depth=2)) == 2
    with pytest.raises(VocabularyError, match="words: holds more than 3 files and folders"):
        files_below(tmp_path, name="words", error=VocabularyError, max_entries=3)
    with pytest.raises(BadInput, match="holds folders more than 1 deep"):
        files_below(tmp_path, max_depth=1)
    with pytest.raises(BadInput, match="cannot be listed"):
        files_below(tmp_path / "nowhere")


def test_a_whole_disk_is_no_vocabulary() -> None:
    with at_most(PATIENCE_S), pytest.raises(VocabularyError, match="right folder"):
        load_vocabulary("/")


def test_the_limit_of_a_yaml_file_is_the_readers(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(VocabularyError, match=r"a\.yaml: is 1,000,001 bytes long"):
        load_vocabulary(tmp_path)


@settings(max_examples=200, deadline=None)
@given(named=st.one_of(st.text(max_size=40), st.text(alphabet="a/~.", max_size=6_000)))
def test_a_name_of_any_kind_is_content_or_bad_input(named: str) -> None:
    for read in (
        lambda: read_bytes(named, limit_bytes=1_000),
        lambda: read_recipe(Path(named)),
        lambda: model_spec(named) if not named.strip("/.~") else None,
    ):
        try:
            read()
        except GestureError as error:
            assert len(str(error)) < 1_000
