"""A run's static report as one file to download."""

from __future__ import annotations

import shlex
import zipfile
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from typing import final
from weakref import finalize

from toolkit.errors import BadInput
from toolkit.reporting.report import write_report
from toolkit.store import RunInfo, Store
from toolkit.ui.language.report_words import report_languages
from toolkit.vocabulary import Vocabulary

MOST_PICTURES = 2000
KEPT = 4


@dataclass(frozen=True, kw_only=True)
class ReportZip:
    """The ``file`` of a report of ``pictures``; it is kept until other reports take its place."""

    file: Path
    pictures: int

    @property
    def size_mb(self) -> float:
        """Its size in megabytes."""
        return self.file.stat().st_size / 1e6


@final
class ReportZips:
    """Makes reports, one at a time, and keeps the last `KEPT`; its folder goes with the app."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._folder: Path | None = None
        self._made: dict[tuple[str, int], ReportZip] = {}

    def make(self, store: Store, run: RunInfo, vocabulary: Vocabulary) -> ReportZip:
        """The report of ``run`` as a ZIP; raises `BadInput` for one with too many pictures, and
        what `write_report` does."""
        if run.made > MOST_PICTURES:
            command = f"gesture report {shlex.quote(run.called)} --output report"
            raise BadInput(
                f"The run has {run.made:,} pictures; the app reports up to {MOST_PICTURES:,}.",
                hint=f"In a terminal: {command}",
                code="report_large",
                fields={"count": run.made, "most": MOST_PICTURES, "command": command},
            )
        with self._lock:
            key = run.id, store.revision()
            if key not in self._made:
                self._made[key] = self._write(store, run, vocabulary)
                while len(self._made) > KEPT:
                    self._made.pop(next(iter(self._made))).file.unlink(missing_ok=True)
            return self._made[key]

    def _write(self, store: Store, run: RunInfo, vocabulary: Vocabulary) -> ReportZip:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="gesture-reports-"))
            finalize(self, rmtree, self._folder, True)
        target = self._folder
        name = f"gesture-report-{run.id}"
        with TemporaryDirectory(dir=target) as temporary:
            folder = Path(temporary) / name
            report = write_report(store, run.id, folder, report_languages(vocabulary))
            whole = Path(temporary) / "whole.zip"
            # Pictures do not get smaller twice.
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as packed:
                for file in sorted(folder.rglob("*")):
                    if file.is_file():
                        packed.write(file, Path(name) / file.relative_to(folder))
            (target / str(store.revision())).mkdir(exist_ok=True)
            made = whole.replace(target / str(store.revision()) / f"{name}.zip")
        return ReportZip(file=made, pictures=report.pictures)
