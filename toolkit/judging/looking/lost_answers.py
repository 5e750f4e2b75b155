"""Answers about pictures that their judge was lost over: it died, took too long, or raised."""

from __future__ import annotations

from toolkit.decoding.worker_pool import Lost
from toolkit.errors import GestureError, one_line, shortened
from toolkit.rating.verdicts import Answer, Detail, text_detail

CODES = ("time_limit", "process_ended")
"""The codes of the details that say how a process was lost."""
CRASH_CHARACTERS = 400
"""How much of what a judge raised is kept."""


def lost_answer(lost: Lost, limit_s: float) -> Answer:
    """``unjudged``: ``crashed`` with the process's exit code, ``timed_out`` with the limit."""
    if lost.why == "timed_out":
        detail = Detail.of("time_limit", seconds=f"{limit_s:g}")
    else:
        detail = Detail.of("process_ended", code=lost.code)
    return Answer(outcome="unjudged", reason=lost.why, details=(detail,))


def raised_answer(error: Exception) -> Answer:
    """``unjudged``, ``crashed``, with what was raised in one short line."""
    told = shortened(one_line(str(error)), CRASH_CHARACTERS)
    name = type(error).__name__
    words = told if isinstance(error, GestureError) else f"{name}: {told}" if told else name
    return Answer(outcome="unjudged", reason="crashed", details=(text_detail(words),))
