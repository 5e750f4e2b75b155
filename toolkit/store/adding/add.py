"""Pictures that were made elsewhere become a run: found, checked, copied, placed, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Engine

from toolkit.decoding.worker_pool import LIMIT_S, Lost, WorkerPool, cores
from toolkit.errors import BadInput
from toolkit.progress import Advance, progress_bar
from toolkit.store.adding.check import Checked, Checker, opened_checker
from toolkit.store.adding.places import By, Placed, place
from toolkit.store.adding.report import AddReport, Refusal
from toolkit.store.adding.sources import Source, find_sources
from toolkit.store.adding.table import Row, match, read_table
from toolkit.store.adding.write import find_added_run, pictures_of, write_pictures
from toolkit.store.chunks import batches
from toolkit.store.database import reading, writing
from toolkit.store.run_names import checked_name
from toolkit.store.runs import run_cells

SAVE_EVERY = 64
A_WORKER_IS_WORTH = 24
"""A process takes half a second to start: so many pictures it should have to check."""


@dataclass(kw_only=True)
class _Tally:
    run: str = ""
    added: int = 0
    known: int = 0
    twice: int = 0
    lost: int = 0
    seeded: int = 0
    converted: int = 0
    animated: int = 0
    refused: list[Refusal] = field(default_factory=list[Refusal])
    seen: set[str] = field(default_factory=set[str])


def add_pictures(
    engine: Engine,
    images_folder: Path,
    pictures: Sequence[Path | str],
    *,
    run: str,
    by: By,
    gesture: str,
    gesture_id: Callable[[str], str],
    workers: int | None = None,
    limit_s: float = LIMIT_S,
    on_progress: Advance | None = None,
) -> AddReport:
    """See `toolkit.store.store.Store.add_pictures`; ``gesture`` is an id already."""
    if not pictures:
        raise BadInput("There is no picture to add.", hint="Name picture files or folders.")
    name = checked_name(run)
    table = None if by.table is None else read_table(by.table, gesture_id)
    own = table.axes if table is not None else ()
    axes = (*own, *(axis for axis in by.axes if axis not in own))
    with reading(engine, "looking for the run") as connection:
        before = find_added_run(connection, name, axes)
        known = pictures_of(connection, before) if before is not None else frozenset[str]()
    sources = find_sources(pictures)
    asked: list[tuple[Source, Row | None]] = [(source, None) for source in sources.found]
    tally = _Tally(refused=list(sources.refused))
    if table is not None:
        matched = match(table, sources.found)
        asked = [*matched.pairs]
        tally.refused += [*table.refused, *matched.refused]
    advance: Advance
    with progress_bar("Adding", unit="pictures") as bar:
        advance = on_progress or bar or _silent
        opening = partial(opened_checker, images_folder, known)
        placed = _checked(opening, asked, by.axes, gesture, tally, workers, limit_s)
        done = 0
        for some in batches(placed, SAVE_EVERY):
            with writing(engine, "adding pictures") as connection:
                written = write_pictures(connection, name, axes, some, datetime.now(UTC))
            tally.run = written.run
            tally.added += len(written.added)
            tally.known += written.known
            tally.seeded += written.seeded
            tally.converted += sum(bool(each.checked.converted) for each in written.added)
            tally.animated += sum(each.checked.animated for each in written.added)
            done += len(some)
            advance(min(done + tally.twice + tally.lost, len(asked)), len(asked))
        if asked:
            advance(len(asked), len(asked))
    with reading(engine, "looking at the run") as connection:
        tally.run = tally.run or find_added_run(connection, name, axes) or ""
        cells = run_cells(connection, tally.run) if tally.run else {}
    return AddReport(
        run=tally.run,
        name=name,
        axes=axes,
        cells=len(cells),
        added=tally.added,
        known=tally.known,
        twice=tally.twice,
        seeded=tally.seeded,
        converted=tally.converted,
        animated=tally.animated,
        left_alone=sources.left_alone,
        refused=tuple(tally.refused),
    )


def _silent(done: int, total: int, /) -> None:
    del done, total


def _checked(
    opening: Callable[[], AbstractContextManager[Checker]],
    asked: Sequence[tuple[Source, Row | None]],
    axes: Sequence[str],
    gesture: str,
    tally: _Tally,
    workers: int | None,
    limit_s: float,
) -> Iterator[Placed]:
    """The pictures that can be kept, as processes of their own have checked them, in order."""
    if not asked:
        return
    size = workers or min(cores(), 1 + len(asked) // A_WORKER_IS_WORTH)
    with WorkerPool[Source, Checked | Refusal | str](
        opening, workers=size, limit_s=limit_s
    ) as pool:
        answers = pool.run(source for source, _ in asked)
        for (source, row), answer in zip(asked, answers, strict=True):
            if isinstance(answer, Lost):
                lost = Refusal.of(source.name, answer.why, seconds=f"{limit_s:g}")
                tally.refused.append(lost)
                tally.lost += 1
                continue
            if isinstance(answer, Refusal):
                tally.refused.append(answer)
                tally.lost += 1
                continue
            sha256 = answer if isinstance(answer, str) else answer.sha256
            if sha256 in tally.seen:
                tally.twice += 1
                continue
            tally.seen.add(sha256)
            if isinstance(answer, str):
                tally.known += 1
                continue
            yield place(answer, source, row, axes, gesture)
