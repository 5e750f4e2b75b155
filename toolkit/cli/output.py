"""How results look in a terminal: JSON, tables, and progress with rate and time left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, Task
    from rich.text import Text


class Advance(Protocol):
    """Tells a progress bar that ``done`` of ``total`` are finished, and what goes on now."""

    def __call__(self, done: int, total: int, stage: str = "", /) -> None:
        """Move the bar; ``total`` may change as more becomes known."""
        ...


def print_json(value: object) -> None:
    """``value`` as readable JSON on standard output; text in any script stays as it is."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = ""
) -> None:
    """A table on standard output; numbers to the right, everything else to the left.

    Piped into another program it is as wide as it needs to be and never cut.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    for number, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=Console(width=10_000).measure(table).maximum)
    console.print(table)


@contextmanager
def progress_bar(label: str, *, unit: str = "pictures") -> Iterator[Advance]:
    """A bar on standard error while the block runs: count, rate, time left.

    Where standard error is no terminal (a log, a CI machine) only the end state is printed.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Finished items a second, or seconds an item when it is slow."""

        def render(self, task: Task) -> Text:
            return Text(_rate(task.finished_speed or task.speed, unit), style="dim")

    console = Console(stderr=True)
    bar: Progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30 if console.is_terminal else 10),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console if console.is_terminal else Console(stderr=True, width=110),
    )
    task = bar.add_task(label, total=None)

    def advance(done: int, total: int, stage: str = "", /) -> None:
        said = f"{label}: {stage}" if stage else label
        bar.update(task, completed=done, total=total, description=said)
        bar.start()  # only now: what fails before the first step leaves no empty bar behind

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()


def say_seconds(seconds: float) -> str:
    """A length of time in words that fit its size: ``0.4 s``, ``12 s``, ``3 min 20 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def say_percent(share: float | None) -> str:
    """A share 0..1 as a whole percentage; a dash when there is none."""
    return "–" if share is None else f"{100 * share:.0f} %"


def _rate(per_second: float | None, unit: str) -> str:
    if not per_second:
        return ""
    if per_second >= 1:
        return f"{per_second:.1f} {unit}/s"
    return f"{1 / per_second:.1f} s each"


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
