"""Folders written whole or not at all, and never over the files of others."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from toolkit.documents.whole_folders import replacing_folder
from toolkit.errors import BadInput

OURS = re.compile(r"a\.txt|deep/b\.txt")


def write(path: Path, content: str = "one") -> None:
    with replacing_folder(path, ours=OURS, what="report") as folder:
        (folder / "a.txt").write_text(content)
        (folder / "deep").mkdir()
        (folder / "deep" / "b.txt").write_text(content)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_folder_is_made_and_replaced(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    write(out)
    write(out, "two")
    assert (out / "deep" / "b.txt").read_text() == "two"
    assert names(out.parent) == ["out"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert names(tmp_path / "out") == ["a.txt", "deep"]


def test_what_fails_leaves_the_older_one_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out)
    with (
        pytest.raises(RuntimeError),
        replacing_folder(out, ours=OURS, what="report") as folder,
    ):
        (folder / "a.txt").write_text("half")
        raise RuntimeError
    assert (out / "a.txt").read_text() == "one" and names(tmp_path) == ["out"]


def test_a_folder_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replacing_folder(out, ours=OURS, what="report") as folder:
        (folder / "a.txt").write_text("x")
        assert not out.exists() and folder.parent == tmp_path


@pytest.mark.parametrize("foreign", ["thesis.doc", "deep/notes.txt", "a.txt.bak"])
def test_a_folder_with_a_foreign_file_is_refused_and_stays(tmp_path: Path, foreign: str) -> None:
    out = tmp_path / "out"
    write(out)
    (out / foreign).write_text("mine")
    with pytest.raises(BadInput, match=re.escape(foreign)):
        write(out, "two")
    assert (out / foreign).read_text() == "mine" and (out / "a.txt").read_text() == "one"


def test_a_foreign_file_that_comes_meanwhile_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with (
        pytest.raises(BadInput, match=r"late\.txt"),
        replacing_folder(out, ours=OURS, what="report") as folder,
    ):
        (folder / "a.txt").write_text("x")
        (out / "late.txt").write_text("mine")
    assert names(out) == ["late.txt"] and names(tmp_path) == ["out"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadInput, match="is a file"):
        write(tmp_path / "out")


def test_what_a_killed_process_left_is_swept_an_hour_later(tmp_path: Path) -> None:
    old, fresh, mine = (tmp_path / f".out-{digit * 16}.unfinished" for digit in ("0", "1", "2"))
    for folder in (old, fresh):
        folder.mkdir()
    mine = tmp_path / ".out-of-office.unfinished"
    mine.mkdir()
    for folder in (old, mine):
        os.utime(folder, (time.time() - 7200,) * 2)
    write(tmp_path / "out")
    assert not old.exists() and fresh.exists() and mine.exists()
