"""One finding of lint: what is amiss, where, and how bad."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from toolkit.vocabulary.entries import Gesture

_PHRASE = re.compile(r"(?P<key>phrases|phrases_zh)\[(?P<number>\d+)\]")

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
    """A finding about ``gesture``; it stands in the user's file where the user's phrase does."""
    return Finding(
        level=level,
        rule=rule,
        file=_file_of(gesture, key),
        entry=gesture.id,
        key=key,
        message=message,
    )


def is_users(gesture: Gesture, key: str) -> bool:
    """Whether what stands at ``key`` comes from a vocabulary of the user's own."""
    return bool(gesture.origin) or _file_of(gesture, key) != gesture.file


def _file_of(gesture: Gesture, key: str) -> str:
    match = _PHRASE.fullmatch(key)
    if match is None:
        return gesture.file
    zh = match["key"] == "phrases_zh"
    added = gesture.added_from_zh if zh else gesture.added_from
    ours = len(gesture.phrases_zh if zh else gesture.phrases) - len(added)
    number = int(match["number"])
    return added[number - ours] if number >= ours else gesture.file
