"""Whole runs in one file: they come out as they went in, under their own ids."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.ui_samples import fill_store
from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.store.bundles import add_bundle, write_bundle


@pytest.fixture
def bundle(tmp_path: Path) -> tuple[str, Path]:
    run = fill_store(tmp_path / "home")
    with Store.open(tmp_path / "home") as store:
        assert write_bundle(store, {run: "anna"}, tmp_path / "one.zip") > 1000
    return run, tmp_path / "one.zip"


def test_a_run_is_the_same_in_another_store(bundle: tuple[str, Path], tmp_path: Path) -> None:
    run, file = bundle
    with Store.open(tmp_path / "home") as here, Store.open(tmp_path / "there") as there:
        assert add_bundle(there, file) == (run,)
        assert there.run(run).owner == "anna" and there.run(run).made == here.run(run).made
        assert there.cells(run) == here.cells(run)
        assert there.verdicts(run) == here.verdicts(run)
        for image in here.images(run):
            key = image.request.hash
            assert there.image_path(key).read_bytes() == here.image_path(key).read_bytes()
        assert add_bundle(there, file) == ()


def test_nothing_is_added_of_a_file_that_is_no_bundle(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no zip")
    half = tmp_path / "half.zip"
    with zipfile.ZipFile(half, "w") as file:
        file.writestr("owners.json", "{}")
    odd = tmp_path / "odd.zip"
    with zipfile.ZipFile(odd, "w") as file:
        file.writestr("owners.json", "{}")
        file.writestr("verdicts.jsonl", '{"judge": 1}\n')
    with Store.open(tmp_path / "home") as store:
        for each in (broken, half, odd, tmp_path / "missing.zip"):
            with pytest.raises(StoreError, match="cannot be read"):
                add_bundle(store, each)
        assert store.runs() == []
