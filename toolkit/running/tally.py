"""Counts a sweep while it runs: what is made, what failed and why, how fast it goes."""

from __future__ import annotations

import time
from collections.abc import Sequence

from toolkit.errors import GestureError
from toolkit.running.progress import SweepFailure, SweepProgress, SweepReport, SweepStage
from toolkit.running.work import step_work, work
from toolkit.sweeps.requests import GenerationRequest


class Tally:
    """The counts of one sweep; the clock of the rate runs only while pictures are drawn.

    Args:
        run: the run's id.
        total: pictures asked for.
        reused: of these, how many are there already.
        work_left: the `work` of the others; 0 counts all pictures alike.
    """

    def __init__(self, *, run: str, total: int, reused: int, work_left: float = 0.0) -> None:
        self.run = run
        self.total = total
        self.reused = reused
        self.made = 0
        self.failed = 0
        self._latest = ""
        self._work_made = 0.0
        self._work_left = work_left
        self._work_begun = 0.0
        self._failures: dict[str, list[str]] = {}
        self._started = time.perf_counter()
        self._drawing_s = 0.0
        self._drawing_since: float | None = None

    @property
    def done(self) -> int:
        """Pictures that need no more work."""
        return self.made + self.reused + self.failed

    def add_made(self, request: GenerationRequest) -> None:
        """Count a picture that is safely stored."""
        self.made += 1
        self._work_made += work(request)
        self._work_left -= work(request)
        self._work_begun = 0.0
        self._latest = request.hash

    def add_failed(self, request: GenerationRequest, error: GestureError) -> None:
        """Count a picture that could not be made."""
        self.failed += 1
        self._work_left -= work(request)
        self._work_begun = 0.0
        self._failures.setdefault(str(error), []).append(request.hash)

    def add_step(self, batch: Sequence[GenerationRequest]) -> None:
        """Count a denoising step of pictures that are being drawn: the time left is known from
        the first one on."""
        self._work_begun += sum(map(step_work, batch))

    def clock(self, *, drawing: bool) -> None:
        """Start (or stop) the clock of the drawing rate."""
        now = time.perf_counter()
        if self._drawing_since is not None:
            self._drawing_s += now - self._drawing_since
        self._drawing_since = now if drawing else None

    def progress(self, stage: SweepStage, model: str) -> SweepProgress:
        """The counts at this moment."""
        rate = self.made / self._drawing_s if self.made and self._drawing_s > 0 else None
        return SweepProgress(
            run=self.run,
            stage=stage,
            model=model,
            total=self.total,
            made=self.made,
            reused=self.reused,
            failed=self.failed,
            images_per_s=rate,
            left_s=self._left_s(rate),
            latest=self._latest,
        )

    def _left_s(self, rate: float | None) -> float | None:
        if self.done == self.total:
            return None if rate is None else 0.0
        known = self._work_made + self._work_begun
        if self._work_left > 0 and known > 0 and self._drawing_s > 0:
            return max(0.0, self._work_left - self._work_begun) * self._drawing_s / known
        if rate is None:
            return None
        return (self.total - self.done) / rate

    def report(self, *, interrupted: bool) -> SweepReport:
        """The counts at the end."""
        return SweepReport(
            run=self.run,
            requested=self.total,
            made=self.made,
            reused=self.reused,
            failed=self.failed,
            seconds=time.perf_counter() - self._started,
            interrupted=interrupted,
            failures=tuple(
                SweepFailure(reason=reason, count=len(hashes), example=hashes[0])
                for reason, hashes in self._failures.items()
            ),
        )
