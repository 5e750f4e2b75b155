"""Many pictures at once, on all cores: the same pixels as one by one, in the same order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput
from toolkit.rendering.render import render
from toolkit.rendering.scene import HandScene

# A new process costs about as long as so many small pictures; fewer are drawn here.
WORTH_A_PROCESS = 48
CHUNK = 16


def render_many(
    scenes: Sequence[HandScene], size_px: int = 128, *, workers: int | None = None
) -> NDArray[np.uint8]:
    """Render ``scenes`` as (N, size, size, 3) uint8, in their order.

    ``workers`` is how many processes draw (`spawned`); by default one a core, and none besides
    this one for few pictures.
    """
    if workers is not None and workers < 1:
        raise BadInput(
            f"render_many needs at least one worker; got {workers}",
            hint="Leave workers out to use every core.",
        )
    if not scenes:
        return np.empty((0, size_px, size_px, 3), dtype=np.uint8)
    if workers is None:
        workers = min(os.cpu_count() or 1, len(scenes) // WORTH_A_PROCESS + 1)
    if workers == 1:
        return _rendered(scenes, size_px)
    chunks = [scenes[first : first + CHUNK] for first in range(0, len(scenes), CHUNK)]
    with spawned(workers) as pool:
        drawn = list(pool.map(_rendered, chunks, [size_px] * len(chunks)))
    return np.concatenate(drawn)


def spawned(workers: int) -> ProcessPoolExecutor:
    """So many processes to draw in, not forked: a fork of a process with threads can hang.

    A script that comes here guards its main part with ``if __name__ == "__main__"``.
    """
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _rendered(scenes: Sequence[HandScene], size_px: int) -> NDArray[np.uint8]:
    return np.stack([render(scene, size_px) for scene in scenes])
