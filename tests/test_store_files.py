"""Pictures are written whole or not at all, and nothing but a hash becomes a path."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from toolkit.errors import BadInput, StoreError
from toolkit.store.files import disk_error, image_file, sweep_incoming, write_atomically


def test_the_file_is_named_by_the_hash() -> None:
    assert image_file("ab" + "0" * 62) == f"ab/ab{'0' * 62}.png"


@pytest.mark.parametrize(
    "name",
    ["", "..", "../" * 21 + "x", "A" * 64, "0" * 63, "0" * 65, "0" * 63 + "\n", "0" * 64 + "\n"],
)
def test_nothing_else_becomes_a_path(name: str) -> None:
    with pytest.raises(BadInput, match="64 hex digits"):
        image_file(name)


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target, incoming = tmp_path / "a" / "file.png", tmp_path / "incoming"
    write_atomically(target, b"old", incoming=incoming)
    write_atomically(target, b"new", incoming=incoming)
    assert target.read_bytes() == b"new"
    blocked = tmp_path / "b"
    (blocked / "file.png").mkdir(parents=True)  # a folder where the file should go
    with pytest.raises(StoreError, match=r"file\.png"):
        write_atomically(blocked / "file.png", b"x", incoming=incoming)
    assert list(incoming.iterdir()) == []


def test_only_stale_litter_is_swept(tmp_path: Path) -> None:
    (tmp_path / "young").write_bytes(b"")
    (tmp_path / "old").write_bytes(b"")
    long_ago = time.time() - 7200
    os.utime(tmp_path / "old", (long_ago, long_ago))
    assert sweep_incoming(tmp_path) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["young"]
    assert sweep_incoming(tmp_path / "nowhere") == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EROFS, "No permission"),
        (errno.EACCES, "No permission"),
        (errno.ENOENT, os.strerror(errno.ENOENT)),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_each_refusal_of_the_disk_has_its_sentence(code: int, said: str) -> None:
    error = disk_error(OSError(code, os.strerror(code)), "writing", Path("a.png"))
    assert said in error.message
    assert "a.png" in error.message
    assert "\n" not in str(error)
