"""A sweep's progress while it runs, and its report when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

SweepStage = Literal["loading", "encoding", "drawing", "done", "stopped"]


@dataclass(frozen=True, kw_only=True)
class SweepProgress:
    """A running sweep at one moment.

    ``done`` is ``made + reused + failed`` of ``total`` pictures. ``images_per_s`` counts the
    drawing alone, without loading and encoding; it and ``left_s`` (seconds left) are None until
    the first picture. ``latest`` is the request hash of the newest picture, "" before the first.
    """

    run: str
    stage: SweepStage
    model: str
    total: int
    made: int
    reused: int
    failed: int
    images_per_s: float | None
    left_s: float | None
    latest: str = ""

    @property
    def done(self) -> int:
        """Pictures that need no more work."""
        return self.made + self.reused + self.failed


@dataclass(frozen=True, kw_only=True)
class SweepFailure:
    """One reason for which pictures failed: ``count`` of them, ``example`` one request's hash."""

    reason: str
    count: int
    example: str


@dataclass(frozen=True, kw_only=True)
class SweepReport:
    """How a sweep ended.

    ``requested`` pictures were asked for; ``made`` now, ``reused`` because they were there
    already (or two cells ask for the same picture), ``failed`` for the reasons in ``failures``.
    ``interrupted`` says that Ctrl-C or the caller stopped it: the rest is ``remaining``.
    """

    run: str
    requested: int
    made: int
    reused: int
    failed: int
    seconds: float
    interrupted: bool = False
    failures: tuple[SweepFailure, ...] = ()

    @property
    def remaining(self) -> int:
        """Pictures that were not tried."""
        return self.requested - self.made - self.reused - self.failed

    @property
    def message(self) -> str:
        """One or more sentences for a person: what was done, what failed, how to go on."""
        sentences = [
            f"Run {self.run}: {self.made} made, {self.reused} reused, {self.failed} failed "
            f"of {self.requested} pictures in {self.seconds:.1f} s."
        ]
        sentences += [f"{failure.count} failed: {failure.reason}" for failure in self.failures]
        if self.interrupted:
            sentences.append(
                f"Stopped with {self.remaining} to go; what is finished is kept. "
                "Go on with the same plan: `gesture sweep PLAN --resume`."
            )
        return "\n".join(sentences)

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.message)}</p>".replace("\n", "<br>")
