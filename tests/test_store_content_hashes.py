"""Hashes of large model files: kept between processes, made again when a file changes."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from toolkit.documents import folder_hash as documents
from toolkit.store import content_hashes
from toolkit.store.content_hashes import LARGE_BYTES, file_hash, folder_hash, record_folder


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.safetensors"
    with file.open("wb") as content:
        content.write(b"begin")
        content.truncate(LARGE_BYTES)  # a hole: it takes no room
    return file


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read in whole; the process forgets each time, as a new one would know nothing."""
    seen: list[str] = []
    for name in ("file_hash", "folder_hash"):
        real = getattr(documents, name)

        def reading(path: Path, *more: object, real=real) -> str:
            seen.append(path.name)
            documents._hash_file.cache_clear()
            documents._hash_files.cache_clear()
            return real(path, *more)

        monkeypatch.setattr(documents, name, reading)
    return seen


def test_an_unchanged_file_is_not_read_again(large: Path, home: Path, reads: list[str]) -> None:
    first = file_hash(large)
    assert first == documents.file_hash(large) and len(first) == 40
    reads.clear()
    assert file_hash(large) == first and reads == []
    assert [file.parent for file in record_folder().iterdir()] == [home / "hashes"]


def test_a_changed_file_is_read_again(large: Path, home: Path, reads: list[str]) -> None:
    first = file_hash(large)
    before = large.stat()
    with large.open("r+b") as content:
        content.write(b"BEGIN")
    os.utime(large, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    second = file_hash(large)
    assert second != first and len(reads) == 2
    # Of the same size and time, but another file.
    other = Path(shutil.copy2(large, large.with_name("other")))
    with other.open("r+b") as content:
        content.write(b"third")
    changed = large.stat()
    os.utime(other, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    other.replace(large)
    assert large.stat().st_mtime_ns == changed.st_mtime_ns
    assert file_hash(large) not in (first, second) and len(reads) == 3
    assert len(list(record_folder().iterdir())) == 1


def test_a_folder_is_remembered_by_each_of_its_files(
    large: Path, home: Path, reads: list[str]
) -> None:
    def counts(file: Path) -> bool:
        return file.suffix in (".safetensors", ".json")

    folder = large.parent / "model"
    folder.mkdir()
    large.rename(folder / large.name)
    (folder / "config.json").write_text("{}")
    first = folder_hash(folder, counts)
    assert folder_hash(folder, counts) == first and len(reads) == 1
    (folder / "config.json").write_text("[]")
    second = folder_hash(folder, counts)
    assert second != first and len(reads) == 2
    (folder / "notes.txt").write_text("no part of it")
    assert folder_hash(folder, counts) == second and len(reads) == 2


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 15_000, b'{"hash": 3, "state": "x"}'],
)
def test_a_damaged_record_is_written_anew(
    large: Path, home: Path, reads: list[str], damage: bytes
) -> None:
    first = file_hash(large)
    (record,) = record_folder().iterdir()
    whole = record.read_bytes()
    record.write_bytes(damage)
    assert file_hash(large) == first and len(reads) == 2
    assert record.read_bytes() == whole
    record.write_bytes(whole.replace(first.encode(), b"../" + b"0" * 37))
    assert file_hash(large) == first and len(reads) == 3


def test_many_at_once_agree(large: Path, home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: file_hash(large), range(16)))
    assert len(found) == 1
    assert [file.suffix for file in record_folder().iterdir()] == [".json"]


def test_where_nothing_can_be_kept_the_hash_is_made(
    large: Path, home: Path, reads: list[str]
) -> None:
    home.write_text("in the way")
    assert file_hash(large) == file_hash(large) and len(reads) == 2


def test_small_files_leave_no_record(tmp_path: Path, home: Path) -> None:
    (tmp_path / "small").write_bytes(b"x" * 1000)
    assert file_hash(tmp_path / "small") == documents.file_hash(tmp_path / "small")
    assert not record_folder().exists()


def test_what_changes_while_it_is_read_is_not_remembered(
    large: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = documents.file_hash

    def slow(file: Path) -> str:
        found = real(file)
        os.utime(file, ns=(1, 1))
        return found

    monkeypatch.setattr(content_hashes.documents, "file_hash", slow)
    file_hash(large)
    assert not record_folder().exists()


def test_without_a_home_of_its_own_records_are_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GESTURE_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert record_folder().name == "hashes" and "gesture-toolkit" in str(record_folder())
