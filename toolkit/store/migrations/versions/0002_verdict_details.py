"""Verdicts keep codes and fields (``details``) in place of an English sentence.

The sentences of the first release are read here once, by patterns of its own: they are a thing
of the past and must not follow the code. What none of them fits is kept word for word, as the
detail ``text``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_CHUNK = 500
_REASONS = (
    "match",
    "no_hand",
    "one_hand",
    "other_gesture",
    "low_score",
    "wrong_direction",
    "no_judge",
    "unreadable",
    "person",
    "disagree",
    "taken_back",
    "nothing_expected",
    "other",
)
# Reasons whose sentence said nothing that the reason, the expected and the best match do not.
_SAID_BY_REASON = {
    "match": r"Shows .*\.",
    "no_hand": r"No hand was found\.",
    "one_hand": r"One hand was found; .* takes two\.",
    "other_gesture": r"Looks like .*, not .*\.",
    "low_score": r"No clear .*\.",
    "person": r"A person looked at it\.",
    "taken_back": r"Taken back\.",
}
_WORDS = {
    "half bent": "bent",
    "stuck out": "out",
    "alongside": "along",
    "across the palm": "across",
    **{
        f"at the {name} finger's tip": f"at_{name}" for name in ("index", "middle", "ring", "pinky")
    },
    "at the knuckle": "knuckle",
    "at the middle joint": "middle_joint",
}
_FINGER = r"(index|middle|ring|pinky)"
_BENT = r"(extended|half bent|folded)"
_THUMB = r"(stuck out|alongside|across the palm|at the (?:index|middle|ring|pinky) finger's tip)"
_GAP = r"(apart|together|crossed)"
_CLAUSES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (rf"{_FINGER} finger {_BENT}, expected {_BENT}", "finger", ("digit", "seen", "expected")),
    (
        rf"{_FINGER} finger bent too (much|little) (at the knuckle|at the middle joint)",
        "bend",
        ("digit", "bent", "joint"),
    ),
    (rf"thumb {_THUMB}, expected {_THUMB}", "thumb", ("seen", "expected")),
    (rf"thumb {_THUMB}, but in another place than expected", "thumb_place", ("seen",)),
    (
        rf"{_FINGER} and {_FINGER} fingers {_GAP}, expected {_GAP}",
        "gap",
        ("first", "second", "seen", "expected"),
    ),
    (
        rf"{_FINGER} and {_FINGER} fingers (wider|closer) than expected",
        "gap_width",
        ("first", "second", "width"),
    ),
    ("the hands are in another place to each other than expected", "other_place", ()),
    ("the hands are turned another way than expected", "turned", ()),
    (
        "the (palm|back|edge) of the hand faces the camera, expected (?:the|its) (palm|back|side)",
        "facing",
        ("seen", "expected"),
    ),
    (
        "the hand points (up|down|sideways|unclear), expected (up|down|sideways)",
        "pointing",
        ("seen", "expected"),
    ),
    ("the hand lies in the picture's plane, expected to point at the camera", "at_camera", ()),
)


def upgrade() -> None:
    """Make ``verdicts`` anew with ``details``, and bring every row over."""
    connection = op.get_bind()
    op.execute("CREATE TABLE verdicts_0001 AS SELECT * FROM verdicts")
    op.drop_table("verdicts")
    verdicts = op.create_table(
        "verdicts",
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("expected", sa.String(128), nullable=False),
        sa.Column("judge", sa.String(128), nullable=False),
        sa.Column("judge_version", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("best_match", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("judged_at", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('pass', 'fail', 'unjudged')", name=op.f("ck_verdicts_outcome")
        ),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 1)", name=op.f("ck_verdicts_score")
        ),
        sa.ForeignKeyConstraint(
            ["request_hash"], ["requests.hash"], name=op.f("fk_verdicts_request_hash_requests")
        ),
        sa.PrimaryKeyConstraint("request_hash", "expected", "judge", name=op.f("pk_verdicts")),
    )
    rows = connection.execute(sa.text("SELECT * FROM verdicts_0001")).mappings()
    for some in rows.partitions(_CHUNK):
        connection.execute(sa.insert(verdicts), [_migrated(dict(row)) for row in some])
    op.drop_table("verdicts_0001")


def _migrated(row: dict[str, object]) -> dict[str, object]:
    reason, details = read_explanation(str(row["reason"]), str(row.pop("explanation")))
    text = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**row, "reason": reason, "details": text}


def read_explanation(reason: str, explanation: str) -> tuple[str, list[dict[str, str]]]:
    """A first release's reason and sentence as today's reason and details."""
    if reason == "person" and explanation == "Taken back.":
        return "taken_back", []
    if reason not in _REASONS:
        return "other", [_text(f"{reason}: {explanation}" if explanation else reason)]
    if not explanation:
        return reason, []
    if reason == "wrong_direction":
        _, but, clause = explanation.removesuffix(".").partition("The fingers are right, but ")
        return reason, [_clause(clause)] if but else [_text(explanation)]
    if re.fullmatch(_SAID_BY_REASON.get(reason, "(?!)"), explanation) is None:
        return reason, [_text(explanation)]
    if reason not in ("other_gesture", "low_score"):
        return reason, []
    return reason, list(_clauses(explanation))


def _clauses(explanation: str) -> Iterator[dict[str, str]]:
    _, _, differences = explanation.removesuffix(".").partition(": ")
    for clause in filter(None, differences.split("; ")):
        yield _clause(clause)


def _clause(clause: str) -> dict[str, str]:
    hand, _, rest = clause.partition(" ")
    fields = {"hand": hand} if hand in ("right", "left") else {}
    for pattern, code, names in _CLAUSES:
        found = re.fullmatch(pattern, rest if fields else clause)
        if found is not None:
            words = [_WORDS.get(word, word) for word in found.groups()]
            return {"code": code, **fields, **dict(zip(names, words, strict=True))}
    return _text(clause)


def _text(text: str) -> dict[str, str]:
    return {"code": "text", "text": text}
