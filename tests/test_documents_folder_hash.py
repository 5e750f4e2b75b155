"""A folder's hash: by content and place, of the files that count, and of no others."""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.documents.folder_hash import folder_hash


def _text(file: Path) -> bool:
    return file.suffix == ".txt"


def test_only_files_that_count_change_it(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "deep" / "b.txt").write_text("b")
    before = folder_hash(folder, _text)
    assert len(before) == 40 and set(before) <= set("0123456789abcdef")
    (folder / "a.md").write_text("other")
    (folder / ".hidden.txt").write_text("other")
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text("other")
    assert folder_hash(folder, _text) == before
    assert folder_hash(Path(shutil.copytree(folder, tmp_path / "two")), _text) == before
    (folder / "deep" / "b.txt").write_text("changed")
    changed = folder_hash(folder, _text)
    (folder / "deep" / "b.txt").rename(folder / "b.txt")
    assert len({before, changed, folder_hash(folder, _text)}) == 3
