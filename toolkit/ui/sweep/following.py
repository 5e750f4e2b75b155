"""How a page follows the running sweep: it asks twice a second, and is told what has changed.

The page asks, and no answer is kept open: a page that is loaded again, or put into the other
language, goes on from where the sweep is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from toolkit.ui.sweep.job import JobState

LOOK_EVERY_S = 0.6
SHARE = 4
"""After a grid was built, the next one waits so many times as long as it took."""


@dataclass(frozen=True, kw_only=True)
class Following:
    """What one page has seen of a sweep.

    ``seen`` is the state that its progress shows, None while it follows none. ``run`` is the run
    that its grid was put to, "" before the first picture. ``next_grid_s`` is the moment of
    `time.monotonic` before which no new grid is built.
    """

    seen: JobState | None = None
    run: str = ""
    next_grid_s: float = 0.0

    def wants_grid(self, state: JobState, shown_run: str | None, now_s: float) -> bool:
        """Whether the grid must be built anew: it shows the sweep's run, or is to do so now."""
        if state.stage == "over":
            return True
        there = bool(state.run and state.progress and state.progress.done)
        if not there or now_s < self.next_grid_s:
            return False
        return self.run != state.run or shown_run == state.run

    def after_grid(self, run: str, began_s: float) -> Following:
        """After a grid was built that was begun at ``began_s``."""
        now_s = time.monotonic()
        return replace(self, run=run, next_grid_s=now_s + SHARE * (now_s - began_s))
