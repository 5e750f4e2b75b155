"""One finding of lint: what is amiss, where, and how bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from toolkit.vocabulary.entries import Gesture

Level = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to mend: where it stands (file, entry, key), the rule it breaks, and why."""

    level: Level
    rule: str
    file: str
    entry: str
    key: str
    message: str


def finding(gesture: Gesture, rule: str, key: str, message: str, level: Level = "error") -> Finding:
    """A finding about ``gesture``."""
    return Finding(
        level=level, rule=rule, file=gesture.file, entry=gesture.id, key=key, message=message
    )
