"""What the app gets ready beside the page, so that nobody waits for it: each in its own thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread

from toolkit.errors import GestureError, JudgeError

_log = logging.getLogger("toolkit.ui")


def beside(work: Callable[[], object], name: str) -> Thread:
    """Do ``work`` in a thread of its own; what goes wrong is one line in the log."""

    def done() -> None:
        try:
            work()
        except GestureError as error:
            _log.warning("%s: %s", name, error)

    thread = Thread(target=done, name=name, daemon=True)
    thread.start()
    return thread


def load_engine() -> None:
    """Load torch, diffusers and compel, some seconds of work, before the first sweep needs them."""
    import toolkit.running.local  # noqa: F401


def fetch_judge() -> None:
    """Fetch the judge's model file, unless it is here; raises `JudgeError` without a network."""
    from toolkit.judging.finding.model_file import model_file

    try:
        model_file(fetch=True)
    except JudgeError as error:
        raise JudgeError(f"The judge's model did not come: {error.message}") from error
