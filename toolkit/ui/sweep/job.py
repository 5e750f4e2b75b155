"""A sweep at work beside the page: it draws, then judges, and can be looked at any time."""

from __future__ import annotations

from contextvars import copy_context
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import Any, Literal

from toolkit.errors import GestureError
from toolkit.judging.judges import NoJudge, open_judges
from toolkit.judging.looking.judge_run import JudgeReport, judge_run
from toolkit.running.progress import SweepProgress, SweepReport
from toolkit.store import Store
from toolkit.sweeps.plan import Plan
from toolkit.ui.serving import zero_gpu
from toolkit.vocabulary import Vocabulary

Stage = Literal["waiting", "starting", "loading", "encoding", "drawing", "judging", "over"]


@dataclass(frozen=True, kw_only=True)
class JobState:
    """A sweep job at one moment.

    ``progress`` is the drawing's, ``judged`` (done, total) the judging's. At the end ``stage``
    is "over", and ``report`` and ``verdicts``, one of each judge, say how it went, or ``error``
    what stopped it; ``crash`` names what nobody foresaw. ``no_judge`` is why a judge could not be
    opened, None when all were. Facts only: whoever shows them makes the sentences, in the page's
    language. In a line ``place`` counts the sweeps before it; ``withdrawn`` says that it was taken
    out before its turn.
    """

    stage: Stage = "starting"
    run: str = ""
    progress: SweepProgress | None = None
    judged: tuple[int, int] = (0, 0)
    report: SweepReport | None = None
    verdicts: tuple[JudgeReport, ...] = ()
    no_judge: GestureError | None = None
    error: GestureError | None = None
    crash: str = ""
    stopping: bool = False
    place: int = 0
    withdrawn: bool = False


class SweepJob:
    """Draws ``plan`` and judges it in a thread of its own, for the visitor ``owner``; final."""

    def __init__(
        self, plan: Plan, store: Store, vocabulary: Vocabulary, *, owner: str = ""
    ) -> None:
        self.plan = plan
        self._owner = owner
        self._store = store
        self._vocabulary = vocabulary
        self._lock = Lock()
        self._state = JobState()
        self._stop = Event()
        self._over = Event()
        # The visitor's own request goes along: on ZeroGPU it says whose seconds are used up.
        context = copy_context()
        self._thread = Thread(target=context.run, args=(self._work,), name="sweep", daemon=True)

    def start(self) -> None:
        """Begin; a job begins once."""
        self._thread.start()

    @property
    def state(self) -> JobState:
        """Where it stands."""
        with self._lock:
            return self._state

    @property
    def running(self) -> bool:
        """Whether it has yet to end."""
        return not self._over.is_set()

    def stop(self) -> None:
        """Ask it to end after the step at hand; what is finished is kept."""
        self._stop.set()
        self._set(stopping=True)

    def withdraw(self) -> None:
        """End it before it began."""
        self._set(stage="over", withdrawn=True)
        self._over.set()

    def wait(self, seconds: float | None) -> bool:
        """Wait at most so long for the end, for ever when None; whether it has come."""
        return self._over.wait(seconds)

    def _set(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _work(self) -> None:
        try:
            report = self._drawn()
            self._set(report=report, run=report.run)
            if not self._stop.is_set():
                self._judge(report.run)
        except GestureError as error:
            self._set(error=error)
        except Exception as error:
            # The page must not wait for ever: what nobody foresaw is said as well.
            self._set(crash=f"{type(error).__name__}: {error}"[:400])
            raise
        finally:
            self._set(stage="over")
            self._over.set()

    def _drawn(self) -> SweepReport:
        more: dict[str, Any] = {
            "on_progress": self._on_progress,
            "owner": self._owner,
            "stop": self._stop.is_set,
        }
        if zero_gpu.is_on() and zero_gpu.needs_gpu(self.plan):
            return zero_gpu.draw(self.plan, self._store, **more)
        # Loads torch and diffusers, seconds for which the page need not wait.
        from toolkit.running.local import run_sweep

        return run_sweep(self.plan, self._store, **more)

    def _judge(self, run: str) -> None:
        self._set(stage="judging")
        with open_judges(self._vocabulary, fetch=False) as judges:
            missing = next((each.why for each in judges if isinstance(each, NoJudge)), None)
            self._set(no_judge=missing)
            verdicts = judge_run(self._store, run, judges, self._on_judged)
        self._set(verdicts=verdicts)

    def _on_progress(self, now: SweepProgress) -> None:
        stage = now.stage if now.stage in ("loading", "encoding") else "drawing"
        self._set(stage=stage, run=now.run, progress=now)

    def _on_judged(self, done: int, total: int) -> None:
        self._set(judged=(done, total))
