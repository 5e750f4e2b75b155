"""Yields so far: counted once for each change of the store, by whoever makes it."""

from __future__ import annotations

from pathlib import Path

from tests.store_samples import sample_pairs, sample_verdict
from tests.ui_samples import fill_store, sample_app_state
from toolkit.rating.yields import PassCount
from toolkit.store import Store
from toolkit.ui.state import AppState
from toolkit.ui.words.pass_counts import PassCounts, database_mark


def test_nothing_is_counted_twice_while_nothing_changes(tmp_path: Path) -> None:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    counts = PassCounts(shared)
    first = counts.by_gesture()
    assert first["fist"] == PassCount(k=3, n=6)
    assert counts.by_gesture() is first
    shared.store.close()


def test_a_write_of_another_process_is_seen(tmp_path: Path) -> None:
    fill_store(tmp_path, judged=False)
    shared = sample_app_state(tmp_path)
    counts = PassCounts(shared)
    before = database_mark(tmp_path)
    assert counts.by_gesture() == {}
    cell, request = sample_pairs(1)[0]
    with Store.open(tmp_path) as other:
        other.save_verdicts([sample_verdict(request, cell.gesture, "pass")])
        assert database_mark(tmp_path) != before
        assert counts.by_gesture() == {cell.gesture: PassCount(k=1, n=1)}
    shared.store.close()


def test_a_home_without_a_store_has_no_yields(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert PassCounts(AppState(tmp_path / "file")).by_gesture() == {}
    assert database_mark(tmp_path / "nowhere") == ((0, 0), (0, 0))
