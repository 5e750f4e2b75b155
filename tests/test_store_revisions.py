"""The database's revision changes with every write of anybody, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store_samples import sample_pairs
from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.store.database import DATABASE


def test_the_revision_changes_with_every_write(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, Store.open(tmp_path) as other:
        first = store.revision()
        assert store.revision() == first
        store.runs()
        assert store.revision() == first, "reading changes nothing"
        run = store.start_run("one", "{}", sample_pairs(1))
        second = store.revision()
        assert second != first
        other.mark_run(run, starred=True)
        assert store.revision() != second, "another process's writes count as well"


def test_a_database_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for file in tmp_path.glob(f"{DATABASE}*"):
            file.unlink()
        with pytest.raises(StoreError):
            store.revision()
