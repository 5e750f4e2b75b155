"""One line of the log of votes: a record, when it was said, and what was written with it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args

from toolkit.errors import StoreError, shown
from toolkit.rating.verdicts import (
    OUTCOMES,
    PERSON,
    QUESTIONS,
    REASONS,
    Verdict,
    fits_question,
)
from toolkit.rating.votes import Vote, Winner
from toolkit.store.files import is_hash
from toolkit.store.verdict_json import details_from_json, details_to_json

UUID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a client may call its vote."""

_BATCH = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Retraction:
    """The vote ``uuid`` was taken back by who cast it."""

    uuid: str


@dataclass(frozen=True, kw_only=True)
class RunDeleted:
    """The run with the id ``run`` was deleted, with its votes and what people said of its
    ``pictures`` (request hashes)."""

    run: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Void:
    """The database refused what was written as the batch ``refused``: it was never acknowledged."""

    refused: str


Record = Vote | Verdict | Retraction | RunDeleted | Void


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """A record, the moment ``at`` which it was written, and the ``batch`` (12 hex digits) of what
    was written in one go and stands or falls together."""

    record: Record
    at: datetime
    batch: str

    def to_json(self) -> str:
        """The line without its end; `line_from_json` reads it."""
        frame = {"at": self.at.isoformat(), "batch": self.batch}
        return json.dumps(frame | _fields(self.record), separators=(",", ":"), allow_nan=False)


def line_from_json(text: bytes) -> LogLine:
    """The line whose `LogLine.to_json` is ``text``; raises `StoreError`."""
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        raise StoreError(f"it is no JSON; got {shown(text[:60])}") from None
    if not isinstance(content, dict):
        raise StoreError(f"it is no JSON object; got {shown(content)}")
    line = _Line(cast("dict[str, object]", content))
    kind = line.text("kind")
    if kind not in _READERS:
        raise StoreError(f"its kind is {shown(kind)}; expected one of {', '.join(_READERS)}")
    return LogLine(
        record=_READERS[kind](line),
        at=line.moment("at"),
        batch=line.matching("batch", _BATCH, "12 hex digits"),
    )


def _fields(record: Record) -> dict[str, object]:
    values: dict[str, object] = dict(vars(record))
    if isinstance(record, Vote):
        return {"kind": "vote", **values, "created_at": record.created_at.isoformat()}
    if isinstance(record, Verdict):
        return {"kind": "verdict", **verdict_fields(record)}
    return {"kind": _KINDS[type(record)], **values}


def verdict_fields(verdict: Verdict) -> dict[str, object]:
    """``verdict`` as a JSON object; `verdict_from_fields` reads it."""
    details: object = json.loads(details_to_json(verdict.details))
    return {**vars(verdict), "details": details}


def verdict_from_fields(fields: Mapping[str, object]) -> Verdict:
    """The verdict whose `verdict_fields` are ``fields``; raises `StoreError`."""
    return _Line(fields).verdict()


class _Line:
    """The fields of one line, each checked as it is taken; raises `StoreError` naming it."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        value = self._fields.get(name)
        if isinstance(value, str):
            return value
        raise self._wrong(name, "text")

    def matching(self, name: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._fields.get(name)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        raise self._wrong(name, expected)

    def hash(self, name: str) -> str:
        value = self._fields.get(name)
        if isinstance(value, str) and is_hash(value):
            return value
        raise self._wrong(name, "64 hex digits")

    def hashes(self, name: str) -> tuple[str, ...]:
        value = self._fields.get(name)
        if isinstance(value, list):
            items = cast("list[object]", value)
            if all(isinstance(item, str) and is_hash(item) for item in items):
                return tuple(cast("list[str]", items))
        raise self._wrong(name, "a list of 64 hex digits each")

    def word(self, name: str, words: tuple[Any, ...]) -> Any:
        value = self._fields.get(name)
        if value in words:
            return value
        raise self._wrong(name, f"one of {', '.join(words)}")

    def whole(self, name: str) -> int:
        value = self._fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63:
            return value
        raise self._wrong(name, "a whole number, at least 0")

    def number(self, name: str) -> float | None:
        value = self._fields.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        raise self._wrong(name, "a finite number")

    def moment(self, name: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.text(name))
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None:
            return found
        raise self._wrong(name, "a moment such as 2026-01-31T14:25:01+00:00")

    def vote(self) -> Vote:
        propensity = self.number("propensity")
        if propensity is None or not 0 < propensity <= 1:
            raise self._wrong("propensity", "a number above 0, at most 1")
        return Vote(
            uuid=self.matching("uuid", UUID, "1 to 64 letters, digits, - and _"),
            run=self.text("run"),
            gesture=self.text("gesture"),
            left=self.hash("left"),
            right=self.hash("right"),
            left_cell=self.text("left_cell"),
            right_cell=self.text("right_cell"),
            winner=self.word("winner", get_args(Winner)),
            rater=self.text("rater"),
            latency_ms=self.whole("latency_ms"),
            propensity=propensity,
            created_at=self.moment("created_at"),
            app_version=self.text("app_version"),
        )

    def verdict(self) -> Verdict:
        score, number = self.number("score"), self.number("number")
        outcome, question = self.word("outcome", OUTCOMES), self.word("question", QUESTIONS)
        if not fits_question(outcome, number, question):
            raise self._wrong("outcome", f"an answer to the question {question}")
        if score is not None and not 0 <= score <= 1:
            raise self._wrong("score", "a number from 0 to 1")
        return Verdict(
            request_hash=self.hash("request_hash"),
            expected=self.text("expected"),
            outcome=outcome,
            reason=self.word("reason", REASONS),
            judge=self.text("judge"),
            judge_version=self.text("judge_version"),
            details=details_from_json(json.dumps(self._fields.get("details")), where="the log"),
            best_match=self.text("best_match"),
            score=score,
            question=question,
            number=number,
        )

    def persons_verdict(self) -> Verdict:
        verdict = self.verdict()
        if not verdict.judge.startswith(PERSON):
            raise self._wrong("judge", f"a person's name, {PERSON}NAME")
        return verdict

    def _wrong(self, name: str, expected: str) -> StoreError:
        if name not in self._fields:
            return StoreError(f"the field {name} is missing")
        return StoreError(f"{name} is {shown(self._fields[name])}; expected {expected}")


_KINDS: dict[type, str] = {Retraction: "retraction", RunDeleted: "run_deleted", Void: "void"}
_READERS: dict[str, Callable[[_Line], Record]] = {
    "vote": _Line.vote,
    "verdict": _Line.persons_verdict,
    "retraction": lambda line: Retraction(uuid=line.text("uuid")),
    "run_deleted": lambda line: RunDeleted(run=line.text("run"), pictures=line.hashes("pictures")),
    "void": lambda line: Void(refused=line.text("refused")),
}
