"""A file is its old content or its new one, and nothing is left lying about."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from toolkit.documents.atomic_files import replacing, write_whole
from toolkit.errors import BadInput


def test_content_is_put_in_place(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_whole(file, b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_old_content_and_no_litter(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(file) as whole:
        whole.write_bytes(b"half")
        raise KeyboardInterrupt
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_the_temporary_file_has_the_ending_and_stands_where_it_is_told(tmp_path: Path) -> None:
    beside, incoming = tmp_path / "beside", tmp_path / "incoming"
    beside.mkdir()
    incoming.mkdir()
    with replacing(beside / ("long" * 20 + ".npy")) as whole:
        assert whole.suffix == ".npy"
        assert whole.parent == beside
        assert whole.name.startswith(".longlonglonglong-")
        assert len(whole.name) == 1 + 16 + 1 + 16 + 4
    with replacing(beside / "b.png", temporary_in=incoming) as whole:
        assert whole.parent == incoming
        assert not (beside / "b.png").exists()
    assert (beside / "b.png").exists()
    assert list(incoming.iterdir()) == []


def test_a_new_file_has_the_users_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "a", b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) & 0o111 == 0


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_device_a_pipe_and_a_folder_are_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for path, kind in (
        (tmp_path, "a folder"),
        (tmp_path / "pipe", "a pipe"),
        (tmp_path / "zero", "a device"),
    ):
        with pytest.raises(BadInput, match=kind):
            write_whole(path, b"x")
    assert stat.S_ISCHR(Path("/dev/zero").stat().st_mode)
    with pytest.raises(BadInput, match="no file name"):
        write_whole(tmp_path / "a\0b", b"x")


def test_what_the_disk_refuses_is_the_callers_to_say(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "a", b"x")
