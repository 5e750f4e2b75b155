"""Visitors' runs go when they are old or take too much room; the house's stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.ui_samples import fill_store
from toolkit.store import Store
from toolkit.ui.serving.housekeeping import tidy
from toolkit.ui.serving.settings import Limits
from toolkit.ui.serving.visitors import FOR_RATING


def test_old_runs_of_visitors_go_and_the_houses_stay(tmp_path: Path) -> None:
    owners = ("", FOR_RATING, "anna", "bert")
    runs = [fill_store(tmp_path, seeds=1 + n) for n in range(4)]
    with Store.open(tmp_path) as store:
        for run, owner in zip(runs, owners, strict=True):
            store.give_run(run, owner)
        assert tidy(store, Limits()) == ()
        later = datetime.now(UTC) + timedelta(days=8)
        assert set(tidy(store, Limits(), now=later)) == {runs[2], runs[3]}
        assert {run.id for run in store.runs()} == {runs[0], runs[1]}


def test_beyond_the_disks_room_the_oldest_without_votes_go_first(tmp_path: Path) -> None:
    from tests.store_samples import sample_pairs, sample_vote

    runs = [fill_store(tmp_path, seeds=n) for n in (1, 2, 3)]
    pairs = sample_pairs(1)
    with Store.open(tmp_path) as store:
        for run in runs:
            store.give_run(run, "anna")
        store.save_vote(sample_vote(runs[0], pairs[0], pairs[1]))
        images = {run: store.images(run) for run in runs}
        # One run's pictures are far below a megabyte: the smallest budget leaves them all.
        assert tidy(store, Limits(disk_mb=1)) == ()
        # The seed that only the last run has grows; what is shared stays small.
        shared = {image.file for run in runs[:2] for image in images[run]}
        for image in images[runs[2]]:
            if image.file not in shared:
                path = store.images_folder / image.file
                path.write_bytes(path.read_bytes() + b"\0" * 400_000)
        # The older run goes first, frees nothing, and so the next goes too; the voted one stays.
        assert tidy(store, Limits(disk_mb=1)) == (runs[1], runs[2])
