"""What goes by itself where strangers draw: runs that are old, or beyond the disk's room."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from toolkit.store import RunInfo, Store
from toolkit.store.known_answers import FOR_CHECKS
from toolkit.ui.serving.settings import Limits
from toolkit.ui.serving.visitors import FOR_RATING

EVERY_S = 600.0


def visitors_runs(store: Store) -> list[RunInfo]:
    """The runs of visitors: those without votes first, then the oldest."""
    found = [run for run in store.runs() if run.owner not in ("", FOR_RATING, FOR_CHECKS)]
    return sorted(found, key=lambda run: (run.votes > 0, run.created_at))


def tidy(store: Store, limits: Limits, *, now: datetime | None = None) -> tuple[str, ...]:
    """Delete visitors' runs older than ``picture_days``, then what takes more than ``disk_mb``.

    The house's runs stay, whatever they take. Returns the ids of what was deleted.
    """
    moment = now or datetime.now(UTC)
    oldest = moment - timedelta(days=limits.picture_days)
    gone: list[str] = []
    kept: list[RunInfo] = []
    for run in visitors_runs(store):
        if run.created_at < oldest:
            store.delete_run(run.id)
            gone.append(run.id)
        else:
            kept.append(run)
    files = {run.id: [image.file for image in store.images(run.id)] for run in kept}
    # Runs share pictures: one that another still has takes its room after the first is gone.
    users = Counter(file for some in files.values() for file in some)
    sizes = {file: (store.images_folder / file).stat().st_size for file in users}
    too_much = sum(sizes.values()) - limits.disk_mb * 1_000_000
    for run in kept:
        if too_much <= 0:
            break
        store.delete_run(run.id)
        gone.append(run.id)
        users.subtract(files[run.id])
        too_much -= sum(sizes[file] for file in files[run.id] if not users[file])
    return tuple(gone)


def keep_tidy(store: Store, limits: Limits) -> None:
    """Do so every ten minutes, for ever."""
    while True:
        tidy(store, limits)
        time.sleep(EVERY_S)
