"""A shared on a small store with finished, judged pictures; real records, nothing faked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PIL import Image as Pictures

from tests.store_samples import sample_pairs, sample_picture, sample_verdict
from toolkit.rating.verdicts import Outcome
from toolkit.store import Store
from toolkit.ui.state import AppState

PLAN = "{}"
Part = TypeVar("Part")


def fill_store(home: Path, *, judged: bool = True, seeds: int = 3) -> str:
    """2 gestures × 2 weights × ``seeds`` pictures; 1.2 passes, 0.8 fails; returns the run."""
    with Store.open(home) as store:
        pairs = sample_pairs(seeds)
        run = store.start_run("sample", PLAN, pairs)
        for cell, request in pairs:
            store.save_image(request, sample_picture(request), seconds=0.1)
            if judged:
                outcome: Outcome = "pass" if cell.value("weight") == "1.2" else "fail"
                store.save_verdicts([sample_verdict(request, cell.gesture, outcome)])
    return run


def sample_app_state(home: Path, models: tuple[str, ...] = ()) -> AppState:
    """A shared on ``home`` with ``models`` on offer."""
    return AppState(home, models)


def laid_out(build: Callable[[], Part]) -> Part:
    """What ``build`` lays out in a page of its own.

    Inside a running event loop: without one, Gradio makes two for each page and closes neither.
    """
    import gradio as gr

    async def work() -> Part:
        with gr.Blocks(analytics_enabled=False):
            return build()

    return asyncio.run(work())


def red_picture(size_px: int = 16) -> Pictures.Image:
    """A picture of one colour."""
    return Pictures.new("RGB", (size_px, size_px), (200, 30, 30))
