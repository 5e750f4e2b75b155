"""The study that comes with a Space: a small run to look at, and one that is only rated."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.store.bundles import add_bundle, write_bundle
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.serving.visitors import FOR_RATING
from toolkit.vocabulary import Vocabulary

BUNDLE = Path(__file__).with_name("first_study.zip")
PLAN = "first-study"
MAX_BYTES = 5_000_000
APART = 1_000
"""How far the seeds that are only rated lie from those that are shown."""


def add_first_study(store: Store) -> tuple[str, ...]:
    """Put the study into ``store`` unless it is there; the ids of the runs that are new.

    The runs keep their ids, so votes that come back after a restart are about them.
    """
    return add_bundle(store, BUNDLE)


def make_first_study(
    vocabulary: Vocabulary, path: Path = BUNDLE, *, on_stage: Callable[[str], object] = print
) -> int:
    """Draw and judge the study anew and write its bundle to ``path``; its size in bytes.

    Raises what sweeping and judging do, and `StoreError` for one of more than 5 MB.
    """
    from toolkit.judging.judges import open_judges
    from toolkit.judging.looking.judge_run import judge_run
    from toolkit.running.local import run_sweep

    shown = load_plan(PLAN, vocabulary)
    rated = replace(
        shown,
        name=f"{PLAN}-rated",
        seeds=tuple(seed + APART for seed in shown.seeds),
    )
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        owners: dict[str, str] = {}
        for plan, owner in ((shown, ""), (rated, FOR_RATING)):
            on_stage(f"Drawing {plan.name}")
            run = run_sweep(plan, store).run
            on_stage(f"Judging {plan.name}")
            with open_judges(vocabulary) as judges:
                judge_run(store, run, judges)
            owners[run] = owner
        size = write_bundle(store, owners, path)
    if size > MAX_BYTES:
        path.unlink()
        raise StoreError(
            f"The study takes {size:,} bytes; at most {MAX_BYTES:,} may travel in the package.",
            hint=f"Take fewer seeds in the plan {PLAN}.",
        )
    return size
