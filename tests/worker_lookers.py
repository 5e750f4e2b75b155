"""Lookers that die, hang or do harm, for workers: a module that a process imports fast."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.judging.looking.files import Look, not_looked_at
from toolkit.rating.verdicts import Answer

if TYPE_CHECKING:
    from toolkit.judging.looking.file_workers import Looker
    from toolkit.vocabulary import Vocabulary

SEEN = Answer(outcome="unjudged", reason="no_hand")


def _look(file: Path) -> Look:
    if file.name == "die":
        os.abort()
    if file.name == "hang":
        time.sleep(60)
    if file.name == "poison":  # answers, and harms whatever comes after it in this process
        os.environ["POISONED"] = "1"
    elif os.environ.get("POISONED"):
        os.abort()
    return not_looked_at(file, "palm", SEEN)


@contextmanager
def opened() -> Iterator[Looker]:
    yield _look


@contextmanager
def opened_for_reading(_vocabulary: Vocabulary, _model: Path) -> Iterator[Looker]:
    yield _look
