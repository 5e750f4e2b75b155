"""A progress bar for whoever waits at a terminal or in a notebook and asked for nothing."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int, int], None]
"""Told of (done, total)."""


def somebody_watches() -> bool:
    """Whether this process writes to a terminal or to a notebook's cell."""
    return sys.stderr.isatty() or _in_notebook()


def _in_notebook() -> bool:
    """Whether this process is a notebook's kernel; that a kernel was imported says nothing."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


@contextmanager
def progress_bar(label: str, *, unit: str) -> Iterator[Advance | None]:
    """A bar that the yielded function moves; None where nobody watches.

    tqdm draws it, in a notebook as a widget where it can.
    """
    if not somebody_watches():
        yield None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a notebook without widgets gets a bar of text
        from tqdm.auto import tqdm

        bar = tqdm(desc=label, unit=f" {unit}")

    def advance(done: int, total: int) -> None:
        if bar.total != total:
            bar.total = total
            bar.refresh()
        bar.update(done - bar.n)

    with bar:
        yield advance
